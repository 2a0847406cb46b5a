"""Sums of floats on one thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

import numpy  # noqa: F401 - its libraries are to be found
from threadpoolctl import ThreadpoolController

__all__ = ["one_thread"]

#: To look for what NumPy multiplies with takes longer than a small problem does.
_libraries = ThreadpoolController()
_lock, _limit = Lock(), ExitStack()
_inside = 0


@contextmanager
def one_thread() -> Iterator[None]:
    """Let products of matrices take one thread.

    Searches multiply small ones, many thousands of times: several threads wait for one another, on a busy
    machine thirty times as long as one takes. And one thread adds up in the same order however many cores
    there are. The limit holds for the whole process, until the last of those who ask for it at the same time
    has ended.
    """
    global _inside
    with _lock:
        if _inside == 0:
            _limit.enter_context(_libraries.limit(limits=1, user_api="blas"))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _limit.close()
