"""Time that parts of a search share, and monitors between a search and who listens."""

from __future__ import annotations

from math import inf

import pytest

from optimizer.clock import Clock
from optimizer.monitor import Silent
from optimizer.siting.effort import Effort, Knowing


class Heard:
    """Keeps the news."""

    def __init__(self) -> None:
        self.news: list[tuple[float | None, float | None]] = []

    def report(self, *, aim: str, incumbent: float | None, bound: float | None) -> None:
        self.news.append((incumbent, bound))

    def cancelled(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("best", "bound", "told"),
    [
        (inf, -inf, [(None, None), (9.0, None), (9.0, 4.0), (8.0, 4.0)]),
        (inf, 5.0, [(None, 5.0), (9.0, 5.0), (9.0, 5.0), (8.0, 5.0)]),
        (8.5, 5.0, [(8.5, 5.0), (8.5, 5.0), (8.5, 5.0), (8.0, 5.0)]),
        (3.0, -inf, [(3.0, None), (3.0, None), (3.0, 3.0), (3.0, 3.0)]),
    ],
)
def test_nothing_worse_is_told_than_what_is_known(
    best: float, bound: float, told: list[tuple[float | None, float | None]]
) -> None:
    """Neither a dearer plan nor a lower bound; nothing where nothing is known; no bound above the plan."""
    heard = Heard()
    knowing = Knowing(heard, best=best, bound=bound)
    for news in ((None, None), (9.0, None), (9.5, 4.0), (8.0, 3.0)):
        knowing.report(aim="program", incumbent=news[0], bound=news[1])
    assert heard.news == told


class Stopped(Silent):
    """A caller who wants the best plan now."""

    def cancelled(self) -> bool:
        return True


def test_the_time_of_an_effort_runs_on_and_a_part_has_no_more_than_its_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also while nothing but its problem is put into another form."""
    now = 100.0
    monkeypatch.setattr("optimizer.clock.time.perf_counter", lambda: now)
    effort = Effort(0.0, Clock(10.0), 7, Silent())
    now = 104.0
    part = effort.part(0.5)
    assert (effort.seconds, part.seconds) == (6.0, 3.0)
    assert (part.gap, part.seed, part.monitor) == (effort.gap, effort.seed, effort.monitor)
    now = 106.0
    assert not part.ended()
    now = 107.0
    assert part.ended() and not effort.ended()
    now = 111.0
    assert effort.ended() and effort.seconds == 0.0


def test_an_effort_has_ended_when_the_caller_wants_the_plan_now() -> None:
    assert Effort(0.0, Clock(inf), 7, Stopped()).ended()
    assert not Effort(0.0, Clock(inf), 7, Silent()).ended()
