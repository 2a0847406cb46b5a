"""A task of siting as if it had been planned, made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

__all__ = ["FRONT", "site", "task"]

#: A village of the small city.
FRONT = "371001101200"


def site(code: str, **cells: Any) -> dict[str, Any]:
    """A candidate at the front village that is opened, but for some cells."""
    return {
        "site": code, "place": code, "name": "松前村", "tier": "station", "county_code": "371001",
        "township_code": "371001101", "village_code": FRONT, "lon": 122.15, "lat": 37.25, "existing": False,
        "counted": False, "opened": True, "new": True, "yuan": 0, "colocated_with": "",
    } | cells  # fmt: skip


def task(*rows: dict[str, Any], name: str = "more", **settings: Any) -> Any:
    """A task at villages that opens stations, but for some settings."""
    settings = {"tier": "station", "at": "villages"} | settings
    return SimpleNamespace(name=name, settings=SimpleNamespace(**settings), sites=pd.DataFrame(rows))
