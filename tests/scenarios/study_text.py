"""A whole valid study.yaml to change in tests, and short ways to load what became of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scenarios.errors import StudyError, StudyFault
from scenarios.faults import STUDY_CODES
from scenarios.study import Study, load_study

SOURCES = """\
sources:
  outlines:   {path: outlines.gpkg, layer: counties, crs: EPSG:4490}
  counties:   {path: counties.csv}
  townships:  {path: townships.csv, crs: EPSG:4490}
  villages:   {path: villages.csv, crs: EPSG:4490}
  offices:    {path: offices.csv, crs: EPSG:4490}
  counsel:    {path: counsel.csv}
  roster:     {path: roster.csv}
  road_nodes: {path: road_nodes.csv, crs: EPSG:4490}
  road_edges: {path: road_edges.csv}
"""

STUDY = f"""\
schema: 1
id: eastbay
name: {{zh: 东湾市, en: East Bay}}
{SOURCES}
travel: {{cutoff_minutes: 120, snap_limit_km: 5, access_kmh: 20}}
roles:
  counsel:
    need: 1
    hours: 100
    occupations: [lawyer, gls_worker]
    jurisdiction: {{lawyer: county, gls_worker: county}}
    nearest: null
    locks: [{{village: "371001001001", person: P01}}]
hire: {{number: 0, occupation: gls_worker}}
ladder:
  - {{aim: shortage, tolerance: 0}}
  - {{aim: county_fill, tolerance: 0}}
  - {{aim: travel, measure: kolm_pollak, aversion: 1.0, tolerance: 0.01}}
  - {{aim: changes, tolerance: 0}}
targets:
  - code: WH-11
    name: {{zh: 配备比例, en: Villages with counsel}}
    measure: coverage_nominal
    op: ">="
    value: 100
    unit: "%"
scenarios:
  today:
    name: {{zh: 现状, en: Today}}
    evaluate: true
  balanced:
    name: {{zh: 均衡, en: Balanced}}
  fewest-changes:
    name: {{zh: 最少调整, en: Fewest changes}}
    extends: balanced
    set:
      - {{continuity.most_moved_share: 0.10}}
      - {{roles.counsel.keep_beyond_limit: true}}
  cross-county:
    name: {{zh: 跨县, en: Cross-county}}
    extends: balanced
    set:
      - {{roles.counsel.jurisdiction.lawyer: city}}
  hire:
    name: {{zh: 增聘, en: Hire}}
    extends: balanced
    set:
      - {{hire.number: 40}}
"""


def changed(old: str, new: str) -> str:
    """The valid study with one piece of text replaced; the piece must be there exactly once."""
    assert STUDY.count(old) == 1, f"{old!r} stands {STUDY.count(old)} times in the study"
    return STUDY.replace(old, new)


def with_scenarios(text: str) -> str:
    """The valid study with other scenarios."""
    return STUDY[: STUDY.index("scenarios:")] + text


def line_of(text: str, piece: str) -> int:
    """Line of a piece of text that stands there once, counted from 1."""
    assert text.count(piece) == 1
    return text.count("\n", 0, text.index(piece)) + 1


def load_text(text: str | bytes) -> Study:
    """Load a study from the text of its file."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "study.yaml").write_bytes(content)
        return load_study(Path(folder))


def faults_in(text: str | bytes) -> tuple[StudyFault, ...]:
    """The faults of a study; none when it is valid."""
    try:
        load_text(text)
    except StudyError as error:
        for fault in error.faults:
            known = STUDY_CODES[fault.code.removeprefix("study.")]
            assert set(known) == dict(fault.params).keys() - {"scenario"}, fault
        return error.faults
    return ()


def only_fault(text: str | bytes) -> StudyFault:
    """The one fault of a study that has exactly one."""
    faults = faults_in(text)
    assert len(faults) == 1, [str(fault) for fault in faults]
    return faults[0]
