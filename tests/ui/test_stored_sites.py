"""What a stored run has sited, on the page of sites: shown, compared with a plan made there, asked about."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.messages import text
from scenarios.study import load_study
from tests.scenarios.siting.sited_study import TEXT
from tests.scenarios.small_study import evenreach, write_study
from tests.ui.conftest import OpenPage
from tests.ui.test_pages import box, deck, group
from tests.ui.test_sites import MOUTH, record_of, shown, started, table, use_slow
from ui import child
from ui.figures import moment
from ui.site_order import SiteOrder
from ui.sites_reasons import reasons_in
from ui.stored_sites import run_sites, site_plans
from ui.view import View

#: As a run calls the points that it opens: by the place, and by what is there now.
NEW = ["松前村公共法律服务自助终端", "河口社区公共法律服务自助终端"]
LONG_AGO, MUCH_LATER = "2020-01-01T08:00:00+08:00", "2099-01-01T08:00:00+08:00"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study with a run, and a plan of its first task as the page makes it; nobody writes here."""
    folder = tmp_path_factory.mktemp("stored")
    place = write_study(folder / "siting", TEXT)
    sites = folder / "out" / "eastbay" / ".sites"
    order = SiteOrder(str(place), "balanced", "terminals", None, 10.0, 1, sites, "en", asked="more")
    asked = order.words(folder / "progress.jsonl")[len(child.COMMAND) :]
    for words in (["run", str(place), "balanced", "--out", str(folder / "out"), "-q"], asked):
        done = evenreach(*words)
        assert done.exit_code == 0, done.stderr
    shutil.copyfile(sites / "balanced" / "terminals.more.json", sites / "balanced" / "terminals.plan.json")
    return folder


def run_folder(stored: Path) -> Path:
    return stored.parent / "balanced"


def plan_file(stored: Path) -> Path:
    return stored / "balanced" / "terminals.plan.json"


def rewrite(file: Path, **changed: Any) -> None:
    """Put other values into a JSON file."""
    content = json.loads(file.read_text(encoding="utf-8")) | changed
    file.write_text(json.dumps(content), encoding="utf-8")


def view_of(stored: Path) -> View:
    return View("en", "", load_study(stored.parents[2] / "siting"), stored.parents[1])


