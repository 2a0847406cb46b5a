"""Opening sites so that places lack least of what all open sites give them together."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.clock import Clock
from optimizer.monitor import Silent
from optimizer.result import Status
from optimizer.siting.amounts.merging import merged
from optimizer.siting.amounts.moves import Moves
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.program import ENTRIES, MOST_NODES, Found
from optimizer.siting.amounts.search import _Search, solve_amounts
from tests.optimizer.siting.amounts.cases import chosen, city, drawn
from tests.optimizer.siting.listener import Listener


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_the_plan_is_the_best_of_all_choices(first: int) -> None:
    """Made-up cases against every choice of sites: the value is the least, proven, and the plan's own."""
    impossible = 0
    for seed in range(first, first + 100):
        case = drawn(seed)
        answer = solve_amounts(case.problem(), seed=seed)
        best = case.best()
        assert answer.status is Status.OPTIMAL, seed
        if best == np.inf:
            impossible += 1
            assert (answer.opened, answer.value, answer.bound) == (None, np.inf, np.inf), seed
            continue
        assert answer.value == pytest.approx(best, rel=1e-9, abs=1e-9), seed
        assert answer.bound == pytest.approx(best, rel=1e-6, abs=1e-5), seed
        opened = chosen(answer.opened)
        assert case.keeps(opened), seed
        assert case.value(opened) == pytest.approx(best, rel=1e-9, abs=1e-9), seed
    assert 0 < impossible < 50


@pytest.mark.parametrize("options", [{"seconds": 0.0}, {"gap": 0.3}, {"gap_reached": 0.2}])
def test_a_plan_that_is_not_proven_has_a_bound_that_no_choice_is_below(options: dict[str, float]) -> None:
    """With no time, or with room for a gap, plan and bound stand on both sides of the best."""
    for seed in range(0, 240, 2):
        case = drawn(seed)
        problem = case.problem()
        answer = solve_amounts(problem, seed=seed, **options)
        best = case.best()
        assert case.keeps(chosen(answer.opened)), seed
        assert answer.value == pytest.approx(case.value(chosen(answer.opened)))
        assert answer.bound <= best + 1e-6 * max(1.0, abs(best)), seed
        assert answer.value >= best - 1e-9
        if answer.status is Status.OPTIMAL and "seconds" not in options:
            room = options.get("gap", 0.0) * abs(answer.value)
            room += options.get("gap_reached", 0.0) * max(0.0, problem.total - answer.value)
            assert answer.value - answer.bound <= max(1.0, room) + 1e-4


@pytest.mark.parametrize(("backup", "gap"), [(False, 0.012), (True, 0.0)])
def test_the_same_seed_gives_the_same_plan(backup: bool, gap: float) -> None:
    """Cover is proven by requirements of odd sets, backup by branch and cut."""
    problem = city(backup=backup)
    assert problem.amounts.nnz > 5000
    one, two = (solve_amounts(problem, seed=3, gap_reached=gap) for _ in range(2))
    assert np.array_equal(chosen(one.opened), chosen(two.opened))
    assert (one.value, one.bound, one.nodes) == (two.value, two.bound, two.nodes)
    assert one.nodes > 1
    assert one.status is Status.OPTIMAL
    assert one.value - one.bound <= gap * (problem.total - one.value)


def test_the_same_seed_merges_the_same_plans_and_none_of_them_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short wave in a city where branch and cut is left alone until after it."""
    problem, lists = city(backup=True), list[list[bytes]]()

    def listing(which: AmountsProblem, plans: list[Any], **rest: Any) -> Any:
        lists.append([plan.tobytes() for plan in plans])
        return merged(which, plans, **rest)

    for name, value in {"merged": listing, "_SMALL": 0, "_WAVES": 1}.items():
        monkeypatch.setattr(f"optimizer.siting.amounts.search.{name}", value)
    one, two = (solve_amounts(problem, seed=3) for _ in range(2))
    assert one.status is Status.OPTIMAL
    assert np.array_equal(chosen(one.opened), chosen(two.opened))
    half = len(lists) // 2
    assert half > 1 and lists[:half] == lists[half:]
    assert all(len(each) > 0 and each != later for each, later in itertools.pairwise(lists[:half]))


def test_a_small_program_is_closed_before_plans_are_looked_for_at_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    annealed, anneal = [], Moves.anneal

    def counting(moves: Moves, start: Any, **rest: Any) -> Any:
        annealed.append(rest["steps"])
        return anneal(moves, start, **rest)

    monkeypatch.setattr(Moves, "anneal", counting)
    assert solve_amounts(city(backup=True), seed=3).status is Status.OPTIMAL
    assert len(annealed) == 1


def test_a_plan_that_breaks_what_it_has_to_keep_is_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes back under rules is looked at; nothing is told of it where a site is missing."""
    broken = Found(np.arange(300) < 13, 0.0)
    monkeypatch.setattr("optimizer.siting.amounts.search.greedy", lambda problem, opened: opened)
    assert solve_amounts(city(backup=False), seconds=0.0).opened is not None
    monkeypatch.setattr("optimizer.siting.amounts.search.best_under_rules", lambda *_, **__: broken)
    answer = solve_amounts(city(backup=False), seconds=0.0)
    assert (answer.opened, answer.value, answer.bound, answer.status) == (None, np.inf, -np.inf, Status.LIMIT)


