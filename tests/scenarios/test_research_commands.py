"""The commands for researchers on the small study: the price of fairness, and the model as a file."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any, get_args

import highspy
import pytest
from rich.console import Console

from scenarios.cli_research import ENGINES, check_engine
from scenarios.plan_table import plan_table
from scenarios.planning import solve_scenario
from scenarios.prepared import prepare
from scenarios.price import Step, price_of_fairness
from scenarios.price_view import price_view, price_words
from scenarios.role_facts import role_facts, roles_of_settings
from scenarios.roles import role_table
from scenarios.run_monitor import RunMonitor
from scenarios.settings.solver import SolverOverrides, SolverSettings
from scenarios.staffing import pairs_of, today_pairs
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
    today = plan_table(city=city, pairs=today_pairs(city=city, travel=travel), config=settings, hired=nobody)
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
    assert "The price of fairness" in done.output and "Every column is planned anew" in done.output
    done = evenreach("price", "study", "balanced", "--quiet", "--lang", "zh")
    assert done.exit_code == 0 and "公平的代价" in done.output


def step(aim: str, **other: Any) -> Step:
    values: dict[str, Any] = {
        "least": {"county_fill": 0.5, "leximin": 0.99999}, "mean": {}, "short": 3.0,
        "lacking": {"mediator": 4.0}, "travel": 10.0, "minutes": 5.0, "changes": 2.0, "hired": 1,
        "proven": True,
    }  # fmt: skip
    return Step(aim=aim, **{**values, **other})


ROLES = role_facts({"mediator": {"name": {"zh": "人民调解员", "en": "Mediators"}}})
LADDER = {"leximin": {"service": "fill", "between": "township"}}


@pytest.mark.parametrize(
    ("changed", "english", "chinese"),
    [
        ({}, "costs nothing in travel, changes and people", "在路途、变动和人员上均无代价"),
        (
            {"short": 4.0, "travel": 10.25, "changes": 1.0, "hired": 3},
            "one more vacant village; +0.2500 min of travel burden (on average for each village); one change "
            "fewer; 2 more people to hire",
            "多一个空缺村；路途负担增加 0.2500 分钟（村均）；少一处变动；多聘 2 人",
        ),
        ({"lacking": {"mediator": 6.0}}, "2 more lacking, Mediators", "人民调解员多缺 2 人"),
        (
            {"lacking": {"mediator": 3.0}},
            "costs nothing in travel, changes and people; beyond that 1 fewer lacking, Mediators",
            "在路途、变动和人员上均无代价；此外人民调解员少缺 1 人",
        ),
        (
            {"lacking": {"mediator": 3.0}, "hired": 2},
            "one more person to hire; 1 fewer lacking, Mediators",
            "多聘一人；人民调解员少缺 1 人",
        ),
        (
            {"changes": 3.0, "proven": False},
            "Found, not proven: one more change",
            "仅为已找到的差别，未经证明：多一处变动",
        ),
        ({"travel": None}, "costs nothing in travel, changes and people", "在路途、变动和人员上均无代价"),
    ],
)
def test_a_step_says_in_words_what_it_costs_also_when_it_is_nothing(
    changed: dict[str, Any], english: str, chinese: str
) -> None:
    """Travel, changes, hires, vacant villages, and what other roles lack, beside the step before."""
    pair = step(""), step("leximin", **changed)
    assert price_words(*pair, "en", roles=ROLES, ladder=LADDER) == english
    assert price_words(*pair, "zh", roles=ROLES, ladder=LADDER) == chinese


def test_shares_are_percentages_and_differences_carry_their_sign_and_unit() -> None:
    """A share below one never reads 100 %, and its difference is in points."""
    steps = (step(""), step("county_fill", least={"county_fill": 0.52, "leximin": 0.9}, changes=1.0))
    console = Console(file=StringIO(), width=200)
    console.print(price_view(steps, roles=ROLES, ladder=LADDER, lang="en"))
    words = console.file.getvalue()  # type: ignore[attr-defined]
    shares = ("(%)", "52.00 (+2.00 percentage points)", "99.99", "90.00 (−9.99 percentage points)")
    for told in (*shares, "1 (−1)", "People lacking, Mediators", "and: Counties filled alike"):
        assert told in words
    assert "100.00" not in words


def test_a_role_that_pays_for_fairness_is_seen_on_a_drawn_city() -> None:
    """Every step of a random city tells of every role what it lacks, as its own plan leaves it."""
    city, settings = drawn(6)
    travel, nobody = travel_of(city, everywhere(city)), city.counsel.iloc[:0]
    today = plan_table(city=city, pairs=today_pairs(city=city, travel=travel), config=settings, hired=nobody)
    steps = price_of_fairness(city, travel, settings, today=today, monitor=RunMonitor(None))
    solved = solve_scenario(city, travel, settings, today=today, monitor=RunMonitor(None))
    pairs, _ = pairs_of(solved.case, solved.result.plan)
    posts = role_table(solved.case.roles, solved.result.plan.chosen, city=city, plan=pairs)
    units = posts.drop_duplicates(["role", "unit_code"])
    lacking = units.assign(lacking=units["lacking"].astype(float)).groupby("role")["lacking"].sum()
    assert steps[-1].lacking == lacking.to_dict() and lacking.sum() > 0
    roles = roles_of_settings(settings.posts)
    console = Console(file=StringIO(), width=200)
    ladder = {str(rung.aim): rung.model_dump() for rung in settings.ladder}
    for lang in ("en", "zh"):
        console.print(price_view(steps, roles=roles, ladder=ladder, lang=lang))
    told = console.file.getvalue()  # type: ignore[attr-defined]
    for role in steps[0].lacking:
        assert f"People lacking, {roles[role].name.en}" in told and f"缺员：{roles[role].name.zh}" in told


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
    for words, expected in (
        ((), "--to FILE"),
        (("--to", "m.txt"), ".mps or .lp"),
        (("--to", "m.lp", "--aim", "x"), "no aim x"),
        (("--to", "m.lp", "--bound", "highs"), "highs makes no bounds"),
    ):
        done = evenreach("model", "study", "balanced", *words, "--lang", "en")
        assert done.exit_code == 2 and expected in done.output
    assert not list(place.glob("m.*"))


@pytest.mark.parametrize("solver", ["pdlp", "glop"])
def test_the_bounds_of_another_solver_stand_beside_our_own(
    place: Path, solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row an aim with both bounds; nobody gets to two villages, which both prove; nothing is written."""
    monkeypatch.setenv("COLUMNS", "200")
    before = set(place.iterdir())
    done = evenreach("model", "study", "balanced", "--bound", solver, "--lang", "en")
    assert done.exit_code == 0, done.output
    rows = [line.split("│")[1:-1] for line in done.stdout.splitlines() if line.startswith("│")]
    cells = {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}
    assert len(cells) == len(load_study(place / "study").resolve("balanced").config.ladder)
    own, _, other, _, unit, apart = cells["Fewest vacant posts"]
    assert float(own) == pytest.approx(2) and float(other) == pytest.approx(2, abs=1e-4) and unit == "posts"
    assert apart.endswith("%") and f"Bound, {solver}" in done.stdout
    assert set(place.iterdir()) - before <= {place / "out"}


