"""Monitors between a search and who listens."""

from __future__ import annotations

from math import inf

import pytest

from optimizer.siting.effort import Knowing


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
