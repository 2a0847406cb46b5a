"""Faults of siting beside the tables: rows that there are not, and figures that are blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scenarios.faults import entry_words
from scenarios.siting.checks import Found, least_number
from scenarios.siting.tables import CODES, TABLES, matching, villages_of, weights_of

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.origins import Steps
    from scenarios.settings import StudyConfig
    from scenarios.settings.siting import SitingTask

__all__ = ["siting_table_faults"]


def siting_table_faults(config: StudyConfig, city: City) -> Iterator[Found]:
    """Yield what the tables do not have, task by task.

    Parameters
    ----------
    config : StudyConfig
        Its section siting has no faults of its own.
    city : City
    """
    there = set(city.service_points["tier"])
    earlier: dict[str, SitingTask] = {}
    for name, task in config.siting.items():
        checks = _Task(config, city, task, ("siting", name), there, earlier)
        yield from checks.faults()
        there.add(task.tier)
        earlier[name] = task


def _opening(task: SitingTask, earlier: Mapping[str, SitingTask]) -> Mapping[str, SitingTask]:
    """The earlier tasks whose points may be among the places of a task, as far as its conditions tell."""
    if task.at != "points":
        return {}
    tiers = task.where.get("tier")
    named = None if tiers is None else {tiers} if isinstance(tiers, str) else set(tiers)
    return {name: each for name, each in earlier.items() if named is None or each.tier in named}


class _Task:
    """The checks of one task.

    Parameters
    ----------
    config : StudyConfig
    city : City
    task : SitingTask
    here : tuple of str
        Where it stands.
    there : set of str
        Tiers that have points when the task is planned.
    earlier : mapping of str to SitingTask
        Tasks that are planned before it.
    """

    def __init__(
        self,
        config: StudyConfig,
        city: City,
        task: SitingTask,
        here: Steps,
        there: set[str],
        earlier: Mapping[str, SitingTask],
    ):
        self._config, self._city, self._task, self._here, self._there = config, city, task, here, there
        self._rows = city.table(TABLES[task.at])
        self._chosen = matching(self._rows, task.where)
        self._earlier = _opening(task, earlier)

    def faults(self) -> Iterator[Found]:
        """Every fault of the task."""
        yield from self._candidates()
        yield from self._counties()
        yield from self._villages()
        yield from self._points()
        if getattr(self._task.objective, "supply_today", None) is not None:
            yield from self._supply()

    def _candidates(self) -> Iterator[Found]:
        task, code = self._task, CODES[self._task.at]
        if self._chosen.empty and not self._earlier:
            yield (*self._here, "where"), "no_rows", None, {"table": TABLES[task.at]}
        for field in ("forced", "banned"):
            for place, found in enumerate(getattr(task, field)):
                path: Steps = (*self._here, field, place)
                if self._may_be_opened(found):
                    continue
                if not self._rows[code].eq(found).any():
                    yield path, "not_in_table", found, self._place(TABLES[task.at], self._rows[code], found)
                elif field == "forced" and not self._chosen[code].eq(found).any():
                    yield path, "forced_left_out", found, {}
        free = len(self._chosen) - int(self._chosen[code].isin(task.banned).sum())
        free += self._more()
        if task.objective.aim == "apart" and task.number is not None and task.number > free:
            yield (*self._here, "number"), "too_few_candidates", task.number, {"found": str(free)}

    def _may_be_opened(self, code: str) -> bool:
        """Whether it is the code of a point that an earlier task may open: the task, then its place."""
        for name, task in self._earlier.items():
            place = code.removeprefix(f"{name}-")
            if place != code and self._city.table(TABLES[task.at])[CODES[task.at]].eq(place).any():
                return True
        return False

    def _more(self) -> int:
        """How many places earlier tasks may add at most."""
        return sum(len(self._city.villages) if each.number is None else each.number
                   for each in self._earlier.values())  # fmt: skip

    def _counties(self) -> Iterator[Found]:
        known, code = self._city.counties["county_code"], CODES[self._task.at]
        open_ = self._chosen[~self._chosen[code].isin(self._task.banned)]
        for county, number in self._task.by_county.items():
            path: Steps = (*self._here, "by_county", county)
            free = int(open_["county_code"].eq(county).sum()) + self._more()
            forced = int(open_.loc[open_[code].isin(self._task.forced), "county_code"].eq(county).sum())
            if not known.eq(county).any():
                yield path, "not_in_table", county, self._place("counties", known, county)
            elif number.least > free:
                yield (*path, "least"), "too_few_candidates", number.least, {"found": str(free)}
            elif number.most is not None and number.most < forced:
                yield (*path, "most"), "too_few_points", number.most, {"least": str(forced)}
        yield from self._number(open_.loc[open_[code].isin(self._task.forced), "county_code"])

    def _number(self, forced: pd.Series[str]) -> Iterator[Found]:
        """There may be as many new points as are forced, by county, and asked for besides."""
        task = self._task
        least = {county: int(count) for county, count in forced.value_counts().items()}
        least |= {county: max(each.least, least.get(county, 0)) for county, each in task.by_county.items()}
        needed = sum(least.values())
        if task.number is not None and least_number(task) <= task.number < needed:
            yield (*self._here, "number"), "too_few_points", task.number, {"least": str(needed)}

    def _villages(self) -> Iterator[Found]:
        """Somebody is to be reached, and it is known how much each village counts."""
        task, villages = self._task, villages_of(self._city, self._task)
        if villages.empty:
            yield (*self._here, "places"), "no_rows", None, {"table": "villages"}
            return
        path: Steps = (*self._here, "weight")
        if task.weight != "one" and (blank := villages[task.weight].isna()).any():
            yield path, "blank_cell", task.weight, {
                "file": self._file("villages"), "column": task.weight,
                "row": str(villages.loc[blank, "village_code"].iloc[0]), "count": str(int(blank.sum())),
            }  # fmt: skip
            return
        weight = weights_of(villages, task)
        if not weight.any():
            yield path, "no_figures", task.weight, {"file": self._file("villages"), "column": task.weight}
        for area in ("rural", "urban") if task.gap is not None else ():
            if not weight[villages["area"].eq(area)].any():
                yield (*self._here, "gap"), "gap_of_one", None, {"area": area}

    def _points(self) -> Iterator[Found]:
        """The tier that work goes on to has points, and so has what new points shall be beside."""
        task = self._task
        if task.refers_to is not None and task.refers_to not in self._there:
            yield (*self._here, "refers_to"), "no_points", task.refers_to, {"tier": task.refers_to}
        if task.remote is not None and not self._there & {task.tier, *task.counted}:
            yield (*self._here, "remote"), "no_points", None, {"tier": task.tier}
        if task.colocate is not None:
            beside = task.colocate.beside
            if beside not in {*self._there, *self._city.offices["kind"]}:
                yield (*self._here, "colocate", "beside"), "no_points", beside, {"tier": beside}

    def _supply(self) -> Iterator[Found]:
        points = self._city.service_points
        mine = points[points["tier"].isin([self._task.tier, *self._task.counted])]
        blank = mine[mine["staff"].isna()]
        if len(blank) and self._task.existing != "ignore":
            yield (*self._here, "objective", "supply_today"), "blank_cell", "staff", {
                "file": self._file("service_points"), "column": "staff",
                "row": str(blank["point_code"].iloc[0]), "count": str(len(blank)),
            }  # fmt: skip

    def _file(self, table: str) -> str:
        source = self._config.sources.get(table)
        return table if source is None else source.path

    def _place(self, table: str, known: pd.Series[str], found: str) -> dict[str, str]:
        return entry_words(found, known, self._file(table))
