"""map.html: self-contained, safe with any name, and drawn in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from scenarios import map_page
from scenarios.map_page import write_map
from scenarios.messages import catalogue
from tests.scenarios.hand_city import SOUTH, HandCity, city, hired, pairs, renamed, stored, village

ASSIGNED = pairs(
    (village(1), "P1", 10.0, 20.0),
    (village(2), "P2", 40.0, 80.0),
    (village(3), "P2", 70.0, 140.0),
    (village(1, SOUTH), "P3", None, None),
)
EVIL = "</script><img src=x onerror=alert(1)>&<!--\u2028'\"`${1}"
PAGE = Path(map_page.__file__).parent / "page"


class Elements(HTMLParser):
    """Every element with its attributes, and the text of every script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts.append(data)
        if self.inside == "style":
            self.styles.append(data)


def page(tmp_path: Path, *, place: HandCity | None = None, lang: str = "zh", **options: Any) -> Path:
    place = city() if place is None else place
    run = stored(tmp_path, options.pop("assigned", ASSIGNED), place=place, **options)
    return write_map(run, tmp_path, city=place, lang=lang)  # type: ignore[arg-type]


def contents(path: Path) -> dict[str, Any]:
    return dict(json.loads(Elements(path.read_text(encoding="utf-8")).scripts[0]))


def test_no_element_of_the_page_can_ask_the_network(tmp_path: Path) -> None:
    text = page(tmp_path).read_text(encoding="utf-8")
    loading = {"src", "href", "srcset", "action", "data", "poster", "background", "ping"}
    tags = Elements(text).tags
    assert [(tag, attrs) for tag, attrs in tags if loading & attrs.keys()] == []
    assert {"link", "iframe", "img", "object", "embed"} & {tag for tag, _ in tags} == set()
    assert re.findall(r"https?:|url\(|@import|fetch\(|XMLHttpRequest|WebSocket|sendBeacon", text) == []


