"""The moves of an adjustment on the page of lists: shown, and as files in the reader's language."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from scenarios.adjust.book import MOVES_BOOK, write_moves
from scenarios.adjust.columns import MOVE_COLUMNS
from scenarios.messages import text
from scenarios.store import StoredRun, read_run, write_run
from tests.ui.conftest import OpenPage
from tests.ui.test_pages import box, group, problems
from ui.downloads import archive, moves_content

EAST = ("371002", "西河县")
ROWS = [
    (1, "现在", "Now", "counsel", "村居法律顾问", "Village counsel", "371002100201", "石桥村", "371002100",
     "西河镇", *EAST, "P04", "丁四", "P02", "乙二", "departure", "丁四离任，由乙二接任。",
     "丁四 has left; 乙二 takes over."),
    (1, "现在", "Now", "counsel", "村居法律顾问", "Village counsel", "371071001001", "临海社区", "371071001",
     "临海街道", "371071", "临海开发区", "", "", "P03", "丙三", "vacancy", "原无人，由丙三承担。",
     "临海社区 lacked somebody; 丙三 takes it on."),
]  # fmt: skip


def adjusted(out: Path) -> StoredRun:
    """The stored plan of the small study again, with two moves and their workbook in Chinese."""
    folder = out / "smallbay" / "balanced"
    run = read_run(folder)
    metrics = {**json.loads(json.dumps(dict(run.metrics))), "adjustment": {"phases": [], "moves": 2}}
    moves = pd.DataFrame(ROWS, columns=list(MOVE_COLUMNS))
    return write_run(
        folder,
        plan=run.plan,
        metrics=metrics,
        manifest=dict(run.manifest),
        moves=moves,
        writers=[lambda made: write_moves(made, made.folder, lang="zh")],
    )


@pytest.mark.parametrize(("lang", "reason"), [("zh", ROWS[0][-2]), ("en", ROWS[0][-1])])
def test_the_preview_has_the_moves_of_the_county_with_their_reasons(
    open_page: OpenPage, lang: str, reason: str
) -> None:
    open_page("overview")
    adjusted(Path(os.environ["EVENREACH_OUT"]))
    app = open_page("lists", lang=lang)
    box(app, "county").set_value(EAST[0]).run()
    group(app, "sheet").set_value("+moves").run()
    assert problems(app) == []
    table = app.dataframe[-1].value
    assert table[text("move.reason", lang)].tolist() == [reason]
    assert table[text("move.kind", lang)].tolist() == [text("move.kind.departure", lang)]
    keys = {str(button.key) for button in app.download_button}
    assert {"take smallbay-balanced-moves.csv", f"take smallbay-balanced-{MOVES_BOOK}"} <= keys


def test_a_run_without_an_adjustment_offers_no_moves(open_page: OpenPage) -> None:
    """There is nothing but villages, so there is no choice of a sheet."""
    app = open_page("lists")
    assert not [one for one in app.button_group if str(one.key).startswith("sheet")]
    assert not [button for button in app.download_button if "moves" in str(button.key)]


def test_the_workbook_of_moves_is_in_the_language_of_the_page(here: Path) -> None:
    """The stored one where it is in that language, else one written anew; in the archive, too."""
    run = adjusted(here / "out")
    path = run.folder / "lists" / MOVES_BOOK
    assert moves_content(run, path, lang="zh") == path.read_bytes()
    english = load_workbook(io.BytesIO(moves_content(run, path, lang="en")))
    assert english.sheetnames == [text("move.sheet", "en")]
    packed = zipfile.ZipFile(io.BytesIO(archive(run, lang="en", register=lambda: None)))
    found = load_workbook(io.BytesIO(packed.read(f"smallbay-balanced/lists/{MOVES_BOOK}")))
    assert found.sheetnames == [text("move.sheet", "en")]
