"""What a run prints when it is done: targets, counties, fairness, certificates, and what to do next."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from scenarios.measure_names import MEASURES, measure_value
from scenarios.messages import has_text, text

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = [
    "missed_binding",
    "next_steps",
    "number",
    "print_end",
    "print_summary",
    "render_overview",
    "render_summary",
]

Metrics = Mapping[str, Any]

FAIRNESS = (
    "coverage_nominal",
    "coverage_effective",
    "short",
    "hours_mean",
    "hours_min",
    "travel.mean",
    "travel.p90",
    "travel.max",
    "travel.kolm_pollak_ede",
    "load.mean",
    "load.max",
    "fairness.gini",
    "fairness.theil",
    "fairness.theil_within",
    "fairness.theil_between",
    "fairness.cv",
    "fairness.max_min_ratio",
    "fairness.urban_rural_ratio",
    "fairness.county_ratio",
    "changes.kept",
    "changes.moved",
    "changes.gained",
    "changes.lost",
)
OVERVIEW = (
    "coverage_nominal",
    "coverage_effective",
    "short",
    "travel.mean",
    "travel.kolm_pollak_ede",
    "fairness.gini",
    "fairness.county_ratio",
    "changes.moved",
    "hired",
)

#: Title (a catalogue key) and whether the column holds figures.
_TARGET_COLUMNS = (
    ("summary.code", False),
    ("summary.target", False),
    ("summary.attribute", False),
    ("summary.wanted", True),
    ("summary.before", True),
    ("summary.after", True),
    ("summary.verdict", False),
)
_RUNG_COLUMNS = (
    ("summary.aim", False),
    ("summary.status", False),
    ("summary.objective", True),
    ("summary.bound", True),
    ("summary.gap", True),
    ("summary.seconds", True),
)
#: Title of a column, and the figure of metrics.json below it.
_COUNTY_COLUMNS = {
    "summary.villages": "villages",
    "summary.nominal": "nominal",
    "summary.effective": "effective",
    "summary.short": "short",
    "summary.hours_mean": "hours_mean",
    "summary.minutes_mean": "minutes_mean",
    "summary.counsel_used": "counsel_used",
    "summary.more_needed": "more_needed",
}


def number(value: Any, *, signed: bool = False) -> str:
    """A figure as people read it: whole numbers whole, others with a few digits, a dash for none."""
    if value is None:
        return "–"
    figure = float(value)
    digits = 0 if figure.is_integer() else 1 if abs(figure) >= 100 else 2 if abs(figure) >= 1 else 4
    return f"{figure:{'+' if signed else ''},.{digits}f}"


def missed_binding(metrics: Metrics) -> list[str]:
    """Codes of the binding targets that a plan misses; none for a run that only measured today's roster."""
    return [
        str(target["code"])
        for target in metrics["targets"]
        if target["attribute"] == "binding" and not target["met_after"] and metrics["rungs"]
    ]


def print_summary(console: Console, metrics: Metrics, lang: str) -> None:
    """Print everything `render_summary` makes of a run."""
    for part in render_summary(metrics, lang):
        console.print(part)


def render_summary(metrics: Metrics, lang: str) -> list[RenderableType]:
    """The tables of one run, from the contents of its metrics.json."""
    parts: list[RenderableType] = []
    if metrics["targets"]:
        parts.append(_targets(metrics, lang))
    parts += [_counties(metrics, lang), _fairness(metrics, lang)]
    parts.append(_certificates(metrics, lang) if metrics["rungs"] else Text(text("summary.evaluated", lang)))
    return [*parts, Group(*_notes(metrics, lang))]


def _table(title: str, columns: Sequence[tuple[str, bool]], lang: str) -> Table:
    """A table; each column is a key of the catalogue and whether it holds figures."""
    table = Table(title=text(title, lang), title_justify="left")
    for key, is_figure in columns:
        table.add_column(text(key, lang), justify="right" if is_figure else "left", overflow="fold")
    return table


def _targets(metrics: Metrics, lang: str) -> Table:
    table = _table("summary.targets", _TARGET_COLUMNS, lang)
    for target in metrics["targets"]:
        wanted = f"{target['op']} {number(target['value'])} {target['unit']}".rstrip()
        table.add_row(
            Text(target["code"]),
            Text(target["name"][lang]),
            text(f"attribute.{target['attribute']}", lang),
            Text(wanted),
            number(target["before"]),
            number(target["after"]),
            _verdict(target, lang),
        )
    return table


def _verdict(target: Metrics, lang: str) -> Text:
    if target["met_after"]:
        return Text(text("summary.met", lang), style="green")
    if target["after"] is None:
        return Text(text("summary.no_figure", lang))
    by = number(target["missed_by"])
    return Text(
        text("summary.missed", lang, by=by),
        style="bold red" if target["attribute"] == "binding" else "yellow",
    )


