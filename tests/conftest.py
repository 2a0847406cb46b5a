"""What holds for every test."""

from __future__ import annotations

import os

if "PYTEST_XDIST_WORKER" in os.environ:
    # Workers inherit the width of the main process; without it the program finds its own, as for users.
    os.environ.pop("COLUMNS", None)
