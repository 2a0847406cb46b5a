"""Opening sites so that places lack least of what all open sites give them together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from optimizer.clock import Clock
from optimizer.errors import ProblemError
from optimizer.monitor import Silent
from optimizer.result import Status
from optimizer.siting.amounts.counts import Counts, is_counted
from optimizer.siting.amounts.merging import merged, over
from optimizer.siting.amounts.moves import Moves
from optimizer.siting.amounts.odd_sets import broken_by
from optimizer.siting.amounts.problem import AmountsProblem
from optimizer.siting.amounts.program import best_within, bounds_of_better
from optimizer.siting.amounts.relaxation import Cuts, priced
from optimizer.siting.amounts.search import solve_amounts
from optimizer.siting.amounts.standing import Standing
from tests.optimizer.siting.listener import Listener


@dataclass(frozen=True)
class Case:
    """A small problem as a table: what each site gives each row, and its steps."""

    amounts: np.ndarray
    worth: np.ndarray
    room: np.ndarray
    rest: dict[str, Any]

    def problem(self) -> AmountsProblem:
        row, site = np.nonzero(np.ones(self.amounts.shape))
        return AmountsProblem.of(
            sites=self.amounts.shape[1],
            row=row,
            site=site,
            amount=self.amounts[row, site],
            worth=self.worth,
            room=self.room,
            **self.rest,
        )

    def value(self, opened: tuple[int, ...]) -> float:
        """What a choice of sites comes to, row by row and step by step."""
        total = float(sum(self.rest["opening"][j] for j in opened))
        for row, worths, rooms in zip(self.amounts, self.worth, self.room, strict=True):
            got = float(sum(row[j] for j in opened))
            for worth, room in zip(worths, rooms, strict=True):
                total += worth * max(0.0, room - got)
                got = max(0.0, got - room)
        return total

    def keeps(self, opened: tuple[int, ...]) -> bool:
        """Whether a choice keeps counts, marks and rules."""
        rest, mine = self.rest, set(opened)
        if not rest["least"] <= len(mine) <= rest["most"]:
            return False
        if not set(np.flatnonzero(rest["forced"])) <= mine or mine & set(np.flatnonzero(rest["banned"])):
            return False
        if "rules" not in rest:
            return True
        sums = [sum(rule[j] for j in opened) for rule in rest["rules"].toarray()]
        return all(
            low - 1e-9 <= each <= high + 1e-9
            for each, low, high in zip(sums, rest["lower"], rest["upper"], strict=True)
        )

    def best(self) -> float:
        """The least value of all choices that keep what has to be kept; ``inf`` without one."""
        sites = range(self.amounts.shape[1])
        choices = itertools.chain.from_iterable(
            itertools.combinations(sites, k) for k in range(self.rest["least"], self.rest["most"] + 1)
        )
        return min((self.value(each) for each in choices if self.keeps(each)), default=np.inf)


def drawn(seed: int) -> Case:
    """A made-up case: cover by halves of the seeds, whole or broken amounts, rules for every second seed."""
    rng = np.random.default_rng(seed)
    rows, sites, steps = int(rng.integers(1, 8)), int(rng.integers(1, 8)), int(rng.integers(1, 4))
    unit = 1.0 if seed % 3 else 0.37
    amounts = rng.integers(0, 3, (rows, sites)) * unit * (rng.random((rows, sites)) < 0.6)
    room = rng.integers(0, 3, (rows, steps)) * (unit if seed % 5 else 1.0)
    if seed % 4 == 0:
        amounts, room = (amounts > 0.0).astype(float), np.ones((rows, steps))
    worth = -np.sort(-rng.integers(0, 20, (rows, steps)).astype(float), axis=1) * (1.0 if seed % 3 else 0.73)
    mark = rng.random(sites)
    forced, banned = mark < 0.1, mark > 0.9
    least = int(rng.integers(0, max(1, int((~banned).sum()) + 1)))
    rest: dict[str, Any] = {
        "least": least,
        "most": int(rng.integers(max(least, forced.sum()), sites + 1)),
        "opening": rng.integers(-2, 9, sites).astype(float) * rng.choice([0.0, 1.0]),
        "forced": forced,
        "banned": banned,
    }
    if seed % 2:
        rules = rng.integers(-1, 4, (int(rng.integers(1, 3)), sites)).astype(float)
        middle, width = rules @ (rng.random(sites) < 0.5), rng.integers(0, 3, len(rules))
        rest["rules"] = csr_array(rules)
        rest["lower"] = np.where(rng.random(len(rules)) < 0.5, -np.inf, middle - width)
        rest["upper"] = np.where(rng.random(len(rules)) < 0.4, np.inf, middle + width)
    return Case(amounts, worth, room, rest)


def chosen(opened: np.ndarray | None) -> tuple[int, ...]:
    assert opened is not None
    return tuple(np.flatnonzero(opened).tolist())


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


@pytest.mark.parametrize(("size", "needs"), [(3, {2.0}), (5, {2.0, 3.0}), (7, {2.0, 3.0})])
def test_every_plan_keeps_what_is_required_of_odd_numbers_of_rows(size: int, needs: set[float]) -> None:
    """Cover of eight places: every choice of sites keeps each requirement, and relaxations break some."""
    number, sizes = 0, set()
    for seed in range(50):
        rng = np.random.default_rng(seed)
        amounts = (rng.random((8, 7)) < 0.35).astype(float) * 2.0
        worth, room = rng.integers(1, 9, (8, 1)).astype(float), rng.integers(1, 3, (8, 1)).astype(float)
        nothing = np.zeros(7, dtype=bool)
        rest = {"opening": rng.random(7) * 4.0, "least": 0, "most": 7, "forced": nothing, "banned": nothing}
        problem = Case(amounts, worth, room, rest).problem()
        loose = priced(problem, Cuts.none(problem), seconds=9.0, tolerance=1e-6)
        cuts = broken_by(problem, loose, lambda: False, size=size)
        number += len(cuts.need)
        sizes |= set(cuts.need.tolist())
        point = cuts.sites @ loose.share + cuts.rows @ loose.lacking[:, 0]
        assert (point < cuts.need - 0.02).all(), seed
        for choice in itertools.product([False, True], repeat=7):
            opened = np.array(choice)
            kept = cuts.sites @ opened.astype(float) + cuts.rows @ problem.lacking(opened)[:, 0]
            assert (kept >= cuts.need - 1e-9).all(), seed
        if len(cuts.need):
            tight = priced(problem, cuts, seconds=9.0, tolerance=1e-6)
            best = min(problem.value(np.array(each)) for each in itertools.product([False, True], repeat=7))
            assert loose.bound < tight.bound <= best + 1e-6, seed
    assert number > 10 and sizes == needs


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), steps=st.integers(1, 3), rules=st.integers(0, 2))
def test_sites_that_are_counted_stand_as_those_that_are_added_up(seed: int, steps: int, rules: int) -> None:
    """Open and close sites at random: what closed ones are worth, gain and rules are the same."""
    rng = np.random.default_rng(seed)
    amounts = (rng.random((9, 7)) < 0.5) * rng.integers(1, 4, (9, 1)).astype(float)
    worth = -np.sort(-rng.integers(0, 9, (9, steps)).astype(float), axis=1)
    room = np.repeat(amounts.max(axis=1, keepdims=True), steps, axis=1)
    nothing = np.zeros(7, dtype=bool)
    rest = {"opening": rng.random(7), "least": 0, "most": 7, "forced": nothing, "banned": nothing}
    case = Case(amounts, worth, room, rest)
    problem = replace(case.problem(), rules=rng.random((rules, 7)))
    assert is_counted(problem)
    opened = rng.random(7) < 0.4
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("optimizer.siting.amounts.counts._KEPT", int(rng.choice([0, 40, 10_000])))
        quick, plain = Counts(problem, opened), Standing(problem, opened)
    for site in rng.integers(0, 7, 20).tolist():
        before = quick.worth.copy()
        same = np.ones(7, dtype=bool)
        same[np.intersect1d(quick.toggle(site), plain.toggle(site))] = False
        assert np.array_equal(quick.worth[same], before[same])
        assert np.array_equal(quick.opened, plain.opened)
        shut = ~quick.opened
        assert quick.worth[shut] == pytest.approx(plain.worth[shut])
        assert quick.sums == pytest.approx(plain.sums)
        now = problem.total - case.value(chosen(quick.opened))
        assert quick.gained == pytest.approx(plain.gained) == pytest.approx(now)
    quick.restore(opened)
    assert np.array_equal(quick.opened, opened)


def test_parts_of_a_step_are_not_counted() -> None:
    """A site that gives half of a step, or steps of different room; the nearest ones are counted."""
    nothing = np.zeros(2, dtype=bool)
    rest = {"opening": np.ones(2), "least": 0, "most": 2, "forced": nothing, "banned": nothing}
    amounts, worth, room = np.array([[2.0, 2.0]]), np.array([[3.0, 1.0]]), np.array([[2.0, 2.0]])
    assert is_counted(Case(amounts, worth, room, rest).problem())
    assert not is_counted(Case(np.array([[2.0, 1.0]]), worth, room, rest).problem())
    assert not is_counted(Case(amounts, worth, np.array([[2.0, 1.0]]), rest).problem())


def test_backup_and_parts_have_no_such_requirement() -> None:
    """Three places that share sites in pairs need two of them; not where each gives half of the need."""
    amounts = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0]])
    nothing = np.zeros(3, dtype=bool)
    rest = {"opening": np.ones(3), "least": 0, "most": 3, "forced": nothing, "banned": nothing}
    for share, steps, number in ((1.0, 1, 1), (0.5, 1, 0), (1.0, 2, 0)):
        problem = Case(amounts * share, np.full((3, steps), 9.0), np.ones((3, steps)), rest).problem()
        half = replace(
            priced(problem, Cuts.none(problem), seconds=9.0, tolerance=1e-6),
            share=np.full(3, 0.5),
            lacking=np.zeros((3, steps)),
        )
        assert len(broken_by(problem, half, lambda: False).need) == number


def test_plans_merge_into_the_best_one_over_their_sites() -> None:
    """Made-up cases: no choice among the sites of three plans is better, and some are better than each."""
    better = 0
    for seed in range(0, 200, 2):
        case = drawn(seed)
        problem = case.problem()
        choices = [np.array(each) for each in itertools.product([False, True], repeat=len(problem.opening))]
        kept = [each for each in choices if problem.keeps(each)]
        if len(kept) < 3:
            continue
        rng = np.random.default_rng(seed)
        plans = sorted((kept[i] for i in rng.choice(len(kept), 3, replace=False)), key=problem.value)
        union = np.any(plans, axis=0)
        best = min(problem.value(each) for each in kept if not (each & ~union).any())
        found = merged(problem, plans, seconds=9.0, seed=seed, monitor=Silent())
        assert found is not None and problem.keeps(found) and not (found & ~union).any(), seed
        assert problem.value(found) == pytest.approx(best, rel=1e-9, abs=1e-9), seed
        better += best < problem.value(plans[0]) - 1e-9
    assert better > 10


def test_places_that_the_same_sites_reach_are_one() -> None:
    """Four places, two alike up to their size, one that no site left reaches: values differ by a constant."""
    amounts = np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    nothing = np.zeros(3, dtype=bool)
    rest = {"opening": np.ones(3), "least": 0, "most": 3, "forced": nothing, "banned": nothing}
    worth, room = np.array([[3.0], [5.0], [7.0], [11.0]]), np.array([[1.0], [2.0], [1.0], [1.0]])
    problem = Case(amounts, worth, room, rest).problem()
    small = over(problem, np.array([True, True, False]))
    assert small.amounts.shape == (2, 2)
    for one, two in itertools.product([False, True], repeat=2):
        whole = problem.value(np.array([one, two, False]))
        assert small.value(np.array([one, two])) == pytest.approx(whole - 11.0)


def test_plans_with_too_many_sites_are_not_merged() -> None:
    problem = city(backup=False)
    apart = [np.arange(300) % 21 == k for k in (0, 1)]
    few = replace(problem, least=0, most=300)
    assert merged(few, apart, seconds=9.0, seed=1, monitor=Silent()) is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("optimizer.siting.amounts.merging._PAIRS", 100)
        assert merged(few, apart, seconds=9.0, seed=1, monitor=Silent()) is None


def test_an_annealing_begins_where_it_is_told_and_keeps_the_best_plan_met() -> None:
    """With no steps it is a descent from there; with some it ends at a plan no better than the best."""
    problem = city(backup=False)
    opened = np.arange(300) < 14
    descent, none, some = (
        Moves(problem, opened, seed=3, clock=Clock(60.0), monitor=Silent()) for _ in range(3)
    )
    descent.descend_from(opened)
    assert np.array_equal(none.anneal(opened, steps=0), descent.opened)
    ended = some.anneal(opened, steps=4000)
    assert problem.keeps(ended)
    assert descent.value > problem.value(ended) >= some.value == problem.value(some.opened)


def test_what_prices_fix_is_kept_by_every_better_plan() -> None:
    """Rough prices of made-up cases: no plan below a value breaks the bounds of it, and some are fixed."""
    fixed = 0
    for seed in range(150):
        case = drawn(seed)
        problem = case.problem()
        prices = priced(problem, Cuts.none(problem), seconds=9.0, tolerance=(0.3, 1e-6)[seed % 2])
        enough = case.best() + (1.0, 4.0)[seed // 2 % 2]
        if not np.isfinite(enough):
            continue
        lower, upper = bounds_of_better(problem, prices, enough)
        fixed += int((lower == upper).sum())
        for choice in itertools.product([False, True], repeat=len(prices.site)):
            opened = np.array(choice)
            if problem.keeps(opened) and problem.value(opened) < enough - 1e-9:
                point = np.concatenate([opened.astype(float), problem.lacking(opened).T.ravel()])
                assert (point >= lower - 1e-9).all() and (point <= upper + 1e-9).all(), seed
    assert fixed > 250


def city(*, backup: bool) -> AmountsProblem:
    """Three hundred places in the plane, as many sites that reach what is near, fourteen of them open."""
    rng = np.random.default_rng(5)
    ways = np.linalg.norm(rng.random((300, 1, 2)) - rng.random((1, 300, 2)), axis=2)
    row, site = np.nonzero(ways < 0.15)
    worth = rng.integers(1, 40, (300, 1)).astype(float)
    worth = np.hstack([worth, np.floor(worth / 2.0)]) if backup else worth
    return AmountsProblem.of(
        sites=300,
        row=row,
        site=site,
        amount=np.ones(len(row)),
        worth=worth,
        room=np.ones(worth.shape),
        least=14,
        most=14,
    )


@pytest.mark.parametrize("backup", [False, True])
def test_the_same_seed_gives_the_same_plan(backup: bool) -> None:
    """Enough pairs that plans are looked for at length and requirements of odd sets are added."""
    problem = city(backup=backup)
    assert problem.amounts.nnz > 5000
    one, two = (solve_amounts(problem, seed=3, gap_reached=0.012) for _ in range(2))
    assert np.array_equal(chosen(one.opened), chosen(two.opened))
    assert (one.value, one.bound, one.nodes) == (two.value, two.bound, two.nodes)
    assert one.nodes > 1 or backup
    assert one.status is Status.OPTIMAL
    assert one.value - one.bound <= 0.012 * (problem.total - one.value)


@pytest.mark.parametrize(
    ("seconds", "patience", "moves"), [(60.0, 1, True), (0.0, 1, False), (60.0, 0, False)]
)
def test_no_descent_goes_on_when_the_time_is_over_or_the_plan_is_wanted(
    seconds: float, patience: int, moves: bool
) -> None:
    problem = city(backup=False)
    opened = np.arange(300) < 14
    found = Moves(problem, opened, seed=3, clock=Clock(seconds), monitor=Listener(patience))
    found.descend_from(opened)
    assert problem.keeps(found.opened)
    assert (found.value < problem.value(opened)) == moves


def test_a_program_too_large_for_the_time_is_left_alone_and_tells_nothing() -> None:
    problem = city(backup=False)
    prices = priced(problem, Cuts.none(problem), seconds=9.0, tolerance=1e-6)
    opened = np.arange(300) < 14
    for seconds, told in ((1e-3, False), (2.0, True)):
        found = best_within(
            problem,
            prices,
            Cuts.none(problem),
            opened,
            enough=problem.value(opened),
            seconds=seconds,
            seed=3,
            monitor=Silent(),
        )
        assert (found.opened is not None) == told
        assert np.isfinite(found.bound) == told


def test_a_monitor_hears_of_value_and_bound_and_can_stop() -> None:
    """The value never rises, the bound never falls and never passes it; whoever stops gets a plan."""
    problem, listener = city(backup=False), Listener(4)
    answer = solve_amounts(problem, monitor=listener)
    assert answer.status is Status.CANCELLED
    assert answer.opened is not None and problem.keeps(answer.opened)
    values, bounds = zip(*listener.told, strict=True)
    assert list(values) == sorted(values, reverse=True) and list(bounds) == sorted(bounds)
    assert all(value >= bound for value, bound in listener.told)


GIVEN: dict[str, Any] = {
    "sites": 2,
    "row": np.array([0, 1]),
    "site": np.array([0, 1]),
    "amount": np.array([1.0, 2.0]),
    "worth": np.array([[3.0, 1.0], [2.0, 2.0]]),
    "room": np.ones((2, 2)),
    "rules": csr_array(np.array([[1.0, 1.0]])),
    "lower": np.array([0.0]),
    "upper": np.array([1.0]),
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"row": np.array([0, 2])}, "row: 2 is not among 2"),
        ({"site": np.array([0, 2])}, "site: 2 is not among 2"),
        ({"row": np.array([0, 0]), "site": np.array([1, 1])}, "given twice"),
        ({"amount": np.array([1.0, -1.0])}, "amount: give finite numbers from 0 on"),
        ({"amount": np.array([1.0])}, "give one each"),
        ({"worth": np.array([[1.0, 3.0], [2.0, 2.0]])}, "row 0 has a step worth more than the one before"),
        ({"worth": np.array([[1.0, np.nan], [2.0, 2.0]])}, "worth: give finite numbers"),
        ({"room": -np.ones((2, 2))}, "room: give finite numbers"),
        ({"room": np.ones((2, 1))}, "steps: worth of"),
        ({"least": 2, "most": 1}, "at least 2 and at most 1"),
        ({"least": 2, "banned": np.array([True, False])}, "at least 2 of 1"),
        ({"most": 1, "forced": np.array([True, True])}, "but 2 are forced"),
        ({"forced": np.array([True, False]), "banned": np.array([True, False])}, "site 0: forced and banned"),
        ({"opening": np.array([np.inf, 0.0])}, "finite cost for every site"),
        ({"lower": np.array([2.0])}, "rule 0: at least 2 and at most 1"),
        ({"upper": np.array([1.0, 2.0])}, "both limits for every rule"),
        ({"rules": csr_array(np.array([[1.0, np.nan]]))}, "rules: give finite numbers"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any], told: str) -> None:
    """The same with nothing wrong is solved: the second site gives its row both steps, worth as much."""
    assert solve_amounts(AmountsProblem.of(**GIVEN)).value == 4.0
    with pytest.raises(ProblemError, match=told):
        AmountsProblem.of(**{**GIVEN, **wrong})


def test_rules_without_a_plan_are_told_and_the_nearest_with_one_is_solved() -> None:
    """Both sites have to be open and only one may; with two it is possible."""
    both = {**GIVEN, "lower": np.array([2.0]), "upper": np.array([2.0])}
    lost = solve_amounts(AmountsProblem.of(**both, most=1))
    assert (lost.opened, lost.value, lost.bound, lost.status) == (None, np.inf, np.inf, Status.OPTIMAL)
    assert solve_amounts(AmountsProblem.of(**both, most=2)).value == 1.0
