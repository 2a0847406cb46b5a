"""Sites that bring the groups worst off up: a start that keeps every mark and is mostly the best."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from optimizer.clock import Clock
from optimizer.monitor import Monitor, Silent
from optimizer.siting.effort import Effort
from optimizer.siting.levelling import levelled
from tests.optimizer.siting.listener import Listener


def effort(monitor: Monitor | None = None, *, seconds: float = 60.0, gap: float = 0.0) -> Effort:
    return Effort(gap=gap, clock=Clock(seconds), seed=3, monitor=monitor or Silent())


def drawn(seed: int, *, groups: int = 4, sites: int = 9) -> csr_array:
    rng = np.random.default_rng(seed)
    return csr_array(rng.random((groups, sites)) * (rng.random((groups, sites)) < 0.6))


def least(amount: csr_array, opened: np.ndarray) -> float:
    return float((amount @ opened.astype(float)).min())


def test_the_least_amount_is_mostly_the_most_that_any_sites_give() -> None:
    """Forty small cases, each with a site forced and one banned, beside all choices of four sites."""
    best = 0
    for seed in range(40):
        amount = drawn(seed)
        forced, banned = np.arange(9) == seed % 9, np.arange(9) == (seed + 4) % 9
        opened, bound = levelled(amount, most=4, forced=forced, banned=banned, effort=effort())
        assert opened.sum() == 4 and opened[forced].all() and not opened[banned].any()
        every = (np.isin(np.arange(9), each) for each in itertools.combinations(range(9), 4))
        most = max(least(amount, each) for each in every if each[forced].all() and not each[banned].any())
        assert least(amount, opened) <= most + 1e-12 <= bound + 1e-9
        best += least(amount, opened) >= most - 1e-12
    assert best >= 36


@pytest.mark.parametrize("large", [np.s_[:, 3], np.s_[2, :]], ids=["site", "group"])
def test_one_site_or_group_of_far_larger_amounts_hides_nothing(large: tuple[Any, Any]) -> None:
    """A million times the others: what the others give counts all the same."""
    best = 0
    for seed in range(20):
        amount = drawn(seed).toarray()
        amount[large] *= 1e6
        nothing = np.zeros(9, dtype=bool)
        opened, _ = levelled(csr_array(amount), most=4, forced=nothing, banned=nothing, effort=effort())
        every = (np.isin(np.arange(9), each) for each in itertools.combinations(range(9), 4))
        most = max(least(csr_array(amount), each) for each in every)
        best += least(csr_array(amount), opened) >= most - 1e-9
    assert best >= 18


def test_more_groups_than_are_looked_at_one_by_one_are_summed_up() -> None:
    """Three hundred groups: better than what is opened first; without time, that."""
    amount, nothing = drawn(7, groups=300, sites=150), np.zeros(150, dtype=bool)
    first, _ = levelled(amount, most=30, forced=nothing, banned=nothing, effort=effort(seconds=0.0))
    opened, bound = levelled(amount, most=30, forced=nothing, banned=nothing, effort=effort(seconds=2.0))
    assert first.sum() == opened.sum() == 30
    assert 0.0 < least(amount, first) < least(amount, opened) <= bound


@pytest.mark.parametrize(("most", "banned"), [(0, 0), (9, 0), (9, 3), (4, 7), (4, 9)])
def test_no_more_sites_open_than_may(most: int, banned: int) -> None:
    """None at all, all of them, or those that are not banned."""
    barred = np.arange(9) < banned
    opened, _ = levelled(drawn(1), most=most, forced=np.zeros(9, dtype=bool), banned=barred, effort=effort())
    assert opened.sum() == min(most, 9 - banned) and not opened[barred].any()


def test_where_nobody_gets_anything_only_what_is_forced_opens() -> None:
    """There is nothing to bring up."""
    forced = np.arange(9) == 2
    nothing = np.zeros(9, dtype=bool)
    opened, _ = levelled(csr_array((4, 9)), most=4, forced=forced, banned=nothing, effort=effort())
    assert np.array_equal(opened, forced)


def test_a_monitor_hears_of_amount_and_bound_and_can_stop() -> None:
    """The amount never falls and never passes the bound; the same seed gives the same sites."""
    amount, nothing = drawn(5, groups=20, sites=120), np.zeros(120, dtype=bool)
    listener = Listener(patience=6)
    one, bound = levelled(amount, most=15, forced=nothing, banned=nothing, effort=effort(listener))
    two, _ = levelled(amount, most=15, forced=nothing, banned=nothing, effort=effort(Listener(6)))
    assert np.array_equal(one, two)
    values, bounds = zip(*listener.told, strict=True)
    assert 6 <= len(values) <= 7 and list(values) == sorted(values) and values[-1] > values[0]
    assert set(bounds) == {bound} and values[-1] <= bound
    assert least(amount, one) == pytest.approx(values[-1])


def test_a_gap_that_is_wide_ends_it_at_once() -> None:
    """Within nine tenths of the bound the first sites will do."""
    amount, nothing = drawn(5, groups=20, sites=120), np.zeros(120, dtype=bool)
    listener = Listener(patience=99)
    levelled(amount, most=15, forced=nothing, banned=nothing, effort=effort(listener, gap=0.9))
    assert len(listener.told) == 2  # before it looks around, and before the first step