def _counties(metrics: Metrics, lang: str) -> Table:
    """Shortage by county; how many more people are needed is known only when something was planned."""
    figures = dict(_COUNTY_COLUMNS if metrics["rungs"] else list(_COUNTY_COLUMNS.items())[:-1])
    columns = [("summary.county", False), *((title, True) for title in figures)]
    table = _table("summary.counties", columns, lang)
    for county in metrics["by_county"]:
        table.add_row(Text(str(county["name"])), *(number(county.get(name)) for name in figures.values()))
    whole = {
        "villages": metrics["villages"],
        "nominal": metrics["coverage_nominal"],
        "effective": metrics["coverage_effective"],
        "short": metrics["short"],
        "hours_mean": metrics["hours_mean"],
        "minutes_mean": metrics["travel"]["mean"],
        "counsel_used": metrics["counsel_used"],
        "more_needed": sum(county.get("more_needed") or 0 for county in metrics["by_county"]),
    }
    table.add_section()
    cells = (number(whole[name]) for name in figures.values())
    table.add_row(text("summary.total", lang), *cells, style="bold")
    return table


def _fairness(metrics: Metrics, lang: str) -> Table:
    columns = (("summary.measure", False), ("summary.value", True), ("summary.unit", False))
    table = _table("summary.fairness", columns, lang)
    for name in FAIRNESS:
        unit = text(f"unit.{MEASURES[name].unit}", lang)
        table.add_row(text(f"measure.{name}", lang), number(measure_value(metrics, name)), unit)
    return table


def _certificates(metrics: Metrics, lang: str) -> Table:
    table = _table("summary.certificates", _RUNG_COLUMNS, lang)
    for rung in metrics["rungs"]:
        gap = None if rung["gap"] is None else f"{rung['gap']:.3%}"
        cells = (number(rung["objective"]), number(rung["bound"]), gap or "–", f"{rung['seconds']:.1f}")
        table.add_row(_word("aim", rung["aim"], lang), _word("rung_status", rung["status"], lang), *cells)
    return table


def _word(prefix: str, word: Any, lang: str) -> Text:
    """A word of the program in the reader's language; one without a text as it is."""
    key = f"{prefix}.{word}"
    return Text(text(key, lang) if has_text(key) else str(word))


def _notes(metrics: Metrics, lang: str) -> Iterable[Text]:
    if metrics["rungs"]:
        key, style = ("summary.verified", "") if metrics["verified"] else ("summary.not_verified", "bold red")
        yield Text(text(key, lang), style=style)
    repair = metrics.get("repair") or {}
    for more in repair.get("more") or ():
        occupation = _word("occupation", more["occupation"], lang).plain
        yield Text(
            text("summary.repair", lang, number=more["number"], occupation=occupation, county=more["name"])
        )
    if repair.get("more") and repair.get("status") != "optimal":
        yield Text(text("summary.repair_limit", lang))
        if (repair.get("bound") or 0) >= 1:
            yield Text(text("summary.repair_bound", lang, bound=number(repair["bound"])))
    if repair.get("unreachable"):
        codes = repair["unreachable"]
        yield Text(text("summary.unreachable", lang, count=len(codes), codes=", ".join(codes[:10])))
    missed = missed_binding(metrics)
    if missed:
        yield Text(text("summary.binding_missed", lang, codes=", ".join(missed)), style="bold red")


def render_overview(runs: Sequence[Metrics], lang: str) -> Table:
    """All runs of a study beside one another: a column a scenario, a row a measure."""
    table = _table("summary.overview", [("summary.measure", False)], lang)
    for metrics in runs:
        table.add_column(Text(str(metrics["scenario"])), justify="right", overflow="fold")
    for name in OVERVIEW:
        table.add_row(
            text(f"measure.{name}", lang), *(number(measure_value(metrics, name)) for metrics in runs)
        )
    table.add_row(text("summary.seconds", lang), *(f"{metrics['seconds']:.1f}" for metrics in runs))
    return table


def print_end(console: Console, runs: Sequence[StoredRun], *, study: str, lang: str) -> None:
    """Print all runs beside one another, where the files are, and what can be done with them now.

    Parameters
    ----------
    console : Console
    runs : sequence of StoredRun
        At least one.
    study : str
        The study as the person named it, for the commands to type next.
    lang : str
    """
    if len(runs) > 1:
        console.print(render_overview([run.metrics for run in runs], lang))
    for line in next_steps(runs, study=study, lang=lang):
        console.print(line, markup=False, emoji=False, highlight=False, soft_wrap=True)


def next_steps(runs: Sequence[StoredRun], *, study: str, lang: str) -> list[str]:
    """Where the files are and what can be done with them now, a line each."""
    last = runs[-1].folder
    lines = [text("summary.files", lang, folder=run.folder) for run in runs]
    if (last / "lists").is_dir():
        lines.append(text("summary.next_lists", lang, folder=last))
    maps = (file for file in ("map.html", "map.png") if (last / file).is_file())
    lines += [text("summary.next_map", lang, folder=last, file=file) for file in maps]
    if len(runs) > 1:
        out = runs[0].folder.parent.parent
        where = "" if out.resolve() == Path("out").resolve() else f" --out {shlex.quote(str(out))}"
        pair = {"first": runs[0].scenario, "second": f"{runs[1].scenario}{where}"}
        lines.append(text("summary.next_compare", lang, study=shlex.quote(study), **pair))
    return [*lines, text("summary.next_app", lang)]
