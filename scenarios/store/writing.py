"""Writing a run whole or not at all."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from scenarios.adjust.columns import MOVE_COLUMNS, no_moves
from scenarios.cells import inert_columns
from scenarios.plan_table import COLUMNS
from scenarios.roles.table import ROLE_COLUMNS, no_posts
from scenarios.siting.columns import SERVED_COLUMNS, SITE_COLUMNS, no_served, no_sites
from scenarios.store.aside import absolute, aside, not_stored, recover, run_lock, sweep
from scenarios.store.stored import (
    MANIFEST,
    METRICS,
    MOVES,
    PLAN,
    POSTS,
    SERVED,
    SITES,
    NotARunError,
    StoredRun,
    Writer,
)
from scenarios.swap import exchange, sync_file, sync_folder

__all__ = ["write_run"]

_GIVEN = {MOVES: MOVE_COLUMNS, SITES: SITE_COLUMNS, SERVED: SERVED_COLUMNS}


def write_run(
    folder: Path,
    *,
    plan: pd.DataFrame,
    metrics: Mapping[str, Any],
    manifest: Mapping[str, Any],
    posts: pd.DataFrame | None = None,
    moves: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
    served: pd.DataFrame | None = None,
    writers: Sequence[Writer] = (),
) -> StoredRun:
    """Store a run, replacing the earlier one in a single step.

    Parameters
    ----------
    folder : Path
        ``out/<study>/<scenario>``; made if missing.
    plan : DataFrame
        As :func:`scenarios.plan_table.plan_table` gives it.
    metrics, manifest : Mapping
        Contents of the two JSON files; infinite and NaN become null.
    posts : DataFrame, optional
        As :func:`scenarios.roles.role_table` gives it; a study without roles beside counsel has none.
    moves : DataFrame, optional
        Of an adjustment, as :func:`scenarios.adjust.moves.moves_table` gives it; only with it is there a
        moves.csv.
    sites, served : DataFrame, optional
        Of a scenario that sites points, as :mod:`scenarios.siting.run_tables` gives them; only with them are
        there a sites.csv and a served.csv.
    writers : sequence of callable
        Each is given the run in its temporary folder and adds its files there.

    Returns
    -------
    StoredRun
        The run in its final place.

    Raises
    ------
    RunBusyError
        Another process is writing this run.
    NotARunError
        The place is taken by something else.
    StoreError
        The disk is full, a file is open elsewhere, no permission, ...  Whatever a writer raises is
        passed on; in every case the earlier run is left as it was.
    """
    folder = absolute(folder)
    with run_lock(folder):
        _refuse_strangers(folder)
        recover(folder)
        sweep(folder)
        fresh = aside(folder, f"new-{secrets.token_hex(4)}")
        try:
            fresh.mkdir()
            run = StoredRun(
                fresh,
                plan,
                MappingProxyType(_plain(metrics)),
                MappingProxyType(_plain(manifest)),
                no_posts() if posts is None else posts,
                no_moves() if moves is None else moves,
                no_sites() if sites is None else sites,
                no_served() if served is None else served,
            )
            _write_tables(run)
            _write_given(fresh, {MOVES: moves, SITES: sites, SERVED: served})
            for writer in writers:
                writer(run)
            _sync_tree(fresh)
            _swap_in(fresh, folder)
        except OSError as error:
            raise not_stored(folder, error) from error
        finally:
            recover(folder)
            sweep(folder)
    return replace(run, folder=folder)


def _refuse_strangers(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotARunError.said("error.not_a_folder", folder=str(folder))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise NotARunError.said("error.not_a_run", folder=str(folder))


def _write_tables(run: StoredRun) -> None:
    # Six decimals are 60 microseconds of travel: enough to read back what was measured.
    for name, table, columns in ((PLAN, run.plan, COLUMNS), (POSTS, run.posts, ROLE_COLUMNS)):
        _write_table(run.folder / name, table, columns)
    for name, content in ((METRICS, run.metrics), (MANIFEST, run.manifest)):
        text = json.dumps(dict(content), ensure_ascii=False, indent=1, allow_nan=False)
        (run.folder / name).write_text(text + "\n", encoding="utf-8")


def _write_given(folder: Path, tables: Mapping[str, pd.DataFrame | None]) -> None:
    """Tables that only some scenarios have."""
    for name, table in tables.items():
        if table is not None:
            _write_table(folder / name, table, _GIVEN[name])


def _write_table(path: Path, table: pd.DataFrame, columns: Sequence[str]) -> None:
    inert_columns(table[list(columns)]).to_csv(
        path, index=False, encoding="utf-8-sig", float_format="%.6f", lineterminator="\r\n"
    )


def _plain(value: Any) -> Any:
    """What JSON can hold: a bound of minus infinity (nothing proven) is null, a numpy number a number."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        (sync_folder if path.is_dir() else sync_file)(path)
    sync_folder(folder)


def _swap_in(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
    elif not exchange(fresh, folder):
        folder.rename(aside(folder, f"old-{secrets.token_hex(4)}"))
        fresh.rename(folder)
    sync_folder(folder.parent)
