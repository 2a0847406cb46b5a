"""What a run prints when it is done: targets, counties, roles, money, sites, fairness, proof, shortage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from scenarios.beyond_reach import beyond_reach, few_named
from scenarios.certificates import proof_note
from scenarios.hires import hired_people, townships_named
from scenarios.indicators.readings import readings, target_name
from scenarios.measure_names import MEASURES, measure_value
from scenarios.messages import has_text, text
from scenarios.money.view import run_money
from scenarios.rounding import measured, number, percent
from scenarios.run_facts import has_plan
from scenarios.summary_certificates import certificate_tables
from scenarios.summary_phases import phases_table
from scenarios.summary_roles import roles_table
from scenarios.summary_siting import sites_alone, siting_parts
from scenarios.summary_table import keyed_table
from scenarios.target_words import reached, target_proof, verdict, wanted
from scenarios.targets import shown_in_summary

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["missed_binding", "print_summary", "render_summary"]

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
    "fairness.effective_county_ratio",
    "fairness.effective_urban_rural_ratio",
    "changes.kept",
    "changes.moved",
    "changes.gained",
    "changes.lost",
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
    ("summary.certified", False),
)
#: Of a roster that is only measured there is one figure.
_MEASURED_COLUMNS = (*_TARGET_COLUMNS[:4], ("map.today", True), _TARGET_COLUMNS[6])
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
_SHARES = ("nominal", "effective")
_HIRED_COLUMNS = (
    ("summary.county", False),
    ("list.occupation", False),
    ("summary.number", True),
    ("summary.townships", False),
)


def missed_binding(metrics: Metrics) -> list[str]:
    """Codes of the binding targets that a plan of people misses; none where people are as they are today."""
    return [
        str(target["code"])
        for target in shown_in_summary(metrics)
        if target["attribute"] == "binding" and verdict(target, "en").kind == "missed" and metrics["rungs"]
    ]


def print_summary(console: Console, run: StoredRun, lang: str, *, asked: str | None = None) -> None:
    """Print everything `render_summary` makes of a run."""
    for part in render_summary(run, lang, asked=asked):
        console.print(part)


def render_summary(run: StoredRun, lang: str, *, asked: str | None = None) -> list[RenderableType]:
    """The tables of one run and the notes below them.

    Parameters
    ----------
    run : StoredRun
    lang : {'zh', 'en'}
    asked : str, optional
        The study as it was named, for a command to give; else its id.
    """
    if sites_alone(run.metrics):
        notes = Text(text("summary.evaluated", lang))
        return [*siting_parts(run, lang), *_target_parts(run, lang, asked), *run_money(run, lang), notes]
    metrics = run.metrics
    parts = [*_target_parts(run, lang, asked), _counties(metrics, lang)]
    if metrics["hired"]:
        parts += [_hired(run, lang), Text(text("summary.hired_list", lang, file=run.folder / "plan.csv"))]
    roles = roles_table(run, lang)
    if roles is not None:
        parts.append(roles)
    parts += run_money(run, lang)
    parts += siting_parts(run, lang)
    parts.append(_fairness(metrics, lang))
    phases = phases_table(run, lang)
    if phases is not None:
        parts.append(phases)
    if metrics["rungs"]:
        parts += [*certificate_tables(run, lang), Text(proof_note(run, lang))]
    else:
        parts.append(Text(text("summary.evaluated", lang)))
    return [*parts, Group(*_notes(run, lang))]


def _target_parts(run: StoredRun, lang: str, asked: str | None) -> Iterator[RenderableType]:
    """Targets that planning can change, and where the others are."""
    metrics, shown = run.metrics, shown_in_summary(run.metrics)
    if shown:
        yield _targets(metrics, lang)
    if len(metrics["targets"]) > len(shown):
        yield Text(_others(run, len(metrics["targets"]) - len(shown), lang, asked))


def _targets(metrics: Metrics, lang: str) -> Table:
    table = keyed_table("summary.targets", _TARGET_COLUMNS if has_plan(metrics) else _MEASURED_COLUMNS, lang)
    sides = ("before", "after") if has_plan(metrics) else ("after",)
    for target in (each for one in shown_in_summary(metrics) for each in readings(one)):
        table.add_row(
            Text(target["code"]),
            Text(target_name(target, lang)),
            text(f"attribute.{target['attribute']}", lang),
            Text(wanted(target, lang)),
            *(reached(target, side) for side in sides),
            _verdict(target, lang),
            *([target_proof(target, lang)] if has_plan(metrics) else []),
        )
    return table


def _verdict(target: Metrics, lang: str) -> Text:
    found = verdict(target, lang)
    missed = "bold red" if target["attribute"] == "binding" else "yellow"
    return Text(found.words, style={"met": "green", "missed": missed, "no_data": ""}[found.kind])


def _others(run: StoredRun, number: int, lang: str, asked: str | None) -> str:
    """Where the targets are that planning cannot change."""
    study, scenario = asked or run.metrics["study"], run.metrics["scenario"]
    return text("summary.other_targets", lang, number=number, study=study, scenario=scenario)


def _counties(metrics: Metrics, lang: str) -> Table:
    """Shortage by county; how many more people are needed is known only when something was planned."""
    figures = dict(_COUNTY_COLUMNS if metrics["rungs"] else list(_COUNTY_COLUMNS.items())[:-1])
    columns = [("summary.county", False), *((title, True) for title in figures)]
    table = keyed_table("summary.counties", columns, lang)
    for county in metrics["by_county"]:
        cells = (_county_cell(name, county.get(name)) for name in figures.values())
        table.add_row(Text(str(county["name"])), *cells)
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
    cells = (_county_cell(name, whole[name]) for name in figures.values())
    table.add_row(text("summary.total", lang), *cells, style="bold")
    return table


def _county_cell(name: str, value: float | None) -> str:
    return percent(value) if name in _SHARES else number(value)


def _hired(run: StoredRun, lang: str) -> Table:
    """Whom the plan hires: a row a county and occupation, with the townships where they are based."""
    table = keyed_table("summary.hired", _HIRED_COLUMNS, lang)
    groups = hired_people(run).groupby(["county_code", "county", "occupation"])
    for (_, county, occupation), people in groups:
        table.add_row(
            Text(str(county)),
            _word("occupation", occupation, lang),
            number(people["number"].sum()),
            Text(townships_named(people, lang)),
        )
    return table


def _fairness(metrics: Metrics, lang: str) -> Table:
    columns = (("summary.measure", False), ("summary.value", True), ("summary.unit", False))
    table = keyed_table("summary.fairness", columns, lang)
    for name in FAIRNESS:
        unit = text(f"unit.{MEASURES[name].unit}", lang)
        table.add_row(text(f"measure.{name}", lang), measured(name, measure_value(metrics, name)), unit)
    return table


def _word(prefix: str, word: Any, lang: str) -> Text:
    """A word of the program in the reader's language; one without a text as it is."""
    key = f"{prefix}.{word}"
    return Text(text(key, lang) if has_text(key) else str(word))


