"""The plans of sites of several runs beside one another: a row a figure of each task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.messages import text
from scenarios.siting.words import figure_rows, task_title

__all__ = ["compared_tasks", "headlines"]

Metrics = Mapping[str, Any]
_COUNTS = {"new": "siting_sites.new", "closed": "siting_sites.closed", "yuan": "siting.yuan"}


def compared_tasks(a: Metrics, b: Metrics, lang: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield the title of each task of either run, and its figures: title, in the plan of a, in that of b.

    Parameters
    ----------
    a, b : mapping
        metrics.json of two runs. A task that one of them does not have has dashes there.
    lang : {'zh', 'en'}
    """
    sides = [{task["key"]: task for task in metrics.get("siting", ())} for metrics in (a, b)]
    for key in dict.fromkeys((*sides[0], *sides[1])):
        tasks = [side.get(key) for side in sides]
        figures = [{} if task is None else dict(_figures(task, lang)) for task in tasks]
        titles = dict.fromkeys((*figures[0], *figures[1]))
        named = next(task for task in reversed(tasks) if task is not None)
        one, other = figures
        rows = [(title, one.get(title, "–"), other.get(title, "–")) for title in titles]
        yield task_title(named, lang), rows


def headlines(metrics: Metrics, lang: str) -> Iterator[tuple[str, ...]]:
    """Yield what a run's plans of sites come to in short: who is within a way, and how long ways are.

    Yields
    ------
    tuple of str
        Task, new points, title of the figure, today, in the plan.
    """
    for task in metrics.get("siting", ()):
        every = list(figure_rows(task, lang))
        told = {every[0][0], text("siting_figure.mean", lang)}
        for figure in every:
            if figure[0] in told:
                yield (task["name"][lang], f"{task['new']:,}", *figure)


def _figures(task: Metrics, lang: str) -> Iterator[tuple[str, str]]:
    """What a plan comes to, and how many points it opens and closes at which cost."""
    for name, key in _COUNTS.items():
        yield text(key, lang), f"{task[name]:,}"
    for title, _, planned in figure_rows(task, lang):
        yield title, planned
