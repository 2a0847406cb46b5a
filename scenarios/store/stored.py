"""A stored run, the names of its files, and what can go wrong with storing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from scenarios.adjust.columns import no_moves
from scenarios.errors import ScenarioError
from scenarios.roles.table import no_posts
from scenarios.siting.columns import no_served, no_sites

__all__ = [
    "MANIFEST",
    "METRICS",
    "MOVES",
    "PLAN",
    "POSTS",
    "SERVED",
    "SITES",
    "NotARunError",
    "RunBusyError",
    "StoreError",
    "StoredRun",
    "Writer",
]

PLAN, POSTS, METRICS, MANIFEST = "plan.csv", "posts.csv", "metrics.json", "manifest.json"
MOVES, SITES, SERVED = "moves.csv", "sites.csv", "served.csv"


class StoreError(ScenarioError, OSError):
    """A run could not be stored; what was there before still is."""


class RunBusyError(StoreError, BlockingIOError):
    """Another process is writing this very run."""


class NotARunError(StoreError, FileExistsError):
    """The place is taken by something that is not a run and will not be overwritten."""


@dataclass(frozen=True)
class StoredRun:
    """One run as it lies on disk.

    Attributes
    ----------
    folder : Path
        Where it lies; while it is being written, the temporary folder.
    plan : DataFrame
        plan.csv, codes as text, blanks as ``""``.
    metrics, manifest : Mapping
        The two JSON files.
    posts : DataFrame
        posts.csv, who holds what in the roles beside counsel; empty where the study has none.
    moves : DataFrame
        moves.csv, the moves of an adjustment with their reasons; empty where the scenario has none.
    sites, served : DataFrame
        sites.csv and served.csv, the service points that siting opens, keeps and closes, and who goes where;
        empty where the scenario sites nothing.
    """

    folder: Path
    plan: pd.DataFrame = field(repr=False, compare=False)
    metrics: Mapping[str, Any] = field(repr=False)
    manifest: Mapping[str, Any] = field(repr=False)
    posts: pd.DataFrame = field(default_factory=no_posts, repr=False, compare=False)
    moves: pd.DataFrame = field(default_factory=no_moves, repr=False, compare=False)
    sites: pd.DataFrame = field(default_factory=no_sites, repr=False, compare=False)
    served: pd.DataFrame = field(default_factory=no_served, repr=False, compare=False)

    @property
    def study(self) -> str:
        """Id of the study."""
        return str(self.metrics["study"])

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return str(self.metrics["scenario"])


# A writer adds its files to ``run.folder``: lists, layers, a map.
Writer = Callable[[StoredRun], object]
