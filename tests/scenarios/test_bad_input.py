"""Bad input: one clear report in either language, exit 2, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.scenarios.small_study import FREE, changed_table, evenreach, process, write_study
from tests.scenarios.study_text import line_of
from tests.small_city import small_tables

TYPO = FREE.replace("    need: 1", "    neeed: 1")
CYCLE = FREE.replace("  balanced:\n", "  balanced:\n    extends: hire\n")


@dataclass(frozen=True)
class Case:
    """What is wrong, and what the report has to say about it.

    Attributes
    ----------
    breaks : callable
        Writes the study with its fault into a folder.
    place : str
        ``file:row: column`` as the report names it.
    found : str
        Value in the report; blank when there is none.
    english, chinese : tuple of str
        Part of what is expected, and part of the fix.
    """

    breaks: Callable[[Path], object]
    place: str
    found: str
    english: tuple[str, str]
    chinese: tuple[str, str]


def table(name: str, *cells: tuple[int, str, str]) -> Callable[[Path], object]:
    return lambda folder: write_study(folder, tables=changed_table(name, *cells))


def study(text: str) -> Callable[[Path], object]:
    return lambda folder: write_study(folder, text)


def without_column(folder: Path) -> None:
    write_study(folder, tables={"counsel": small_tables()["counsel"].drop(columns="hours_year")})


def undecodable(folder: Path) -> None:
    """Bytes that are neither UTF-8 nor GB18030, in the third row."""
    write_study(folder)
    path = folder / "roster.csv"
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2] + b"\xff\xff"
    path.write_bytes(b"\n".join(lines))


def empty_table(folder: Path) -> None:
    write_study(folder, tables={"offices": small_tables()["offices"].iloc[:0]})


def cut_off(folder: Path) -> None:
    """Without the road from N05 to N03 the second county hangs in the air."""
    edges = small_tables()["road_edges"]
    write_study(folder, tables={"road_edges": edges[edges["to_node"] != "N03"]})


def unknown_person(folder: Path) -> None:
    write_study(folder, tables=changed_table("roster", (2, "person_id", "P77")))


CASES = {
    "missing column": Case(
        without_column,
        "counsel.csv:1: hours_year",
        "",
        ("a column of this name, or one of: 年服务时长", "Add the column"),
        ("此列，或其别名之一：年服务时长", "请补上此列"),
    ),
    "duplicate code": Case(
        table("villages", (2, "village_code", "371001001001")),
        "villages.csv:4: village_code",
        "371001001001",
        ("each key once; row 2 has it already", "Delete one of the two rows"),
        ("第 2 行已有", "删除其中一行"),
    ),
    "village outside its county": Case(
        table("villages", (7, "lon", "122.10")),
        "villages.csv:9: lon, lat",
        "122.10, 37.21",
        ("a place inside county 371002", "Correct the coordinates or the county code"),
        ("位于 371002 县界之内", "请改正坐标或县编码"),
    ),
    "swapped lat and lon": Case(
        table("villages", (0, "lon", "37.20"), (0, "lat", "122.05")),
        "villages.csv:2: lon, lat",
        "37.20, 122.05",
        ("the two look swapped", "Swap the two columns"),
        ("疑似互换", "请互换两列"),
    ),
    "undecodable text": Case(
        undecodable,
        "roster.csv:3",
        "",
        ("text in utf-8-sig, gb18030", "Save the file as UTF-8"),
        ("utf-8-sig, gb18030 编码的文本", "另存为 UTF-8"),
    ),
    "unknown occupation": Case(
        table("counsel", (1, "occupation", "dentist")),
        "counsel.csv:3: occupation",
        "dentist",
        ("one of: gls_worker, lawyer", "Use one of these values"),
        ("取值之一：gls_worker, lawyer", "请改用上述取值"),
    ),
    "negative hours": Case(
        table("counsel", (0, "hours_year", "-5")),
        "counsel.csv:2: hours_year",
        "-5",
        ("0 or more", "Correct the sign"),
        ("不小于 0", "请改正负号"),
    ),
    "cut-off road": Case(
        cut_off,
        "road_nodes.csv:4: node_id",
        "N03",
        ("cut off are 2 nodes, 2 of them settlements", "Add the missing road or ferry"),
        ("2 个节点（含 2 个居民点）断开", "补上缺失的道路或轮渡"),
    ),
    "typo in the YAML": Case(
        study(TYPO),
        f"study.yaml:{line_of(TYPO, 'neeed')}: roles.counsel.neeed",
        "neeed",
        ("one of: need, hours", "Did you mean need?"),
        ("键之一：need, hours", "是否指 need？"),
    ),
    "cyclic scenario": Case(
        study(CYCLE),
        f"study.yaml:{line_of(CYCLE, 'extends: hire')}: scenarios.balanced.extends",
        "hire",
        ("balanced → hire → balanced", "Delete one of these extends"),
        ("balanced → hire → balanced", "请删除其中一个 extends"),
    ),
    "empty table": Case(
        empty_table,
        "offices.csv",
        "",
        ("at least one record below the header", "Fill the table"),
        ("表头下至少有一条记录", "请填写数据"),
    ),
    "roster naming an unknown person": Case(
        unknown_person,
        "roster.csv:4: person_id",
        "P77",
        ("a code that stands in counsel.csv, column person_id", "Correct the code"),
        ("counsel.csv 的“person_id”列中存在的编码", "改正编码"),
    ),
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_reported(report: str, case: Case, lang: str) -> None:
    """One block that begins with the place, and names value, what is expected and how to fix it."""
    blocks = report.split("\n")
    assert blocks.count(case.place) == 1, report
    block = "\n".join(blocks[blocks.index(case.place) : blocks.index(case.place) + 4])
    for words in (case.found, *(case.english if lang == "en" else case.chinese)):
        assert words in block, f"{words!r} is not in\n{block}"
    assert "{" not in report
    assert "Traceback" not in report


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_reported_with_its_place_and_remedy(place: Path, name: str, lang: str) -> None:
    case = CASES[name]
    case.breaks(place / "study")
    before = files_below(place)
    for command in (("run", "study", "--all", "--quiet"), ("validate", "study")):
        result = evenreach(*command, "--lang", lang)
        assert (result.exit_code, result.stdout) == (2, "")
        assert_reported(result.stderr, case, lang)
        assert result.stderr.startswith("1 fault(s) found" if lang == "en" else "发现 1 处问题")
    assert files_below(place) == before


def test_the_sound_study_is_accepted(place: Path) -> None:
    """What every case above breaks in one place."""
    write_study(place / "study")
    assert evenreach("validate", "study").exit_code == 0


def test_the_program_as_a_process_ends_with_2_and_writes_nothing(place: Path) -> None:
    """As the command inside this process does above, for every case."""
    case = CASES["cut-off road"]
    case.breaks(place / "study")
    before = files_below(place)
    done = process("run", "study", "--all", "--quiet", "--lang", "zh", cwd=place)
    assert (done.returncode, done.stdout) == (2, "")
    assert_reported(done.stderr, case, "zh")
    assert files_below(place) == before


def many_faults(folder: Path) -> None:
    """Seven faults in five files, two of them in one row."""
    tables = {
        **changed_table("counsel", (0, "hours_year", "-5"), (0, "most_villages", "many")),
        **changed_table("villages", (2, "village_code", "371001001001"), (3, "area", "suburb")),
        **changed_table("roster", (2, "person_id", "P77")),
        **changed_table("townships", (0, "kind", "hamlet")),
    }
    edges = small_tables()["road_edges"]
    tables["road_edges"] = edges[edges["to_node"] != "N03"]
    write_study(folder, tables=tables)


def test_faults_of_several_files_are_reported_together_and_once(place: Path) -> None:
    many_faults(place / "study")
    report = evenreach("run", "study", "--all", "--quiet", "--lang", "en").stderr
    lines = report.split("\n")
    expected = [
        "counsel.csv:2: hours_year",
        "counsel.csv:2: most_villages",
        "road_nodes.csv:4: node_id",
        "roster.csv:4: person_id",
        "townships.csv:2: kind",
        "villages.csv:4: village_code",
        "villages.csv:5: area",
    ]
    assert lines[0] == "7 fault(s) found; nothing was written"
    assert sorted(line for line in lines[1:] if line and not line.startswith(" ")) == expected


def test_an_earlier_output_stays_when_the_input_has_become_bad(place: Path) -> None:
    write_study(place / "study")
    assert evenreach("run", "study", "balanced", "--quiet").exit_code == 0
    before = files_below(place / "out")
    text = (place / "study" / "roster.csv").read_text(encoding="utf-8-sig")
    (place / "study" / "roster.csv").write_text(text.replace("P04", "P77"), encoding="utf-8")
    assert evenreach("run", "study", "balanced", "--quiet").exit_code == 2
    assert files_below(place / "out") == before


def test_a_fault_in_one_scenario_stops_them_all_before_the_first_is_written(place: Path) -> None:
    write_study(place / "study", FREE.replace("{hire.number: 40}", "{hire.number: -1}"))
    result = evenreach("run", "study", "today", "--quiet")
    assert result.exit_code == 2
    assert "hire.number (in scenario hire)" in result.stderr
    assert not (place / "out").exists()


def test_a_table_that_is_not_there_and_one_in_another_format_are_reported(place: Path) -> None:
    write_study(place / "study", FREE.replace("path: roster.csv", "path: roster.doc"))
    (place / "study" / "counsel.csv").unlink()
    report = evenreach("run", "study", "balanced", "--quiet", "--lang", "en").stderr
    assert "counsel.csv\n    Expected: a file of this name" in report
    assert "roster.doc\n    Expected: a file that ends in .csv, .gpkg, .xlsx" in report


def test_a_column_in_which_everything_is_wrong_does_not_fill_the_screen(place: Path) -> None:
    """Fifty rows are listed, the others counted."""
    counsel = pd.concat([small_tables()["counsel"]] * 30, ignore_index=True)
    counsel["person_id"] = [f"P{number:03d}" for number in range(len(counsel))]
    counsel["hours_year"] = "-1"
    write_study(place / "study", tables={"counsel": counsel})
    report = evenreach("validate", "study", "--lang", "en").stderr
    assert report.count(": hours_year\n") == 50
    assert "100 more of the kind negative" in report