def new_points(app: AppTest) -> list[str]:
    """Names of the new points, where the page has a table of them."""
    found = table(app, "County", "Township", "Place")
    return [str(name) for name in found["Place"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sites_of_a_run_are_shown_without_planning_anew(
    stored: Path, opened: Callable[..., AppTest], lang: str
) -> None:
    """Figures, map and tables are those of the run, and the page says so; there is nothing to choose."""
    plan_file(stored).unlink()
    app = opened(lang)
    assert [str(one.value) for one in [*app.error, *app.exception]] == []
    assert [one.value for one in app.info] == [text("ui.sites.idle", lang)]
    made = json.loads((run_folder(stored) / "manifest.json").read_text(encoding="utf-8"))["started"]
    said = text("ui.sites.run_facts", lang, started=moment(made), number="2")
    assert said in [one.value for one in app.caption]
    label = text("ui.sites.reached", lang, weight=text("siting_weight.pop_resident", lang))
    assert {one.label: (one.value, one.delta) for one in app.metric}[label] == ("19.7 %", "+6,000")
    assert shown(app, "sites") == sorted(["松岭公共法律服务站", *NEW])
    assert shown(app, "areas") == NEW
    fates = [each["fate"] for each in deck(app)["layers"]["villages"]["data"]]
    assert {fate: fates.count(fate) for fate in fates} == {"reached": 3, "gained": 2, "missed": 7}
    assert not [one for one in app.button_group if str(one.key).startswith("sites plan")]


def test_the_newest_plan_is_shown_and_the_other_one_can_be_chosen(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    """A plan of the page calls its points by their places, a run by what is there."""
    rewrite(plan_file(stored), planned=LONG_AGO)
    app = opened()
    assert new_points(app) == NEW
    labels = group(app, "sites plan").options
    assert [label.split(" ")[0] for label in labels] == ["Stored", "Planned"]
    group(app, "sites plan").set_value(1).run()
    assert new_points(app) == ["松前村", "河口社区"]
    rewrite(plan_file(stored), planned=MUCH_LATER)
    assert new_points(opened()) == ["松前村", "河口社区"]


def test_a_run_and_a_plan_of_the_page_call_the_same_sites_the_same(stored: Path) -> None:
    """What was asked of the one is an answer for the other, unless it opens another site."""
    plan, run = record_of(stored), run_sites(view_of(stored), "balanced", "terminals")
    assert run is not None
    for rows in ("sites", "services", "services_today"):
        sites = [
            sorted((each.get("village_code") or "", each["site"]) for each in record["tasks"][0][rows])
            for record in (plan, run)
        ]
        assert sites[0] == sites[1] != []
    assert reasons_in(plan, run) is not None
    run["tasks"][0]["sites"].pop(0)
    assert reasons_in(plan, run) is None


def test_a_task_that_the_run_does_not_have_has_no_plan_of_it(stored: Path) -> None:
    view = view_of(stored)
    assert run_sites(view, "balanced", "lockers") is None
    assert run_sites(view, "today", "terminals") is None
    assert run_sites(view, "balanced", "desks") is not None
    assert [plan.is_run for plan in site_plans(view, "balanced", "desks")[0]] == [True]


def test_a_point_of_a_run_is_asked_about_by_the_id_of_its_site(
    stored: Path, opened: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command knows no other; what was asked before is shown beneath, as it is of the same sites."""
    plan_file(stored).unlink()
    use_slow(monkeypatch, "slow")
    app = opened()
    assert "sites more" not in [button.key for button in app.button]
    box(app, "sites point").set_value(MOUTH).run()
    app.button("sites why").click().run()
    _, words = started(stored)
    assert words[words.index("--why") + 1] == MOUTH
    assert "--number" not in words


def test_a_plan_that_cannot_be_read_is_told_beside_the_run(
    stored: Path, opened: Callable[..., AppTest]
) -> None:
    plan_file(stored).write_text("{", encoding="utf-8")
    app = opened()
    assert [("plan again" in one.value) for one in app.error] == [True]
    assert new_points(app) == NEW


@pytest.mark.parametrize("has_plan", [True, False])
def test_a_run_of_another_version_is_told_beside_the_plan(
    stored: Path, opened: Callable[..., AppTest], has_plan: bool
) -> None:
    """Its record lacks what the page needs; where that is all there is, nothing else is said."""
    metrics = run_folder(stored) / "metrics.json"
    tasks = json.loads(metrics.read_text(encoding="utf-8"))["siting"]
    rewrite(metrics, siting=[{name: tasks[0][name] for name in tasks[0] if name != "after"}])
    if not has_plan:
        plan_file(stored).unlink()
    app = opened()
    (told,) = (one.value.replace("\\", "") for one in app.error)
    assert "siting.after" in told and "Run the scenario again" in told
    assert [one.value for one in app.info] == [text("ui.sites.idle", "en")]
    assert bool(len(app.dataframe)) == has_plan


def test_the_page_begins_with_a_scenario_whose_sites_there_are(
    stored: Path, open_page: OpenPage, here: Path
) -> None:
    """The first scenario of the study has a task, too, but no run."""
    file = here / "siting" / "study.yaml"
    head, tail = TEXT.split("scenarios:\n", 1)
    first = "  early: {name: {zh: 先, en: Early}}\n"
    file.write_text(f"{head}scenarios:\n{first}{tail}", encoding="utf-8")
    app = open_page("sites", study=str(here / "siting"), lang="en")
    assert group(app, "scenario").value == "balanced"
    shutil.rmtree(run_folder(stored))
    app = open_page("sites", study=str(here / "siting"), lang="en")
    assert group(app, "scenario").value == "early"
