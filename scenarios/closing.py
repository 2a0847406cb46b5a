"""What a run says when all its scenarios are done: the scenarios side by side, and what to do next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scenarios.measure_names import measure_value
from scenarios.messages import text
from scenarios.rounding import measured
from scenarios.siting.compared import headlines
from scenarios.summary_siting import sites_alone
from scenarios.summary_table import keyed_table

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["next_steps", "print_end"]

Metrics = Mapping[str, Any]
OVERVIEW = (
    "coverage_nominal",
    "coverage_effective",
    "short",
    "travel.mean",
    "travel.kolm_pollak_ede",
    "fairness.gini",
    "fairness.county_ratio",
    "changes.moved",
    "hired",
)
#: Width for the titles of measures: what remains is for scenarios, whose names are not broken.
_TITLES = 40
#: Width of a figure, and of what stands around a column.
_FIGURE, _FRAME = 7, 3


def _overviews(runs: Sequence[Metrics], lang: str, *, width: int) -> Iterator[Table]:
    """All runs of a study beside one another; where they are too many for one table, in several."""
    people = [metrics for metrics in runs if not sites_alone(metrics)]
    while people:
        columns = (max(_FIGURE, cell_len(metrics["scenario"])) + _FRAME for metrics in people)
        shown = max(1, sum(_TITLES + used <= width for used in accumulate(columns)))
        yield _overview(people[:shown], lang)
        people = people[shown:]
    if any(metrics.get("siting") for metrics in runs):
        yield _sites(runs, lang)


def _overview(runs: Sequence[Metrics], lang: str) -> Table:
    """A column a scenario, a row a measure."""
    table = keyed_table("summary.overview", [("summary.measure", False)], lang)
    for metrics in runs:
        table.add_column(Text(str(metrics["scenario"])), justify="right", overflow="fold")
    for name in OVERVIEW:
        table.add_row(
            text(f"measure.{name}", lang), *(measured(name, measure_value(metrics, name)) for metrics in runs)
        )
    table.add_row(text("summary.seconds", lang), *(f"{metrics['seconds']:.1f}" for metrics in runs))
    return table


def _sites(runs: Sequence[Metrics], lang: str) -> Table:
    columns = [
        ("show.scenario", False), ("siting.task_column", False), ("siting_sites.new", True),
        ("siting.figure", False), ("map.today", True), ("siting.planned", True),
    ]  # fmt: skip
    table = keyed_table("summary.overview_sites", columns, lang)
    for metrics in runs:
        for row in headlines(metrics, lang):
            table.add_row(*map(Text, (str(metrics["scenario"]), *row)))
    return table


def print_end(console: Console, runs: Sequence[StoredRun], *, study: str, lang: str) -> None:
    """Print all runs beside one another, where the files are, and what can be done with them now.

    Parameters
    ----------
    console : Console
    runs : sequence of StoredRun
        At least one.
    study : str
        The study as the person named it, for the commands to type next.
    lang : str
    """
    if len(runs) > 1:
        for table in _overviews([run.metrics for run in runs], lang, width=console.width):
            console.print(table)
    for line in next_steps(runs, study=study, lang=lang):
        console.print(line, markup=False, emoji=False, highlight=False, soft_wrap=True)


def next_steps(runs: Sequence[StoredRun], *, study: str, lang: str) -> list[str]:
    """Where the files are and what can be done with them now, a line each."""
    last = runs[-1].folder
    lines = [text("summary.files", lang, folder=run.folder) for run in runs]
    if (last / "lists").is_dir():
        lines.append(text("summary.next_lists", lang, folder=last))
    lines += [
        text("summary.moves", lang, folder=run.folder) for run in runs if (run.folder / "moves.csv").is_file()
    ]
    lines += [
        text("summary.left_beyond", lang, count=left) for run in runs if (left := _left_beyond(run.metrics))
    ]
    maps = (file for file in ("map.html", "map.png") if (last / file).is_file())
    lines += [text("summary.next_map", lang, folder=last, file=file) for file in maps]
    if len(runs) > 1:
        out = runs[0].folder.parent.parent
        where = "" if out.resolve() == Path("out").resolve() else f" --out {shlex.quote(str(out))}"
        pair = {"first": runs[0].scenario, "second": f"{runs[1].scenario}{where}"}
        lines.append(text("summary.next_compare", lang, study=shlex.quote(study), **pair))
    return [*lines, text("summary.next_app", lang)]


def _left_beyond(metrics: Mapping[str, Any]) -> int:
    """What the roles beside counsel break after an adjustment as they did before it."""
    phases = metrics.get("adjustment", {}).get("phases") or [{}]
    return int(phases[-1].get("left_beyond", 0))
