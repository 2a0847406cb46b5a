"""Progress of a run on a terminal: the stage, and during a search the incumbent, the bound and the gap."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from scenarios.aim_words import stage_title
from scenarios.messages import text
from scenarios.progress import Event
from scenarios.role_facts import RoleFacts
from scenarios.rounding import gap_text

__all__ = ["ProgressDisplay", "search_text", "stage_text"]


class ProgressDisplay:
    """Shows events as they come. Use it as a context manager and call it with each event.

    On a terminal a line with a bar for each stage; where nobody watches, one plain line as each stage begins.
    `roles` are those of the study, whose names stand in the stages that are about one of them.
    """

    def __init__(self, console: Console, lang: str, roles: Mapping[str, RoleFacts] | None = None) -> None:
        self._roles = roles or {}
        self._console = console
        self._lang = lang
        self._stage: str | None = None
        self._task: TaskID | None = None
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.fields[search]}", markup=False),
            console=console,
            transient=True,
        )

    def __call__(self, event: Event) -> None:
        begins, stage = event.stage != self._stage, stage_text(event, self._lang, self._roles)
        self._stage = event.stage
        if not self._console.is_terminal:
            if begins:
                line = f"{event.seconds:7.1f} s  {stage}"
                self._console.print(line, markup=False, highlight=False, soft_wrap=True)
            return
        if begins or self._task is None:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._task = self._bars.add_task(stage, total=None, search="")
        self._bars.update(
            self._task,
            description=stage,
            completed=event.done,
            total=event.total or None,
            search=search_text(event, self._lang),
        )

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._bars.stop()


def stage_text(event: Event, lang: str, roles: Mapping[str, RoleFacts] | None = None) -> str:
    """What is being done, in words; a stage without a text is named as it is."""
    return f"{stage_title('stage', event.stage, lang, roles or {})} {event.message}".rstrip()


def search_text(event: Event, lang: str) -> str:
    """Incumbent, bound and gap of a search; empty while there is no plan."""
    if event.incumbent is None:
        return ""
    incumbent = f"{event.incumbent:.6g}"
    if event.bound is None or event.gap is None:
        return text("progress.best", lang, incumbent=incumbent)
    gap = gap_text(event.gap)
    return text("progress.gap", lang, incumbent=incumbent, bound=f"{event.bound:.6g}", gap=gap)
