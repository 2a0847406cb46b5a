"""The commands for researchers on the small study: the price of fairness, and the model as a file."""

from __future__ import annotations

from pathlib import Path

import highspy
import pytest

from scenarios.plan_table import plan_table
from scenarios.prepared import prepare
from scenarios.price import price_of_fairness
from scenarios.run_monitor import RunMonitor
from scenarios.staffing import today_pairs
from scenarios.study import load_study
from tests.scenarios.made_up_travel import everywhere, travel_of
from tests.scenarios.roles.drawn import drawn
from tests.scenarios.small_study import FREE, evenreach, write_study

FAIR = FREE.replace(
    "  - {aim: county_fill, tolerance: 0}\n",
    "  - {aim: county_fill, tolerance: 0}\n  - {aim: leximin, between: township, tolerance: 0}\n",
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path / "study", FAIR)
    return tmp_path


def test_the_price_has_a_row_without_fairness_and_one_more_for_each_aim(place: Path) -> None:
    """Two fairness aims make three steps; each raises its own worst-off group, none leaves more vacant."""
    ready = prepare(load_study(place / "study"), "balanced", out=place / "out")
    steps = price_of_fairness(
        ready.city, ready.travel, ready.config, today=ready.today, monitor=RunMonitor(None)
    )
    assert [step.aim for step in steps] == ["", "county_fill", "leximin"]
    assert len({step.short for step in steps}) == 1 and all(step.proven for step in steps)
    assert steps[1].least["county_fill"] >= steps[0].least["county_fill"] - 1e-9
    assert steps[2].least["leximin"] >= steps[1].least["leximin"] - 1e-9


def test_the_price_counts_the_villages_without_counsel_alone() -> None:
    """What other roles lack must not stand among the vacant villages."""
    city, settings = drawn(6)
    travel, nobody = travel_of(city, everywhere(city)), city.counsel.iloc[:0]
    today = plan_table(
        city=city, pairs=today_pairs(city=city, travel=travel), config=settings, hired=nobody
    )
    alone = settings.model_copy(update={"posts": {}})
    both, counsel = (
        price_of_fairness(city, travel, each, today=today, monitor=RunMonitor(None))
        for each in (settings, alone)
    )
    assert settings.posts
    assert [step.short for step in both] == [step.short for step in counsel]


def test_the_price_is_printed_in_the_language_asked_for(place: Path) -> None:
    """The table's title and legend are in English or in Chinese."""
    done = evenreach("price", "study", "balanced", "--quiet", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "The price of fairness" in done.output and "Every row is planned anew" in done.output
    done = evenreach("price", "study", "balanced", "--quiet", "--lang", "zh")
    assert done.exit_code == 0 and "公平的代价" in done.output


@pytest.mark.parametrize("name", ["model.mps", "model.lp"])
def test_the_model_is_written_for_other_solvers(place: Path, name: str) -> None:
    """HiGHS reads the file and finds the fewest vacant villages that the run finds."""
    done = evenreach("model", "study", "balanced", "--to", name, "--lang", "en")
    assert done.exit_code == 0, done.output
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(place / name)) == highspy.HighsStatus.kOk
    highs.run()
    assert round(highs.getInfo().objective_function_value) == 2  # the island, and the village off the road


def test_what_cannot_be_written_is_said(place: Path) -> None:
    """Another format and an unknown aim are refused in a line; nothing is written."""
    for words, expected in ((("--to", "m.txt"), ".mps or .lp"), (("--to", "m.lp", "--aim", "x"), "no aim x")):
        done = evenreach("model", "study", "balanced", *words, "--lang", "en")
        assert done.exit_code == 2 and expected in done.output
    assert not list(place.glob("m.*"))
