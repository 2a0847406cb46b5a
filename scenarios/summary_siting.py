"""The sites of a run on the terminal: for each task what opens, what that brings, and what is proven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.text import Text

from scenarios.siting.stored import stored_siting
from scenarios.siting.view import task_view

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.store import StoredRun

__all__ = ["sites_alone", "siting_parts"]


def sites_alone(metrics: Mapping[str, Any]) -> bool:
    """Whether a run plans points and no people: nothing of staffing is new in it."""
    return bool(metrics.get("siting")) and not metrics["rungs"]


def siting_parts(run: StoredRun, lang: str) -> Iterator[RenderableType]:
    """Yield tables and notes of every task; nothing of a run that sites no points."""
    record = stored_siting(run)
    for task in () if record is None else record["tasks"]:
        for part in task_view(task, lang):
            yield Text(part) if isinstance(part, str) else part
