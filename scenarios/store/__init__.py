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

from scenarios.store.aside import run_lock
from scenarios.store.reading import read_run, stored_names
from scenarios.store.stored import NotARunError, RunBusyError, StoredRun, StoreError, Writer
from scenarios.store.writing import write_run

__all__ = [
    "NotARunError",
    "RunBusyError",
    "StoreError",
    "StoredRun",
    "Writer",
    "read_run",
    "run_lock",
    "stored_names",
    "write_run",
]
