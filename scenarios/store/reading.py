"""Reading a run back, also while writers replace it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from scenarios.adjust.columns import MOVE_COLUMNS, no_moves
from scenarios.cells import restored_columns
from scenarios.errors import RunNotFoundError
from scenarios.plan_table import COLUMNS
from scenarios.roles.table import ROLE_COLUMNS, no_posts
from scenarios.siting.columns import NUMBERS, SERVED_COLUMNS, SITE_COLUMNS, WHOLE, no_served, no_sites
from scenarios.store.aside import absolute, recover_if_free
from scenarios.store.stored import MANIFEST, METRICS, MOVES, PLAN, POSTS, SERVED, SITES, StoredRun

__all__ = ["read_run", "stored_names"]

_NUMBERS = ("minutes", "round_trip_minutes", "hours")
# A reader that meets a stream of writers tries for about two seconds.
_READ_ATTEMPTS, _READ_PAUSE = 100, 0.02


def read_run(folder: Path) -> StoredRun:
    """Read a stored run.

    Parameters
    ----------
    folder : Path
        ``out/<study>/<scenario>``.

    Raises
    ------
    RunNotFoundError
        Nothing is stored there, or what is stored is damaged; the message names the file.
    """
    folder = absolute(folder)
    if not folder.exists():
        recover_if_free(folder)
    for _ in range(_READ_ATTEMPTS):
        before = _identity(folder)
        try:
            run = _read(folder)
        except RunNotFoundError:
            if _identity(folder) == before:
                raise
        else:
            if _identity(folder) == before:  # else a writer swapped the folder under our hands
                return run
        time.sleep(_READ_PAUSE)
    raise RunNotFoundError.said("error.run_unsettled", folder=str(folder))


def stored_names(place: Path) -> list[str]:
    """Return what runs are called that are stored in a folder, in the order of their names."""
    if not place.is_dir():
        return []
    return sorted(path.name for path in place.iterdir() if not _hidden(path) and (path / MANIFEST).is_file())


def _hidden(path: Path) -> bool:
    """Whether writers have put it there: see `scenarios.store.aside`."""
    return path.name.startswith(".")


def _read(folder: Path) -> StoredRun:
    missing = [name for name in (PLAN, METRICS, MANIFEST) if not (folder / name).is_file()]
    if missing:
        raise RunNotFoundError.said("error.run_missing", folder=str(folder), file=missing[0])
    try:
        plan = _read_plan(folder / PLAN)
        # Runs of earlier versions have no roles beside counsel.
        posts = _read_posts(folder / POSTS) if (folder / POSTS).is_file() else no_posts()
        # Only an adjustment has a list of moves.
        moves = _read_moves(folder / MOVES) if (folder / MOVES).is_file() else no_moves()
        # Only a scenario that sites points has these.
        sites = _numbered(_table(folder / SITES, SITE_COLUMNS)) if (folder / SITES).is_file() else no_sites()
        served = (
            _numbered(_table(folder / SERVED, SERVED_COLUMNS)) if (folder / SERVED).is_file() else no_served()
        )
        metrics, manifest = (
            json.loads((folder / name).read_text(encoding="utf-8")) for name in (METRICS, MANIFEST)
        )
    except (ValueError, OSError) as error:
        raise RunNotFoundError.said("error.run_damaged", folder=str(folder), reason=str(error)) from error
    return StoredRun(
        folder, plan, MappingProxyType(metrics), MappingProxyType(manifest), posts, moves, sites, served
    )


def _read_plan(path: Path) -> pd.DataFrame:
    plan = _table(path, COLUMNS)
    for name in _NUMBERS:
        plan[name] = pd.to_numeric(plan[name].replace("", None)).astype(float)
    plan["hired"] = plan["hired"].astype("int64")
    return plan


def _read_posts(path: Path) -> pd.DataFrame:
    posts = _table(path, ROLE_COLUMNS)
    posts["km"] = pd.to_numeric(posts["km"].replace("", None)).astype(float)
    posts["lacking"] = posts["lacking"].astype("int64")
    return posts


def _read_moves(path: Path) -> pd.DataFrame:
    moves = _table(path, MOVE_COLUMNS)
    moves["phase"] = moves["phase"].astype("int64")
    return moves


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    for name in [name for name in NUMBERS if name in table.columns]:
        table[name] = pd.to_numeric(table[name].replace("", None)).astype(float)
    return table.astype({name: "int64" for name in WHOLE if name in table.columns})


def _table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Some columns of a table, all of them text; a file may have more."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    lacking = [name for name in columns if name not in table.columns]
    if lacking:
        raise ValueError(f"{path.name} lacks the column {lacking[0]}")
    return restored_columns(table[list(columns)])


def _identity(folder: Path) -> tuple[int, int, int] | None:
    """Tell one folder from another that took its place; the time, because inodes are used again."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns
