"""Plans of growth small enough to work out by hand, and the balance that every plan keeps."""

from __future__ import annotations

from collections import Counter

import pytest

from optimizer.headcount import verify
from scenarios.errors import ScenarioError
from scenarios.headcount import answer as module
from scenarios.headcount.answer import HeadcountAnswer
from scenarios.headcount.tables import (
    actions,
    budget_years,
    costs,
    county_years,
    fair_rows,
    payroll,
    target_years,
)
from scenarios.settings import StudyConfig
from tests.scenarios.headcount.growing import (
    EAST,
    LAWYERS,
    MEDIATORS,
    NAMES,
    WEST,
    ZONE,
    config,
    grown,
    named,
    target,
    ten_lawyers_more,
)

EVERYTHING = config(
    [target("T1", 70), target("T2", 40), target("T3", 3)],
    professions={
        "lawyer": {
            **LAWYERS["lawyer"],
            "relocation": {"most_out": 1, "most_in": 1, "yuan": 1},
            "branch": {"room": 2, "most": 2, "yuan": 5},
            "purchase": {"most": 2, "yuan": 7},
        },
        **MEDIATORS,
        "notary": named("notary", salary=9),
    },
    targets=(
        {"code": "T1", "counts": ("lawyer",), "counts_purchases": True},
        {"code": "T2", "counts": ("full",), "share_of": ("part",), "each_county": True},
        {"code": "T3", "counts": ("lawyer",), "per": 10_000, "each_county": True, "every_year": True},
    ),
    aim="fair",
)  # fmt: skip


@pytest.fixture(scope="module")
def ten() -> HeadcountAnswer:
    return grown(ten_lawyers_more())


@pytest.fixture(scope="module")
def everything() -> HeadcountAnswer:
    return grown(EVERYTHING)


def test_ten_lawyers_come_at_least_cost_and_to_the_counties_with_fewest(ten: HeadcountAnswer) -> None:
    """Two trainees at 10 yuan (later ones would not count), eight recruits at 100.

    West has 2.5 for 10,000 and gets all that it can, six recruits and both trainees: 18, that is 4.5. Of the
    other two one lifts the zone to 5.6 and one the east, which loses four, to 33 (5.5); both for the zone
    would leave the east at 5.3.
    """
    last = [row for row in county_years(ten.case, ten.result) if row.year == 2024]
    assert {row.county: row.stock for row in last} == {EAST: 33, WEST: 18, ZONE: 5}
    ways = Counter({(way, county): 0 for way in ("recruit", "trainees") for county in NAMES})
    for action in actions(ten.case, ten.result):
        ways[action.way, action.county] += action.number
    assert ways["trainees", WEST] == 2
    assert ways["recruit", WEST] == 6
    assert sum(row.parts["start"] for row in costs(ten.case, ten.result.figures)) == 820
    assert ten.result.proven
    assert [rung.objective for rung in ten.result.certificates[:3]] == [0, 0, 820]
    assert verify(ten.case.problem, ten.result.plan, figures=ten.result.figures) == []


def test_what_a_target_comes_to_is_told_today_and_every_year(ten: HeadcountAnswer) -> None:
    today, first, last = target_years(ten.case, ten.result)
    assert (today.year, today.people, today.value, today.need, today.short) == (0, 50, 50.0, None, 0.0)
    assert (first.year, first.need, first.short) == (2023, None, 0.0)
    assert (last.year, last.people, last.value, last.need, last.short) == (2024, 56, 56.0, 56.0, 0.0)


@pytest.mark.parametrize("which", ["ten", "everything"])
def test_before_and_what_came_and_went_is_what_is_there(which: str, request: pytest.FixtureRequest) -> None:
    """In every county, year and profession; a year begins as the last one ended."""
    answer: HeadcountAnswer = request.getfixturevalue(which)
    rows = list(county_years(answer.case, answer.result))
    assert len(rows) == answer.result.figures.stock.size
    known = {(row.county, row.profession, row.year): row for row in rows}
    for row in rows:
        gone = row.left + row.moved_out + row.trained_away
        assert row.stock == row.before + row.came + row.moved_in - gone
        if row.year > 2023:
            assert row.before == known[row.county, row.profession, row.year - 1].stock
    for year in answer.case.problem.years:
        mine = [row for row in rows if row.year == year]
        assert sum(row.moved_in for row in mine) == sum(row.moved_out for row in mine)


