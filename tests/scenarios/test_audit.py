"""The audit finds every planted violation of a rule, and nothing in a sound plan."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pytest

from geo.city import City
from geo.travel import TravelTimes
from scenarios.audit import audit
from scenarios.journeys import drives, seat_id
from scenarios.plan_table import plan_table
from scenarios.planning import plan_scenario
from scenarios.run_monitor import RunMonitor
from scenarios.settings import StudyConfig
from scenarios.staffing import staffing_case, today_pairs
from tests.scenarios.made_up_travel import (
    RURAL,
    SOUTH,
    V1,
    V2,
    ZONE,
    config,
    everywhere,
    random_drives,
    random_settings,
    travel_of,
)
from tests.scenarios.small_study import small_city

ZONE_2 = "371071001002"
#: Today's roster; every journey takes 10 minutes one way and 21 there and back, so each village 104.2 hours.
TODAY = ((V1, "P01"), (V2, "P01"), (RURAL, "P02"), (SOUTH, "P04"), (ZONE, "P03"))
EACH = 104.2


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


@dataclass(frozen=True)
class Place:
    """A city, its journeys and the settings that a plan is audited by."""

    city: City
    travel: TravelTimes
    config: StudyConfig

    def plan(self, *pairs: tuple[str, str], hired: Mapping[str, str] | None = None) -> pd.DataFrame:
        """The table of a plan; `hired` maps new people to the township of their seat."""
        townships = dict(hired or {})
        people = self.city.counsel.set_index("person_id")["office_code"].to_dict()
        people |= {who: seat_id(township) for who, township in townships.items()}
        frame = pd.DataFrame(pairs, columns=["village_code", "person_id"])
        trips = drives(
            self.travel, origins=frame["person_id"].map(people), destinations=frame["village_code"]
        )
        new = pd.DataFrame(
            {
                "person_id": list(townships),
                "name": list(townships),
                "occupation": self.config.hire.occupation,
                "office_code": list(townships.values()),
                "county_code": [code[:6] for code in townships.values()],
                "hours_year": self.config.hire.hours_year,
            }
        )
        return plan_table(city=self.city, pairs=frame.join(trips), config=self.config, hired=new)

    def audit(self, plan: pd.DataFrame, forced_moves: int = 0) -> list[str]:
        return audit(
            city=self.city, travel=self.travel, config=self.config, plan=plan, forced_moves=forced_moves
        )


def place_of(
    city: City, hire: Mapping[str, Any] | None = None, share: float | None = None, **role: Any
) -> Place:
    return Place(city, travel_of(city, everywhere(city)), config(hire, share, **role))


def with_cell(plan: pd.DataFrame, village: str, **cells: Any) -> pd.DataFrame:
    """The plan with cells of one village's row changed."""
    changed = plan.copy()
    for name, value in cells.items():
        changed.loc[changed["village_code"] == village, name] = value
    return changed


def test_todays_roster_of_the_small_city_is_a_sound_plan(city: City) -> None:
    place = place_of(city)
    assert place.audit(place.plan(*TODAY)) == []


# --- one pair -------------------------------------------------------------------------------------------


def test_minutes_that_are_not_those_of_the_road_are_found(city: City) -> None:
    place = place_of(city)
    plan = place.plan(*TODAY)
    assert place.audit(with_cell(plan, V1, minutes=10.0 + 1e-7)) == []
    for wrong in ({"minutes": 10.001}, {"round_trip_minutes": 20.0}, {"minutes": float("nan")}):
        assert place.audit(with_cell(plan, V1, **wrong))[0].startswith(f"P01 at {V1}:")


def test_a_pair_without_a_journey_is_found(city: City) -> None:
    known = everywhere(city)
    del known["F01", V1]
    place = replace(place_of(city), travel=travel_of(city, known))
    assert f"P01 at {V1}: nan minutes in the plan, None by road" in place.audit(place.plan(*TODAY))


@pytest.mark.parametrize(("limit", "faults"), [(10.0, 0), (9.99, 4)])
def test_a_drive_beyond_the_limit_is_found(city: City, limit: float, faults: int) -> None:
    place = place_of(city, limit_minutes={"rural": 60.0, "urban": limit})
    found = place.audit(place.plan(*TODAY))
    assert len([words for words in found if "beyond the limit of urban villages" in words]) == faults


def test_limit_and_county_do_not_hold_for_locks_nor_for_todays_pairs_that_may_stay(city: City) -> None:
    near = {"limit_minutes": {"rural": 9.0, "urban": 9.0}}
    place = place_of(city, keep_beyond_limit=True, **near)
    assert place.audit(place.plan(*TODAY)) == []
    moved = place.plan((V1, "P02"))
    assert len(place.audit(moved)) == 1  # P02 is not there today
    locked = place_of(city, locks=({"village": V1, "person": "P02"},), **near)
    assert locked.audit(locked.plan((V1, "P02"))) == []


