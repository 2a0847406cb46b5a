"""What lies beside the folder of a run: its lock, and what writers put there or left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scenarios.errors import reason_of
from scenarios.file_lock import held
from scenarios.store.stored import RunBusyError, StoreError

__all__ = ["absolute", "aside", "not_stored", "recover", "recover_if_free", "run_lock", "sweep"]


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
    folder = absolute(folder)
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(held(aside(folder, "lock"), busy=lambda: _busy(folder)))
        except RunBusyError:
            raise
        except OSError as error:
            raise not_stored(folder, error) from error
        yield


def recover(folder: Path) -> None:
    """Put back what a writer without an atomic exchange was killed over; only under the lock."""
    left = _asides(folder, "old-")
    if left and not folder.exists():
        max(left, key=lambda path: path.stat().st_mtime_ns).rename(folder)


def recover_if_free(folder: Path) -> None:
    """A reader recovers, too, unless a living writer is just between its two renames."""
    if _asides(folder, "old-"):
        try:
            with run_lock(folder):
                recover(folder)
        except StoreError:  # busy, or a place that may only be read: the caller reports what is missing
            return


def sweep(folder: Path) -> None:
    """Delete what lies aside; only under the lock, and never the only copy."""
    for path in _asides(folder, "new-") + (_asides(folder, "old-") if folder.exists() else []):
        shutil.rmtree(path, ignore_errors=True)


def _asides(folder: Path, kind: str) -> list[Path]:
    start = aside(folder, kind).name
    if not folder.parent.is_dir():
        return []
    return [path for path in folder.parent.iterdir() if path.name.startswith(start) and path.is_dir()]


def aside(folder: Path, kind: str) -> Path:
    """The hidden sibling of a run's folder that serves a purpose."""
    return folder.with_name(f".{folder.name}.{kind}")


def absolute(folder: Path) -> Path:
    """One spelling for one place, so that two spellings share one lock; the last part may be a link."""
    return folder.parent.resolve() / folder.name if folder.name else folder.resolve()


def _busy(folder: Path) -> RunBusyError:
    return RunBusyError.said("error.run_busy", folder=str(folder))


def not_stored(folder: Path, error: OSError) -> StoreError:
    """What the system's error means for whoever wanted to store a run."""
    return StoreError.said("error.run_not_stored", folder=str(folder), reason=reason_of(error))
