"""Tables, minutes and settings become the right problem: who may serve which village.

The reference is a slow loop over every person and every village, written from docs/study.md.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest

from geo.city import City
from scenarios.journeys import seat_id
from scenarios.settings import StudyConfig
from scenarios.staffing import today_pairs
from tests.scenarios.made_up_travel import (
    RURAL,
    RURAL_LIMIT,
    SOUTH,
    URBAN_LIMIT,
    V1,
    V2,
    ZONE,
    Arc,
    Drives,
    arcs_of,
    case_of,
    config,
    everywhere,
    hire_arcs,
    people_in,
    random_drives,
    random_settings,
    travel_of,
)
from tests.scenarios.small_study import small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


# --- the slow reference ---------------------------------------------------------------------------------


def reference(city: City, known: Drives, settings: StudyConfig) -> dict[Arc, tuple[float, float, bool, bool]]:
    """The arcs of counsel, pair by pair."""
    role = settings.counsel
    people = {row["person_id"]: row for row in city.counsel.to_dict("records")}
    roster = {(row["person_id"], row["unit_code"]) for row in city.roster.to_dict("records")}
    locks = {(pair.person, pair.village) for pair in role.locks}
    bans = {(pair.person, pair.village) for pair in role.bans}
    arcs = {}
    for village in city.villages.to_dict("records"):
        code = village["village_code"]
        limit = role.limit_minutes.rural if village["area"] == "rural" else role.limit_minutes.urban
        within, beyond = [], []
        for who, person in people.items():
            drive = known.get((person["office_code"], code))
            if drive is None or person["occupation"] not in role.occupations or (who, code) in bans:
                continue
            whole_city = role.jurisdiction[person["occupation"]] == "city"
            at_home = person["county_code"] == village["county_code"]
            fits = drive[0] <= limit and (at_home or whole_city)
            (within if fits else beyond).append((drive[0], who))
        most = len(people) if role.nearest is None else role.nearest
        chosen = {who for place, (_, who) in enumerate(sorted(within)) if place < most}
        chosen |= {who for _, who in within if (who, code) in roster}
        chosen |= {who for _, who in within + beyond if (who, code) in locks}
        chosen |= {who for _, who in beyond if (who, code) in roster and role.keep_beyond_limit}
        for who in chosen:
            one_way, both = known[people[who]["office_code"], code]
            pair = (who, code)
            hours = role.hours + role.visits * both / 60
            arcs[pair] = (one_way, pytest.approx(hours), pair in roster, pair in locks)
    return arcs


def reference_hires(city: City, known: Drives, settings: StudyConfig) -> set[tuple[str, int, str]]:
    """Seat, villages a person, village: which villages may be served from where, and with how many others."""
    role, hire = settings.counsel, settings.hire
    share: dict[Arc, int] = {}
    for seat in city.townships.to_dict("records"):
        if hire.counties is not None and seat["county_code"] not in hire.counties:
            continue
        for village in city.villages.to_dict("records"):
            drive = known.get((seat_id(seat["township_code"]), village["village_code"]))
            limit = getattr(role.limit_minutes, village["area"])
            whole_city = role.jurisdiction[hire.occupation] == "city"
            if drive is None or drive[0] > limit:
                continue
            if whole_city or seat["county_code"] == village["county_code"]:
                hours = role.hours + role.visits * drive[1] / 60
                fits = [
                    n for n in range(1, hire.most_villages + 1) if n * hours <= hire.hours_year * (1 + 1e-12)
                ]
                share[seat["township_code"], village["village_code"]] = max(fits, default=0)
    best: dict[str, int] = defaultdict(int)
    for (_, village), number in share.items():
        best[village] = max(best[village], number)
    places = {(seat, number) for (seat, village), number in share.items() if number == best[village] > 0}
    return {
        (seat, number, village)
        for seat, number in places
        for (other, village), largest in share.items()
        if other == seat and largest >= number
    }


@pytest.mark.parametrize("seed", range(60))
def test_the_problem_has_exactly_the_pairs_of_the_reference(city: City, seed: int) -> None:
    """Limits, jurisdiction, occupation, today's pairs, nearest, locks, bans and hiring places in any mix."""
    draw = random.Random(seed)
    settings, known = random_settings(draw, city), random_drives(draw, city)
    case = case_of(city, known, settings)
    places = set(case.people.loc[case.people["hire"], "person_id"])
    found = arcs_of(case)
    wanted = reference(city, known, settings)
    assert {arc: of for arc, of in found.items() if arc[0] not in places} == wanted
    assert hire_arcs(case) == (reference_hires(city, known, settings) if settings.hire.number else set())
    today = len(city.roster)
    assert case.problem.lost_pairs == today - sum(current for _, _, current, _ in wanted.values())
    share = settings.continuity.most_moved_share
    assert case.problem.most_moved == (None if share is None else int(round(100 * share) * today // 100))
    assert case.problem.most_hired == settings.hire.number
    named = case.arcs[["person_id", "village_code", "minutes"]].itertuples(index=False, name=None)
    assert list(named) == [(*arc, of[0]) for arc, of in found.items()]


def test_the_random_settings_do_reach_every_rule(city: City) -> None:
    """What the seeds above draw: hires at several shares, locks beyond the limit, lost pairs, all in use."""
    seen: Counter[str] = Counter()
    for seed in range(60):
        draw = random.Random(seed)
        settings, known = random_settings(draw, city), random_drives(draw, city)
        case, role = case_of(city, known, settings), settings.counsel
        limits = dict(zip(city.villages["village_code"], city.villages["area"], strict=True))
        for (_, village), (minutes, _, current, locked) in arcs_of(case).items():
            beyond = minutes > getattr(role.limit_minutes, limits[village])
            seen["lock beyond"] += beyond and locked
            seen["today beyond"] += beyond and current and not locked
        seen["lost"] += case.problem.lost_pairs > 0
        shares = case.people.loc[case.people["hire"], ["seat", "most_villages"]]
        seen["places twice"] += shares["seat"].duplicated().any()
        seen["nearest"] += role.nearest is not None
    rules = ("lock beyond", "today beyond", "lost", "places twice", "nearest")
    assert {name: seen[name] > 0 for name in rules} == dict.fromkeys(rules, True)


# --- each rule by hand: the rejected pair beside the nearest accepted one ------------------------------


@pytest.mark.parametrize(("village", "limit"), [(V1, URBAN_LIMIT), (RURAL, RURAL_LIMIT)])
def test_a_drive_of_the_limit_is_allowed_and_one_beyond_is_not(
    city: City, village: str, limit: float
) -> None:
    known = everywhere(city)
    known["F01", village] = (limit, 2 * limit)
    assert "P01" in people_in(case_of(city, known, config()), village)
    known["F01", village] = (limit + 1e-6, 2 * limit)
    assert "P01" not in people_in(case_of(city, known, config()), village)


def test_round_off_does_not_forbid_a_drive_of_the_limit(city: City) -> None:
    known = everywhere(city)
    known["F01", V1] = (float(np.nextafter(URBAN_LIMIT, 31)), 60.0)
    assert "P01" in people_in(case_of(city, known, config()), V1)


def test_jurisdiction_is_the_own_county_or_the_whole_city(city: City) -> None:
    case = case_of(city, everywhere(city), config())
    assert people_in(case, SOUTH) == {"P04", "P05"}
    city_wide = config(jurisdiction={"lawyer": "city"})
    case = case_of(city, everywhere(city), city_wide)
    assert people_in(case, SOUTH) == {"P01", "P02", "P03", "P04", "P05"}
    assert people_in(case, V1) == {"P01", "P02", "P03"}  # workers of the law stay at home


def test_only_the_occupations_of_the_role_may_serve(city: City) -> None:
    case = case_of(city, everywhere(city), config(occupations=("gls_worker",)))
    assert case.problem.people.ids == ("P04", "P05")
    assert people_in(case, V1) == set()


def test_todays_pairs_beyond_the_limit_stay_allowed_only_when_the_study_says_so(city: City) -> None:
    known = everywhere(city)
    known["F01", V1] = (URBAN_LIMIT + 20, 100.0)
    gone, kept = (case_of(city, known, config(keep_beyond_limit=keep)) for keep in (False, True))
    assert people_in(gone, V1) == set()
    assert gone.problem.lost_pairs == 1
    assert people_in(kept, V1) == {"P01"}  # P02 of the same office does not serve it today
    assert kept.problem.lost_pairs == 0


def test_nearest_keeps_the_first_few_and_whoever_serves_today(city: City) -> None:
    known = everywhere(city)
    known["F02", V1], known["F02", V2] = (5.0, 10.0), (5.0, 10.0)
    wide = {"jurisdiction": {"lawyer": "city"}}
    assert people_in(case_of(city, known, config(nearest=2, **wide)), V1) == {"P01", "P03"}
    assert people_in(case_of(city, known, config(nearest=1, **wide)), V1) == {"P01", "P03"}  # P01 today
    assert people_in(case_of(city, known, config(nearest=1, **wide)), RURAL) == {"P01", "P02"}  # P02 today
    assert people_in(case_of(city, known, config(nearest=1, **wide)), "371001101201") == {"P01"}


def test_places_to_hire_do_not_take_the_place_of_the_nearest(city: City) -> None:
    """With hiring allowed everybody who could serve without it still can."""
    plain = arcs_of(case_of(city, everywhere(city), config(nearest=1)))
    hiring = arcs_of(case_of(city, everywhere(city), config({"number": 3}, nearest=1)))
    assert plain.keys() < hiring.keys()


def test_a_banned_pair_is_not_there_and_takes_nobodys_place(city: City) -> None:
    ban = {"village": "371001001003", "person": "P01"}
    assert people_in(case_of(city, everywhere(city), config(nearest=1)), ban["village"]) == {"P01"}
    banned = case_of(city, everywhere(city), config(nearest=1, bans=(ban,)))
    assert people_in(banned, ban["village"]) == {"P02"}


def test_a_lock_holds_beyond_limit_county_and_nearest_but_not_without_a_journey(city: City) -> None:
    lock = {"village": SOUTH, "person": "P01"}
    known = everywhere(city)
    known["F01", SOUTH] = (100.0, 200.0)
    settings = config(nearest=1, locks=(lock,))
    arcs = arcs_of(case_of(city, known, settings))
    assert arcs["P01", SOUTH] == (100.0, pytest.approx(140.0), False, True)
    del known["F01", SOUTH]
    assert ("P01", SOUTH) not in arcs_of(case_of(city, known, settings))


def test_a_person_serves_at_most_what_both_he_and_the_role_allow(city: City) -> None:
    people = case_of(city, everywhere(city), config(most_villages=3)).problem.people
    assert dict(zip(people.ids, people.most.tolist(), strict=True)) == {
        "P01": 3, "P02": 3, "P03": 2, "P04": 3, "P05": 0,
    }  # fmt: skip


def test_the_order_of_rows_in_the_files_does_not_matter(city: City) -> None:
    turned = replace(city, tables={name: table.iloc[::-1] for name, table in city.tables.items()})
    settings = config({"number": 3}, nearest=2, keep_beyond_limit=True)
    first = case_of(city, everywhere(city), settings)
    other = case_of(turned, everywhere(city), settings)
    assert first.problem.people.ids == other.problem.people.ids
    assert first.problem.posts.ids == other.problem.posts.ids
    assert list(arcs_of(first)) == list(arcs_of(other))


def test_a_study_in_which_nobody_may_serve_anything_is_a_problem_too(city: City) -> None:
    case = case_of(city, {}, config({"number": 3}, share=0.0))
    assert (case.problem.arcs.post.size, case.problem.lost_pairs) == (0, len(city.roster))
    assert case.problem.people.ids == ("P01", "P02", "P03", "P04", "P05")


# --- today's roster -----------------------------------------------------------------


def test_todays_pairs_have_the_drive_from_the_office_or_none(city: City) -> None:
    known = everywhere(city, 7.0)
    del known["F02", ZONE]
    today = today_pairs(city=city, travel=travel_of(city, known)).set_index(["village_code", "person_id"])
    assert len(today) == len(city.roster)
    assert today.loc[(V1, "P01")].tolist() == [7.0, 15.0]
    assert today.loc[(ZONE, "P03")].isna().all()
