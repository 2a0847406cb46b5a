"""Annealings cool step by step, and faster where time runs out."""

from __future__ import annotations

import itertools

import pytest

from optimizer.clock import Clock
from optimizer.monitor import Silent
from optimizer.siting.cooling import Cooling
from tests.optimizer.siting.listener import Listener


class Watch(Clock):
    """A clock that is set by hand."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def left(self) -> float:
        return self.seconds


def heats(*, steps: int, each: float, seconds: float) -> list[float]:
    """The heat of every step, each of which takes so long, until it is time to stop."""
    watch, found = Watch(seconds), []
    cooling = Cooling(8.0, 0.5, steps=steps, clock=watch, monitor=Silent())
    for step in range(steps):
        heat = cooling.at(step)
        if heat is None:
            break
        found.append(heat)
        watch.seconds -= each
    return found


def test_each_step_is_cooler_by_the_same_share_whatever_it_takes() -> None:
    """Steps of a second and of a thousandth cool alike where all end in time; without a limit as well."""
    slow = heats(steps=100, each=1.0, seconds=101.0)
    assert len(slow) == 100 and slow[0] == 8.0 and slow[50] == pytest.approx(2.0)
    assert slow == heats(steps=100, each=0.001, seconds=101.0)
    assert slow == heats(steps=100, each=1.0, seconds=float("inf"))


def test_one_that_would_not_end_in_time_is_cold_when_time_is_out() -> None:
    """Time for a quarter of the steps: the first half of it cools as ever, the last one all the way."""
    hurried = heats(steps=400, each=1.0, seconds=100.0)
    assert len(hurried) == 100
    assert hurried[:50] == heats(steps=400, each=1.0, seconds=500.0)[:50]
    assert hurried[-1] < 0.6 < hurried[50]
    assert all(after < before for before, after in itertools.pairwise(hurried))


def test_who_asks_to_stop_is_heard() -> None:
    """Nothing is cooled any more once the monitor says so."""
    listener = Listener(0)
    assert Cooling(8.0, 0.5, steps=10, clock=Clock(9.0), monitor=listener).at(0) is None
