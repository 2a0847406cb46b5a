"""Products of matrices take one thread within the context, and as many as before after it."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from optimizer.monitor import Silent
from optimizer.siting import Places, Reach, Sites, SitingProblem, Ways, solve
from optimizer.threads import one_thread


def _threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_the_limit_ends_with_the_last_of_those_who_ask_for_it() -> None:
    """Two that overlap, neither within the other: one thread until both have ended, then all of them."""
    with threadpool_limits(limits=2, user_api="blas"):
        before = _threads()
        one, two = one_thread(), one_thread()
        one.__enter__()
        two.__enter__()
        one.__exit__(None, None, None)
        assert _threads() == {1}
        two.__exit__(None, None, None)
        assert _threads() == before


class _Counting(Silent):
    def __init__(self) -> None:
        self.threads: set[int] = set()

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        self.threads |= _threads()


def test_the_context_takes_one_thread_and_gives_the_others_back() -> None:
    with threadpool_limits(limits=2, user_api="blas"):
        before = _threads()
        with one_thread():
            assert _threads() == {1}
        assert _threads() == before


def test_sites_are_sought_on_one_thread() -> None:
    """While it tells how far it is there is one thread, and two again afterwards."""
    ways = Ways.of_matrix(np.random.default_rng(0).random((12, 8)))
    places = Places.of([f"i{i}" for i in range(12)], weight=np.ones(12))
    problem = SitingProblem.of(places=places, sites=Sites.of([f"j{j}" for j in range(8)]), ways=ways, most=2)
    counting = _Counting()
    with threadpool_limits(limits=2, user_api="blas"):
        before = _threads()
        solve(problem, Reach(within=0.3), monitor=counting)
        assert _threads() == before
    assert counting.threads == {1}