def test_bounds_on_one_aim_are_printed_in_chinese(place: Path) -> None:
    """With --aim there is one row, and --to writes the file as well."""
    done = evenreach(
        "model", "study", "balanced", "--bound", "pdlp", "--aim", "travel", "--to", "m.lp", "--lang", "zh"
    )
    assert done.exit_code == 0, done.output
    assert "线性松弛的界" in done.stdout and "界（pdlp）" in done.stdout and (place / "m.lp").exists()
    assert sum(line.startswith("│") for line in done.stdout.splitlines()) >= 1


@pytest.mark.parametrize(
    ("engine", "lang", "words"),
    [
        ("pdlp", "en", "evenreach model STUDY SCENARIO --bound pdlp"),
        ("pdlp", "zh", "evenreach model STUDY SCENARIO --bound pdlp"),
        ("foo", "en", "there is no engine foo; use one of own, highs, cp_sat, gscip"),
        ("foo", "zh", "没有求解器 foo"),
    ],
)
def test_an_engine_that_makes_no_plans_is_refused_before_anything_is_read(
    place: Path, engine: str, lang: str, words: str
) -> None:
    """Exit code 2, one line, and for pdlp the command that has its bounds; nothing is written."""
    done = evenreach("run", "study", "balanced", "--engine", engine, "--lang", lang)
    assert done.exit_code == 2 and words in done.stderr and done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1 and not (place / "out").exists()


def test_the_engines_of_the_command_are_those_of_the_study() -> None:
    """What the command accepts, the settings accept."""
    for engine in ENGINES:
        check_engine(engine)
        assert SolverOverrides(engine=engine).apply(SolverSettings()).engine == engine
    assert set(ENGINES) == set(get_args(SolverSettings.model_fields["engine"].annotation))
