"""Two folders change places in one step, where the operating system can."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

__all__ = ["exchange", "sync_file", "sync_folder"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS


def exchange(one: Path, other: Path) -> bool:
    """Let two existing folders on one file system change places atomically.

    Parameters
    ----------
    one, other : Path
        Both must exist.

    Returns
    -------
    bool
        False when this system or file system has no such call; then nothing has happened.
    """
    names = os.fsencode(one), os.fsencode(other)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            return bool(library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
        if sys.platform == "darwin":
            return bool(library.renamex_np(names[0], names[1], _RENAME_SWAP) == 0)
    except (AttributeError, OSError, TypeError):  # an old C library, or one that cannot be loaded
        return False
    return False


def sync_file(path: Path) -> None:
    """Force a file's contents to the disk."""
    # Windows flushes only what is open for writing.
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Force a folder's entries to the disk; Windows has no such thing and needs none."""
    if sys.platform == "win32":
        return
    sync_file(path)
