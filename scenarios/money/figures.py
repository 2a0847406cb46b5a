"""The figures of money in metrics.json: what lines cost by county and source, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scenarios.code_names import county_names
from scenarios.measure_names import MONEY
from scenarios.messages import LANGUAGES, text
from scenarios.money.bill import Staffed, bill
from scenarios.money.paying import exact, parted, sources_of
from scenarios.settings.money import DISPUTES

if TYPE_CHECKING:
    from scenarios.settings import BudgetSettings, MoneySettings, StudyConfig

__all__ = ["MoneyMeasure", "measure_names", "money_figures", "money_measures", "spent"]

Row = dict[str, Any]
Bill = Mapping[tuple[str, str], int]


class MoneyMeasure(NamedTuple):
    """An amount that targets can speak of, in whole yuan.

    Attributes
    ----------
    before : int or None
        Today; None where nothing is compared with today.
    after : int
        Of the plan.
    by_county : mapping of str to (int or None, int)
        The same two by county_code (``''``: what belongs to no county); they add up to the whole.
    """

    before: int | None
    after: int
    by_county: Mapping[str, tuple[int | None, int]]


def money_figures(money: MoneySettings | None, *, before: Staffed | None, after: Staffed) -> Row | None:
    """Return what a plan costs, beside what today's roster costs at the same rates.

    Parameters
    ----------
    money : MoneySettings or None
        None: there are no figures.
    before : Staffed or None
        Today's roster; None leaves its figures out.
    after : Staffed
        The plan.

    Returns
    -------
    dict or None
        ``total, total_before``; ``cells``, a row a line, county and source with ``before`` and ``after`` in
        whole yuan, of which everything else is a sum; ``lines``, ``by_county`` and ``by_source``; ``budget``,
        what each cap allows and what the plan spends of it.
    """
    if money is None:
        return None
    now = bill(after, money)
    then = None if before is None else bill(before, money)
    county = county_names(after.city)
    cells = _cells(money, {} if then is None else then, now)
    if then is None:
        cells = [{**cell, "before": None} for cell in cells]
    return {
        **_sums(cells),
        "lines": [
            {
                "line": line,
                "name": _name(after.config, money, line),
                "counsel": _of_counsel(money, line),
                **_sums_of(cells, "line", line),
            }
            for line in money.lines
        ],
        "by_county": [
            {"county_code": code, "name": county.get(code), **_sums_of(cells, "county_code", code)}
            for code in (*sorted(county), *([""] if any(not cell["county_code"] for cell in cells) else []))
        ],
        "by_source": [
            {"source": source, **_sums_of(cells, "source", source)} for source in sources_of(money)
        ],
        "cells": cells,
        "budget": [row for name, cap in money.budget.items() for row in _budget(name, cap, money, then, now)],
    }


def money_measures(figures: Mapping[str, Any] | None) -> dict[str, MoneyMeasure]:
    """Return what targets can speak of, by name.

    Parameters
    ----------
    figures : mapping or None
        As `money_figures` returns them, or ``money`` of metrics.json; None has no measures.

    Returns
    -------
    dict of str to MoneyMeasure
        ``money.total``, ``money.<line>`` (such as ``money.salaries.hired``) and ``money.source.<source>``, in
        the order of `measure_names`.
    """
    if figures is None:
        return {}
    counties = [row["county_code"] for row in figures["by_county"]]
    found = {f"{MONEY}total": _measure(figures["cells"], counties)}
    for prefix, key, rows in (("", "line", "lines"), ("source.", "source", "by_source")):
        for row in figures[rows]:
            cells = [cell for cell in figures["cells"] if cell[key] == row[key]]
            found[f"{MONEY}{prefix}{row[key]}"] = _measure(cells, counties)
    return found


def _measure(cells: list[Row], counties: list[str]) -> MoneyMeasure:
    whole = _sums(cells)
    parts = {code: _sums_of(cells, "county_code", code) for code in counties}
    by_county = {code: (part["before"], part["after"]) for code, part in parts.items()}
    return MoneyMeasure(whole["total_before"], whole["total"], by_county)


def measure_names(money: MoneySettings | None) -> tuple[str, ...]:
    """Return the names that `money_measures` can have with these settings: total, lines, who may pay."""
    if money is None:
        return ()
    lines, sources = tuple(money.lines), (f"source.{source}" for source in sources_of(money))
    return tuple(f"{MONEY}{name}" for name in ("total", *lines, *sources))


def _cells(money: MoneySettings, before: Bill, after: Bill) -> list[Row]:
    """Every line, county and source, in the order of the lines, counties by code, what has none last."""
    cells = []
    order = list(money.lines)
    places = sorted(before.keys() | after.keys(), key=lambda place: (order.index(place[0]), place[1] or "~"))
    for line, county in places:
        shares = money.shares(line, county)
        sides = [parted(bill.get((line, county), 0), shares) for bill in (before, after)]
        cells += [
            {"line": line, "county_code": county, "source": source,
             "before": sides[0][source], "after": sides[1][source]}
            for source in shares
        ]  # fmt: skip
    return cells


def _name(config: StudyConfig, money: MoneySettings, line: str) -> dict[str, str] | None:
    """Title of a line of one's own in both languages; the others have theirs in the catalogue."""
    kind, _, name = line.partition(".")
    if kind == "salaries":
        return money.salaries[name].name.model_dump()
    if kind != "cases" or name == DISPUTES:
        return None
    title = config.demand.cases[name].name
    return {lang: text("money.cases_of", lang, name=title.text(lang)) for lang in LANGUAGES}


def _of_counsel(money: MoneySettings, line: str) -> bool:
    """Whether it is counsel of villages whom a line pays."""
    kind, _, name = line.partition(".")
    return kind == "subsidy" or (kind == "salaries" and money.salaries[name].role == "counsel")


def _sums_of(cells: list[Row], key: str, value: str) -> Row:
    sums = _sums([cell for cell in cells if cell[key] == value])
    return {"before": sums["total_before"], "after": sums["total"]}


def _sums(cells: list[Row]) -> Row:
    known = [cell["before"] for cell in cells if cell["before"] is not None]
    return {
        "total": sum(cell["after"] for cell in cells),
        "total_before": sum(known) if len(known) == len(cells) else None,
    }


def _budget(
    name: str, cap: BudgetSettings, money: MoneySettings, before: Bill | None, after: Bill
) -> list[Row]:
    """A row for the cap of the city and of each county."""
    return [
        {
            "name": name,
            "county_code": county,
            "source": cap.source,
            "most": most,
            "before": None if before is None else float(spent(before, cap, money, county)),
            "after": float(spent(after, cap, money, county)),
        }
        for county, most in sorted(cap.limits)
    ]


def spent(costs: Bill, cap: BudgetSettings, money: MoneySettings, county: str) -> Any:
    """What counts against a cap, in a county or (``''``) the city: a fraction, as shares are not rounded."""
    lines = money.lines if cap.lines is None else cap.lines
    return sum(
        yuan * (1 if cap.source is None else exact(money.shares(line, place).get(cap.source, 0.0)))
        for (line, place), yuan in costs.items()
        if line in lines and county in ("", place)
    )
