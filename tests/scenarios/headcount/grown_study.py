"""A study on disk that plans growth: three newcomers for village counsel come of it, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import yaml

from tests.scenarios.headcount.growing import table
from tests.scenarios.small_study import FREE, evenreach, with_hours, write_study

HEADCOUNTS = """
county_code,occupation,number
371001,lawyer,4
371002,lawyer,1
371071,lawyer,1
371001,gls_worker,1
371002,gls_worker,4
371071,gls_worker,1
"""
#: Six grassroots workers come to the west; two of six are counsel today: two newcomers. Three lawyers come to
#: the zone; three of six are counsel: one newcomer, since one and a half are rounded down.
GROWTH = """\
headcount:
  years: [2023, 2024]
  professions:
    lawyer:
      name: {zh: 律师, en: Lawyers}
      ways:
        recruit:
          name: {zh: 引进, en: Recruited}
          county_year: 0
          by_county: {"371071": 2}
          yuan: 100
    gls_worker:
      name: {zh: 基层法律服务工作者, en: Grassroots workers}
      ways: {admit: {name: {zh: 新执业, en: Admitted}, county_year: 0, by_county: {"371002": 3}, yuan: 10}}
  targets:
    - {code: T-LAW, counts: [lawyer]}
    - {code: T-GLS, counts: [gls_worker]}
"""
TARGETS = """\
  - {code: T-LAW, name: {zh: 律师, en: Lawyers}, measure: personnel.lawyer, op: ">=", value: 9}
  - {code: T-GLS, name: {zh: 基层, en: Grassroots}, measure: personnel.gls_worker, op: ">=", value: 12}
"""
TEXT = FREE.replace("scenarios:\n", f"{TARGETS}{GROWTH}scenarios:\n").replace(
    "  roster:     {path: roster.csv}\n",
    "  roster:     {path: roster.csv}\n  headcounts: {path: headcounts.csv}\n",
)
assert TEXT.count("headcounts") == 2


def study(folder: Path, text: str = TEXT, *, tables: Mapping[str, pd.DataFrame] | None = None) -> Path:
    """The study in a new folder; P04, the only one who serves the west, has no hours."""
    mine = {"headcounts": table(HEADCOUNTS), **with_hours({"P04": "0"})}
    return write_study(folder, text, tables={**mine, **(tables or {})})


def with_scenario(folder: Path, scenario: Path) -> None:
    """Put the scenarios of a file among those of the study in a folder, as a user would."""
    new = yaml.safe_load(scenario.read_text(encoding="utf-8"))["scenarios"]
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    lines = scenario.read_text(encoding="utf-8").partition("scenarios:\n")[2]
    (folder / "study.yaml").write_text(text + lines, encoding="utf-8")
    assert list(new) == [
        line.strip(" :") for line in lines.splitlines() if line.startswith("  ") and line[2] != " "
    ]


def grown_city(folder: Path) -> Path:
    """The study with the scenario of its plan of growth, run once; returns the folder of the study."""
    place = study(folder / "study")
    done = evenreach("headcount", str(place), "balanced", "--newcomers", str(folder / "new" / "grown.yaml"),
                     "--out", str(folder / "out"), "--lang", "en", "-q")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    with_scenario(place, folder / "new" / "grown.yaml")
    for name in ("balanced", "grown-2024"):
        done = evenreach("run", str(place), name, "--out", str(folder / "out"), "--lang", "en")
        assert done.exit_code == 0, done.stderr
    return place
