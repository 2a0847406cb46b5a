"""The events of a run as the page of runs shows them: by scenario, by stage, in words."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.progress import Event

__all__ = ["by_scenario", "last_search", "share_done"]


def by_scenario(events: Sequence[Event]) -> list[list[Event]]:
    """Split the events of several runs in one file: each run counts its seconds from nought again."""
    runs: list[list[Event]] = []
    for event in events:
        if not runs or event.seconds < runs[-1][-1].seconds:
            runs.append([])
        runs[-1].append(event)
    return runs


def last_search(events: Sequence[Event]) -> list[Event]:
    """The events with a plan of the last stage that had any: incumbents of two stages have two units."""
    found = [event for event in events if event.incumbent is not None]
    return [event for event in found if event.stage == found[-1].stage]


def share_done(event: Event, *, seconds: float) -> float:
    """How far a run is, for a bar: of its stage where that is known, else of its time limit."""
    share = event.done / event.total if event.total > 0 else event.seconds / seconds if seconds > 0 else 0.0
    return min(max(share, 0.0), 1.0)
