"""Events of a run: written whole, read back whole, shown where somebody watches."""

from __future__ import annotations

import io
import json
import math
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from scenarios.progress import Event, EventFile, read_events, tell_all
from scenarios.progress_display import ProgressDisplay, search_text, stage_text
from tests.scenarios.role_run import ROLES

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(
    st.builds(
        Event,
        stage=st.text(),
        done=NUMBERS,
        total=NUMBERS,
        incumbent=st.none() | NUMBERS,
        bound=st.none() | NUMBERS,
        seconds=NUMBERS,
        message=st.text(),
    )
)
def test_an_event_survives_its_line(event: Event) -> None:
    line = event.as_json()
    assert "\n" not in line
    assert Event.from_json(line) == event


def test_a_number_that_json_cannot_write_is_left_out() -> None:
    line = Event("travel", incumbent=3.0, bound=-math.inf).as_json()
    assert json.loads(line)["bound"] is None
    assert Event.from_json(line).incumbent == 3.0


@pytest.mark.parametrize("line", ["", "{", "3", "[]", '{"done": 1}', '{"stage": 3}', '{"stage": "a"'])
def test_what_is_not_an_event_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        Event.from_json(line)
    assert Event.from_json('{"stage": "a"}') == Event("a")


def test_events_are_appended_and_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    for stage in ("read", "travel_times"):
        with EventFile(path) as tell:
            tell(Event(stage))
    assert [event.stage for event in read_events(path)] == ["read", "travel_times"]


def test_a_half_written_last_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    with EventFile(path) as tell:
        tell(Event("read", message="读取"))
    whole = path.read_bytes()
    second = Event("solve", message="求解").as_json().encode()
    for cut in range(len(second)):
        path.write_bytes(whole + second[:cut])
        assert [event.stage for event in read_events(path)] == ["read"]
    path.write_bytes(whole + second)
    assert [event.stage for event in read_events(path)] == ["read", "solve"]


def test_a_writer_after_a_killed_one_begins_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    path.write_text('{"stage": "rea', encoding="utf-8")
    with EventFile(path) as tell:
        tell(Event("solve"))
    assert [event.stage for event in read_events(path)] == ["solve"]


def test_an_absent_file_has_no_events(tmp_path: Path) -> None:
    assert read_events(tmp_path / "nothing.jsonl") == []


def test_several_writers_do_not_tear_each_others_lines(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"

    def write(stage: str) -> None:
        with EventFile(path) as tell:
            for number in range(200):
                tell(Event(stage, done=number, message="·" * 500))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = read_events(path)
    assert len(events) == 600
    for name in "abc":
        assert [event.done for event in events if event.stage == name] == list(range(200))


@pytest.mark.parametrize(
    ("incumbent", "bound", "gap"),
    [(None, 1.0, None), (1.0, None, None), (0.0, 0.0, 0.0), (100.0, 99.0, 0.01), (-100.0, -101.0, 0.01)],
)
def test_the_gap_is_relative_to_the_incumbent(
    incumbent: float | None, bound: float | None, gap: float | None
) -> None:
    found = Event("solve", incumbent=incumbent, bound=bound).gap
    assert found == (None if gap is None else pytest.approx(gap))


def test_all_listeners_are_told_and_none_is_passed_over() -> None:
    heard: list[str] = []
    tell_all(None, lambda event: heard.append(event.stage), lambda event: heard.append(event.stage * 2))(
        Event("a")
    )
    assert heard == ["a", "aa"]


def shown(events: list[Event], *, terminal: bool, lang: str = "en") -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=terminal, width=160, color_system=None)
    with ProgressDisplay(console, lang) as display:
        for event in events:
            display(event)
        if terminal:
            display._bars.refresh()
    return stream.getvalue()


def test_without_a_terminal_each_stage_is_one_line() -> None:
    events = [
        Event("read"),
        Event("shortage", incumbent=9),
        Event("shortage", incumbent=8, seconds=1.5),
        Event("write"),
    ]
    lines = shown(events, terminal=False).splitlines()
    assert [line.split("s  ", 1)[1] for line in lines] == [
        "Reading the tables",
        "Fewest vacant posts",
        "Writing the output",
    ]


def test_a_terminal_shows_stage_incumbent_bound_and_gap() -> None:
    words = shown([Event("shortage", incumbent=500.0, bound=495.0)], terminal=True)
    assert "Fewest vacant posts" in words
    assert "best 500, bound 495, gap 1.000 %" in words


def test_a_stage_without_a_name_is_shown_as_it_is() -> None:
    assert stage_text(Event("new_stage", message="3/5"), "zh") == "new_stage 3/5"


def test_nothing_is_said_of_a_search_before_there_is_a_plan() -> None:
    assert search_text(Event("solve", bound=3.0), "en") == ""
    assert search_text(Event("solve", incumbent=3.0), "zh") == "当前 3"


def test_a_stage_about_a_role_bears_its_name() -> None:
    assert stage_text(Event("shortage:mediator"), "en", ROLES) == "Fewest vacant posts: People's mediators"
    assert stage_text(Event("shortage:mediator"), "zh") == "求解：缺口最小：mediator"
