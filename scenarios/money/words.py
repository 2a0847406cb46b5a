"""Figures of money as rows in words: lines, counties and those who pay, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scenarios.messages import text

__all__ = ["MoneyRow", "Side", "cell_rows", "compared_sides", "further_villages", "money_rows", "yuan"]

#: Figures of metrics.json, None where a run has none, and which of them: before or after.
Side = tuple[Mapping[str, Any] | None, str]

_LINES = {
    "subsidy": "money.subsidy",
    "cases.disputes_year": "money.cases",
    "duty": "money.duty",
    "setup": "money.setup",
}
_SOURCES = {
    "county": "money.by_the_county",
    "city": "money.by_the_city",
    "province": "money.by_the_province",
    "central": "money.by_the_centre",
}
_KINDS = {"lines": "line", "by_county": "county_code", "by_source": "source"}


class MoneyRow(NamedTuple):
    """One line, county, source, or the total, with a figure a side.

    Attributes
    ----------
    kind : {'lines', 'total', 'by_county', 'by_source'}
    title : str
    yuan : tuple of int or None
        None where a side has no figures.
    """

    kind: str
    title: str
    yuan: tuple[int | None, ...]

    @property
    def difference(self) -> int | None:
        """That of the last two sides."""
        a, b = self.yuan[-2:]
        return None if a is None or b is None else b - a


def compared_sides(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[Side, Side]:
    """The plans of two runs, from their metrics."""
    return (a.get("money"), "after"), (b.get("money"), "after")


def money_rows(sides: Sequence[Side], lang: str) -> list[MoneyRow]:
    """Return a row a line, the total, a row a county and a row a source."""
    rows = list(_rows("lines", sides, lang))
    rows.append(MoneyRow("total", text("money.total", lang), tuple(_total(*side) for side in sides)))
    return [*rows, *_rows("by_county", sides, lang), *_rows("by_source", sides, lang)]


def _total(figures: Mapping[str, Any] | None, when: str) -> int | None:
    return None if figures is None else figures["total" if when == "after" else "total_before"]


def _rows(kind: str, sides: Sequence[Side], lang: str) -> Iterator[MoneyRow]:
    known = [{row[_KINDS[kind]]: row for row in figures[kind]} for figures, _ in sides if figures]
    every = {key: row for rows in known for key, row in rows.items()}
    for key, row in every.items():
        yield MoneyRow(kind, _title(kind, row, lang), tuple(_figure(kind, key, *side) for side in sides))


def _figure(kind: str, key: str, figures: Mapping[str, Any] | None, when: str) -> int | None:
    """What a side says of a row; nothing is spent on what it does not know."""
    if figures is None:
        return None
    found = [row[when] for row in figures[kind] if row[_KINDS[kind]] == key]
    return found[0] if found else 0


def _title(kind: str, row: Mapping[str, Any], lang: str) -> str:
    if kind == "lines":
        return _line(row["line"], row["name"], lang)
    return (
        _source(row["source"], lang)
        if kind == "by_source"
        else _county(row["name"], row["county_code"], lang)
    )


def _line(line: str, name: Mapping[str, str] | None, lang: str) -> str:
    return text(_LINES[line], lang) if name is None else name[lang]


def _county(name: str | None, code: str, lang: str) -> str:
    return (name or code) if code else text("money.no_county", lang)


def _source(source: str, lang: str) -> str:
    return text(_SOURCES[source], lang) if source in _SOURCES else source


def cell_rows(figures: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str, str, int | None, int]]:
    """Yield county, line, source and yuan before and after, county by county; what is nothing is left out."""
    lines = {row["line"]: _line(row["line"], row["name"], lang) for row in figures["lines"]}
    counties = {
        row["county_code"]: _county(row["name"], row["county_code"], lang) for row in figures["by_county"]
    }
    for code, county in counties.items():
        for cell in figures["cells"]:
            if cell["county_code"] == code and (cell["before"] or cell["after"]):
                source = _source(cell["source"], lang)
                yield county, lines[cell["line"]], source, cell["before"], cell["after"]


def further_villages(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[int, int, float] | None:
    """Return how many more villages have counsel in run b, what more counsel cost there, and yuan a village.

    What is spent on other people says nothing about these villages, so only lines that pay counsel count.

    Parameters
    ----------
    a, b : mapping
        metrics.json of two runs.

    Returns
    -------
    tuple or None
        None where no more villages have counsel, or a run has no figures of money.
    """
    money = a.get("money"), b.get("money")
    further = _covered(b) - _covered(a)
    if money[0] is None or money[1] is None or further <= 0:
        return None
    costs = [sum(int(row["after"]) for row in each["lines"] if row["counsel"]) for each in money if each]
    more = costs[1] - costs[0]
    return further, more, more / further


def _covered(metrics: Mapping[str, Any]) -> int:
    return round(float(metrics["villages"]) * float(metrics["coverage_nominal"] or 0.0) / 100.0)


def yuan(amount: float | None, *, signed: bool = False) -> str:
    """An amount as people read it; a dash for none."""
    return "–" if amount is None else f"{amount:{'+' if signed and amount else ''},.0f}"
