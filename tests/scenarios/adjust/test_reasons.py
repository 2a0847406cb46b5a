"""Each kind of reason occurs where it is true, in cities small enough to see why."""

from __future__ import annotations

from typing import Any

import pytest

from geo.city import City
from tests.scenarios.adjust.drawn import Done, adjusting, applied, done, phase, with_pairs
from tests.scenarios.made_up_travel import RURAL, SOUTH, V1, V2, ZONE, config, everywhere
from tests.scenarios.small_study import small_city

HARBOUR = "371071001002"
TODAY = [(V1, "P01"), (V2, "P01"), (RURAL, "P02"), (SOUTH, "P04"), (ZONE, "P03")]
NEW = {
    "village_code": "371002100300",
    "township_code": "371002100",
    "county_code": "371002",
    "name": "新建村",
    "area": "rural",
    "lon": 122.31,
    "lat": 37.21,
    "crs": "EPSG:4490",
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Three lawyers, of whom P01 and P02 may serve the first county; most villages have nobody."""
    return small_city(tmp_path_factory.mktemp("city"))


def with_counsel(city: City, **cells: dict[str, Any]) -> City:
    """The city with other terms of single counsel."""
    counsel = city.counsel.set_index("person_id", drop=False)
    for person, terms in cells.items():
        for column, value in terms.items():
            counsel.loc[person, column] = value
    return City({**city.tables, "counsel": counsel.reset_index(drop=True)}, city.outlines)


def plan(city: City, *phases: dict[str, Any], drives: dict[Any, Any] | None = None, **others: Any) -> Done:
    base = others.pop("base", None) or config()
    settings = adjusting(*phases, base=base, **others)
    known = everywhere(city) | {(o, NEW["village_code"]): (5.0, 10.0) for o in ("G01", "F01")}
    found = done(city, settings, known | (drives or {}))
    assert applied(found.today, found.moves) == found.end
    return found


def test_who_leaves_is_followed_where_somebody_has_room(city: City) -> None:
    found = plan(city, phase(0, fill_vacancies=False), departures=["P01"])
    rows = found.moves.set_index("unit_code")
    assert set(rows["kind"]) == {"departure"}
    assert rows.loc[V1, "before_id"] == "P01" and rows.loc[V1, "before"] == "甲一"
    # P02 has 320 hours, two villages besides the one of today.
    assert sorted(rows["after_id"]) == ["P02", "P02"]
    assert rows.loc[V1, "reason_en"] == "甲一 has left; 乙二 takes over."
    assert rows.loc[V1, "reason_zh"] == "甲一离任，由乙二接任。"


def test_nobody_may_follow_when_all_are_full(city: City) -> None:
    here = with_counsel(city, P02={"most_villages": 1})
    found = plan(here, phase(5, fill_vacancies=False), departures=["P01"])
    assert found.moves["after_id"].tolist() == ["", ""]
    assert found.moves["reason_en"].str.contains("nobody takes over").all()


def test_a_new_village_is_taken_on(city: City) -> None:
    found = plan(city, phase(0, fill_vacancies=False), new_villages=[NEW])
    (row,) = found.moves.to_dict("records")
    assert (row["kind"], row["unit"], row["after_id"], row["township"]) == (
        "new_village",
        "新建村",
        "P04",
        "西河镇",
    )


def test_a_vacancy_is_filled_only_where_the_phase_says_so(city: City) -> None:
    assert plan(city, phase(0, fill_vacancies=False)).moves.empty
    found = plan(city, phase(0))
    assert set(found.moves["kind"]) == {"vacancy"}
    assert not set(found.moves["unit_code"]) & {village for village, _ in TODAY}
    later = plan(city, phase(0, fill_vacancies=False), phase(0))
    assert set(later.moves["phase"]) == {2}


def test_somebody_is_freed_for_a_village_that_only_they_may_serve(city: City) -> None:
    """P01 leaves V1; only P02 is near V1, and has room for it only without the village in the country."""
    here = with_pairs(with_counsel(city, P02={"most_villages": 1}, P03={"county_code": "371001"}), TODAY)
    far = {("F02", V1): (90.0, 180.0), ("F02", V2): (90.0, 180.0)}
    found = plan(here, phase(1, fill_vacancies=False), departures=["P01"], drives=far)
    assert (RURAL, "P03") in found.end
    assert found.kind(RURAL) == "chain"
    (freed_for,) = {village for village, person in found.end if person == "P02"}
    names = city.villages.set_index("village_code")["name"]
    row = found.moves.set_index("unit_code").loc[RURAL]
    assert row["reason_en"] == f"乙二 is freed for {names[freed_for]}, so 丙三 takes {names[RURAL]}."
    tight = plan(here, phase(0, fill_vacancies=False), departures=["P01"], drives=far)
    assert (RURAL, "P02") in tight.end, "nobody may be moved for those who follow"


def test_lighter_travel_is_a_reason_when_only_travel_would_be_worse(city: City) -> None:
    """P02 and P01 sit in one office; only P03, let into the county, is nearer to the village."""
    here = with_counsel(city, P03={"county_code": "371001"})
    here = with_pairs(here, [(V1, "P01"), (RURAL, "P02")])
    near = {("F02", RURAL): (1.0, 2.0)}
    found = plan(here, phase(1, fill_vacancies=False), drives=near)
    (row,) = found.moves.to_dict("records")
    assert (row["unit_code"], row["before_id"], row["after_id"]) == (RURAL, "P02", "P03")
    assert row["kind"] == "improvement"
    assert row["reason_en"] == "丙三 takes over from 乙二: drives are lighter."


def test_the_worst_county_is_a_reason_when_it_would_be_worse(city: City) -> None:
    """Nobody has room; P03, who may go anywhere, has both villages of the zone, the second county none."""
    full = {"P01": 1, "P02": 1, "P03": 2, "P04": 0, "P05": 0}
    here = with_counsel(city, **{who: {"most_villages": most} for who, most in full.items()})
    here = with_pairs(here, [(V1, "P01"), (RURAL, "P02"), (ZONE, "P03"), (HARBOUR, "P03")])
    base = config(jurisdiction={"lawyer": "city"}, hours=0.0, visits=0.0)
    found = plan(here, phase(1), base=base)
    rows = found.moves.set_index("before_id")
    assert set(rows["kind"]) == {"improvement", "vacancy"}
    assert rows.loc["P03", "after_id"] == "" and rows.loc["P03", "county_code"] == "371071"
    assert rows.loc["", "county_code"] == "371002" and rows.loc["", "after_id"] == "P03"
    gained = rows.loc["", "unit"]
    words = f"丙三 goes to {gained} instead: the county served worst is served better."
    assert rows.loc["P03", "reason_en"] == words
    assert plan(here, phase(0), base=base).moves.empty


def test_a_ring_is_undone_as_a_whole(city: City) -> None:
    """P01 and P03 are each at the other's door, and full: neither moves without the other."""
    full: dict[str, dict[str, Any]] = {
        "P01": {"most_villages": 1},
        "P02": {"most_villages": 0},
        "P03": {"most_villages": 1, "county_code": "371001"},
    }
    here = with_pairs(with_counsel(city, **full), [(V1, "P03"), (V2, "P01")])
    near = {("F02", V2): (1.0, 2.0), ("F01", V1): (1.0, 2.0)}
    found = plan(here, phase(2, fill_vacancies=False), drives=near)
    assert found.end == {(V1, "P01"), (V2, "P03")}
    assert set(found.moves["kind"]) == {"improvement"}
    assert (
        found.moves["reason_en"].tolist()
        == ["Together with 1 more of this phase, in a ring: drives are lighter."] * 2
    )
    assert plan(here, phase(1, fill_vacancies=False), drives=near).moves.empty


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"most_villages": 1}, "has more villages than allowed"),
        ({"hours_year": 110.0}, "ask for more hours than there are"),
    ],
)
def test_whoever_has_too_much_gives_up_as_much_as_the_budget_allows(
    city: City, terms: dict[str, Any], words: str
) -> None:
    here = with_pairs(with_counsel(city, P01=terms), TODAY)
    assert plan(here, phase(0, fill_vacancies=False)).moves.empty
    found = plan(here, phase(1, fill_vacancies=False))
    (row,) = found.moves.to_dict("records")
    assert (row["kind"], row["before_id"], row["after_id"]) == ("rule", "P01", "P02")
    assert words in row["reason_en"]


