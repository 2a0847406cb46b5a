"""What `validate`, `show` and `compare` print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from scenarios.faults import shown
from scenarios.measure_names import measure_unit
from scenarios.messages import has_text, text
from scenarios.money.view import compared_money
from scenarios.role_words import measure_title
from scenarios.rounding import number, side_by_side
from scenarios.siting.compared import compared_tasks
from scenarios.study import Resolved, Study

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.compare import Comparison

__all__ = ["comparison_view", "scenarios_view", "settings_view", "tables_view"]


def tables_view(study: Study, city: City, lang: str) -> Table:
    """The tables of a study with their files and numbers of rows."""
    table = _table(text("validate.title", lang, study=study.id, name=study.name.text(lang)))
    table.add_column(text("validate.table", lang))
    table.add_column(text("validate.file", lang), overflow="fold")
    table.add_column(text("validate.rows", lang), justify="right")
    config = study.resolve(study.scenarios[0]).config
    for name, source in config.sources.items():
        rows = len(city.outlines) if name == "outlines" else len(city.tables[name])
        key = f"table.{name}"  # a table of the study's own has no other name
        table.add_row(Text(text(key, lang) if has_text(key) else name), Text(source.path), number(rows))
    return table


def scenarios_view(study: Study, lang: str) -> Table:
    """The scenarios of a study and what each changes."""
    table = _table(text("show.study", lang, study=study.id, name=study.name.text(lang)))
    for key in ("show.scenario", "show.scenario_title", "show.changes"):
        table.add_column(text(key, lang), overflow="fold")
    for name in study.scenarios:
        resolved = study.resolve(name)
        table.add_row(
            Text(name), Text(resolved.scenario.title.text(lang)), Text("\n".join(_changes(resolved, lang)))
        )
    return table


def _changes(resolved: Resolved, lang: str) -> list[str]:
    """What a scenario changes, one line a setting."""
    key = "show.sites_only" if resolved.scenario.sites else "show.evaluate_only"
    lines = [text(key, lang)] if resolved.scenario.evaluate else []
    lines += [
        f"{name}: {shown(value)}"
        for name, value, origin in resolved.settings()
        if origin.startswith("scenario ")
    ]
    return lines or [text("show.no_changes", lang)]


def settings_view(resolved: Resolved, lang: str) -> Table:
    """Every setting of a scenario and where it was set."""
    names = {"study": resolved.study_id, "name": resolved.study_name.text(lang)}
    scenario = {"scenario": resolved.scenario.name, "title": resolved.scenario.title.text(lang)}
    table = _table(text("show.title", lang, **names, **scenario))
    for key in ("show.setting", "show.value", "show.origin"):
        table.add_column(text(key, lang), overflow="fold")
    for name, value, origin in resolved.settings():
        is_default = origin == "default"
        words = text("show.default", lang) if is_default else origin
        table.add_row(Text(name), Text(shown(value)), Text(words, style="dim" if is_default else ""))
    return table


def comparison_view(comparison: Comparison, *, limit: int, lang: str) -> list[RenderableType]:
    """The measures of two runs beside one another, what they cost, and the villages whose counsel differs.

    Parameters
    ----------
    comparison : Comparison
    limit : int
        Most villages to list; 0 lists all.
    lang : str
    """
    changed = comparison.villages
    counts = {change: comparison.totals[change] for change in ("gained", "lost", "moved")}
    heading = text("compare.villages", lang, total=len(changed), **counts)
    names = [title[lang] for title in comparison.titles[1:]]
    parts: list[RenderableType] = [
        _measures(comparison, lang),
        *compared_money(*comparison.metrics, names, lang),
        *_sites(comparison, names, lang),
        Text(heading),
    ]
    listed = changed if limit == 0 else changed.head(limit)
    if len(listed):
        parts.append(_villages(comparison, listed, lang))
    if len(changed) > len(listed):
        parts.append(Text(text("compare.more", lang, count=len(changed) - len(listed))))
    return parts


def _sites(comparison: Comparison, names: list[str], lang: str) -> Iterator[Table]:
    """The figures of each task that sites points in either run."""
    for title, rows in compared_tasks(*comparison.metrics, lang):
        table = _table(title)
        table.add_column(text("siting.figure", lang), overflow="fold")
        for name in names:
            table.add_column(Text(name), justify="right", overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        yield table


def _measures(comparison: Comparison, lang: str) -> Table:
    table = _table(None)
    table.add_column(text("compare.measure", lang), overflow="fold")
    table.add_column(text("comparison.unit", lang), overflow="fold")
    for title in comparison.titles[1:]:
        table.add_column(Text(title[lang]), justify="right", overflow="fold")
    table.add_column(text("compare.difference", lang), justify="right")
    for row in comparison.measures:
        *sides, difference = side_by_side(row.key, row.a, row.b)
        unit = text(f"unit.{measure_unit(row.key)}", lang)
        style = _STYLES.get(row.verdict, "")
        name = measure_title(row.key, lang, comparison.roles)
        table.add_row(Text(name), unit, *sides, Text(difference, style=style))
    return table


#: Whether the second run is better or worse than the first.
_STYLES = {"better": "green", "worse": "red"}


def _villages(comparison: Comparison, villages: pd.DataFrame, lang: str) -> Table:
    table = _table(None)
    for key in ("compare.village_code", "compare.village", "compare.county"):
        table.add_column(text(key, lang), overflow="fold")
    for title in comparison.titles[1:]:
        table.add_column(Text(title[lang]), overflow="fold")
    table.add_column(text("compare.change", lang))
    for row in villages.to_dict("records"):
        place = [str(row[key]) for key in ("village_code", "village", "county")]
        people = [
            str(row[key]) or text("compare.nobody", lang) for key in ("counsel_before", "counsel_after")
        ]
        table.add_row(*(Text(cell) for cell in (*place, *people)), text(f"change.{row['change']}", lang))
    return table


def _table(title: str | None) -> Table:
    return Table(title=None if title is None else Text(title), title_justify="left")
