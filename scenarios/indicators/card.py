"""One target in full: how it is read, what it is made of, what it needs, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from scenarios.indicators.readings import readings, target_name
from scenarios.indicators.view import decided_words, scope_words
from scenarios.messages import text
from scenarios.rounding import measured
from scenarios.summary_table import keyed_table, titled_table
from scenarios.target_words import (
    beside_words,
    county_figure,
    observed_words,
    reached,
    target_proof,
    unit_words,
    verdict,
    wanted,
)

__all__ = ["direction_words", "needs_words", "target_card", "year_words"]

Target = Mapping[str, Any]
_DIRECTIONS = {">=": "direction.at_least", "<=": "direction.at_most", "=": "direction.equal"}
_HEADS = (("targets.about", False), ("targets.told", False))


def direction_words(target: Target, lang: str) -> str:
    """Whether at least, at most or just so much is wanted."""
    return text(_DIRECTIONS[target["op"]], lang)


def needs_words(target: Target, lang: str) -> str:
    """Tables and columns that a reading is made of; a table by its file where the study has it."""
    return text("target.and", lang).join(_need(each, lang) for each in target.get("needs", ()))


def _need(need: Mapping[str, Any], lang: str) -> str:
    if need["section"]:
        return text("targets.needs_section", lang, section=need["section"])
    file = need["file"] or text("target.table", lang, table=need["table"])
    if not need["columns"]:
        return str(file)
    columns = text("reach.comma", lang).join(need["columns"])
    return text("targets.needs_columns", lang, file=file, columns=columns)


def year_words(target: Target, lang: str) -> str:
    """Values asked for by year; empty where there is one for all years."""
    return text("target.and", lang).join(
        text("targets.in_year", lang, year=year, value=f"{value:.15g}")
        if year
        else text("targets.later", lang, value=f"{value:.15g}")
        for year, value in target.get("by_year", ())
    )


def target_card(
    target: Target,
    *,
    counties: Mapping[str, str],
    titles: Callable[[str], str],
    planned: bool,
    lang: str,
) -> Iterator[Table]:
    """Yield a target as tables: what it asks for, each reading, its measures, its counties.

    Parameters
    ----------
    target : dict
        As `scenarios.targets.judge_targets` gives it.
    counties : mapping of str to str
        Names by code.
    titles : callable
        The title of a measure.
    planned : bool
        Whether there is a plan beside today.
    lang : {'zh', 'en'}
    """
    yield _asked(target, lang)
    for reading in readings(target):
        yield _reading(reading, titles, planned, lang)
    if target.get("parts"):
        yield _measures(target, titles, planned, lang)
    known = [reading for reading in readings(target) if reading.get("by_county")]
    if known:
        yield _counties(known, counties, lang)


def _asked(target: Target, lang: str) -> Table:
    table = titled_table(f"{target['code']} {target['name'][lang]}", _HEADS, lang)
    rows = {
        "targets.section": target.get("section"),
        "summary.attribute": text(f"attribute.{target['attribute']}", lang),
        "summary.wanted": wanted(target, lang),
        "targets.direction": direction_words(target, lang),
        "targets.by_year": year_words(target, lang),
        "targets.scope": scope_words(target, lang),
        "targets.decided": decided_words(target, lang),
    }
    return _told(table, rows, lang)


def _reading(reading: Target, titles: Callable[[str], str], planned: bool, lang: str) -> Table:
    figures = {"summary.before": reached(reading, "before")} if planned else {}
    figures["summary.after" if planned else "map.today"] = reached(reading, "after")
    unit = unit_words(reading, lang)
    rows = {
        "targets.formula": reading["measure"],
        **{key: words if words == "–" else f"{words} {unit}".rstrip() for key, words in figures.items()},
        "summary.verdict": verdict(reading, lang).words,
        "summary.certified": target_proof(reading, lang) if planned else "",
        "targets.beside": beside_words(reading, lang, titles),
        "targets.observed": observed_words(reading, lang),
        "targets.needs": needs_words(reading, lang),
    }
    return _told(titled_table(target_name(reading, lang), _HEADS, lang), rows, lang)


def _told(table: Table, rows: Mapping[str, str | None], lang: str) -> Table:
    for key, words in rows.items():
        if words:
            table.add_row(text(key, lang), Text(words))
    return table


def _measures(target: Target, titles: Callable[[str], str], planned: bool, lang: str) -> Table:
    figures = ["summary.before", "summary.after"] if planned else ["map.today"]
    columns = [("targets.measure", False), ("summary.measure", False), *((key, True) for key in figures)]
    table = keyed_table("targets.measures", columns, lang)
    parts = {part["measure"]: part for reading in readings(target) for part in reading.get("parts", ())}
    for name, part in parts.items():
        title = titles(name)
        sides = ("before", "after") if planned else ("after",)
        cells = (measured(name, part[side]) for side in sides)
        table.add_row(Text(name), Text("" if title == name else title), *cells)
    return table


def _counties(known: Sequence[Target], counties: Mapping[str, str], lang: str) -> Table:
    table = keyed_table("targets.counties", [("summary.county", False)], lang)
    for reading in known:
        table.add_column(target_name(reading, lang), justify="right", overflow="fold")
    for code, name in counties.items():
        figures = (reading["by_county"].get(code) for reading in known)
        cells = ("–" if found is None else county_figure(reading, found)
                 for reading, found in zip(known, figures, strict=True))  # fmt: skip
        table.add_row(Text(name), *cells)
    return table
