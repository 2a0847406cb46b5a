"""One real click-through in headless Chromium: what a planner sees, and that nobody else is asked."""

from __future__ import annotations

import io
import math
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import geopandas as gpd
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.ui.conftest import ROOT
from tests.ui.small_run import small_study, store_small_runs
from ui import map_points

pytestmark = pytest.mark.browser

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
#: A name that would fetch a picture and run a script if a page took it for markup.
ISLAND, HOSTILE = "371002100202", "<img src=http://fetched.invalid/x.png onerror=document.title='run'>"
LAND, WATER = (0xFB, 0xFA, 0xF6), (0xE3, 0xEB, 0xF0)
# Software rendering on a busy machine takes its time.
PATIENCE = 90.0
Picture = NDArray[np.uint8]


@dataclass
class Visit:
    """A page of the browser, and every host that it has asked for something."""

    page: Any
    base: str
    study: Path
    hosts: set[str] = field(default_factory=set)

    def note(self, address: str) -> None:
        """Remember the host of a request; addresses that hold their content ask nobody."""
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob"):
            self.hosts.add(str(parts.hostname))

    def picture(self, what: Any = None) -> Picture:
        """What can be seen of an element, or of the whole page."""
        from PIL import Image

        return np.asarray(Image.open(io.BytesIO((what or self.page).screenshot())).convert("RGB"))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study with one hostile name, and its runs."""
    folder = tmp_path_factory.mktemp("browser")
    store_small_runs(small_study(folder / "study", names={ISLAND: HOSTILE}), folder / "out")
    return folder


@pytest.fixture(scope="module")
def server(runs: Path) -> Iterator[str]:
    """The app, served on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "EVENREACH_OUT": str(runs / "out"), "EVENREACH_LANG": "zh"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (runs / "server.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        until(lambda: is_up(f"http://127.0.0.1:{port}/_stcore/health"))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def visit(server: str, runs: Path) -> Iterator[Visit]:
    """A browser; skipped where there is none."""
    play = pytest.importorskip("playwright.sync_api", reason="playwright is missing: pip install -e .[test]")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium: install the package chromium, or put one on PATH")
    with play.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        found = Visit(page, server, runs / "study")
        page.set_default_timeout(PATIENCE * 1000)
        page.on("request", lambda request: found.note(request.url))
        page.on("websocket", lambda channel: found.note(channel.url))
        yield found
        browser.close()


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


def is_up(address: str) -> bool:
    """Tell whether the server answers."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def share(picture: Picture, colour: tuple[int, int, int], slack: int = 3) -> float:
    """Share of the pixels that have a colour, or nearly."""
    return float((np.abs(picture.astype(int) - colour).max(axis=-1) <= slack).mean())


def pixel(chart: dict[str, float], points: gpd.GeoDataFrame, code: str) -> tuple[float, float]:
    """Where a village is on the screen (Web Mercator with tiles of 512 pixels, as deck.gl has it)."""
    seen = map_points.sight(points.geometry)
    place = points.loc[points["village_code"] == code].geometry.iloc[0]
    scale = 512 * 2**seen.zoom / 360

    def north(lat: float) -> float:
        return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))

    x = chart["x"] + chart["width"] / 2 + (place.x - seen.lon) * scale
    return x, chart["y"] + chart["height"] / 2 - (north(place.y) - north(seen.lat)) * scale


def test_a_planner_clicks_through_the_app_and_nothing_leaves_the_machine(visit: Visit, runs: Path) -> None:
    page = visit.page
    page.goto(f"{visit.base}/?study={quote(str(visit.study))}")
    page.get_by_role("heading", name="小湾市：指标总览").wait_for()
    page.get_by_text("41.6 → 91.6 %").wait_for()
    assert visit.picture().std() > 10

    page.get_by_role("link", name="地图").click()
    chart = page.get_by_test_id("stDeckGlJsonChart")
    until(lambda: share(visit.picture(chart), LAND) > 0.05)
    drawn = visit.picture(chart)
    assert share(drawn, WATER) > 0.05
    assert share(drawn, (63, 143, 191), 40) > 0.0001  # villages that are well served
    assert share(drawn, (74, 18, 8), 40) > 0.00002  # the cross of the one that nobody can serve

    points = gpd.read_file(runs / "out" / "smallbay" / "balanced" / "plan.gpkg", layer="villages")
    x, y = pixel(chart.bounding_box(), points, ISLAND)
    page.mouse.move(x, y)
    page.get_by_text(HOSTILE).first.wait_for()
    assert page.locator("img[src*='fetched.invalid']").count() == 0
    page.mouse.click(x, y)
    page.get_by_text("所选村（社区）").nth(0).wait_for()
    until(lambda: ISLAND in page.url)

    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="Small Bay: map").wait_for()
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("heading", name="Small Bay: comparison").wait_for()
    page.get_by_role("link", name="Lists").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save (").first.click()
    workbook = Path(waiting.value.path())
    assert workbook.read_bytes()[:2] == b"PK"

    page.reload()
    page.get_by_role("heading", name="Small Bay: lists to download").wait_for()
    page.get_by_role("link", name="Data").click()
    page.get_by_role("button", name="Check all data").click()
    page.get_by_text("No faults.").wait_for()
    assert page.title() != "run"
    assert visit.hosts == {"127.0.0.1"}
