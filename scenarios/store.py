"""A run on disk: written whole or not at all, read back whole.

How a kill at any moment leaves either the old or the new output.  Everything is first written to a
hidden sibling ``.<scenario>.new-<random>`` and forced to disk.  Then the two folders change places:

* Linux (``renameat2`` with ``RENAME_EXCHANGE``) and macOS (``renamex_np`` with ``RENAME_SWAP``) swap
  them in one atomic step, so that the folder is at no time missing;
* elsewhere the old one is renamed to ``.<scenario>.old-<random>``, the new one renamed in.  Killed
  between the two, the next read or write finds no folder but an old one aside, and renames it back.

What is left aside is deleted by the next writer.  A lock file ``.<scenario>.lock``, held by the
operating system for the life of the process, keeps two runs apart; under it whatever lies aside is
left by a dead process, so that nobody has to guess from process numbers.
"""

from __future__ import annotations

import json
import math
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from scenarios.cells import inert_columns, restored_columns
from scenarios.errors import RunNotFoundError, ScenarioError
from scenarios.file_lock import held
from scenarios.plan_table import COLUMNS
from scenarios.swap import exchange, sync_file, sync_folder

__all__ = [
    "NotARunError",
    "RunBusyError",
    "StoreError",
    "StoredRun",
    "Writer",
    "read_run",
    "run_lock",
    "write_run",
]

PLAN, METRICS, MANIFEST = "plan.csv", "metrics.json", "manifest.json"
_NUMBERS = ("minutes", "round_trip_minutes", "hours")
# A reader that meets a stream of writers tries for about two seconds.
_READ_ATTEMPTS, _READ_PAUSE = 100, 0.02


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
    """

    folder: Path
    plan: pd.DataFrame = field(repr=False, compare=False)
    metrics: Mapping[str, Any] = field(repr=False)
    manifest: Mapping[str, Any] = field(repr=False)

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


@contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Keep other runs off a folder: hold it while solving, so that the second one fails at once.

    Parameters
    ----------
    folder : Path
        ``out/<study>/<scenario>``.  :func:`write_run` inside the block knows that the lock is held.

    Raises
    ------
    RunBusyError
        Another process or thread holds it.
    StoreError
        The place cannot be written to.
    """
    folder = _absolute(folder)
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(_aside(folder, "lock"), busy=lambda: _busy(folder)))
        except RunBusyError:
            raise
        except OSError as error:
            raise _not_stored(folder, error) from error
        yield


def write_run(
    folder: Path,
    *,
    plan: pd.DataFrame,
    metrics: Mapping[str, Any],
    manifest: Mapping[str, Any],
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
    folder = _absolute(folder)
    with run_lock(folder):
        _refuse_strangers(folder)
        _recover(folder)
        _sweep(folder)
        fresh = _aside(folder, f"new-{secrets.token_hex(4)}")
        try:
            fresh.mkdir()
            run = StoredRun(
                fresh, plan, MappingProxyType(_plain(metrics)), MappingProxyType(_plain(manifest))
            )
            _write_tables(run)
            for writer in writers:
                writer(run)
            _sync_tree(fresh)
            _swap_in(fresh, folder)
        except OSError as error:
            raise _not_stored(folder, error) from error
        finally:
            _recover(folder)
            _sweep(folder)
    return StoredRun(folder, plan, run.metrics, run.manifest)


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
    folder = _absolute(folder)
    if not folder.exists():
        _recover_if_free(folder)
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


def _busy(folder: Path) -> RunBusyError:
    return RunBusyError.said("error.run_busy", folder=str(folder))


def _not_stored(folder: Path, error: OSError) -> StoreError:
    reason = error.strerror or str(error)
    return StoreError.said("error.run_not_stored", folder=str(folder), reason=reason)


def _read(folder: Path) -> StoredRun:
    missing = [name for name in (PLAN, METRICS, MANIFEST) if not (folder / name).is_file()]
    if missing:
        raise RunNotFoundError.said("error.run_missing", folder=str(folder), file=missing[0])
    try:
        plan = _read_plan(folder / PLAN)
        metrics, manifest = (
            json.loads((folder / name).read_text(encoding="utf-8")) for name in (METRICS, MANIFEST)
        )
    except (ValueError, OSError) as error:
        raise RunNotFoundError.said("error.run_damaged", folder=str(folder), reason=str(error)) from error
    return StoredRun(folder, plan, MappingProxyType(metrics), MappingProxyType(manifest))


def _read_plan(path: Path) -> pd.DataFrame:
    plan = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    lacking = [name for name in COLUMNS if name not in plan.columns]
    if lacking:
        raise ValueError(f"{path.name} lacks the column {lacking[0]}")
    plan = restored_columns(plan[list(COLUMNS)])
    for name in _NUMBERS:
        plan[name] = pd.to_numeric(plan[name].replace("", None)).astype(float)
    plan["hired"] = plan["hired"].astype("int64")
    return plan


def _write_tables(run: StoredRun) -> None:
    # Six decimals are 60 microseconds of travel: enough to read back what was measured.
    inert_columns(run.plan[list(COLUMNS)]).to_csv(
        run.folder / PLAN, index=False, encoding="utf-8-sig", float_format="%.6f", lineterminator="\r\n"
    )
    for name, content in ((METRICS, run.metrics), (MANIFEST, run.manifest)):
        text = json.dumps(dict(content), ensure_ascii=False, indent=1, allow_nan=False)
        (run.folder / name).write_text(text + "\n", encoding="utf-8")


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
        folder.rename(_aside(folder, f"old-{secrets.token_hex(4)}"))
        fresh.rename(folder)
    sync_folder(folder.parent)


def _refuse_strangers(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotARunError.said("error.not_a_folder", folder=str(folder))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise NotARunError.said("error.not_a_run", folder=str(folder))


def _recover(folder: Path) -> None:
    """Put back what a writer without an atomic exchange was killed over; only under the lock."""
    aside = _asides(folder, "old-")
    if aside and not folder.exists():
        max(aside, key=lambda path: path.stat().st_mtime_ns).rename(folder)


def _recover_if_free(folder: Path) -> None:
    """A reader recovers, too, unless a living writer is just between its two renames."""
    if _asides(folder, "old-"):
        try:
            with run_lock(folder):
                _recover(folder)
        except StoreError:  # busy, or a place that may only be read: the caller reports what is missing
            return


def _sweep(folder: Path) -> None:
    """Delete what lies aside; only under the lock, and never the only copy."""
    for path in _asides(folder, "new-") + (_asides(folder, "old-") if folder.exists() else []):
        shutil.rmtree(path, ignore_errors=True)


def _asides(folder: Path, kind: str) -> list[Path]:
    start = _aside(folder, kind).name
    if not folder.parent.is_dir():
        return []
    return [path for path in folder.parent.iterdir() if path.name.startswith(start) and path.is_dir()]


def _aside(folder: Path, kind: str) -> Path:
    return folder.with_name(f".{folder.name}.{kind}")


def _absolute(folder: Path) -> Path:
    """One spelling for one place, so that two spellings share one lock; the last part may be a link."""
    return folder.parent.resolve() / folder.name if folder.name else folder.resolve()


def _identity(folder: Path) -> tuple[int, int, int] | None:
    """Tell one folder from another that took its place; the time, because inodes are used again."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns
