"""Names, figures and notes of a plan of sites in words, from its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from scenarios.messages import has_text, text
from scenarios.rounding import gap_text, number, percent
from scenarios.workbook import Shown

__all__ = [
    "Figure",
    "aim_words",
    "beyond_words",
    "certificate_words",
    "figure_cell",
    "figure_rows",
    "figures",
    "limit_words",
    "notes",
    "only_own_words",
    "task_title",
    "tier_title",
    "unit_words",
    "units_words",
    "way_words",
    "weight_title",
]

Record = Mapping[str, Any]
#: Unit of what an aim comes to; of the others it is that of the ways.
_UNITS = {
    "cover": "points",
    "reach": "weight",
    "beyond": "weight",
    "gradual_reach": "weight",
    "travel": "weight_way",
    "cost": "yuan",
    "access": "supply",
    "worst_access": "supply",
}
#: Figures that are ways, in the order in which they are told.
_WAYS = ("mean", "p90", "worst", "rural_mean", "urban_mean", "gap", "kolm_pollak")
#: So many villages are named where many would fill the page.
_FIRST_NAMED = 10


def tier_title(tier: str, lang: str) -> str:
    """The name of a tier of service points, or of a kind of office."""
    return text(f"tier.{tier}", lang) if has_text(f"tier.{tier}") else text(f"kind.{tier}", lang)


def task_title(task: Record, lang: str) -> str:
    """The title of a task and its tier."""
    return text("siting.task", lang, name=task["name"][lang], tier=tier_title(task["tier"], lang))


def weight_title(task: Record, lang: str) -> str:
    """What villages count by: a column, or each alike."""
    column = task["weight_of"]
    return text(f"siting_weight.{column}", lang) if has_text(f"siting_weight.{column}") else column


def way_words(value: float | None, task: Record, lang: str) -> str:
    """A way with its unit; a dash for none."""
    if value is None:
        return "–"
    return text(f"siting_way.{task['measure']}", lang, way=f"{value:,.1f}")


def limit_words(limit: Record, task: Record, lang: str) -> str:
    """Whom a limit counts as reached."""
    way = f"siting_way.{task['measure']}"
    rural, urban = (text(way, lang, way=f"{limit[area]:g}") for area in ("rural", "urban"))
    if rural == urban:
        return text("siting.within", lang, way=rural)
    return text("siting.within_areas", lang, rural=rural, urban=urban)


def certificate_words(task: Record, lang: str) -> Iterator[tuple[Record, list[str]]]:
    """Yield each certificate of a task, and its cells: aim, status, value, bound, unit, gap, seconds."""
    told: list[str] = []
    for rung in task["certificates"]:
        title = _aim_title(rung["aim"], told.count(rung["aim"]), task, lang)
        status = text(f"rung_status.{rung['status']}", lang)
        values = [number(rung[name]) for name in ("objective", "bound")]
        words = unit_words(rung["aim"], task, lang)
        yield rung, [title, status, *values, words, gap_text(rung["gap"]), f"{rung['seconds']:.1f}"]
        told.append(rung["aim"])


def _aim_title(aim: str, before: int, task: Record, lang: str) -> str:
    """The aim of a certificate after so many of the same: of bands the way, of levels which one it is."""
    if aim == "beyond" and before < len(task.get("bands", ())):
        way = text(f"siting_way.{task['measure']}", lang, way=f"{task['bands'][before]:g}")
        return text("siting_step.beyond", lang, way=way)
    if aim == "worst_access" and before:
        return text("siting_step.worst_access", lang, level=before + 1)
    return aim_words(aim, task, lang)


def aim_words(aim: str, task: Record, lang: str) -> str:
    """What a task is to be best at."""
    return text("siting_step.cheapest" if aim == "cover" and task["priced"] else f"siting_aim.{aim}", lang)


def figure_cell(value: float | None) -> Shown | None:
    """A figure of any size as a number of a workbook; nothing for one that is endless."""
    if value is None or not isfinite(value):
        return None
    decimals = 0 if float(value).is_integer() else 1 if abs(value) >= 100 else 4 if abs(value) >= 0.01 else 7
    return Shown(round(value, decimals), decimals)


def unit_words(aim: str, task: Record, lang: str) -> str:
    """The unit of what an aim comes to."""
    unit = "yuan" if aim == "cover" and task["priced"] else _UNITS.get(aim, task["measure"])
    words = {"weight": weight_title(task, lang), "way": _unit(task, lang)}
    if unit == "supply" and task["weight_of"] == "one":
        unit = "supply_each"
    if aim == "reach" and task.get("second"):
        return text("siting_unit.weight_second", lang, share=f"{task['second']:g}", **words)
    return text(f"siting_unit.{unit}", lang, **words)


def _unit(task: Record, lang: str) -> str:
    return text(f"siting_unit.{task['measure']}", lang)


@dataclass(frozen=True)
class Figure:
    """What is told of today and of the plan.

    Attributes
    ----------
    title : str
    values : (float or None, float or None)
        Today, and in the plan; None where there is nothing to measure.
    decimals : int
        With which the values are shown.
    unit : str
        Of the values, in words.
    told : (str, str)
        The values on the terminal, on the map and in the app.
    """

    title: str
    values: tuple[float | None, float | None]
    decimals: int
    unit: str
    told: tuple[str, str]


def figure_rows(task: Record, lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is told of today and of the plan in words: title, before, after."""
    for figure in figures(task, lang):
        yield (figure.title, *figure.told)


