"""The roles beside counsel on the pages: overview, lists, comparison; and certificates with groups."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.messages import text
from scenarios.store import read_run, write_run
from tests.scenarios.role_run import with_roles
from tests.ui.conftest import OpenPage
from tests.ui.test_pages import group, problems

#: The hand-made posts name counties of another study; these are two of the small one.
COUNTY = {"371001": "东山区", "371002": "西河县"}
GROUPS = [
    {"group": "371002", "amount": 0.5, "bound": 0.6},
    {"group": "371001", "amount": 0.75, "bound": None},
]


@pytest.fixture
def with_role_runs(open_page: OpenPage) -> OpenPage:
    """The small study whose runs have roles."""
    open_page("overview")
    out = Path(os.environ["EVENREACH_OUT"])
    for scenario in ("today", "balanced"):
        folder = out / "smallbay" / scenario
        run = with_roles(read_run(folder))
        posts = run.posts.assign(county=run.posts["county_code"].map(COUNTY))
        metrics: dict[str, Any] = json.loads(json.dumps(dict(run.metrics)))
        if scenario == "today":
            metrics["posts"] = metrics["posts_before"]
        else:
            metrics["rungs"][0] |= {"aim": "leximin", "groups": GROUPS}
        write_run(folder, plan=run.plan, metrics=metrics, manifest=dict(run.manifest), posts=posts)
    return open_page


def frames(app: AppTest) -> list[Any]:
    return [frame.value for frame in app.dataframe]


@pytest.mark.parametrize(("lang", "role"), [("zh", "人民调解员"), ("en", "People's mediators")])
def test_the_overview_has_the_roles_and_one_of_them_by_county(
    with_role_runs: OpenPage, lang: str, role: str
) -> None:
    app = with_role_runs("overview", lang=lang)
    assert problems(app) == []
    assert text("summary.roles", lang) in [head.value for head in app.subheader]
    column = text("summary.role", lang)
    (table,) = (frame for frame in frames(app) if column in frame.columns)
    assert table[column].iloc[0] == role
    assert table[text("summary.role_short", lang)].iloc[0] == "2 → 1"
    county = _by_county(app, lang)
    assert county[text("summary.role_units", lang)].tolist() == [3, 3]


def _by_county(app: AppTest, lang: str) -> Any:
    columns = [text(f"summary.{name}", lang) for name in ("county", "role_units")]
    (table,) = (frame for frame in frames(app) if set(columns) <= set(frame.columns))
    return table


def test_choosing_a_role_shows_its_counties(with_role_runs: OpenPage) -> None:
    app = with_role_runs("overview", lang="en")
    group(app, "role").set_value("literate").run()
    assert _by_county(app, "en")["Units"].tolist() == [1, 1, 2]
    assert _by_county(app, "en")["People lacking"].tolist() == [0, 1, 1]


def test_groups_of_a_certificate_are_named(with_role_runs: OpenPage) -> None:
    app = with_role_runs("overview", lang="en")
    (table,) = (frame for frame in frames(app) if "Group" in frame.columns)
    assert table.to_numpy().tolist() == [["西河县", "0.5000", "0.6000"], ["东山区", "0.7500", "–"]]


def test_the_lists_offer_the_table_and_a_sheet_of_each_role(with_role_runs: OpenPage) -> None:
    app = with_role_runs("lists", lang="en")
    assert problems(app) == []
    assert any("posts.csv" in caption.value for caption in app.caption)
    villages = frames(app)[-1]
    group(app, "sheet").set_value("mediator").run()
    holders = frames(app)[-1]
    assert list(holders.columns) != list(villages.columns)
    assert holders["Change"].tolist()[:3] == ["vacant", "stays", "ends"]
    assert holders["To become"].tolist().count("to be made full-time") == 1


def test_two_runs_are_compared_by_role(with_role_runs: OpenPage) -> None:
    app = with_role_runs("compare", lang="en")
    assert problems(app) == []
    assert text("summary.roles", "en") in [tab.label for tab in app.tabs]
    (table,) = (frame for frame in frames(app) if any("mediators" in str(one) for one in frame.iloc[:, 0]))
    row = table[table.iloc[:, 0] == "People's mediators: people lacking"].iloc[0].tolist()
    assert row[1:] == ["people", "2", "1", "-1", "better"]


@pytest.mark.parametrize("name", ["overview", "lists", "compare"])
def test_runs_without_roles_have_no_section_table_or_tab(open_page: OpenPage, name: str) -> None:
    app = open_page(name, lang="en")
    assert text("summary.roles", "en") not in [head.value for head in app.subheader]
    assert text("summary.roles", "en") not in [tab.label for tab in app.tabs]
    assert not any("posts.csv" in caption.value for caption in app.caption)
    assert not any(str(one.key).startswith(("role", "sheet")) for one in app.button_group)