def test_serving_another_county_is_found_unless_the_occupation_may(city: City) -> None:
    assert "may not serve county 371001" in place_of(city).audit(place_of(city).plan((V1, "P03")))[0]
    wide = place_of(city, jurisdiction={"lawyer": "city"})
    assert wide.audit(wide.plan((V1, "P03"))) == []


def test_an_occupation_that_may_not_fill_the_role_is_found(city: City) -> None:
    place = place_of(city, occupations=("gls_worker",))
    assert place.audit(place.plan((SOUTH, "P04"))) == []
    assert "occupation lawyer is not allowed" in place.audit(place.plan((V1, "P01")))[0]


def test_somebody_farther_than_the_nearest_is_found(city: City) -> None:
    """P03 is nearer than both lawyers of the other office; P01 serves the village today, P02 does not."""
    known = everywhere(city)
    known["F02", V1] = (5.0, 10.0)
    wide = {"jurisdiction": {"lawyer": "city"}}
    for nearest, faults in ((1, 1), (2, 0)):
        place = replace(place_of(city, nearest=nearest, **wide), travel=travel_of(city, known))
        assert len(place.audit(place.plan((V1, "P02")))) == faults
        assert place.audit(place.plan((V1, "P01"))) == []
        assert place.audit(place.plan((V1, "P03"))) == []


def test_a_banned_person_is_not_counted_among_the_nearest(city: City) -> None:
    known = everywhere(city)
    known["F02", V1] = (5.0, 10.0)
    ban = {"village": V1, "person": "P03"}
    place = place_of(city, nearest=1, jurisdiction={"lawyer": "city"}, bans=(ban,))
    place = replace(place, travel=travel_of(city, known))
    assert place.audit(place.plan((V1, "P02"))) == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"person_id": "P99"}, "no such person"),
        ({"village_code": "999999999999"}, "no such village"),
        ({"office_code": "G01"}, "not in the tables"),
        ({"occupation": "notary"}, "not in the tables"),
        ({"hired": 1}, "no such person"),
    ],
)
def test_a_row_that_disagrees_with_the_tables_is_found(
    city: City, cells: Mapping[str, Any], words: str
) -> None:
    place = place_of(city)
    assert any(words in found for found in place.audit(with_cell(place.plan(*TODAY), V1, **cells)))


# --- villages -------------------------------------------------------------------------------------------


def test_a_village_that_is_missing_or_unknown_is_found(city: City) -> None:
    place = place_of(city)
    plan = place.plan(*TODAY)
    vacant = plan.index[plan["person_id"] == ""][0]
    code = plan.at[vacant, "village_code"]
    assert place.audit(plan.drop(index=vacant)) == [f"{code}: the plan has no row for this village"]
    stranger = plan.loc[[vacant]].assign(village_code="999999999999")
    assert place.audit(pd.concat([plan, stranger])) == ["999999999999: no such village"]


@pytest.mark.parametrize(("need", "words"), [(1, ["2 people for 1"]), (2, [])])
def test_more_people_than_the_village_needs_are_found(city: City, need: int, words: list[str]) -> None:
    place = place_of(city, need=need)
    assert place.audit(place.plan((V1, "P01"), (V1, "P02"))) == [f"{V1}: {part}" for part in words]


def test_a_person_twice_in_a_village_is_found(city: City) -> None:
    place = place_of(city, need=2)
    plan = place.plan((V1, "P01"), (V1, "P02"))
    twice = pd.concat([plan[plan["person_id"] != "P02"], plan[plan["person_id"] == "P01"]])
    assert place.audit(twice) == [f"{V1}: somebody stands twice"]


def test_a_village_both_vacant_and_served_is_found(city: City) -> None:
    place = place_of(city, need=2)
    plan = place.plan((V1, "P01"))
    blank = place.plan().query("village_code == @V1")
    assert place.audit(pd.concat([plan, blank])) == [f"{V1}: vacant and served at once"]


# --- people ---------------------------------------------------------------------------------------------


def with_counsel(city: City, **cells: float) -> City:
    """The city in which P01 is different."""
    counsel = city.counsel.copy()
    for name, value in cells.items():
        counsel[name] = counsel[name].where(counsel["person_id"] != "P01", value)
    return replace(city, tables={**city.tables, "counsel": counsel})


@pytest.mark.parametrize(("hours", "faults"), [(2 * EACH, 0), (2 * EACH - 0.01, 1)])
def test_more_hours_than_somebody_has_are_found(city: City, hours: float, faults: int) -> None:
    place = place_of(with_counsel(city, hours_year=hours))
    assert len(place.audit(place.plan(*TODAY))) == faults


@pytest.mark.parametrize(("own", "role", "faults"), [(2, 5, 0), (1, 5, 1), (5, 2, 0), (5, 1, 1)])
def test_more_villages_than_person_or_role_allow_are_found(
    city: City, own: int, role: int, faults: int
) -> None:
    place = place_of(with_counsel(city, most_villages=own), most_villages=role)
    assert len(place.audit(place.plan((V1, "P01"), (V2, "P01")))) == faults


# --- hired people ---------------------------------------------------------------------------------------

