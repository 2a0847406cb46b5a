"""A study becomes the right plan, for each of the five kinds of scenario and some odd ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scenarios.run import run_scenario
from scenarios.store import read_run
from scenarios.study import load_study
from tests.scenarios.small_study import (
    ISLAND,
    OFF_THE_ROAD,
    run_of,
    scarce_tables,
    with_setting,
    write_study,
)
from tests.small_city import small_tables

SCENARIOS = ("today", "balanced", "fewest-changes", "cross-county", "hire")


#: Vacant posts, people hired, pairs of today that end; all found by hand from `scarce_tables`.
ANSWERS = {
    "today": (7, 0, 0),
    "balanced": (3, 0, 1),
    "fewest-changes": (4, 0, 0),
    "cross-county": (2, 0, 1),
    "hire": (2, 1, 1),
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_scenario_gives_the_answer_found_by_hand(scarce_runs: Path, scenario: str) -> None:
    metrics = run_of(scarce_runs, scenario).metrics
    ended = metrics["changes"]["moved"] + metrics["changes"]["lost"]
    assert (metrics["short"], metrics["hired"], ended) == ANSWERS[scenario]


@pytest.mark.parametrize("scenario", SCENARIOS[1:])
def test_every_rung_of_a_small_city_is_proven_and_the_plan_checked(scarce_runs: Path, scenario: str) -> None:
    run = run_of(scarce_runs, scenario)
    assert run.metrics["verified"] is True
    assert {rung["status"] for rung in run.metrics["rungs"]} == {"optimal"}
    assert run.metrics["rungs"][0]["aim"] == ("over_budget" if scenario == "fewest-changes" else "shortage")
    shortage = next(rung for rung in run.metrics["rungs"] if rung["aim"] == "shortage")
    assert shortage["objective"] == shortage["bound"] == run.metrics["short"]


def test_what_closes_the_shortage_is_one_person_more_in_the_short_county(scarce_runs: Path) -> None:
    """The villages that nobody gets to are listed apart; where only they are short, nobody is asked for."""
    repair = run_of(scarce_runs, "balanced").metrics["repair"]
    more = {"county_code": "371001", "name": "东山区", "occupation": "gls_worker", "number": 1}
    assert repair == {
        "more": [more], "unreachable": [OFF_THE_ROAD, ISLAND], "status": "optimal", "bound": 1.0,
    }  # fmt: skip
    for scenario in ("cross-county", "hire"):
        repair = run_of(scarce_runs, scenario).metrics["repair"]
        assert (repair["more"], repair["unreachable"]) == ([], [OFF_THE_ROAD, ISLAND])


def test_the_roster_is_only_measured(scarce_runs: Path) -> None:
    today = run_of(scarce_runs, "today")
    assert (today.metrics["rungs"], today.metrics["verified"]) == ([], False)
    served = today.plan[today.plan["person_id"] != ""]
    roster = scarce_tables()["roster"]
    assert dict(zip(served["village_code"], served["person_id"], strict=True)) == dict(
        zip(roster["unit_code"], roster["person_id"], strict=True)
    )


# --- again ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["balanced", "hire"])
def test_the_same_seed_gives_the_same_plan_to_the_byte(
    scarce_runs: Path, tmp_path: Path, scenario: str
) -> None:
    study = load_study(scarce_runs / "study")
    again = run_scenario(study, scenario, out=tmp_path)
    first = scarce_runs / "out" / "eastbay" / scenario
    assert (again.folder / "plan.csv").read_bytes() == (first / "plan.csv").read_bytes()
    assert again.metrics["repair"] == run_of(scarce_runs, scenario).metrics["repair"]


def test_the_resolved_study_of_a_run_gives_the_same_plan_again(scarce_runs: Path, tmp_path: Path) -> None:
    """With the tables beside it, the YAML in the manifest is all it takes."""
    folder = write_study(tmp_path / "study", tables=scarce_tables())
    (folder / "study.yaml").write_text(run_of(scarce_runs, "hire").manifest["resolved"], encoding="utf-8")
    again = run_scenario(load_study(folder), "hire", out=tmp_path)
    first = scarce_runs / "out" / "eastbay" / "hire" / "plan.csv"
    assert (again.folder / "plan.csv").read_bytes() == first.read_bytes()


def test_a_second_run_replaces_the_first_whole(tmp_path: Path) -> None:
    write_study(tmp_path / "study", tables=scarce_tables())
    first = run_scenario(load_study(tmp_path / "study"), "balanced", out=tmp_path / "out")
    (first.folder / "lists" / "stray.xlsx").touch()
    run_scenario(load_study(tmp_path / "study"), "balanced", out=tmp_path / "out")
    assert not (first.folder / "lists" / "stray.xlsx").exists()
    aside = [path.name for path in first.folder.parent.iterdir()]
    assert sorted(aside) == [".balanced.lock", "balanced"]


# --- odd but allowed ------------------------------------------------------------------------------------


def test_a_roster_pair_without_a_known_journey_is_measured_as_a_long_drive(tmp_path: Path) -> None:
    """Somebody is said to serve the island, to which no road leads: blank minutes, no hours, no failure."""
    roster = small_tables()["roster"]
    roster.loc[len(roster)] = ["counsel", ISLAND, "P04", ""]
    study = load_study(write_study(tmp_path / "study", tables={"roster": roster}))
    run = run_scenario(study, "today", out=tmp_path / "out")
    row = run.plan.set_index("village_code").loc[ISLAND]
    found = row[["person_id", "status", "hours", "change"]].tolist()
    assert found == ["P04", "long_drive", 0.0, "kept"]
    assert pd.isna(row["minutes"])
    assert run.metrics["coverage_nominal"] == 50.0
    assert run.metrics["coverage_effective"] == pytest.approx(500 / 12)
    pd.testing.assert_frame_equal(read_run(run.folder).plan, run.plan, check_dtype=False, atol=1e-6)
    planned = run_scenario(study, "fewest-changes", out=tmp_path / "out")
    assert planned.plan.set_index("village_code").loc[ISLAND, "change"] == "lost"
    over = next(rung for rung in planned.metrics["rungs"] if rung["aim"] == "over_budget")
    assert over["objective"] == 1.0  # no move was allowed; this one cannot be helped


def test_villages_can_need_two_people(tmp_path: Path) -> None:
    study = load_study(write_study(tmp_path / "study", with_setting("roles.counsel.need", "2")))
    run = run_scenario(study, "balanced", out=tmp_path / "out")
    heads = run.plan[run.plan["person_id"] != ""].groupby("village_code").size()
    assert heads.max() == 2
    assert run.metrics["short"] == 24 - heads.sum()


def test_a_study_in_which_nobody_can_serve_still_has_a_plan(tmp_path: Path) -> None:
    """No hours at all: every village vacant, and the number of people who would be needed."""
    counsel = small_tables()["counsel"].assign(hours_year="0")
    study = load_study(write_study(tmp_path / "study", tables={"counsel": counsel}))
    run = run_scenario(study, "balanced", out=tmp_path / "out")
    assert (run.metrics["short"], run.metrics["coverage_nominal"]) == (12, 0.0)
    assert set(run.plan["status"]) == {"vacant"}
    assert run.metrics["travel"]["mean"] is None
    # Six villages of the first county need two people with 600 hours each, the others one a county.
    assert {more["county_code"]: more["number"] for more in run.metrics["repair"]["more"]} == {
        "371001": 2, "371002": 1, "371071": 1,
    }  # fmt: skip


def test_hours_that_fit_four_villages_but_not_five_still_help(tmp_path: Path) -> None:
    """With 500 hours a person takes four villages and their journeys; ten villages need four people."""
    counsel = small_tables()["counsel"].assign(hours_year="0")
    text = with_setting("hire", "{number: 9, occupation: gls_worker, hours_year: 500}")
    study = load_study(write_study(tmp_path / "study", text, tables={"counsel": counsel}))
    run = run_scenario(study, "balanced", out=tmp_path / "out")
    assert (run.metrics["short"], run.metrics["hired"], run.metrics["load"]["over_hours"]) == (2, 4, 0)
