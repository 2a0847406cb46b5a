"""The sites of a run on the terminal: for each task what opens, what that brings, and what is proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from scenarios.siting.stored import stored_siting
from scenarios.siting.view import task_view

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.store import StoredRun

__all__ = ["siting_parts"]


def siting_parts(run: StoredRun, lang: str) -> Iterator[RenderableType]:
    """Yield tables and notes of every task; nothing of a run that sites no points."""
    record = stored_siting(run)
    for task in () if record is None else record["tasks"]:
        for part in task_view(task, lang):
            yield Text(part) if isinstance(part, str) else part
