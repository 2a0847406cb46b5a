"""What holds for every test."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:
    # Workers inherit the width of the main process; without it the program finds its own, as for users.
    os.environ.pop("COLUMNS", None)


def pytest_collection_finish() -> None:
    """The tests are kept to the end: looking for garbage among them is a fifth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def tables_read_once() -> Iterator[None]:
    """Of every table that tests do not change, the first reading serves them all."""
    from geo import read
    from tests.read_once import remembering

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "_read_table", remembering(read._read_table))
        yield
