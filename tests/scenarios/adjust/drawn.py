"""Adjustments of the small city, drawn or by hand, and what their phases come to."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from geo.city import City
from geo.travel import TravelTimes
from scenarios.adjust.city import adjusted_city
from scenarios.adjust.phases import Adjusted, plan_phases
from scenarios.journeys import travel_ends
from scenarios.plan_table import plan_table
from scenarios.run_monitor import RunMonitor
from scenarios.settings import AdjustmentSettings, StudyConfig
from scenarios.staffing import today_pairs
from tests.scenarios.made_up_travel import Drives, config

NAMES = {"zh": "阶段", "en": "Phase"}
Pairs = frozenset[tuple[str, str]]


def phase(most_moved: int, **others: Any) -> dict[str, Any]:
    """One phase."""
    return {"name": NAMES, "most_moved": most_moved, **others}


def adjusting(
    *phases: Mapping[str, Any],
    departures: Iterable[str] = (),
    new_villages: Iterable[Mapping[str, Any]] = (),
    merged: Iterable[Mapping[str, Any]] = (),
    base: StudyConfig | None = None,
) -> StudyConfig:
    """Settings with an adjustment; the rest as `base` has it."""
    adjustment = AdjustmentSettings.model_validate(
        {
            "phases": tuple(phases),
            "departures": tuple(departures),
            "new_villages": tuple(new_villages),
            "merged_townships": tuple(merged),
        }
    )
    return (base or config()).model_copy(update={"adjustment": adjustment})


def with_pairs(city: City, pairs: Iterable[tuple[str, str]]) -> City:
    """The city with another roster of (village, person)."""
    rows = [("counsel", village, person, "") for village, person in pairs]
    roster = pd.DataFrame(rows, columns=["role", "unit_code", "person_id", "since"], dtype="str")
    return City(MappingProxyType({**city.tables, "roster": roster}), city.outlines)


def travel_to(city: City, settings: StudyConfig, known: Drives) -> TravelTimes:
    """Made-up journeys from the offices of today to the villages as the adjustment leaves them."""
    origins = tuple(travel_ends(city)[0]["id"])
    ends = tuple(travel_ends(adjusted_city(city, settings.adjustment))[1]["id"])
    at = sorted((origins.index(o), ends.index(d), *known[o, d]) for o, d in known if d in ends)
    table = pd.DataFrame(at, columns=["origin", "destination", "minutes", "back"])
    place = table[["origin", "destination"]].to_numpy(dtype="int32")
    return TravelTimes(
        origins, ends, place[:, 0], place[:, 1],
        table["minutes"].to_numpy(dtype=float), table["back"].to_numpy(dtype=float), (), (),
    )  # fmt: skip


@dataclass(frozen=True)
class Done:
    """A planned adjustment: rosters before the first and after every phase, and the moves between them."""

    adjusted: Adjusted
    today: Pairs

    @property
    def moves(self) -> pd.DataFrame:
        return self.adjusted.moves

    @property
    def end(self) -> Pairs:
        pairs = self.adjusted.planned.pairs
        return frozenset(zip(pairs["village_code"], pairs["person_id"], strict=True))

    def kind(self, village: str) -> str:
        """Kind of the one move in a village."""
        (kind,) = self.moves.loc[self.moves["unit_code"].eq(village), "kind"]
        return str(kind)


def done(city: City, settings: StudyConfig, known: Drives) -> Done:
    """Plan an adjustment."""
    travel = travel_to(city, settings, known)
    pairs = today_pairs(city=city, travel=travel)
    today = plan_table(city=city, pairs=pairs, config=settings, hired=city.counsel.iloc[:0])
    found = plan_phases(city, travel, settings, today=today, monitor=RunMonitor())
    return Done(found, frozenset(zip(pairs["village_code"], pairs["person_id"], strict=True)))


def applied(pairs: Pairs, moves: pd.DataFrame) -> Pairs:
    """A roster after some moves, each of which must be possible."""
    now = set(pairs)
    for row in moves.itertuples():
        if row.before_id and row.before_id != row.after_id:
            now.remove((row.unit_code, row.before_id))
    for row in moves.itertuples():
        if row.after_id and row.before_id != row.after_id:
            assert (row.unit_code, row.after_id) not in now
            now.add((row.unit_code, row.after_id))
    return frozenset(now)


def random_roster(draw: random.Random, city: City) -> list[tuple[str, str]]:
    """Any roster: villages without anybody or with several, people with nothing or too much."""
    villages, people = city.villages["village_code"].tolist(), city.counsel["person_id"].tolist()
    chosen = {
        (village, draw.choice(people)) for village in villages for _ in range(draw.choice([0, 1, 1, 1, 1, 2]))
    }
    return sorted(chosen)
