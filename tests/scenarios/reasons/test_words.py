"""Costs of rungs and moves in words, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.staffing import StaffingProblem
from optimizer.staffing.explain import Alternative, Figure, NewPair, Repair, Used
from scenarios.reasons.costs import cost_words
from scenarios.reasons.names import Names, Place
from scenarios.reasons.repair_words import proof_words, used_words
from scenarios.reasons.why_words import judged, moves_of, speaking

NAMES = Names(
    people={"P1": "甲一", "P2": "乙二", "P3": ""},
    seats={"371001001": "东山街道"},
    posts={
        "V1": Place("V1", "一村", "松岭镇", "东山区", "371001"),
        "mediator:C1": Place("C1", "一调委会", "", "", "", "mediator"),
    },
    roles={"mediator": {"zh": "人民调解员", "en": "Mediators"}},
    counties={"371001": "东山区"},
)


def figure(aim: str, plan: float, other: float, bound: float | None = None, *, exact: bool = True) -> Figure:
    """Of an aim that less is better for, but for the share of posts filled."""
    gain = other > plan if aim == "county_fill" else other < plan
    return Figure(aim, plan, other, other if exact else bound, exact, gain=gain)


@pytest.mark.parametrize(
    ("told", "english", "chinese"),
    [
        (figure("shortage", 3.0, 3.0), "", ""),
        (figure("shortage", 3.0, 4.0), "one more vacant village", "多一个空缺村"),
        (figure("shortage", 4.0, 2.0), "2 fewer vacant villages", "少 2 个空缺村"),
        (
            figure("travel", 22.0, 22.3),
            "+0.3000 min of travel burden (on average for each village)",
            "路途负担增加 0.3000 分钟（村均）",
        ),
        (figure("changes", 10.0, 12.0), "2 more changes", "多 2 处变动"),
        (
            figure("county_fill", 0.8, 0.79),
            "1.00 percentage points less of the posts filled in the worst-off county",
            "最差县（市、区）的配备比例降低 1.00 个百分点",
        ),
        (
            figure("changes", 10.0, 13.0, 11.0, exact=False),
            "3 more changes (found; the bound is 1)",
            "多 3 处变动（已找到的值；界为 1）",
        ),
        (
            figure("changes", 10.0, 12.0, 10.0, exact=False),
            "2 more changes (found; none at all is not ruled out)",
            "多 2 处变动（已找到的值；不排除无需代价）",
        ),
        (figure("changes", 10.0, 9.0, 2.0, exact=False), "one change fewer", "少一处变动"),
        (
            figure("county_fill", 0.8, 0.81, 0.9, exact=False),
            "1.00 percentage points more of the posts filled in the worst-off county",
            "最差县（市、区）的配备比例提高 1.00 个百分点",
        ),
        (
            figure("county_fill", 0.8, 0.79, 0.9, exact=False),
            "1.00 percentage points less of the posts filled in the worst-off county "
            "(found; none at all is not ruled out)",
            "最差县（市、区）的配备比例降低 1.00 个百分点（已找到的值；不排除无需代价）",
        ),
        (
            figure("changes", 10.0, 12.0, exact=False),
            "2 more changes (found, no bound known)",
            "多 2 处变动（已找到的值，下界未知）",
        ),
        (figure("even_load", 0.1, 0.2), "Hours of counsel used alike: +0.1000 share (1 is all)", ""),
    ],
)
def test_a_cost_is_told_in_the_unit_of_its_aim(told: Figure, english: str, chinese: str) -> None:
    assert cost_words(told, "en", roles={}, ladder={}) == english
    if chinese or not english:
        assert cost_words(told, "zh", roles={}, ladder={}) == chinese


def alternative(*figures: Figure, decides: str | None = None, better: bool = False) -> Alternative:
    exact = all(each.exact for each in figures)
    return Alternative(
        person="P3",
        minutes=1.0,
        figures=figures,
        decides=decides,
        better=better,
        exact=exact,
        ended=(),
        begun=(),
    )


AT_A_COST = alternative(figure("shortage", 3.0, 3.0), figure("changes", 1.0, 2.0), decides="changes")
UNSURE = alternative(
    figure("shortage", 3.0, 3.0), figure("changes", 1.0, 3.0, 1.0, exact=False), decides="changes"
)
MIXED = alternative(
    figure("changes", 1.0, 2.0), figure("travel", 3.0, 3.5, 3.2, exact=False), decides="changes"
)
LEVEL = alternative(figure("shortage", 3.0, 3.0), figure("changes", 1.0, 1.0, 0.0, exact=False))
TRIFLE = alternative(figure("travel", 3.0, 3.00001), decides="travel")
ALLOWED = alternative(figure("travel", 3.0, 3.1))
BETTER = alternative(figure("travel", 3.0, 2.99999), better=True)
MIXED_GAIN = alternative(
    figure("county_fill", 0.8, 0.9),
    figure("travel", 3.0, 2.9998, 2.0, exact=False),
    figure("changes", 1.0, 2.0),
    decides="changes",
)
ONLY_GAIN = alternative(figure("shortage", 3.0, 3.00001), figure("changes", 2.0, 1.0), decides="shortage")
PARTLY = alternative(
    figure("changes", 1.0, 2.0), figure("travel", 3.0, 3.0, 2.0, exact=False), decides="changes"
)


@pytest.mark.parametrize(
    ("each", "told"),
    [
        (AT_A_COST, ["Costs: one more change.", "Proven: nothing with this person costs less."]),
        (UNSURE, ["Costs: 2 more changes (found; none at all is not ruled out)."]),
        (PARTLY, ["Costs: one more change.", "Proven: nothing with this person costs less."]),
        (
            MIXED,
            [
                "Costs: one more change; +0.5000 min of travel burden (on average for each village) "
                "(found; the bound is 0.2000)."
            ],
        ),
        (
            MIXED_GAIN,
            [
                "Costs: one more change.",
                "Gains: 10.00 percentage points more of the posts filled in the worst-off county; "
                "−0.0002 min of travel burden (on average for each village).",
                "Proven: nothing with this person costs less.",
            ],
        ),
        (
            ONLY_GAIN,
            [
                "Gains: one change fewer.",
                "Costs less than a figure shows; the aim that decides: Fewest vacant posts.",
            ],
        ),
        (LEVEL, ["As good in every aim: could be there just as well."]),
        (TRIFLE, ["Costs less than a figure shows; the aim that decides: Lightest travel."]),
        (
            ALLOWED,
            [
                "Costs: +0.1000 min of travel burden (on average for each village).",
                "As good as the plan: what it differs by is within the tolerances of the aims.",
            ],
        ),
        (BETTER, ["The aims prefer this by a little: the plan is not proven best to the last digit."]),
    ],
)
def test_proof_is_spoken_of_only_where_a_cost_is_claimed(each: Alternative, told: list[str]) -> None:
    costs = [cost_words(figure, "en", roles={}, ladder={}) for figure in each.figures]
    assert [line.strip() for line in judged(each, costs, "en", roles={}, ladder={})] == told


@pytest.mark.parametrize(
    ("current", "minutes", "moving", "names"),
    [
        ([True, False, False], [5.0, 5.0, 9.0], False, ("today",)),
        ([True, True, False], [5.0, 5.0, 9.0], False, ()),
        ([False, False, False], [5.0, 5.1, 9.0], False, ("nearest",)),
        ([False, False, False], [5.0, 5.01, 9.0], False, ()),
        ([True, False, False], [5.0, 6.0, 9.0], True, ("today", "nearest", "moves")),
    ],
)
def test_what_speaks_for_a_choice_holds_against_all_that_are_as_good(
    current: list[bool], minutes: list[float], moving: bool, names: tuple[str, ...]
) -> None:
    arcs = StaffingProblem.of(
        person_ids=["a", "b", "c"], hours=np.full(3, 9.0), most=np.ones(3, dtype=int), post_ids=["x"],
        group=["g"], arc_person=["a", "b", "c"], arc_post=["x"] * 3, load=np.ones(3),
        minutes=np.array(minutes), current=np.array(current),
    ).arcs  # fmt: skip
    assert speaking(arcs, 0, [1, 2], moving=moving) == names


def test_moves_say_who_gives_what_to_whom() -> None:
    other = Alternative(
        person="P3", minutes=1.0, figures=(), decides=None, better=False, exact=True,
        ended=(("P1", "V1"), ("mediator:P2", "mediator:C1")), begun=(("P2", "V1"),),
    )  # fmt: skip
    assert list(moves_of(other, NAMES, "en")) == [
        "甲一 (P1) gives 一村 (松岭镇, 东山区) to 乙二 (P2)",
        "乙二 (P2) gives 一调委会: Mediators up and nobody follows",
    ]
    assert next(moves_of(other, NAMES, "zh")) == "甲一（P1）将东山区松岭镇一村交给乙二（P2）"
    assert next(moves_of(other, NAMES, "en", called={"P1": "X", "P2": "Y"})).startswith("X gives 一村")
    assert next(moves_of(other, NAMES, "en", called={"P2": "Y"})).endswith("to Y")


def test_people_without_a_name_and_people_hired_are_called_by_what_is_known() -> None:
    assert NAMES.person("P3", "en") == "P3"
    assert NAMES.person("HH371001001-2", "en") == "somebody hired at the seat of 东山街道 (HH371001001-2)"
    assert NAMES.person("H371001001:5", "zh") == "拟聘于东山街道驻地的人员（H371001001:5）"


def repair(**other: object) -> Repair:
    values: dict[str, object] = {
        "kind": "jurisdiction", "short": (), "shortage": 0.0, "shortage_bound": 0.0, "price": 300.0,
        "price_bound": 100.0, "used": (Used(NewPair("P1", "V1", 100.0, 300.0, "jurisdiction"), 1.0, 300.0),),
        "hired": (), "pairs": (), "exact": False,
    }  # fmt: skip
    return Repair(**{**values, **other})  # type: ignore[arg-type]


def test_a_repair_says_what_it_uses_and_how_far_it_is_proven() -> None:
    assert used_words(repair(), "en") == "pairs across the border: 1"
    assert used_words(repair(hired=(("H371001001:5", 2),)), "zh") == "增聘 2 人、跨县配对 1 对"
    assert proof_words(repair(), "en") == "not proven cheapest: at least 100 yuan"
    assert proof_words(repair(price_bound=0.0), "en") == "not proven cheapest"
    assert proof_words(repair(shortage=2.0, shortage_bound=1.0), "en") == "not proven: at least 1 stay vacant"
    assert (
        proof_words(repair(shortage=2.0, shortage_bound=0.0), "en") == "not proven: perhaps all can be filled"
    )
    assert proof_words(repair(exact=True), "en") == "proven cheapest"
    assert proof_words(repair(exact=True, used=()), "zh") == "已证明：一个也补不上"