def test_a_pair_beyond_the_limit_is_moved_when_the_budget_allows(city: City) -> None:
    here = with_pairs(city, [(SOUTH, "P01")])
    found = plan(here, phase(1, fill_vacancies=False))
    (row,) = found.moves.to_dict("records")
    assert (row["kind"], row["after_id"]) == ("rule", "P04")
    assert row["reason_en"] == "甲一 may not serve 西河县, another county; 丁四 takes over."


def test_a_merger_that_takes_a_village_to_another_county_is_the_reason(city: City) -> None:
    """P02 may serve the first county only; its village comes to the second."""
    merged = [{"into": "371002100", "townships": ("371001101",)}]
    assert plan(city, phase(0, fill_vacancies=False), merged=merged).moves.empty
    found = plan(city, phase(1, fill_vacancies=False), merged=merged)
    row = found.moves.set_index("unit_code").loc[RURAL]
    assert (row["kind"], row["before_id"], row["after_id"]) == ("merged", "P02", "P04")
    assert (row["township"], row["county"]) == ("西河镇", "西河县")
    assert "西河县, where 乙二 may not serve" in row["reason_en"]


def test_locks_and_bans_are_reasons_and_hold(city: City) -> None:
    base = config(locks=({"village": V2, "person": "P02"},), bans=({"village": V1, "person": "P01"},))
    found = plan(city, phase(1, fill_vacancies=False), base=base)
    assert (V2, "P02") in found.end and (V1, "P01") not in found.end
    rows = found.moves.set_index("unit_code")
    assert rows.loc[V2, "kind"] == rows.loc[V1, "kind"] == "rule"
    assert "locked" in rows.loc[V2, "reason_en"] and "banned" in rows.loc[V1, "reason_en"]
    beyond = plan(city, phase(0, fill_vacancies=False), base=base)
    assert (V2, "P02") in beyond.end, "a lock holds beyond the budget"
    assert beyond.adjusted.phases[0]["forced"] == 1


def test_people_are_hired_in_the_last_phase(city: City) -> None:
    base = config({"number": 1})
    found = plan(city, phase(0, fill_vacancies=False), phase(0), departures=["P03"], base=base)
    first = found.moves[found.moves["phase"].eq(1)]
    assert not first["after_id"].str.startswith("H").any()
    assert found.moves["after_id"].str.startswith("H371071001-").any()
