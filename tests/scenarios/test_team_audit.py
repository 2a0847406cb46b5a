"""Plans of teams with online visits: they pass the audit, and what is planted in them is found.

All journeys take 10 minutes one way and 21 there and back. With 4 of 12 visits online at a rate of 0.8 a
village takes 66.67 hours on site, 41.67 online and 8 · 21 / 60 = 2.8 of driving; each of two takes half.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

from geo.city import City
from geo.travel import TravelTimes
from scenarios.audit import audit
from scenarios.plan_table import plan_table
from scenarios.planning import Planned, plan_scenario
from scenarios.run_monitor import RunMonitor
from scenarios.settings import StudyConfig
from scenarios.staffing import today_pairs
from tests.scenarios.made_up_travel import (
    V1,
    config,
    everywhere,
    random_drives,
    random_settings,
    travel_of,
)
from tests.scenarios.small_study import small_city

ONLINE = {"online_visits": 4.0, "online_rate": 0.8}
EACH = (100 * 8 / 12 + 100 * 4 / 12 / 0.8 + 2.8) / 2
WIDE = {"jurisdiction": {"lawyer": "city", "gls_worker": "city"}}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


def planned(city: City, travel: TravelTimes, settings: StudyConfig) -> tuple[Planned, pd.DataFrame]:
    """A plan of the optimiser and its table."""
    roster, nobody = today_pairs(city=city, travel=travel), city.counsel.iloc[:0]
    today = plan_table(city=city, pairs=roster, config=settings.as_today, hired=nobody)
    result = plan_scenario(city, travel, settings, today=today, monitor=RunMonitor())
    return result, plan_table(city=city, pairs=result.pairs, config=settings, hired=result.hired)


def test_every_village_has_two_different_counsel(city: City) -> None:
    """P01 takes 9 villages of 52.1 hours, P02 6, P03 4, P04 7: two for each of twelve, as one was before."""
    travel, settings = travel_of(city, everywhere(city)), config(team=2, **WIDE)
    _, plan = planned(city, travel, settings)
    assert audit(city=city, travel=travel, config=settings, plan=plan) == []
    counsel = plan.groupby("village_code")["person_id"].agg(set)
    assert (len(counsel), set(counsel.map(len)), "" in set().union(*counsel)) == (12, {2}, False)
    assert set(plan["status"]) == {"ok"}
    assert plan["hours"].tolist() == pytest.approx([50.0] * 24)


def table_of(city: City, settings: StudyConfig, *pairs: tuple[str, str]) -> pd.DataFrame:
    rows = [(village, person, 10.0, 21.0) for village, person in pairs]
    served = pd.DataFrame(rows, columns=["village_code", "person_id", "minutes", "round_trip_minutes"])
    return plan_table(city=city, pairs=served, config=settings, hired=city.counsel.iloc[:0])


def found_in(city: City, settings: StudyConfig, plan: pd.DataFrame) -> list[str]:
    return audit(city=city, travel=travel_of(city, everywhere(city)), config=settings, plan=plan)


def with_counsel(city: City, **cells: float) -> City:
    """The city in which P01 is different."""
    mine = city.counsel["person_id"] == "P01"
    counsel = city.counsel.assign(**{name: city.counsel[name].where(~mine, cells[name]) for name in cells})
    return City({**city.tables, "counsel": counsel}, city.outlines)


@pytest.mark.parametrize(
    ("role", "people", "words"),
    [
        ({"team": 2}, ("P01", "P02"), []),
        ({"team": 2}, ("P01", "P02", "P03"), [f"{V1}: 3 people for 2"]),
        ({"team": 3}, ("P01", "P02", "P03"), []),
        ({"team": 2, "need": 2}, ("P01", "P02", "P03", "P04"), []),
    ],
)
def test_more_people_than_a_team_are_found(
    city: City, role: Mapping[str, Any], people: tuple[str, ...], words: list[str]
) -> None:
    settings = config(**role, **WIDE)
    plan = table_of(city, settings, *((V1, who) for who in people))
    assert found_in(city, settings, plan) == words


def test_somebody_who_is_a_team_alone_is_found(city: City) -> None:
    settings = config(team=2)
    plan = table_of(city, settings, (V1, "P01"), (V1, "P02"))
    row = plan["person_id"] == "P01"
    twice = pd.concat([plan[plan["person_id"] != "P02"], plan[row]])
    assert found_in(city, settings, twice) == [f"{V1}: somebody stands twice"]


@pytest.mark.parametrize(("own", "role", "faults"), [(1, 5, 0), (0, 5, 1), (5, 1, 0)])
def test_a_team_doubles_the_villages_of_person_and_role(city: City, own: int, role: int, faults: int) -> None:
    """P01 is in two villages."""
    place, settings = with_counsel(city, most_villages=own), config(team=2, most_villages=role)
    two = city.villages["village_code"][:2]
    assert len(found_in(place, settings, table_of(place, settings, *((v, "P01") for v in two)))) == faults


def test_one_village_more_than_the_team_doubles_is_found(city: City) -> None:
    place, settings = with_counsel(city, most_villages=1), config(team=2)
    three = table_of(place, settings, *((v, "P01") for v in city.villages["village_code"][:3]))
    assert found_in(place, settings, three) == ["P01: 3 villages, at most 2"]


@pytest.mark.parametrize(
    ("hours", "terms", "faults"),
    [
        (2 * EACH, ONLINE, 0),
        (2 * EACH - 0.01, ONLINE, 1),
        (2 * 52.1, {}, 0),
        (2 * 52.1 - 0.01, {}, 1),
        # Online at the full rate only spares drives: 100 + 8 * 21 / 60 = 102.8 a team.
        (2 * 51.4, {"online_visits": 4.0}, 0),
        (2 * 51.4 - 0.01, {"online_visits": 4.0}, 1),
    ],
)
def test_more_hours_than_one_of_a_team_has_are_found(
    city: City, hours: float, terms: Mapping[str, float], faults: int
) -> None:
    place, settings = with_counsel(city, hours_year=hours), config(team=2, **terms)
    two = city.villages["village_code"][:2]
    assert len(found_in(place, settings, table_of(place, settings, *((v, "P01") for v in two)))) == faults


@pytest.mark.parametrize("seed", range(12))
def test_every_plan_of_teams_passes(city: City, seed: int) -> None:
    """Any mix of rules over made-up journeys, hires among them, with teams of two or three."""
    draw = random.Random(seed)
    settings, known = random_settings(draw, city, locks=0), random_drives(draw, city)
    online = min(draw.choice([0.0, 4.0, 12.0]), settings.counsel.visits)
    team = {"team": draw.choice([2, 3]), "online_visits": online, "online_rate": draw.choice([0.5, 0.8, 1.0])}
    role = settings.counsel.model_copy(update=team)
    solver = settings.solver.model_copy(update={"seconds": 5.0})
    settings = settings.model_copy(update={"roles": {"counsel": role}, "solver": solver})
    travel = travel_of(city, known)
    result, plan = planned(city, travel, settings)
    found = audit(city=city, travel=travel, config=settings, plan=plan, forced_moves=result.forced_moves)
    assert found == []
