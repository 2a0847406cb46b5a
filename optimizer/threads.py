"""Sums of floats on one thread."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController

__all__ = ["one_thread"]


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which products of matrices take one thread.

    Searches multiply small ones, many thousands of times: several threads wait for one another, on a busy
    machine thirty times as long as one takes. And one thread adds up in the same order on every machine.
    The limit holds for the whole process.
    """
    context: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return context


@cache
def _libraries() -> ThreadpoolController:
    """The libraries that are loaded, NumPy's among them; to look for them takes a small problem's time."""
    return ThreadpoolController()