def _notes(run: StoredRun, lang: str) -> Iterable[Text]:
    metrics = run.metrics
    if metrics["rungs"]:
        key, style = ("summary.verified", "") if metrics["verified"] else ("summary.not_verified", "bold red")
        yield Text(text(key, lang), style=style)
    yield from _repair(metrics.get("repair") or {}, lang)
    villages = beyond_reach(run)
    if len(villages):
        names = few_named(villages, lang)
        yield Text(text("summary.unreachable", lang, count=len(villages), names=names))
    missed = missed_binding(metrics)
    if missed:
        yield Text(text("summary.binding_missed", lang, codes=", ".join(missed)), style="bold red")


def _repair(repair: Metrics, lang: str) -> Iterable[Text]:
    """Who would close what is left, and how well that is proven."""
    more = repair.get("more") or ()
    for occupation in dict.fromkeys(one["occupation"] for one in more):
        people = [one for one in more if one["occupation"] == occupation]
        places = text("reach.comma", lang).join(f"{one['name']} {one['number']}" for one in people)
        words = {"occupation": _word("occupation", occupation, lang).plain, "places": places}
        yield Text(text("summary.repair", lang, number=_total(people), **words))
    if more and repair.get("status") != "optimal":
        yield Text(_how_proven(_total(more), repair.get("bound") or 0.0, lang))


def _total(people: Iterable[Metrics]) -> int:
    return sum(int(one["number"]) for one in people)


def _how_proven(total: int, bound: float, lang: str) -> str:
    """What is not proven of so many people: that fewer would not do, or that these serve every village."""
    least = math.ceil(bound - 1e-6)
    if least >= total:
        return text("summary.repair_open", lang)
    if least < 1:
        return text("summary.repair_limit", lang)
    return text("summary.repair_bound", lang, bound=number(least), number=number(total))
