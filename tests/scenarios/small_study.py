"""The small city as a study on disk: written, changed, read, and run by the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
from typer.testing import CliRunner, Result

from geo.city import City
from geo.read import read_city
from scenarios import cli
from scenarios.store import StoredRun, read_run
from tests.scenarios.study_text import STUDY
from tests.small_city import OCCUPATIONS, small_tables, write_small_city

ROOT = Path(__file__).resolve().parents[2]
#: Villages that nobody gets to: no road leads to one, the other lies too far from the next.
ISLAND, OFF_THE_ROAD = "371002100202", "371002100201"
#: The one phone number of the city, and how it may be shown.
PHONE, MASKED = "13800000002", "138****0002"
LOCK = '    locks: [{village: "371001001001", person: P01}]'
#: The study without its lock, so that tests may take hours away from everybody.
FREE = STUDY.replace(LOCK, "    locks: []")
assert FREE != STUDY


def write_study(
    folder: Path,
    text: str = FREE,
    *,
    tables: Mapping[str, pd.DataFrame] | None = None,
    outlines: gpd.GeoDataFrame | None = None,
) -> Path:
    """Write study.yaml and the small city into a new folder, with `tables` in place of its own."""
    folder.mkdir(parents=True)
    write_small_city(folder, tables, outlines)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return folder


def small_city(folder: Path, tables: Mapping[str, pd.DataFrame] | None = None) -> City:
    """The small city as `geo.read_city` returns it."""
    return read_city(write_small_city(folder, tables), occupations=OCCUPATIONS)


def with_setting(path: str, value: str, *, scenario: str = "balanced", text: str = FREE) -> str:
    """The study with one override more in a scenario that has none; the value is YAML."""
    head = f"  {scenario}:\n    name: "
    assert text.count(head) == 1
    line_end = text.index("\n", text.index(head) + len(head))
    return f"{text[:line_end]}\n    set:\n      - {{{path}: {value}}}{text[line_end:]}"


def with_pairs(kind: str, *pairs: tuple[str, str]) -> str:
    """The study with locks or bans, one a line."""
    listed = "".join(f'\n      - {{village: "{village}", person: {person}}}' for village, person in pairs)
    return STUDY.replace(LOCK, f"    {kind}:{listed}")


def changed_table(name: str, *cells: tuple[int, str, str]) -> dict[str, pd.DataFrame]:
    """One table of the small city with cells (record, column, text) replaced."""
    frame = small_tables()[name]
    for record, column, text in cells:
        assert column in frame.columns
        frame.loc[record, column] = text
    return {name: frame}


def with_hours(hours: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """The table of counsel with other hours a year."""
    counsel = small_tables()["counsel"]
    counsel["hours_year"] = counsel["person_id"].map(dict(hours)).fillna(counsel["hours_year"])
    return {"counsel": counsel}


def scarce_tables() -> dict[str, pd.DataFrame]:
    """Counsel and roster by which each of the five scenarios has another answer, found by hand.

    P01 has hours for three villages, P02 for two; P03 of the zone has some to spare, which only help where
    lawyers may cross the border; the town of the second county is served from the first today. Nobody gets
    to the island, nor to the village that lies five and a half kilometres from the nearest road.
    """
    tables = small_tables()
    counsel, roster = tables["counsel"].set_index("person_id", drop=False), tables["roster"]
    counsel.loc["P01", ["hours_year", "most_villages"]] = ["320", "3"]
    counsel.loc["P02", "hours_year"] = "210"
    counsel.loc["P03", ["hours_year", "most_villages"]] = ["330", "5"]
    roster.loc[roster["unit_code"] == "371002100001", "person_id"] = "P01"
    return {"counsel": counsel.reset_index(drop=True), "roster": roster}


#: The program as its entry point starts it.  A suite that runs in the background inherits an ignored SIGINT.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from scenarios.cli import main
main()
"""
#: Nobody on the register has an hour to give: whoever serves has been hired.
NO_HOURS = {"P01": "0", "P02": "0", "P03": "0", "P04": "0"}


def evenreach(*arguments: str) -> Result:
    """The command inside this process: quick, and its streams apart."""
    return CliRunner().invoke(cli.app, list(arguments), prog_name="evenreach")


def started(*arguments: str, cwd: Path, warnings: str = "error") -> subprocess.Popen[str]:
    """The command as a process of its own, its warnings errors."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENREACH_")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": warnings, "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def process(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own to its end."""
    child = started(*arguments, cwd=cwd)
    output, errors = child.communicate(timeout=300)
    return subprocess.CompletedProcess(arguments, child.returncode, output, errors)


def run_of(folder: Path, scenario: str) -> StoredRun:
    """A run of the study that was stored in `out` below a folder."""
    return read_run(folder / "out" / "eastbay" / scenario)
