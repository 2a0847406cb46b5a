"""What one more counsel is worth: the vacancies that brute force says would be filled, county by county."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from scenarios.errors import ScenarioError
from scenarios.headcount.value import NextPerson, ready_for_next, value_of_next
from scenarios.headcount.value_view import value_table
from scenarios.journeys import drives, seat_id
from scenarios.prepared import Prepared
from scenarios.run_monitor import RunMonitor
from scenarios.study import load_study
from tests.scenarios.headcount.growing import EAST, NAMES, WEST, ZONE
from tests.scenarios.small_study import FREE, evenreach, run_of, with_hours, write_study

#: Nobody in the east has hours; the west and the zone serve all villages that a road leads to.
HOURS = {"P01": "0", "P02": "0", "P04": "600", "P03": "600"}


def prepared(folder: Path, hire: str, extra: str = "") -> Prepared:
    """A scenario that hires so, and with further overrides where there are any."""
    text = FREE.replace("hire: {number: 0, occupation: gls_worker}", f"hire: {hire}")
    assert text != FREE
    name = "other" if extra else "balanced"
    if extra:
        text += f"  other:\n    name: {{zh: 另, en: Other}}\n    extends: balanced\n{extra}"
    write_study(folder / "study", text, tables=with_hours(HOURS))
    return ready_for_next(load_study(folder / "study"), name, "lawyer", out=folder / "out")


def brute_force(ready: Prepared, county: str) -> int:
    """Most vacant villages of a county that one person at any of its seats has hours for."""
    role, hire, city = ready.config.counsel, ready.config.hire, ready.city
    villages = city.villages[city.villages["county_code"].eq(county)]
    limits = villages["area"].map({"rural": role.limit_minutes.rural, "urban": role.limit_minutes.urban})
    best = 0
    for seat in city.townships.loc[city.townships["county_code"].eq(county), "township_code"]:
        trips = drives(
            ready.travel, origins=[seat_id(seat)] * len(villages), destinations=villages["village_code"]
        )
        near = trips["minutes"].to_numpy() <= limits.to_numpy()
        costs = sorted(100 + 12 * trip / 60 for trip in trips.loc[near, "round_trip_minutes"])
        filled, spent = 0, 0.0
        while filled < min(len(costs), hire.most_villages) and spent + costs[filled] <= hire.hours_year:
            spent += costs[filled]
            filled += 1
        best = max(best, filled)
    return best


@pytest.mark.parametrize(
    ("hire", "filled"),
    [("{hours_year: 600}", 5), ("{hours_year: 250}", 2), ("{hours_year: 130}", 1), ("{most_villages: 1}", 1)],
)
def test_one_more_fills_what_brute_force_says(tmp_path: Path, hire: str, filled: int) -> None:
    """Six villages of the east are vacant; in the west and the zone one more has nothing to do."""
    ready = prepared(tmp_path, hire)
    base, *found = value_of_next(ready, "lawyer", seconds=20.0, monitor=RunMonitor(None))
    assert (base.county, base.vacant) == ("", 8)
    assert [each.county for each in found] == [EAST, WEST, ZONE]
    fewer = [base.vacant - each.vacant for each in found]
    assert fewer == [brute_force(ready, EAST), 0, 0] == [filled, 0, 0]
    assert all(each.proven and each.vacant_bound == each.vacant for each in (base, *found))


def test_people_whom_the_scenario_hires_stay_hired_and_one_more_comes_on_top(tmp_path: Path) -> None:
    """Eight vacant; the one hired in the east fills five, the next one the sixth there; nobody elsewhere."""
    ready = prepared(tmp_path, '{number: 1, counties: ["371001"], occupation: lawyer}')
    found = value_of_next(ready, "lawyer", seconds=20.0, monitor=RunMonitor(None))
    assert [(each.county, each.vacant) for each in found] == [("", 3), (EAST, 2)]
    assert ready.config.hire.number == 1


def test_newcomers_of_the_scenario_are_there(tmp_path: Path) -> None:
    """A newcomer fills five of the six vacant villages of the east; one more has one left."""
    extra = '    set: [{newcomers: [{county: "371001", occupation: lawyer, number: 1}]}]\n'
    ready = prepared(tmp_path, "{hours_year: 600}", extra)
    found = value_of_next(ready, "lawyer", seconds=20.0, monitor=RunMonitor(None))
    assert [(each.county, each.vacant) for each in found] == [("", 3), (EAST, 2), (WEST, 3), (ZONE, 3)]


def test_who_leaves_is_gone_as_in_a_run_of_the_scenario(tmp_path: Path) -> None:
    """P04 leaves, the only one who serves the west: as many posts are vacant as the run says, and one more in
    the west fills those two of its villages that a road leads to.
    """
    extra = (
        "    set: [{adjustment.departures: [P04]}, "
        "{adjustment.phases: [{name: {zh: 今, en: Now}, most_moved: 9}]}]\n"
    )
    ready = prepared(tmp_path, "{hours_year: 600}", extra)
    base, *found = value_of_next(ready, "lawyer", seconds=20.0, monitor=RunMonitor(None))
    done = evenreach("run", str(tmp_path / "study"), "other", "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.stderr
    assert base.vacant == run_of(tmp_path, "other").plan["status"].eq("vacant").sum()
    values = {each.county: base.vacant - each.vacant for each in found}
    assert values[WEST] == 2


@pytest.mark.parametrize(
    ("hire", "refused"),
    [
        ('{number: 2, counties: ["371001"], occupation: lawyer}', False),
        ('{number: 2, counties: ["371001", "371002"], occupation: lawyer}', True),
        ("{number: 2, occupation: lawyer}", True),
        ('{number: 2, counties: ["371001"], occupation: gls_worker}', True),
    ],
)
def test_one_more_who_cannot_be_told_from_those_hired_is_refused(
    tmp_path: Path, hire: str, refused: bool
) -> None:
    if not refused:
        assert prepared(tmp_path, hire).config.hire.number == 2
        return
    with pytest.raises(ScenarioError, match="--value: scenario balanced hires 2"):
        prepared(tmp_path, hire)


def test_a_scenario_that_plans_nothing_has_no_value_of_one_more(tmp_path: Path) -> None:
    study = load_study(write_study(tmp_path / "study", FREE))
    name = next(each for each in study.scenarios if study.resolve(each).scenario.evaluate)
    with pytest.raises(ScenarioError, match=name):
        ready_for_next(study, name, "lawyer", out=tmp_path / "out")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_tells_what_is_filled_and_what_could_be_at_most(lang: str) -> None:
    found = [
        NextPerson("", 8.0, 8.0, 0.5, proven=True),
        NextPerson(EAST, 3.0, 3.0, 0.75, proven=True),
        NextPerson(WEST, 8.0, 7.0, None, proven=False),
    ]
    table = value_table(found, NAMES, lang)
    rows = [
        [str(cell) for cell in row] for row in zip(*(column.cells for column in table.columns), strict=True)
    ]
    assert rows[1][:4] == [NAMES[EAST], "3", "5", "5"]
    assert rows[2][:5] == [NAMES[WEST], "8", "0", "1", "–"]
    assert rows[0][2:4] == ["–", "–"]
    assert rows[0][5] == rows[1][5] != rows[2][5]
    assert math.isclose(float(rows[1][4].removesuffix(" %")), 75.0)
