"""What the settings of siting say must fit together, as far as it shows without any table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

from geo.columns import Kind
from geo.tables import TABLES as TABLE_SPECS
from scenarios.faults import nearest
from scenarios.settings import siting_aims as asked
from scenarios.settings.money import TierName
from scenarios.siting.tables import TABLES

if TYPE_CHECKING:
    from scenarios.origins import Steps
    from scenarios.settings.siting import SitingTask

__all__ = ["Found", "least_number", "siting_tasks"]

Found = tuple["Steps", str, Any, Mapping[str, str]]
_Sections = Mapping[str, Any]
#: Aims that need a limit to what is opened.
_BOUNDED = ("reach", "gradual_reach", "travel", "farthest", "even_travel", "access", "worst_access")
#: Columns that are no condition of a row.
_NO_CONDITION = (Kind.COORDINATE,)


def siting_tasks(sections: _Sections) -> Iterator[Found]:
    """Every task is possible in itself: what it names there is, and its limits leave something."""
    cutoff = sections["travel"].cutoff_minutes
    for name, task in sections["siting"].items():
        here: Steps = ("siting", name)
        yield from _tiers(here, task)
        yield from _conditions((*here, "where"), TABLES[task.at], task.where)
        yield from _conditions((*here, "places"), "villages", task.places)
        yield from _weight(here, task)
        yield from _codes(here, task)
        yield from _numbers(here, task)
        yield from _money(here, task, sections["money"])
        yield from _ways(here, task, cutoff)
        yield from _together(here, task)


def _tiers(here: Steps, task: SitingTask) -> Iterator[Found]:
    """Tiers that serve as well, or that points refer to, are others than the task's own."""
    others = [tier for tier in get_args(TierName) if tier != task.tier]
    for place, tier in enumerate(task.counted):
        path = (*here, "counted", place)
        if tier in task.counted[:place]:
            yield path, "repeated", tier, {"name": tier}
        elif tier == task.tier:
            yield path, "not_allowed", tier, _choices(tier, others)
    if task.refers_to == task.tier:
        yield (*here, "refers_to"), "not_allowed", task.tier, _choices(task.tier, others)


def _conditions(path: Steps, table: str, where: Mapping[str, Any]) -> Iterator[Found]:
    """Columns are those of the table, and values that have names are some of these."""
    known = {each.name: each for each in TABLE_SPECS[table].columns if each.kind not in _NO_CONDITION}
    for column, values in where.items():
        if column not in known:
            yield (*path, column), "not_allowed", column, _choices(column, known)
            continue
        choices = dict.fromkeys(known[column].choices.values())
        choices |= dict.fromkeys(("0", "1")) if known[column].kind is Kind.FLAG else {}
        alone = isinstance(values, str)
        for place, value in enumerate((values,) if alone else values):
            if choices and value not in choices:
                steps = (*path, column) if alone else (*path, column, place)
                yield steps, "not_allowed", value, _choices(value, choices)


def _weight(here: Steps, task: SitingTask) -> Iterator[Found]:
    numbers = (Kind.COUNT, Kind.AMOUNT)
    known = ["one", *(each.name for each in TABLE_SPECS["villages"].columns if each.kind in numbers)]
    if task.weight not in known:
        yield (*here, "weight"), "not_allowed", task.weight, _choices(task.weight, known)


def _codes(here: Steps, task: SitingTask) -> Iterator[Found]:
    """Nothing is named twice, or forced and banned."""
    for field in ("forced", "banned"):
        codes = getattr(task, field)
        for place, code in enumerate(codes):
            if code in codes[:place]:
                yield (*here, field, place), "repeated", code, {"name": code}
            elif field == "banned" and code in task.forced:
                yield (*here, field, place), "forced_and_banned", code, {}


def least_number(task: SitingTask) -> int:
    """Return the new points that there have to be, for all that the settings tell without the tables."""
    return max(len(set(task.forced)), sum(each.least for each in task.by_county.values()))


