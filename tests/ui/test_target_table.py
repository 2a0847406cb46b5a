"""The table of all targets in the app: weights of every reading, the index, and the workbook to take away."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.store import read_run
from scenarios.study import load_study
from ui import target_table
from ui.view import View


def page(folder: str, name: str) -> None:
    """Draw the table of one stored run and nothing else."""
    from pathlib import Path

    from scenarios.store import read_run
    from scenarios.study import load_study
    from ui.target_table import target_table
    from ui.view import View

    here = Path(folder)
    study = load_study(here / "study")
    view = View("en", str(study.folder), study, here / "out")
    target_table(view, read_run(here / "out" / study.id / name))


@pytest.fixture
def weighed(here: Path) -> Path:
    """The small study with weights and another reading, and an adjustment beside the run of `balanced`."""
    file = here / "study" / "study.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}index: {{weights: {{T-01: 3}}, vary: 0.25}}\n", encoding="utf-8")
    runs = here / "out" / "smallbay"
    shutil.copytree(runs / "balanced", runs / "balanced-adjusted")
    file = runs / "balanced-adjusted" / "metrics.json"
    metrics = json.loads(file.read_text(encoding="utf-8")) | {"scenario": "balanced-adjusted"}
    file.write_text(json.dumps(metrics), encoding="utf-8")
    return here


def drawn(folder: Path, name: str) -> AppTest:
    app = AppTest.from_function(page, args=(str(folder), name), default_timeout=30).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", ["balanced", "balanced-adjusted"])
def test_a_run_and_its_adjustment_begin_with_the_weights_of_the_scenario(weighed: Path, name: str) -> None:
    """11 of 12 villages of the 90 per cent that are wanted: attained wholly."""
    app = drawn(weighed, name)
    weights = app.dataframe[1].value
    assert weights["Weight"].tolist() == [3, 0]
    assert [metric.value for metric in app.metric] == ["100.0", "100.0 – 100.0", "100.0 – 100.0"]
    assert any("± 25 %" in caption.value and "normalised" in caption.value for caption in app.caption)


def test_what_is_read_first_fits_a_screen_and_a_row_has_room_for_four_lines(weighed: Path) -> None:
    """Beside the sidebar and the margins a screen of 1400 pixels leaves 1068; a line takes 20."""
    table = drawn(weighed, "today").dataframe[0]
    first = ["Code", "Target", "Wanted", "Before", "After", "Verdict"]
    assert table.value.columns[:6].tolist() == first
    widths = json.loads(table.proto.columns)
    assert sum(widths[name]["width"] for name in first) <= 1068
    assert table.proto.row_height >= 80


def test_the_counties_stand_beside_each_target_cut_off(weighed: Path) -> None:
    tables = [table.value for table in drawn(weighed, "today").dataframe]
    counties, parts = tables[2], tables[3]
    assert (counties["Index"] <= 100).all() and len(counties) == 3
    assert parts["Code"].tolist() == ["T-01"]
    # In the first county 3 of 6 villages have counsel, of 90 per cent.
    assert parts.iloc[0, 1] == 55.5


def test_the_workbook_is_made_when_it_is_asked_for(weighed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing the page makes none; what is taken away has the index by the weights shown."""
    made: list[Any] = []
    monkeypatch.setattr(target_table, "write_targets", lambda path, **given: made.append(given))
    offered: list[Any] = []
    monkeypatch.setattr("streamlit.download_button", lambda label, data, **more: offered.append(data))
    drawn(weighed, "balanced")
    assert not made and len(offered) == 1
    monkeypatch.undo()
    book = openpyxl.load_workbook(io.BytesIO(offered[0]()))
    assert {"Before", "After"} <= {cell.value for cell in book.worksheets[0][1]}
    assert book["Index"].cell(2, 2).value == 100
    study = load_study(weighed / "study")
    view = View("zh", str(study.folder), study, weighed / "out")
    run = read_run(weighed / "out" / "smallbay" / "today")
    plain = openpyxl.load_workbook(io.BytesIO(target_table._content(view, run, None)))
    assert plain.sheetnames == ["目标", "分县"]
    heads = {cell.value for cell in plain.worksheets[0][1]}
    assert "现状" in heads and "方案" not in heads