def test_everything_that_growth_can_do_is_done_and_costs_what_its_prices_say(
    everything: HeadcountAnswer,
) -> None:
    found = actions(everything.case, everything.result)
    assert {each.kind for each in found} == {"start", "relocation", "branch", "purchase"}
    prices = {"relocation": 1, "branch": 5, "purchase": 7, "recruit": 100, "trainees": 10, "convert": 3}
    assert all(each.yuan == each.number * prices[each.way or each.kind] for each in found)
    yuan: Counter[str] = Counter()
    for each in found:
        yuan[each.kind] += each.yuan
    rows = costs(everything.case, everything.result.figures)
    paid = {kind: sum(row.parts[kind] for row in rows) for kind in rows[0].parts}
    assert sum(row.payroll for row in rows) == payroll(everything.case) == 2 * (3 * 36 + 5 * 9)
    paid["salary"] += payroll(everything.case)
    people = list(county_years(everything.case, everything.result))
    salaries = sum(row.stock * {"full": 36, "notary": 9}.get(row.profession, 0) for row in people)
    assert paid == {**yuan, "salary": salaries}
    converted = sum(row.trained_away for row in people if row.profession == "part")
    assert converted == sum(row.came for row in people if row.profession == "full") == 3


def test_service_bought_counts_where_the_target_says(everything: HeadcountAnswer) -> None:
    rows = target_years(everything.case, everything.result)
    people = list(county_years(everything.case, everything.result))
    for row in rows:
        if row.code == "T1" and row.year:
            mine = [each for each in people if (each.profession, each.year) == ("lawyer", row.year)]
            assert row.people == sum(each.stock + each.bought for each in mine)
            assert row.year == 2023 or any(each.bought for each in mine)


def least(settings: StudyConfig) -> list[float]:
    answer = grown(settings)
    return [row.amount for row in fair_rows(answer.case, answer.result)]


def test_fair_raises_the_counties_with_fewest_where_cheapest_does_nothing() -> None:
    """Nobody asks for a number. With 350 yuan a year: two trainees and three recruits, then three recruits.

    Of these eight, seven go to the west, which then has 4.25 for 10,000; or all, and the zone keeps its 4.4.
    The second is fairer. East loses its four either way and has 32.
    """
    budget = {"city": {"yuan_year": 350}}
    cheap = config(professions=LAWYERS, budgets=budget)
    assert least(cheap) == pytest.approx([2.5, 4 / 0.9, 32 / 6])
    fair = config(professions=LAWYERS, budgets=budget, aim="fair")
    assert least(fair) == pytest.approx([4 / 0.9, 18 / 4, 32 / 6])


@pytest.mark.parametrize(("yuan", "short"), [(420, 0), (419, 1), (120, 6), (119, 7), (0, 10)])
def test_a_budget_is_kept_whatever_a_target_asks_for(yuan: int, short: int) -> None:
    """400 + 20 yuan in the first year, for the trainees, too, and 400 in the second; 100 less is one less."""
    answer = grown(ten_lawyers_more(budgets={"city": {"yuan_year": yuan}}))
    spent: Counter[int] = Counter()
    for row in costs(answer.case, answer.result.figures):
        spent[row.year] += row.more
    assert max(spent.values()) <= yuan
    used = [(each.who, each.year, each.used) for each in budget_years(answer.case, answer.result)]
    assert used == [("city", year, spent[year]) for year in (2023, 2024)]
    assert answer.result.certificates[0].objective == short


def test_a_budget_of_counties_counts_their_cost_alone() -> None:
    """Nothing may be spent on the west: all ten come elsewhere, at the same price."""
    nothing = {"county": {"yuan_year": 0, "counties": {WEST: 1.0}}}
    answer = grown(ten_lawyers_more(budgets=nothing))
    last = {row.county: row.stock for row in county_years(answer.case, answer.result) if row.year == 2024}
    assert (last[WEST], sum(last.values())) == (10, 56)


