"""A clock is over when its time is up, or when somebody wants the best plan now."""

from __future__ import annotations

import math

import pytest

from optimizer.clock import Clock
from optimizer.monitor import Silent


class _Cancelled(Silent):
    def cancelled(self) -> bool:
        return True


@pytest.mark.parametrize("seconds", [3600.0, math.inf])
def test_a_clock_with_time_left_goes_on(seconds: float) -> None:
    clock = Clock(seconds)
    assert clock.left() > 3000.0
    assert not clock.over(Silent())


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_a_clock_without_time_is_over(seconds: float) -> None:
    clock = Clock(seconds)
    assert clock.left() == 0.0
    assert clock.over(Silent())


def test_a_clock_is_over_once_the_caller_has_had_enough() -> None:
    assert Clock(3600.0).over(_Cancelled())