def figures(task: Record, lang: str) -> Iterator[Figure]:
    """Yield what is told of today and of the plan."""
    before, after = task["before"], task["after"]
    villages = text("siting_unit.villages_of", lang, count=f"{after['villages']:,}")
    weight = weight_title(task, lang)
    of_weight = text("siting_unit.weight_of", lang, weight=weight, count=f"{after['weight']:,.0f}")
    for a, b in zip(before["within"], after["within"], strict=True):
        limit = limit_words(a, task, lang)
        title = text("siting.villages_within", lang, limit=limit)
        reached = a["villages"], b["villages"]
        yield Figure(title, reached, 0, villages, (_of_all(before, reached[0]), _of_all(after, reached[1])))
        title = text("siting.weight_within", lang, limit=limit, weight=weight)
        yield Figure(title, (a["weight"], b["weight"]), 0, of_weight, (_weight(before, a), _weight(after, b)))
    served = before["served_villages"], after["served_villages"]
    told = _of_all(before, served[0]), _of_all(after, served[1])
    yield Figure(text("siting.served", lang), served, 0, villages, told)
    yield from _way_figures(task, lang)
    even = before["gini"], after["gini"]
    one, other = (number(None if each is None else round(each, 4)) for each in even)
    yield Figure(text("siting_figure.gini", lang), even, 4, "", (one, other))
    yield from _access_figures(task, lang)


def _way_figures(task: Record, lang: str) -> Iterator[Figure]:
    before, after, unit = task["before"], task["after"], _unit(task, lang)
    for name in _WAYS:
        values = before[name], after[name]
        if name == "kolm_pollak" and values == (None, None):  # only told where it is the aim
            continue
        told = way_words(values[0], task, lang), way_words(values[1], task, lang)
        yield Figure(text(f"siting_figure.{name}", lang), values, 1, unit, told)


def _access_figures(task: Record, lang: str) -> Iterator[Figure]:
    """What an aim of access comes to; nothing of other aims."""
    before, after = (task[side].get("access") for side in ("before", "after"))
    if after is None:
        return
    unit = unit_words(task["aim"], task, lang)
    names = {"mean": "siting_figure.access"}
    if after["least"] is not None:
        names["least"] = f"siting_figure.access_least.{after['between']}"
    for name, key in names.items():
        values = None if before is None else before[name], after[name]
        yield Figure(text(key, lang, unit=unit), values, 4, unit, (number(values[0]), number(values[1])))
    values = None if before is None else before["none"], after["none"]
    villages = text("siting_unit.villages_of", lang, count=f"{task['after']['villages']:,}")
    one, other = ("–" if each is None else f"{each:,}" for each in values)
    yield Figure(text("siting_figure.no_access", lang), values, 0, villages, (one, other))


def _of_all(side: Record, villages: int) -> str:
    return f"{villages:,} / {side['villages']:,}"


def _weight(side: Record, within: Record) -> str:
    share = 100.0 * within["weight"] / side["weight"]
    return f"{within['weight']:,.0f} ({percent(share)} %)"


def units_words(task: Record, lang: str) -> str:
    """In what ways are told, and what villages count by."""
    return text("siting.units", lang, way=_unit(task, lang), weight=weight_title(task, lang))


def beyond_words(task: Record, lang: str) -> str:
    """The villages that nothing reaches, the first by name; empty where there are none."""
    rows = task["beyond"]
    if not rows:
        return ""
    return text("siting.beyond", lang, count=len(rows), villages=_listed(rows, lang))


def _listed(rows: Sequence[Record], lang: str) -> str:
    """Villages by name, the first of many."""
    named = [text("reach.place", lang, **row) for row in rows[:_FIRST_NAMED]]
    rest = len(rows) - len(named)
    return text("reach.comma", lang).join(named) + (text("reach.more", lang, count=rest) if rest else "")


def only_own_words(task: Record, lang: str) -> Iterator[str]:
    """Yield the villages that no place but one of their own reaches, and which of them get a new point."""
    rows = task.get("only_own", ())
    if not rows:
        return
    yield text("siting.only_own", lang, count=len(rows), villages=_listed(rows, lang))
    new = [row for row in rows if row["new"]]
    if new:
        yield text("siting.only_own_new", lang, count=len(new), villages=_listed(new, lang))
    else:
        yield text("siting.only_own_none", lang)


def _worst_off(task: Record, lang: str) -> Iterator[str]:
    """Yield who has least access in the plan, and what they have today; nothing of other aims."""
    before, after = ((task[side].get("access") or {}).get("worst_off", ()) for side in ("before", "after"))
    unit = unit_words(task["aim"], task, lang)
    for key, rows in (("siting.worst_off_today", before), ("siting.worst_off", after)):
        if rows:
            each = (f"{row['name']} {number(row['access'])}" for row in rows)
            yield text(key, lang, unit=unit, places=text("reach.comma", lang).join(each))


def notes(task: Record, lang: str) -> Iterator[str]:
    """Yield how many points there are, what it costs, and what is left out."""
    counts = {name: f"{task[name]:,}" for name in ("candidates", "today", "counted", "new", "closed", "yuan")}
    yield text("siting.counts", lang, **counts)
    yield from _worst_off(task, lang)
    if beside := task.get("beside_others"):
        yield text("siting.beside_others", lang, count=beside)
    if task.get("limited"):
        yield text("siting.today_unlimited", lang)
    if looks_away := task.get("looks_away"):
        yield text("siting.looks_away", lang, count=looks_away)
    if beyond := beyond_words(task, lang):
        yield beyond
    yield from only_own_words(task, lang)
    for rule in task.get("rules", ()):
        if rule["left_out"]:
            yield text("siting.remote_left_out", lang, count=rule["left_out"])
    if task["unreferred"]:
        tier = tier_title(task["refers_to"], lang)
        yield text("siting.unreferred", lang, count=len(task["unreferred"]), tier=tier)
    if task["before"]["served_villages"] < task["before"]["villages"]:
        yield text("siting.unserved_ways", lang)