def test_residents_of_today_count_for_what_is_there_today() -> None:
    """50 lawyers are 4.587 for 10,000 of the 109,000 residents today, however many there will be."""
    asked = {"code": "T1", "counts": ("lawyer",), "per": 10_000}
    settings = config([target("T1", 4)], professions={"lawyer": named("lawyer")}, targets=(asked,),
                      residents_growth=0.1)  # fmt: skip
    answer = grown(settings)
    values = [row.value for row in target_years(answer.case, answer.result)]
    assert values == pytest.approx([50 / 10.9, 50 / 11.99, 50 / 13.189])
    rows = {row.group: (row.today, row.amount) for row in fair_rows(answer.case, answer.result)}
    assert rows[WEST] == pytest.approx((2.5, 2.5 / 1.21))


def test_a_plan_that_breaks_a_rule_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "verify", lambda problem, plan, figures: ["budget city in 2023"])
    with pytest.raises(AssertionError, match="budget city in 2023"):
        grown(ten_lawyers_more())


def test_a_problem_that_contradicts_itself_is_an_error_of_the_study() -> None:
    """A budget that pays salaries must be enough for those who are there: 3 · 36 yuan."""
    budget = {"yuan_year": 108, "pays": ("salary",)}
    assert grown(config(professions=MEDIATORS, budgets={"city": budget})).result.proven
    with pytest.raises(ScenarioError, match=r"headcount\.budgets\.city: 107 yuan in 2023.* 108;"):
        grown(config(professions=MEDIATORS, budgets={"city": {**budget, "yuan_year": 107}}))


def test_numbers_too_large_to_be_added_up_are_an_error_of_the_study() -> None:
    """A billion yuan each for a million people a year; for a thousand they are fine. So is a target."""
    for most, fine in ((1000, True), (1_000_000, False)):
        way = named("recruit", county_year=most, yuan=1_000_000_000)
        settings = config(professions={"lawyer": named("lawyer", ways={"recruit": way})})
        if fine:
            assert grown(settings).result.proven
        else:
            with pytest.raises(ScenarioError, match="cannot be added up exactly"):
                grown(settings)
    asked = {"code": "T1", "counts": ("lawyer",)}
    for value, fine in ((1e8, True), (1e30, False)):
        settings = config([target("T1", value)], professions=LAWYERS, targets=(asked,))
        if fine:
            assert grown(settings).result.certificates[1].objective == 1e8 - 50 + 4 - 20
        else:
            with pytest.raises(ScenarioError, match="cannot be added up exactly"):
                grown(settings)


def test_a_target_of_ones_own_counts_like_one_of_the_plan() -> None:
    """Half of the fifteen mediators are eight; a binding one that needs more lacks before others."""
    own = {"name": {"zh": "自定", "en": "Own"}, "value": 50.0, "attribute": "binding"}
    asked = {"code": "OWN", "own": own, "counts": ("full",), "share_of": ("part",)}
    people = {**MEDIATORS, "full": {**MEDIATORS["full"], "ways": {"convert": named(
        "convert", county_year=3, trained_from="part", yuan=3)}}}  # fmt: skip
    answer = grown(config(professions=people, targets=(asked,)))
    assert [round(row.value, 3) for row in target_years(answer.case, answer.result)][0::2] == [20, 53.333]
    assert [target.binding for target in answer.case.problem.targets] == [True]
    assert answer.result.certificates[0].objective == 0


def test_who_must_stay_is_not_trained_for_another_profession() -> None:
    """The west has three part-time mediators, of whom two would be made full-time for its 60 %."""
    asked = {"code": "T2", "counts": ("full",), "share_of": ("part",), "each_county": True}
    for least, full in ((0, [1, 4, 0]), (2, [1, 3, 0]), (3, [1, 2, 0]), (4, [1, 2, 0])):
        people = {**MEDIATORS, "part": {**MEDIATORS["part"], "least_by_county": {WEST: least}}}
        settings = config([target("T2", 80)], professions=people, targets=(asked,), years=(2023,))
        answer = grown(settings)
        last = [row.stock for row in county_years(answer.case, answer.result) if row.profession == "full"]
        assert last[1:] == full[1:]