def test_the_policy_forbids_everything_but_this_very_script_and_style(tmp_path: Path) -> None:
    found = Elements(page(tmp_path).read_text(encoding="utf-8"))
    policy = next(
        attrs["content"] for _, attrs in found.tags if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    hashes = [
        "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in (found.scripts[1], "".join(found.styles))
    ]
    assert policy == (
        f"default-src 'none'; script-src '{hashes[0]}'; style-src '{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "style" not in {name for _, attrs in found.tags for name in attrs}


@pytest.mark.parametrize("place", [None, renamed(city(), EVIL)], ids=["plain names", "evil names"])
def test_names_never_become_markup(tmp_path: Path, place: HandCity | None) -> None:
    plain = [tag for tag, _ in Elements(page(tmp_path).read_text(encoding="utf-8")).tags]
    path = page(tmp_path, place=place)
    assert [tag for tag, _ in Elements(path.read_text(encoding="utf-8")).tags] == plain
    assert contents(path)["villages"][0][1] == ("北村1" if place is None else EVIL)


def test_contents_by_hand(tmp_path: Path) -> None:
    data = contents(page(tmp_path))
    assert data["title"] == {"zh": "手工市 · 均衡", "en": "Hand City · Balanced"}
    assert (data["date"], data["lang"], data["verified"]) == ("2026-03-04", "zh", True)
    assert (data["origin"], data["extent"]) == ([122.0, 37.0], [0.5, 0.6])
    assert data["villages"][0] == [village(1), "北村1", 0, 0, "urban", 10_000, 45_000]
    assert data["places"] == [["北方律师事务所", 12_000, 46_000], ["南山法律服务所", 18_000, 14_000]]
    assert data["people"][1] == ["乙二", "lawyer", 0, 0]
    # village, person, minutes, hours, status (ok, few_hours, long_drive, vacant), change, earlier counsel
    assert data["rows"][1] == [1, 1, 40.0, 45.1, 1, 1, "甲一"]
    assert data["rows"][3][:5] == [3, 2, None, 0.0, 2]
    assert data["rows"][4] == [4, -1, None, 0.0, 3, 4, ""]
    assert [county["name"] for county in data["counties"]] == ["北区", "南县"]
    ring = data["counties"][1]["rings"][0]
    corners = [(sum(ring[0 : i + 1 : 2]), sum(ring[1 : i + 2 : 2])) for i in range(0, len(ring), 2)]
    assert set(corners) == {(0, 0), (50_000, 0), (50_000, 30_000), (0, 30_000)}


def test_a_zone_without_a_polygon_is_on_the_page_all_the_same(tmp_path: Path) -> None:
    place = city()
    object.__setattr__(place, "outlines", place.outlines.iloc[:1])
    data = contents(page(tmp_path, place=place))
    assert [(len(county["rings"]), county["villages"]) for county in data["counties"]] == [(1, 3), (0, 3)]
    assert data["counties"][1]["label"] is not None


def test_need_for_more_is_left_open_where_nobody_computed_it(tmp_path: Path) -> None:
    assert [county["more"] for county in contents(page(tmp_path))["counties"]] == [None, None]
    run = stored(tmp_path, ASSIGNED)
    run.metrics["repair"]["status"] = "optimal"
    path = write_map(run, tmp_path, city=city())  # type: ignore[arg-type]
    assert [county["more"] for county in contents(path)["counties"]] == [0, 0]


def test_the_script_says_only_what_the_page_was_given_in_both_languages(tmp_path: Path) -> None:
    script = (PAGE / "map.js").read_text(encoding="utf-8")
    said = set(re.findall(r'"(map\.[a-z_]+)"', script))
    assert said == set(map_page._PAGE_TEXTS)
    data = contents(page(tmp_path))
    for lang in ("zh", "en"):
        assert {key: data["text"][lang][key] for key in said} == {key: catalogue(lang)[key] for key in said}


def test_shares_and_targets_come_ready_to_print_and_never_look_better_than_they_are(tmp_path: Path) -> None:
    """The page itself rounds nothing: 99.96 % is neither 100 nor, in a target, reached."""
    run = stored(tmp_path, ASSIGNED)
    run.metrics["coverage_nominal"] = run.metrics["by_county"][0]["effective"] = 99.96
    run.metrics["targets"].append(
        {
            "code": "R01", "name": {"zh": "服务村数", "en": "Villages each"}, "measure": "load.mean",
            "op": "<=", "value": 2.0, "unit": "村/人", "attribute": "norm", "before": None, "after": 2.04,
            "met_before": None, "met_after": False, "missed_by": 0.04,
        }
    )  # fmt: skip
    data = contents(write_map(run, tmp_path, city=city()))  # type: ignore[arg-type]
    assert data["cards"][0] == {"key": "measure.coverage_nominal", "figure": "99.9", "unit": "unit.percent"}
    assert data["counties"][0]["effective"] == "99.9"
    assert data["targets"][0] == {
        "name": {"zh": "服务村数", "en": "Villages each"}, "code": "R01", "before": "–", "after": "2.04",
        "wanted": {"zh": "≤ 2 村／人", "en": "≤ 2 villages each"}, "met": False,
    }  # fmt: skip


def test_villages_that_nobody_could_serve_are_told_apart(tmp_path: Path) -> None:
    assert contents(page(tmp_path))["unreachable"] == []
    run = stored(tmp_path, ASSIGNED)
    run.metrics["repair"]["unreachable"] = [village(2, SOUTH)]
    data = contents(write_map(run, tmp_path, city=city()))  # type: ignore[arg-type]
    assert [data["villages"][place][0] for place in data["unreachable"]] == [village(2, SOUTH)]


def test_a_roster_that_was_only_measured_is_not_called_unverified(tmp_path: Path) -> None:
    assert contents(page(tmp_path))["evaluated"] is False
    assert contents(page(tmp_path, rungs=()))["evaluated"] is True


def test_hired_counsel_are_marked(tmp_path: Path) -> None:
    new = hired(("H1", "新聘一", "", "gls_worker", f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, ""))
    data = contents(page(tmp_path, assigned=pairs((village(2, SOUTH), "H1", 5.0, 10.0)), extra=new))
    assert data["people"] == [["新聘一", "gls_worker", 0, 1]]
    assert data["places"][0][0] == "南山镇"


def test_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    assert page(tmp_path).read_bytes() == page(tmp_path).read_bytes()


# --- in a browser ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with playwright.sync_playwright() as driver:
        try:
            chromium = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except playwright.Error:
            pytest.skip("no Chromium on this machine")
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Open a page of the hand city; whatever it asked for, said or complained of is in its lists."""

    def show(path: Path) -> Any:
        sheet = browser.new_page(viewport={"width": 1200, "height": 800})
        sheet.asked, sheet.complaints = [], []
        sheet.on("request", lambda request: sheet.asked.append(request.url))
        sheet.on("console", lambda message: sheet.complaints.append(message.text))
        sheet.on("pageerror", lambda error: sheet.complaints.append(str(error)))
        sheet.on("dialog", lambda dialog: (sheet.complaints.append(dialog.message), dialog.dismiss()))
        sheet.goto(path.as_uri())
        sheet.wait_for_function("document.querySelectorAll('#legend label').length >= 5")
        sheet.wait_for_timeout(100)
        return sheet

    yield show


def colours(sheet: Any) -> set[tuple[int, ...]]:
    """The colours on the map, coarsely."""
    return {
        tuple(pixel)
        for pixel in sheet.evaluate(
            """() => {
            const c = document.getElementById('map'), seen = new Set();
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            for (let i = 0; i < d.length; i += 4) seen.add([d[i], d[i+1], d[i+2]].join());
            return [...seen].map((s) => s.split(',').map(Number));}"""
        )
    }


@pytest.mark.browser
def test_the_map_is_drawn_without_a_request_or_a_complaint(opened: Any, tmp_path: Path) -> None:
    sheet = opened(page(tmp_path))
    assert [url for url in sheet.asked if not url.startswith("file:")] == []
    assert len(sheet.asked) == 1
    assert sheet.complaints == []
    shown = colours(sheet)
    for status in ((0x3F, 0x8F, 0xBF), (0xB0, 0x57, 0x9A), (0xE0, 0x9A, 0x00), (0xD1, 0x41, 0x0C)):
        assert any(max(abs(a - b) for a, b in zip(status, colour, strict=True)) < 24 for colour in shown)
    assert sheet.inner_text("#cards .card:first-child b") == "66.6"
    counts = sheet.eval_on_selector_all("#legend em", "found => found.map((one) => one.textContent)")
    assert counts == ["2", "2", "1", "1", "2"]


@pytest.mark.browser
def test_evil_names_are_shown_as_they_are_and_do_nothing(opened: Any, tmp_path: Path) -> None:
    sheet = opened(page(tmp_path, place=renamed(city(), EVIL)))
    sheet.fill("#find", "onerror")
    sheet.click("#found button >> nth=0")
    sheet.wait_for_timeout(100)
    assert EVIL in sheet.evaluate("document.querySelector('#tip strong').textContent")
    assert sheet.evaluate("document.querySelectorAll('img').length") == 0
    assert sheet.complaints == []


@pytest.mark.browser
def test_a_village_tells_its_counsel_and_the_language_can_be_switched(opened: Any, tmp_path: Path) -> None:
    sheet = opened(page(tmp_path))
    sheet.fill("#find", "北村2")
    sheet.click("#found button")
    assert sheet.input_value("#county") == "0"
    tip = sheet.inner_text("#tip")
    assert all(words in tip for words in ("北村2", "乙二", "北方律师事务所", "时长不足", "调整", "甲一"))
    sheet.click("#language")
    assert sheet.inner_text("#title") == "Hand City · Balanced"
    assert "Minutes one way" in sheet.inner_text("#tip")
    assert sheet.evaluate("document.documentElement.lang") == "en"


@pytest.mark.browser
def test_choosing_a_county_draws_its_lines_and_shows_its_figures(opened: Any, tmp_path: Path) -> None:
    sheet = opened(page(tmp_path))
    whole = sheet.screenshot(clip={"x": 100, "y": 100, "width": 600, "height": 500})
    sheet.select_option("#county", label="南县")
    sheet.wait_for_timeout(100)
    assert sheet.inner_text("#cards .card:first-child b") == "33.3"
    assert sheet.screenshot(clip={"x": 100, "y": 100, "width": 600, "height": 500}) != whole
    sheet.click("#whole")
    assert sheet.inner_text("#cards .card:first-child b") == "66.6"


@pytest.mark.browser
def test_hovering_a_village_opens_its_card_and_leaving_closes_it(opened: Any, tmp_path: Path) -> None:
    sheet = opened(page(tmp_path))
    x, y = sheet.evaluate("toScreen(villages[0].at)")
    edge = sheet.evaluate("(() => {const r = canvas.getBoundingClientRect(); return [r.left, r.top];})()")
    sheet.mouse.move(edge[0] + x, edge[1] + y)
    assert "北村1" in sheet.inner_text("#tip")
    sheet.mouse.move(edge[0] + 3, edge[1] + 300)
    assert sheet.is_hidden("#tip")


@pytest.mark.browser
def test_a_hidden_status_is_neither_drawn_nor_found(opened: Any, tmp_path: Path) -> None:
    sheet = opened(page(tmp_path))
    sheet.uncheck("#legend label:nth-child(1) input")  # vacant
    sheet.uncheck("#legend label:nth-child(5) input")  # offices
    sheet.wait_for_timeout(100)
    assert not any(
        max(abs(a - b) for a, b in zip((0xD1, 0x41, 0x0C), c, strict=True)) < 24 for c in colours(sheet)
    )


@pytest.mark.browser
def test_villages_that_nobody_could_serve_have_a_sign_and_a_line_of_the_legend(
    opened: Any, tmp_path: Path
) -> None:
    """They are counted apart from other vacant ones, hidden apart, and their card says why."""
    run = stored(tmp_path, ASSIGNED)
    run.metrics["repair"]["unreachable"] = [village(2, SOUTH)]
    sheet = opened(write_map(run, tmp_path, city=city()))  # type: ignore[arg-type]
    assert sheet.complaints == []
    lines = sheet.eval_on_selector_all("#legend label", "found => found.map((one) => one.textContent)")
    assert lines[:2] == ["空缺，无人可服务1", "空缺1"]
    sign = (0x4A, 0x12, 0x08)
    assert any(max(abs(a - b) for a, b in zip(sign, c, strict=True)) < 24 for c in colours(sheet))
    sheet.fill("#find", "南村2")
    sheet.click("#found button")
    assert "空缺，无人可服务" in sheet.inner_text("#tip")
    sheet.uncheck("#legend label:nth-child(1) input")
    sheet.keyboard.press("Escape")
    sheet.wait_for_timeout(100)
    assert not any(max(abs(a - b) for a, b in zip(sign, c, strict=True)) < 24 for c in colours(sheet))