def _numbers(here: Steps, task: SitingTask) -> Iterator[Found]:
    """An aim that more points never hurt has a limit, and limits leave room for what has to be."""
    aim, least = task.objective.aim, least_number(task)
    if task.number is None and (aim == "apart" or (aim in _BOUNDED and task.budget is None)):
        yield (*here, "number"), "number_needed", None, {"aim": aim}
    if task.number is not None and task.number < least:
        yield (*here, "number"), "too_few_points", task.number, {"least": str(least)}


def _money(here: Steps, task: SitingTask, money: Any) -> Iterator[Found]:
    """What is about money has a price to go by."""
    setup = None if money is None else money.setup
    price = task.yuan if task.yuan is not None else None if setup is None else setup.points.get(task.tier)
    saving = 0 if task.colocate is None else task.colocate.saving_yuan
    needing: dict[Steps, bool] = {
        (*here, "budget"): task.budget is not None,
        (*here, "objective", "aim"): task.objective.aim == "cost",
        (*here, "objective", "cheapest"): getattr(task.objective, "cheapest", False),
        (*here, "colocate", "saving_yuan"): saving > 0,
    }
    if price is None:
        for path, is_needed in needing.items():
            if is_needed:
                yield path, "no_price", None, {"tier": task.tier}
        return
    if saving > price:
        yield (*here, "colocate", "saving_yuan"), "bound_le", saving, {"bound": str(price)}
    least = least_number(task) * (price - saving)
    if task.budget is not None and task.existing != "may_close" and task.budget < least:
        yield (*here, "budget"), "bound_ge", task.budget, {"bound": str(least)}


def _ways(here: Steps, task: SitingTask, cutoff: float) -> Iterator[Found]:
    """Ways that count are no longer than those on which a point serves."""
    in_minutes = task.measure == "minutes"
    if in_minutes and task.limit is not None and task.limit > cutoff:
        yield (*here, "limit"), "limit_beyond_cutoff", task.limit, {"cutoff": f"{cutoff:g}"}
        return
    limit = task.limit if task.limit is not None else cutoff if in_minutes else None
    if limit is None:
        return
    for path, way in _counted_ways(task):
        if way > limit:
            yield (*here, *path), "beyond_limit", way, {"limit": f"{limit:g}"}
    if task.beyond is not None and task.beyond < limit:
        yield (*here, "beyond"), "below_limit", task.beyond, {"limit": f"{limit:g}"}


def _counted_ways(task: SitingTask) -> Iterator[tuple[Steps, float]]:
    aim = task.objective
    if isinstance(aim, asked.CoverAim | asked.ReachAim):
        if aim.within.rural == aim.within.urban:
            yield ("objective", "within"), aim.within.rural
        else:
            yield ("objective", "within", "rural"), aim.within.rural
            yield ("objective", "within", "urban"), aim.within.urban
    if isinstance(aim, asked.GradualReachAim):
        yield ("objective", "none"), aim.none
    if isinstance(aim, asked.AccessAim | asked.WorstAccessAim):
        yield ("objective", "catchment"), aim.catchment
    if isinstance(aim, asked.FarthestAim):
        yield from ((("objective", "bands", place), band) for place, band in enumerate(aim.bands))
    if task.remote is not None:
        yield ("remote", "within"), task.remote.within


def _together(here: Steps, task: SitingTask) -> Iterator[Found]:
    """Settings that only mean something beside another one."""
    if task.split and task.capacity is None and task.capacity_today is None:
        yield (*here, "split"), "only_with", True, {"other": "capacity"}
    if task.closing_yuan and task.existing != "may_close":
        yield (*here, "closing_yuan"), "only_with", task.closing_yuan, {"other": "existing: may_close"}
    usual = type(task).model_fields["refer_share"].default  # what a study written out in full says anyway
    if task.refer_share != usual and task.refers_to is None:
        yield (*here, "refer_share"), "only_with", task.refer_share, {"other": "refers_to"}


def _choices(word: str, allowed: Any) -> dict[str, str]:
    names = list(allowed)
    return {"nearest": nearest(word, names), "allowed": ", ".join(names)}
