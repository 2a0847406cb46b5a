"""Scenarios of the small city solved for questions about their plans."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from scenarios.reasons.asked import Again, solved_again
from scenarios.run_monitor import RunMonitor
from scenarios.settings import SolverOverrides
from scenarios.study import load_study
from tests.scenarios.small_study import FREE, scarce_tables, write_study

#: Villages of the first county, which P01 and P02 share; the last stays vacant.
COUNTY = ("371001001001", "371001001002", "371001001003", "371001101200", "371001101201", "371001101202")


def solved(
    folder: Path,
    scenario: str = "balanced",
    *,
    text: str = FREE,
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> Again:
    """A scenario of the scarce city, or of other tables, solved in a new folder."""
    write_study(folder / "study", text, tables=scarce_tables() if tables is None else tables)
    study = load_study(folder / "study")
    return solved_again(
        study, scenario, out=folder / "out", overrides=SolverOverrides(), monitor=RunMonitor()
    )