NEW = {"N1": "371001001", "N2": "371001001"}
MAY_NOT_HIRE = "hired in county 371001, which may not hire"


@pytest.mark.parametrize(("number", "faults"), [(2, []), (1, ["2 people hired, at most 1"])])
def test_more_people_hired_than_the_study_has_are_found(city: City, number: int, faults: list[str]) -> None:
    place = place_of(city, {"number": number})
    assert place.audit(place.plan((V1, "N1"), (V2, "N2"), hired=NEW)) == faults


@pytest.mark.parametrize(
    ("hire", "words"),
    [
        ({"hours_year": 2 * EACH}, []),
        ({"hours_year": 2 * EACH - 0.01}, ["N1: 208.4 hours, has 208.4"]),
        ({"most_villages": 2}, []),
        ({"most_villages": 1}, ["N1: 2 villages, at most 1"]),
        ({"counties": ("371001",)}, []),
        ({"counties": ("371002",)}, [f"N1 at {v}: {MAY_NOT_HIRE}" for v in (V1, V2)]),
    ],
)
def test_hired_people_are_held_to_the_terms_of_the_study(
    city: City, hire: Mapping[str, Any], words: list[str]
) -> None:
    place = place_of(city, {"number": 1, **hire})
    assert place.audit(place.plan((V1, "N1"), (V2, "N1"), hired={"N1": "371001001"})) == words


def test_hired_people_serve_their_own_county_only(city: City) -> None:
    place = place_of(city, {"number": 1})
    found = place.audit(place.plan((SOUTH, "N1"), hired={"N1": "371001001"}))
    assert found == [f"N1 at {SOUTH}: gls_worker of county 371001 may not serve county 371002"]


def test_somebody_hired_at_two_places_at_once_is_found(city: City) -> None:
    place = place_of(city, {"number": 1})
    plan = place.plan((V1, "N1"), (V2, "N1"), hired={"N1": "371001001"})
    moved = with_cell(plan, V2, office_code="371001101")
    assert place.audit(moved) == ["N1: works from several places"]


# --- locks, bans, moves ---------------------------------------------------------------------------------


def test_a_broken_lock_and_a_banned_pair_are_found(city: City) -> None:
    pair = {"village": V1, "person": "P01"}
    locked, banned = place_of(city, locks=(pair,)), place_of(city, bans=(pair,))
    kept, moved = ((V1, "P01"),), ((V1, "P02"),)
    assert locked.audit(locked.plan(*kept)) == banned.audit(banned.plan(*moved)) == []
    assert locked.audit(locked.plan(*moved)) == [f"P01 at {V1}: locked, but not in the plan"]
    assert banned.audit(banned.plan(*kept)) == [f"P01 at {V1}: banned, but in the plan"]


@pytest.mark.parametrize(("share", "forced", "faults"), [(0.4, 0, 0), (0.39, 0, 1), (0.2, 1, 0), (0.2, 0, 1)])
def test_more_moves_than_the_budget_are_found(city: City, share: float, forced: int, faults: int) -> None:
    """Two of five pairs end; forced ones do not count."""
    place = place_of(city, share=share)
    found = place.audit(place.plan(*TODAY[2:]), forced_moves=forced)
    assert len([words for words in found if "of today's 5 pairs end" in words]) == faults


def test_a_share_that_the_computer_rounds_down_still_allows_its_moves(city: City) -> None:
    """0.58 of 50 pairs are 29, although 0.58 * 50 is 28.999999999999996."""
    villages, people = city.villages["village_code"][:10], city.counsel["person_id"]
    pairs = [(village, person) for village in villages for person in people]
    roster = pd.DataFrame(pairs, columns=["unit_code", "person_id"]).assign(role="counsel", since="")
    crowded = replace(city, tables={**city.tables, "roster": roster})
    place = place_of(crowded, share=0.58, need=5)
    case = staffing_case(city=crowded, travel=place.travel, config=place.config)
    assert case.problem.most_moved == 29
    for kept, faults in ((21, 0), (20, 1)):
        found = place.audit(place.plan(*pairs[:kept]))
        assert len([words for words in found if "pairs end" in words]) == faults


# --- plans of the optimiser -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(25))
def test_every_plan_that_the_optimiser_makes_passes(city: City, seed: int) -> None:
    """Any mix of rules over made-up journeys: what is built for the optimiser is what the tables say."""
    draw = random.Random(seed)
    settings, known = random_settings(draw, city, locks=0), random_drives(draw, city)
    settings = settings.model_copy(update={"solver": settings.solver.model_copy(update={"seconds": 5.0})})
    place = Place(city, travel_of(city, known), settings)
    roster = today_pairs(city=city, travel=place.travel)
    today = plan_table(city=city, pairs=roster, config=settings, hired=city.counsel.iloc[:0])
    planned = plan_scenario(city, place.travel, settings, today=today, monitor=RunMonitor())
    plan = plan_table(city=city, pairs=planned.pairs, config=settings, hired=planned.hired)
    assert place.audit(plan, planned.forced_moves) == []
