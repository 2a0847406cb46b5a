"""The events of several runs in one file, taken apart for the page of runs."""

from __future__ import annotations

from scenarios.progress import Event
from ui.timeline import by_scenario, last_search, share_done


def test_a_run_begins_where_the_seconds_begin_again() -> None:
    events = [Event("read", seconds=0.1), Event("done", seconds=9.0), Event("read", seconds=0.1)]
    assert by_scenario(events) == [events[:2], events[2:]]
    assert by_scenario([]) == []


def test_events_at_one_moment_belong_to_one_run() -> None:
    events = [Event("read", seconds=1.0), Event("travel_times", seconds=1.0)]
    assert by_scenario(events) == [events]


def test_only_the_plans_of_the_last_rung_are_compared() -> None:
    events = [
        Event("shortage", incumbent=5.0, bound=4.0),
        Event("travel", incumbent=20.0),
        Event("travel", incumbent=19.0, bound=18.0),
        Event("verify"),
    ]
    assert last_search(events) == events[1:3]
    assert last_search(events[3:]) == []


def test_the_bar_follows_the_stage_or_else_the_time_limit() -> None:
    assert share_done(Event("travel_times", done=3, total=4, seconds=50.0), seconds=60) == 0.75
    assert share_done(Event("shortage", seconds=15.0), seconds=60) == 0.25
    assert share_done(Event("write", seconds=90.0), seconds=60) == 1.0
    assert share_done(Event("read"), seconds=0) == 0.0
