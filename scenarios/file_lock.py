"""A lock that the operating system lets go of when its process dies."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["held"]


@dataclass
class _Hold:
    descriptor: int
    thread: int
    depth: int


# The system's locks do not tell threads of one process apart, and a second descriptor of our own
# would shut us out: so who holds what in this process is written down here.
_holds: dict[Path, _Hold] = {}
_guard = threading.Lock()


@contextmanager
def held(path: Path, *, busy: Callable[[], Exception]) -> Iterator[None]:
    """Hold the lock file, or raise an error at once; the same thread may enter again.

    Parameters
    ----------
    path : Path
        The lock file.  It stays: deleting it would let a third process lock a file of another inode.
    busy : callable
        Makes the error that is raised when another process or thread holds it.
    """
    with _guard:
        _enter(path, busy=busy)
    try:
        yield
    finally:
        with _guard:
            _leave(path)


def _enter(path: Path, *, busy: Callable[[], Exception]) -> None:
    hold = _holds.get(path)
    if hold is not None:
        if hold.thread != threading.get_ident():
            raise busy()
        hold.depth += 1
        return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        raise busy() from error
    _holds[path] = _Hold(descriptor, threading.get_ident(), 1)


def _leave(path: Path) -> None:
    hold = _holds[path]
    hold.depth -= 1
    if hold.depth == 0:
        del _holds[path]
        os.close(hold.descriptor)  # closing releases the lock


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