def test_branch_and_cut_is_tried_for_ever_more_nodes_and_then_for_all_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before each of eight waves, within a share of the time; with no more entries than there is time for."""
    tried: list[dict[str, Any]] = []

    def leaving(*_: Any, **rest: Any) -> Found:
        tried.append(rest)
        return Found(None, -np.inf)

    for name, value in {"best_within": leaving, "_AFRESH": 0, "_NEAR": 0}.items():
        monkeypatch.setattr(f"optimizer.siting.amounts.search.{name}", value)
    answer = solve_amounts(city(backup=True), seconds=600.0, seed=3)
    assert answer.status is Status.LIMIT
    assert [each["nodes"] for each in tried] == [*(50 * 2**wave for wave in range(8)), MOST_NODES]
    seconds = [each["seconds"] for each in tried]
    assert all(0.0 < each <= 0.3 * 600.0 for each in seconds[:8]) and seconds[8] > seconds[7]
    assert [each["entries"] for each in tried[:8]] == [min(60_000, ENTRIES * each) for each in seconds[:8]]
    assert tried[8]["entries"] == ENTRIES * seconds[8]


def test_what_is_merged_is_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best plan comes from nowhere but the merge: nothing is annealed, nothing branched."""
    problem = city(backup=True)
    best = solve_amounts(problem, seed=3)
    changes = {"best_within": lambda *_, **__: Found(None, -np.inf), "_NEAR": 0}
    for name, value in changes.items():
        monkeypatch.setattr(f"optimizer.siting.amounts.search.{name}", value)
    monkeypatch.setattr(Moves, "anneal", lambda moves, start, **_: start)
    for name, plan, as_good in (("without", None, False), ("with", best.opened, True)):
        monkeypatch.setattr("optimizer.siting.amounts.search.merged", lambda *_, plan=plan, **__: plan)
        assert (solve_amounts(problem, seed=3).value == best.value) == as_good, name


def test_annealings_near_good_plans_begin_with_others_than_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    near, anneal = [], Moves.anneal

    def noting(moves: Moves, start: Any, **rest: Any) -> Any:
        if "hot" in rest:
            near.append(np.array_equal(start, moves.opened))
        return anneal(moves, start, **rest)

    for name, value in {"_SMALL": 0, "_WAVES": 1, "_VAIN": 99}.items():
        monkeypatch.setattr(f"optimizer.siting.amounts.search.{name}", value)
    monkeypatch.setattr(Moves, "anneal", noting)
    solve_amounts(city(backup=True), seed=3)
    assert len(near) == 24 and set(near) == {False, True}


def _searching() -> _Search:
    problem = city(backup=True)
    clock = Clock(60.0)
    return _Search(problem, np.arange(300) < 14, gaps=(0.0, 0.0), seed=3, clock=clock, monitor=Silent())


