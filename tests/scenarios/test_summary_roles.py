"""The table of the roles beside counsel, on the terminal and as rows."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from scenarios.role_rows import RoleRow, role_rows
from scenarios.store import StoredRun
from scenarios.summary import print_summary
from tests.scenarios.hand_city import pairs, stored
from tests.scenarios.role_run import role_run


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    return role_run(tmp_path)


def printed(run: StoredRun, lang: str = "en") -> str:
    stream = io.StringIO()
    print_summary(Console(file=stream, width=200, color_system=None), run, lang)
    return stream.getvalue()


def test_figures_stand_before_and_after_and_alone_where_nothing_changes(run: StoredRun) -> None:
    mediator, literate = role_rows(run, "en")
    assert mediator == RoleRow(
        "People's mediators", "3", "33.3 → 66.6", "4 → 5", "2 → 1", ("women 2 → 1",),
        ("full-time 40.0 → 60.0",),
        ("new 1", "from another unit 1", "ends 1", "to be made full-time 1"),
    )  # fmt: skip
    assert literate == RoleRow("Legal-literate persons", "2", "50.0", "1", "1", (), (), ())


def test_units_that_are_opened_are_told(run: StoredRun) -> None:
    figures = {**run.metrics["posts"]["literate"], "opened": 4}
    posts = {**run.metrics["posts"], "literate": figures}
    changed = replace(run, metrics={**run.metrics, "posts": posts})
    assert role_rows(changed, "zh")[1].changes == ("新设 4",)


def test_of_a_roster_that_is_only_measured_there_is_one_figure_and_no_change(tmp_path: Path) -> None:
    mediator, _ = role_rows(role_run(tmp_path, scenario="today", rungs=()), "zh")
    assert mediator == RoleRow("人民调解员", "3", "66.6", "5", "1", ("女性 1",), ("专职 60.0",), ())
    assert "变化" not in printed(role_run(tmp_path, scenario="today", rungs=()), "zh")


@pytest.mark.parametrize(("lang", "title"), [("en", "Roles beside counsel"), ("zh", "其他岗位")])
def test_the_summary_has_the_table_where_a_run_has_roles(
    run: StoredRun, tmp_path: Path, lang: str, title: str
) -> None:
    assert title in printed(run, lang)
    assert title not in printed(stored(tmp_path / "bare", pairs()), lang)


def test_a_run_of_an_earlier_version_has_no_rows(run: StoredRun) -> None:
    earlier = {name: one for name, one in run.metrics.items() if not name.startswith("posts")}
    assert role_rows(replace(run, metrics=earlier), "en") == []


def test_a_role_that_the_settings_do_not_name_goes_by_its_id(run: StoredRun) -> None:
    nameless = replace(run, manifest={"started": run.manifest["started"]})
    assert [row.role for row in role_rows(nameless, "en")] == ["mediator", "literate"]
    assert role_rows(nameless, "en")[0].lacking == ("women 2 → 1",)
