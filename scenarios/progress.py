"""How a long run tells what it is doing: events, and a file of them for another process."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["Event", "EventFile", "Listener", "read_events", "tell_all"]


@dataclass(frozen=True)
class Event:
    """One step of a run.

    Attributes
    ----------
    stage : str
        What is being done: a catalogue key ``stage.<stage>``, such as ``read``, ``travel`` or
        ``travel_rung``.
    done, total : float
        How much of the stage; `total` 0 when nobody can know.
    incumbent : float or None
        Value of the best plan so far, in the unit of the stage's aim.
    bound : float or None
        No plan can be better than this.
    seconds : float
        Since the run began.
    message : str
        Anything worth adding, already in the reader's language; may be empty.
    """

    stage: str
    done: float = 0.0
    total: float = 0.0
    incumbent: float | None = None
    bound: float | None = None
    seconds: float = 0.0
    message: str = ""

    @property
    def gap(self) -> float | None:
        """Relative distance between incumbent and bound; None while either is missing."""
        if self.incumbent is None or self.bound is None:
            return None
        distance = abs(self.incumbent - self.bound)
        return distance / max(abs(self.incumbent), 1e-9) if distance > 0 else 0.0

    def as_json(self) -> str:
        """One line of JSON; numbers that JSON cannot write are null."""
        values = asdict(self)
        odd = [key for key, value in values.items() if isinstance(value, float) and not math.isfinite(value)]
        plain = {key: None if key in odd else value for key, value in values.items()}
        return json.dumps(plain, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Read back what `as_json` wrote.

        Raises
        ------
        ValueError
            When the line is not an event, for instance because it is only half written.
        """
        values = json.loads(line)
        if not isinstance(values, dict) or not isinstance(values.get("stage"), str):
            raise ValueError("not an event: it has no stage")
        return cls(
            stage=values["stage"],
            done=_number(values.get("done")) or 0.0,
            total=_number(values.get("total")) or 0.0,
            incumbent=_number(values.get("incumbent")),
            bound=_number(values.get("bound")),
            seconds=_number(values.get("seconds")) or 0.0,
            message=str(values.get("message", "")),
        )


Listener = Callable[[Event], None]


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


class EventFile:
    """Appends events to a file, a whole line in one write, so that a reader beside it sees whole events.

    Use it as a context manager and call it with each event.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        if _ends_inside_a_line(path):
            os.write(self._descriptor, b"\n")

    def __call__(self, event: Event) -> None:
        os.write(self._descriptor, event.as_json().encode() + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def _ends_inside_a_line(path: Path) -> bool:
    """Tell whether an earlier writer was stopped in the middle of a line."""
    size = path.stat().st_size
    if size == 0:
        return False
    with path.open("rb") as file:
        file.seek(size - 1)
        return file.read(1) != b"\n"


def read_events(path: Path) -> list[Event]:
    """All whole events of a file, oldest first; none if it is absent; half-written lines are passed over."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    events = []
    for line in content.split(b"\n"):
        try:
            events.append(Event.from_json(line.decode()))
        except ValueError:
            continue
    return events


def tell_all(*listeners: Listener | None) -> Listener:
    """One listener that passes each event to several; None among them is passed over."""
    present = [listener for listener in listeners if listener is not None]

    def tell(event: Event) -> None:
        for listener in present:
            listener(event)

    return tell