@pytest.mark.parametrize(
    ("vain", "better", "annealed"),
    [(1, 0, 6 + 3), (3, 0, 6 + 9), (3, 8, 6 + 12), (3, 11, 6 + 15), (99, 0, 6 + 24)],
)
def test_a_wave_ends_after_merges_without_a_better_plan(
    vain: int, better: int, annealed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each annealing ends at a plan of its own, no better than the first one; one at the best of all."""
    search, ends = _searching(), list[Any]()
    plans = sorted((np.roll(np.arange(300) < 14, turn) for turn in range(40)), key=search.problem.value)
    if better:
        plans[better] = solve_amounts(search.problem, seed=3).opened

    def ending(*_: Any, **__: Any) -> Any:
        ends.append(plans[len(ends)])
        return ends[-1]

    for name, value in {"_VAIN": vain, "_AGAIN": -np.inf, "merged": lambda *_, **__: None}.items():
        monkeypatch.setattr(f"optimizer.siting.amounts.search.{name}", value)
    monkeypatch.setattr(Moves, "anneal", ending)
    search.wander(1)
    assert len(ends) == annealed


def test_a_wave_begins_without_the_plans_of_those_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No annealing starts from one, though it is the best; in the end all are merged, and the best so far."""
    starts: list[Any] = []
    lists: list[list[bytes]] = []

    def listing(_: AmountsProblem, plans: list[Any], **__: Any) -> None:
        lists.append([plan.tobytes() for plan in plans])

    search = _searching()
    elder = solve_amounts(search.problem, seed=3).opened
    assert elder is not None
    monkeypatch.setattr("optimizer.siting.amounts.search.merged", listing)
    monkeypatch.setattr(Moves, "anneal", lambda _, start, **__: starts.append(start) or start)
    search.moves.descend_from(search.first)
    others = {elder.tobytes(), search.moves.opened.tobytes()}
    search.good = [elder]
    search.wander(1)
    assert len(starts) > 6 and others.isdisjoint(start.tobytes() for start in starts)
    assert all(others.isdisjoint(each) for each in lists[:-1])
    assert len(others) == 2 and set(lists[-1]) == others | {search.first.tobytes()}
    assert np.array_equal(search.good[0], elder)


def test_the_relaxation_is_cut_again_before_each_wave(monkeypatch: pytest.MonkeyPatch) -> None:
    """While cuts are left to look for, and a share of the time; a wave leaves one to look for here."""
    told: list[str] = []
    monkeypatch.setattr(_Search, "cut", lambda search: told.append(f"cut {search.sizes.pop(0)}"))
    monkeypatch.setattr(_Search, "close", lambda _, **__: None)
    monkeypatch.setattr(_Search, "wander", lambda search, _: (told.append("wave"), search.sizes.append(7)))
    search = _searching()
    search.sizes = [5, 7]
    search.look()
    assert told == ["cut 5", "cut 7", "wave", *["cut 7", "wave"] * 7]
    told.clear()
    monkeypatch.setattr("optimizer.siting.amounts.search._CUTTING", 0.0)
    search.look()
    assert told == ["wave"] * 8


@pytest.mark.parametrize(("risen", "rises", "cut"), [(1.4, 0.1, 0), (1.5, 0.1, 1), (1.5, -0.1, 1)])
def test_another_round_of_cuts_comes_where_most_of_the_last_one_is_enough(
    risen: float, rises: float, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last round rose by a multiple of what lacks; prices that are no better are left."""
    search = _searching()
    first, rounds = search.prices, []

    def again(*_: Any, **rest: Any) -> Any:
        rounds.append(rest["size"])
        return search.cuts, replace(first, bound=first.bound + rises)

    for name, value in {"cut_again": again, "_AFRESH": 1, "_NEAR": 0}.items():
        monkeypatch.setattr(f"optimizer.siting.amounts.search.{name}", value)
    monkeypatch.setattr(Moves, "anneal", lambda moves, start, **_: start)
    search.sizes, search.risen = [], risen * (search.enough() - first.bound)
    search.wander(1)
    assert rounds == [7] * cut
    taken = cut == 1 and rises > 0.0
    assert search.bound == search.prices.bound == first.bound + rises * taken
    assert cut == 0 or search.risen == pytest.approx(max(0.0, rises))


def test_a_monitor_hears_of_value_and_bound_and_can_stop() -> None:
    """The value never rises, the bound never falls and never passes it; whoever stops gets a plan."""
    problem, listener = city(backup=False), Listener(4)
    answer = solve_amounts(problem, monitor=listener)
    assert answer.status is Status.CANCELLED
    assert answer.opened is not None and problem.keeps(answer.opened)
    values, bounds = zip(*listener.told, strict=True)
    assert list(values) == sorted(values, reverse=True) and list(bounds) == sorted(bounds)
    assert all(value >= bound for value, bound in listener.told)
