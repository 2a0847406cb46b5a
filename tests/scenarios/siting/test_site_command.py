"""The command `site`: what it prints and writes, and one clear report for a mistake of the user."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from shapely.geometry import shape

from scenarios.run_monitor import RunMonitor
from scenarios.siting.monitor import StoppableMonitor
from tests.scenarios.siting.sited_study import TERMINALS, TEXT
from tests.scenarios.small_study import FREE, ISLAND, OFF_THE_ROAD, evenreach, write_study


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("command") / "study", TEXT)


@pytest.fixture(scope="module")
def written(place: Path) -> dict[str, Any]:
    """What the command has written, once for all that look at it."""
    folder = place.parent / "files"
    files = {"xlsx": folder / "a.xlsx", "json": folder / "a.json", "geojson": folder / "a.geojson"}
    options = [word for name, file in files.items() for word in (f"--{name}", str(file))]
    code, said, wrong = site(place, *options)
    assert (code, wrong) == (0, "")
    return {"said": said, **files, "record": json.loads(files["json"].read_text(encoding="utf-8"))}


def site(place: Path, *arguments: str, lang: str = "en") -> tuple[int, str, str]:
    """Exit code, output and report."""
    done = evenreach("site", str(place), *arguments, "--seconds", "10", "--lang", lang, "-q")
    return done.exit_code, done.stdout, done.stderr


def test_each_task_is_printed_from_its_points_to_its_proof(written: dict[str, Any]) -> None:
    said = written["said"]
    for words in ("Terminals – Self-service terminal", "Desks – Remote-notary desk", "New points", "松前村",
                  "Villages within 15 min (rural), 8 min (urban)", "Kolm–Pollak", "Proven best", "临海开发区",
                  "out where all have to be reached (2): 河北村 (西河镇, 西河县), 海岛村"):  # fmt: skip
        assert words in said, words


def test_in_chinese_nothing_is_left_in_english(place: Path) -> None:
    code, said, _ = site(place, lang="zh")
    assert code == 0
    for words in (
        "自助终端——自助终端",
        "新设站点",
        "前后对比",
        "覆盖最多",
        "已证最优",
        "农村 15 分钟、城镇 8 分钟内",
    ):
        assert words in said, words
    assert "min" not in said
    assert "within" not in said


def test_the_data_have_everything_by_id_and_in_both_languages(written: dict[str, Any]) -> None:
    record = written["record"]
    first, second = record["tasks"]
    assert (record["scenario"], first["name"]) == ("balanced", {"zh": "自助终端", "en": "Terminals"})
    assert [each["change"] for each in first["sites"]] == ["new", "new", "counted"]
    assert first["new"] == 2
    assert first["yuan"] == 80_000
    assert first["after"]["within"][0]["weight"] > first["before"]["within"][0]["weight"]
    assert sum(each["villages"] for each in first["sites"]) == len(first["services"])
    assert {each["village_code"] for each in second["beyond"]} == {OFF_THE_ROAD, ISLAND}
    assert second["certificates"][0]["status"] == "optimal"


def test_the_workbook_has_a_sheet_for_each_question(written: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(written["xlsx"])
    assert book.sheetnames == ["Points", "Who goes where", "Rules", "Before and after", "Counties",
                               "Certificates", "Not reached", "Notes"]  # fmt: skip
    record = written["record"]
    assert book["Points"].max_row == 1 + sum(len(task["sites"]) for task in record["tasks"])
    assert book["Who goes where"].max_row == 1 + sum(len(task["services"]) for task in record["tasks"])


def rows_of(written: dict[str, Any], sheet: str) -> list[dict[str, Any]]:
    """Rows of a sheet by the titles of its columns."""
    titles, *rows = openpyxl.load_workbook(written["xlsx"])[sheet].iter_rows(values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]


def test_coordinates_in_the_workbook_are_numbers_and_codes_stand_beside_names(
    written: dict[str, Any],
) -> None:
    first = next(row for row in rows_of(written, "Points") if row["Place code"] == "371001101200")
    assert (first["Longitude (CGCS2000)"], first["Latitude (CGCS2000)"]) == (122.15, 37.25)
    cell = openpyxl.load_workbook(written["xlsx"])["Points"]["H2"]
    assert (cell.data_type, cell.number_format) == ("n", "#,##0.000000")
    station = next(row for row in rows_of(written, "Points") if row["Place code"] == "S01")
    assert (station["In the same house"], station["Name of that house"]) == ("J01", "松岭司法所")
    services = rows_of(written, "Who goes where")
    names = {row["Place code"]: row["Name"] for row in rows_of(written, "Points")}
    assert {row["Place code"]: row["Name of the place"] for row in services}.items() <= names.items()


def test_figures_in_the_workbook_are_numbers_with_their_units(written: dict[str, Any]) -> None:
    """What is told before and after, and what is proven, can be counted on with."""
    limits = {row["Task"]: row["Reached means"] for row in rows_of(written, "Counties")}
    assert next(iter(limits.values())) == "within 15 min (rural), 8 min (urban)"
    task = written["record"]["tasks"][0]
    mine = [row for row in rows_of(written, "Before and after") if row["Task"].startswith("Terminals")]
    mean = next(row for row in mine if row["Figure"] == "Mean way")
    assert (mean["Today"], mean["Planned"]) == (
        round(task["before"]["mean"], 1),
        round(task["after"]["mean"], 1),
    )
    assert mean["Unit"] == "min"
    assert all(isinstance(row["Planned"], int | float) for row in mine)
    proof = rows_of(written, "Certificates")[0]
    assert proof["Objective"] == pytest.approx(task["certificates"][0]["objective"])
    assert proof["Gap"] == pytest.approx(100.0 * task["certificates"][0]["gap"])
    assert {row["Units"] for row in rows_of(written, "Counties")[:2]} == {"ways in min; weight: Residents"}


def test_the_workbook_lists_rules_and_villages_left_out(written: dict[str, Any]) -> None:
    """Of the terminals seven villages have a point, but farther than it counts; two have none at all."""
    rules = rows_of(written, "Rules")
    assert [row["Rule"] for row in rules] == [
        "Number of new points", "New points in 西河县", "Remote places first", "Number of new points",
        "Gap between country and town",
    ]  # fmt: skip
    assert {row["Kept"] for row in rules} == {"yes"}
    left = rows_of(written, "Not reached")
    terminals = [row for row in left if row["Task"].startswith("Terminals")]
    nobody = {row["Village code"] for row in terminals if row["Why"] == "no point serves it in the plan"}
    assert nobody == {OFF_THE_ROAD, ISLAND}
    far = [row for row in terminals if row["Why"] == "its point is farther than the aim counts"]
    reached = written["record"]["tasks"][0]["after"]["within"][0]["villages"]
    assert len(far) == len(terminals) - 2 == 12 - reached - 2
    assert all(row["Way"] > 8 for row in far)
    desks = [row for row in left if row["Task"].startswith("Desks")]
    assert {row["Why"] for row in desks} == {"no place that may have a point is near enough"}


def test_the_map_file_has_an_area_for_each_point_that_serves(written: dict[str, Any]) -> None:
    """Its villages lie in it, those of other points do not; rings run as RFC 7946 has them."""
    found = json.loads(written["geojson"].read_text(encoding="utf-8"))["features"]
    areas = [each for each in found if each["properties"]["kind"] == "catchment"]
    served = {(each["properties"]["task"], each["properties"]["site"]) for each in found
              if each["properties"]["kind"] == "village"}  # fmt: skip
    assert {(each["properties"]["task"], each["properties"]["site"]) for each in areas} == served
    names = {each["properties"]["site"]: each["properties"]["name"] for each in found
             if each["properties"]["kind"] == "site"}  # fmt: skip
    for area in areas:
        about, polygons = area["properties"], shape(area["geometry"])
        assert area["geometry"]["type"] in ("Polygon", "MultiPolygon")
        assert polygons.is_valid
        assert all(part.exterior.is_ccw for part in getattr(polygons, "geoms", [polygons]))
        assert about["name"] == names[about["site"]]
        for each in found:
            if (each["properties"]["kind"], each["properties"]["task"]) == ("village", about["task"]):
                mine = each["properties"]["site"] == about["site"]
                assert polygons.buffer(1e-6).contains(shape(each["geometry"])) == mine


def test_the_map_file_is_geojson_and_says_its_coordinates(written: dict[str, Any]) -> None:
    found = json.loads(written["geojson"].read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found, "RFC 7946 has no such member: readers would take another system for it"
    assert "CGCS2000 (EPSG:4490)" in found["note"]
    assert "coordinates" not in found
    kinds = [each["properties"]["kind"] for each in found["features"]]
    record = written["record"]
    assert kinds.count("village") == sum(len(task["services"]) for task in record["tasks"])
    assert kinds.count("beyond") == 2
    served = [{row["village_code"] for row in task["services"]} for task in record["tasks"]]
    left = [{row["village_code"] for row in task["left_out"]} for task in record["tasks"]]
    assert kinds.count("beyond") + kinds.count("unserved") == sum(
        len(out - mine) for out, mine in zip(left, served, strict=True)
    )
    assert all("weight" in each["properties"] for each in found["features"]
               if each["properties"]["kind"] in ("village", "beyond", "unserved"))  # fmt: skip
    forced = next(each for each in found["features"] if each["properties"].get("site") == "371001101200")
    assert forced["geometry"] == {"type": "Point", "coordinates": [122.15, 37.25]}


def test_one_task_and_another_number_can_be_asked_for(place: Path) -> None:
    code, said, _ = site(place, "--task", "terminals", "--number", "1")
    assert code == 2, "a point is forced in one county and another asked for by the other: it is two in all"
    code, said, _ = site(place, "balanced", "--task", "terminals", "--number", "3")
    assert (code, "New: 3" in said, "Desks" in said) == (0, True, False)
    code, said, _ = site(place, "--task", "desks")
    assert (code, "Terminals – " in said, "Desks – " in said) == (0, False, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--task", "terminal"), "no task terminal; did you mean terminals? There are: terminals, desks"),
        (("--number", "3"), "Add --task with one of: terminals, desks"),
        (("--task", "terminals", "--number", "0"), "--number is 0, but 1 points are forced"),
        (("--xlsx", "a.csv"), "a.csv: the plan is written as .xlsx"),
        (("--json", "a.xlsx"), "a.xlsx: the data of the plan are written as .json"),
        (("--geojson", "a.shp"), "a.shp: sites and villages are written as .geojson"),
        (("nowhere",), "nowhere"),
    ],
)
def test_a_mistake_is_told_before_anything_is_computed(
    place: Path, arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenarios.siting.answer.plan_sites", lambda *parts, **named: pytest.fail("computed"))
    code, said, wrong = site(place, *arguments)
    assert (code, said) == (2, "")
    assert words in wrong


def test_a_scenario_that_opens_nothing_is_told_what_is_lacking(tmp_path: Path) -> None:
    code, said, wrong = site(write_study(tmp_path / "study", FREE))
    assert (code, said) == (2, "")
    assert "no section siting" in wrong


def test_a_scenario_without_tasks_is_told_with_those_that_have_some(tmp_path: Path) -> None:
    """The tasks stand in one scenario; another one is asked for."""
    tasks = "    set:\n      - " + TERMINALS.replace("\n", "\n        ").rstrip() + "\n"
    head = "  balanced:\n    name: {zh: 均衡, en: Balanced}\n"
    whole = TEXT.replace(TERMINALS, "").replace(head, head + tasks)
    place = write_study(tmp_path / "study", whole)
    code, said, wrong = site(place, "today")
    assert (code, said) == (2, "")
    assert "Scenario today opens no service points" in wrong
    assert "These scenarios of the study do: balanced, fewest-changes, cross-county, hire." in wrong
    assert "均衡" not in wrong
    assert "情景 today 不新设服务站点" in site(place, "today", lang="zh")[2]
    assert site(place, "balanced")[0] == 0


@pytest.mark.parametrize(
    ("name", "aim"),
    [("pmedian", "travel"), ("p-median", "travel"), ("P_Center", "farthest"), ("MCLP", "reach"),
     ("lscp", "cover"), ("dispersion", "apart"), ("cflp", "cost"), ("kolm-pollak", "even_travel"),
     ("2SFCA", "access"), ("backup", "reach"), ("leximin", "worst_access"),
     ("gradual cover", "gradual_reach"), ("travle", "travel")],
)  # fmt: skip
def test_a_name_of_the_literature_is_refused_with_its_aim(tmp_path: Path, name: str, aim: str) -> None:
    whole = TEXT.replace("objective: {aim: travel}", f"objective: {{aim: {name}}}")
    code, said, wrong = site(write_study(tmp_path / "study", whole))
    assert (code, said) == (2, "")
    assert f"Did you mean {aim}?" in wrong


def test_ctrl_c_asks_for_the_best_plan_at_once_heard_and_a_second_one_ends_it(
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), StoppableMonitor(RunMonitor(), "正在停止") as monitor:
        assert not monitor.cancelled()
        os.kill(os.getpid(), signal.SIGINT)
        assert monitor.cancelled()
        assert capfd.readouterr().err == "\n正在停止\n"
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
