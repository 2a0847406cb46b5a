"""The map of a stored run that sites points: new ones, and catchments before and after."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from scenarios.siting.columns import SERVED_COLUMNS, SITE_COLUMNS
from scenarios.study import Study
from tests.ui.conftest import OpenPage
from tests.ui.test_pages import box, deck, group, problems
from tests.ui.test_sites import pick, shown
from ui.map_sites import area_records
from ui.view import View

_TASKS = {
    "terminals": {"name": {"zh": "自助终端", "en": "Terminals"}, "tier": "terminal", "measure": "minutes"},
    "desks": {"name": {"zh": "公证", "en": "Desks"}, "tier": "remote_notary", "measure": "km"},
}
_POINT = {"tier": "terminal", "county": "东山区", "township": "东山街道", "lat": 37.2, "yuan": 0}
_SITES = [
    {"task": "terminals", "point_code": "N1", "name": "新点", "change": "new", "lon": 122.1, "villages": 3,
     "mean": 2.0, "worst": 4.5},
    {"task": "terminals", "point_code": "A1", "name": "老点", "change": "kept", "lon": 122.2, "villages": 2},
    {"task": "terminals", "point_code": "A2", "name": "旧点", "change": "closed", "lon": 122.3,
     "villages": 0},
    {"task": "desks", "point_code": "D1", "name": "公证点", "change": "new", "lon": 122.1, "villages": 1},
]  # fmt: skip
_AREAS = [
    ("terminals", "before", "A1"), ("terminals", "before", "A2"),
    ("terminals", "after", "A1"), ("terminals", "after", "N1"), ("desks", "after", "D1"),
]  # fmt: skip


@pytest.fixture
def sited(here: Path) -> Path:
    """The stored plan as one that sites points would have it."""
    folder = here / "out" / "smallbay" / "balanced"
    file = folder / "metrics.json"
    tasks = [{"key": key, **task} for key, task in _TASKS.items()]
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"siting": tasks}), encoding="utf-8")
    names = {row["point_code"]: row["name"] for row in _SITES}
    sites = pd.DataFrame([_POINT | row for row in _SITES], columns=list(SITE_COLUMNS))
    sites.to_csv(folder / "sites.csv", index=False)
    rows = [
        {"task": task, "side": side, "village_code": code, "point_code": code, "point": names[code]}
        for task, side, code in _AREAS
    ]
    pd.DataFrame(rows, columns=list(SERVED_COLUMNS)).to_csv(folder / "served.csv", index=False)
    areas = gpd.GeoDataFrame(
        rows, geometry=[shapely.box(122.0, 37.0, 122.0 + k / 10, 37.1) for k in range(1, 6)], crs="EPSG:4490"
    )
    pyogrio.write_dataframe(areas, folder / "plan.gpkg", layer="catchments", driver="GPKG", append=True)
    return folder


def test_the_switch_shows_points_and_catchments_of_the_plan_or_of_today(
    sited: Path, open_page: OpenPage
) -> None:
    """Beside the catchments of today there is no point of the plan; a point keeps its colour."""
    app = open_page("map", lang="en")
    assert problems(app) == []
    assert (shown(app, "sites"), shown(app, "areas")) == (["新点", "旧点", "老点"], ["新点", "老点"])
    tips = {point["title"]: point for point in deck(app)["layers"]["sites"]["data"]}
    assert tips["新点"]["line1"] == "New · Self-service terminal"
    assert tips["新点"]["line2"] == "Serves 3 villages; mean way 2.0 min, longest 4.5 min"
    after = {area["title"]: area["fill"] for area in deck(app)["layers"]["areas"]["data"]}
    pick(app, "map areas").set_value("before").run()
    assert (shown(app, "sites"), shown(app, "areas")) == (["旧点", "老点"], ["旧点", "老点"])
    before = {area["title"]: area["fill"] for area in deck(app)["layers"]["areas"]["data"]}
    assert before["老点"] == after["老点"]
    assert len({*map(tuple, [*before.values(), *after.values()])}) == 3
    pick(app, "map areas").set_value("none").run()
    assert shown(app, "areas") == []


def test_points_can_be_filtered_and_another_task_be_chosen(sited: Path, open_page: OpenPage) -> None:
    app = open_page("map", lang="en")
    group(app, "map points").set_value(["kept"]).run()
    assert shown(app, "sites") == ["老点"]
    box(app, "map task").set_value("desks").run()
    assert (shown(app, "sites"), shown(app, "areas")) == (["公证点"], ["公证点"])


def test_a_catchment_is_drawn_with_its_holes_and_every_part(study: Study, here: Path) -> None:
    square, hole = shapely.box(122.0, 37.0, 122.4, 37.4), shapely.box(122.1, 37.1, 122.2, 37.2)
    shape = shapely.union(square.difference(hole), shapely.box(122.6, 37.0, 122.7, 37.1))
    areas = gpd.GeoDataFrame({"point_code": ["D1"]}, geometry=[shape], crs="EPSG:4490")
    found = area_records(View("en", "", study, here), areas, names={"D1": "公证点"}, key="point_code")
    assert sorted(len(area["rings"]) for area in found) == [1, 2]
    assert {area["title"] for area in found} == {"公证点"}


def test_a_run_without_sites_has_neither_switch_nor_layer(open_page: OpenPage) -> None:
    app = open_page("map", lang="en")
    assert [shown(app, layer) for layer in ("sites", "areas")] == [[], []]
    assert list(app.radio) == []
