"""Rules of a task are told with what they ask for and what the plan gives, added up by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios.messages import LANGUAGES
from scenarios.siting.answer import TaskAnswer
from scenarios.siting.kept_rules import KeptRule, kept_rules
from scenarios.siting.record import task_record
from scenarios.siting.rule_words import rule_rows
from tests.scenarios.siting.sited_study import answer_of, plain_city

TOWN, HEKOU = "371001001001", "371002100001"
#: Terminals in two places that are set, in km and every village alike, so that all can be counted by hand.
TASK: dict[str, Any] = {
    "measure": "km", "weight": "one", "counted": ("station",), "objective": {"aim": "travel"}, "number": 2,
    "forced": (TOWN, HEKOU), "yuan": 10, "budget": 25, "by_county": {"371002": {"least": 1, "most": 3}},
    "remote": {"decile": 0.25, "within": 3, "share": 0.6}, "gap": {"most": 9},
}  # fmt: skip
RURAL = ("371001101200", "371001101201", "371001101202", "371002100200", "371002100201", "371002100202")


@pytest.fixture(scope="module")
def answer() -> TaskAnswer:
    return answer_of(**TASK)


def by_name(rules: tuple[KeptRule, ...]) -> dict[str, KeptRule]:
    return {each.rule: each for each in rules}


def mean_gap(answer: TaskAnswer, services: Any) -> float:
    """Mean km of the six rural villages less that of the six urban ones."""
    ways = services.set_index("village_code")["counted"]
    rural = ways.index.isin(RURAL)
    assert (rural.sum(), (~rural).sum()) == (6, 6)
    return float(ways[rural].mean() - ways[~rural].mean())


def test_each_rule_has_what_is_asked_and_what_the_plan_gives(answer: TaskAnswer) -> None:
    """Remote are the island, the village east of Hekou and Hekou itself; the last two have a point near."""
    found = by_name(answer.rules)
    assert list(found) == ["number", "budget", "by_county", "remote", "gap"]
    assert (found["number"].most, found["number"].found) == (2, 2)
    assert (found["budget"].most, found["budget"].found) == (25, 20)
    county = found["by_county"]
    assert (county.county_code, county.least, county.most, county.found) == ("371002", 1, 3, 1)
    remote = found["remote"]
    assert (remote.least, remote.found, remote.today) == (0.6, pytest.approx(2 / 3), 0)
    assert (remote.villages, remote.reached, remote.left_out) == (3, 2, 0)
    gap = found["gap"]
    assert gap.found == pytest.approx(mean_gap(answer, answer.services))
    assert gap.today == pytest.approx(mean_gap(answer, answer.case.today))
    assert all(each.kept for each in answer.rules)


def test_what_falls_short_is_told_as_not_kept(answer: TaskAnswer) -> None:
    """As if the plan opened nothing, and as if it opened everything."""
    sites, case = answer.sites, answer.case
    nothing = by_name(kept_rules(case, sites.assign(new=False), case.today))
    assert [name for name, each in nothing.items() if not each.kept] == ["by_county", "remote"]
    every = by_name(kept_rules(case, sites.assign(new=~sites["existing"], opened=True), answer.services))
    assert [name for name, each in every.items() if not each.kept] == ["number", "budget", "by_county"]
    assert (every["number"].found, every["budget"].found, every["by_county"].found) == (12, 120, 4)


def test_who_is_not_served_counts_with_the_way_set_for_that() -> None:
    """Only Hekou and the village east of it have a point within three km; ten of twelve count thirty."""
    answer = answer_of(
        measure="km", weight="one", limit=3, beyond=30, number=1, forced=(HEKOU,), gap={"most": 5},
        objective={"aim": "reach", "within": 3},
    )  # fmt: skip
    east = float(answer.services.set_index("village_code")["counted"]["371002100200"])
    (_, gap) = answer.rules
    assert gap.found == pytest.approx((5 * 30 + east) / 6 - 5 * 30 / 6)
    assert gap.today == pytest.approx(0.0), "nobody has a terminal today: all count alike"


def test_points_apart_are_exactly_so_many_and_no_rules_are_no_rows() -> None:
    (number,) = answer_of(number=3, objective={"aim": "apart"}).rules
    assert (number.least, number.most, number.found) == (3, 3, 3)
    assert answer_of(objective={"aim": "cover", "within": 30}).rules == ()


def test_remote_villages_that_no_place_reaches_are_told_apart() -> None:
    """Where all have to be served, the two without a road are left out; of the remotest three one remains."""
    answer = answer_of(
        tier="station", number=1, objective={"aim": "travel"}, where={"island": "0", "area": "urban"},
        weight="one", remote={"decile": 0.25, "within": 60, "share": 1},
    )  # fmt: skip
    remote = by_name(answer.rules)["remote"]
    assert (remote.villages, remote.reached, remote.left_out) == (1, 1, 2)


def test_rules_are_told_in_both_languages(answer: TaskAnswer) -> None:
    task = task_record(answer, plain_city())
    assert [each["county"] for each in task["rules"]] == ["", "", "西河县", "", ""]
    english = list(rule_rows(task, "en"))
    assert english[1] == ("Budget", "at most 25 yuan", "20 yuan", "–", "yes")
    assert english[2] == ("New points in 西河县", "1 to 3", "1", "–", "yes")
    assert english[3][1:] == (
        "at least 60 % of Villages, all alike of the remotest 25 % within 3 km", "66.6 % (2 of 3 villages)",
        "0 %", "yes",
    )  # fmt: skip
    for lang in LANGUAGES:
        assert all("{" not in cell and "None" not in cell for row in rule_rows(task, lang) for cell in row)
    assert np.isfinite([each["found"] for each in task["rules"]]).all()
    older = {name: part for name, part in task.items() if name != "rules"}
    assert list(rule_rows(older, "en")) == [], "a stored run of before has none to tell"
