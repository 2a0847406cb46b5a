"""Reading a whole study: headers, files, one report, what reaches the city."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo import LISTED_PER_CODE, SCHEMAS, TABLES, Fault, TableError, read_city
from tests.geo.broken import faults_of, read, with_cells, with_source
from tests.small_city import OCCUPATIONS, small_tables, write_small_city


def rewrite(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_the_small_city_is_read_whole(tmp_path: Path) -> None:
    """Every table passes its own schema; codes are text, blanks are as documented."""
    city = read(write_small_city(tmp_path))
    for name, spec in TABLES.items():
        frame = city.table(name)
        assert len(frame) == len(small_tables()[name])
        assert list(frame.index) == list(range(len(frame)))
        SCHEMAS[name].validate(frame[list(spec.names)])
    assert city.counsel["phone"].tolist() == ["", "13800000002", "", "", ""]
    assert city.road_edges["minutes"].isna().all()
    assert city.service_points["county_code"].iloc[0] == ""
    assert city.counsel["hours_year"].iloc[1] == 320.5


def test_optional_tables_may_be_absent(tmp_path: Path) -> None:
    """Then they are empty, with their columns."""
    sources = write_small_city(tmp_path)
    city = read({name: source for name, source in sources.items() if name != "mediators"})
    assert city.mediators.empty
    assert list(city.mediators.columns) == list(TABLES["mediators"].names)
    assert "mediators" not in city.tables
    with pytest.raises(KeyError):
        city.table("mediator")


@pytest.mark.parametrize(
    "table",
    [
        "counties",
        "townships",
        "villages",
        "offices",
        "counsel",
        "roster",
        "road_nodes",
        "road_edges",
        "outlines",
    ],
)
def test_a_required_table_that_is_not_declared_is_the_only_fault(tmp_path: Path, table: str) -> None:
    """Tables that refer to it are not blamed."""
    sources = write_small_city(tmp_path)
    rest = {name: source for name, source in sources.items() if name != table}
    assert faults_of(rest) == (Fault(table, None, None, None, "missing_table"),)


def test_an_unknown_table_is_a_fault(tmp_path: Path) -> None:
    """A misspelt optional table would otherwise be missed silently."""
    sources = write_small_city(tmp_path)
    faults = faults_of({**sources, "mediator": sources["mediators"]})
    assert faults == (Fault("mediator", None, None, None, "unknown_table"),)


@pytest.mark.parametrize("table", ["villages", "counsel", "outlines", "grids"])
def test_a_file_that_is_not_there_is_the_only_fault(tmp_path: Path, table: str) -> None:
    """Optional or not: it was declared."""
    sources = write_small_city(tmp_path)
    sources[table].path.unlink()
    assert faults_of(sources) == (Fault(sources[table].name, None, None, None, "missing_file"),)


def test_a_folder_in_place_of_a_file_is_a_missing_file(tmp_path: Path) -> None:
    """Not a traceback."""
    (tmp_path / "d.csv").mkdir()
    sources = with_source(write_small_city(tmp_path), "roster", path=tmp_path / "d.csv")
    assert [fault.code for fault in faults_of(sources)] == ["missing_file"]


def test_an_unknown_ending_is_a_fault_that_names_the_known_ones(tmp_path: Path) -> None:
    """An old .xls is not read; case of the ending does not matter."""
    sources = write_small_city(tmp_path)
    upper = sources["roster"].path.rename(tmp_path / "R.CSV")
    assert faults_of(with_source(sources, "roster", path=upper)) == ()
    (fault,) = faults_of(with_source(sources, "roster", path=upper.rename(tmp_path / "r.xls")))
    assert (fault.code, fault.params) == ("unsupported_format", (("allowed", ".csv, .gpkg, .xlsx"),))


@pytest.mark.parametrize("text", ["", "\n\n", "role,unit_code,person_id\n", "role,unit_code,person_id\n,,\n"])
def test_an_empty_table_is_one_fault(tmp_path: Path, text: str) -> None:
    """Nothing, blank lines, a header alone, blank rows."""
    sources = write_small_city(tmp_path)
    rewrite(sources["roster"].path, text)
    (fault,) = faults_of(sources)
    assert (fault.file, fault.code) == ("roster.csv", "empty_table")


def test_undecodable_text_is_one_fault(tmp_path: Path) -> None:
    """The same bytes without the broken one pass."""
    sources = write_small_city(tmp_path)
    sound = sources["roster"].path.read_bytes()
    sources["roster"].path.write_bytes(sound + b"counsel,37\xff")
    (fault,) = faults_of(sources)
    assert (fault.file, fault.row, fault.code) == ("roster.csv", 7, "undecodable")


def test_a_missing_column_names_the_headers_that_would_do(tmp_path: Path) -> None:
    """And the header in the file that comes nearest, if any."""
    sources = write_small_city(tmp_path)
    path = sources["villages"].path
    table = pd.read_csv(path, dtype=str)
    table.rename(columns={"village_code": "村编马"}).to_csv(path, index=False)
    (fault,) = [fault for fault in faults_of(sources) if fault.file == "villages.csv"]
    assert (fault.row, fault.column, fault.code) == (1, "village_code", "missing_column")
    params = dict(fault.params)
    assert params["nearest"] == "村编马"
    assert "村编码" in params["aliases"]


def test_a_missing_column_does_not_blame_the_tables_that_refer_to_it(tmp_path: Path) -> None:
    """The roster names villages whose codes could not be read."""
    sources = write_small_city(tmp_path)
    path = sources["villages"].path
    pd.read_csv(path, dtype=str).drop(columns="village_code").to_csv(path, index=False)
    assert [(fault.file, fault.code) for fault in faults_of(sources)] == [("villages.csv", "missing_column")]


def test_optional_columns_may_be_absent(tmp_path: Path) -> None:
    """Then they are blank."""
    sources = write_small_city(tmp_path)
    for name, column in (("counsel", "phone"), ("roster", "since"), ("road_edges", "minutes")):
        path = sources[name].path
        pd.read_csv(path, dtype=str, keep_default_na=False).drop(columns=column).to_csv(path, index=False)
    city = read(sources)
    assert (city.counsel["phone"] == "").all()
    assert (city.roster["since"] == "").all()
    assert city.road_edges["minutes"].isna().all()


def test_two_headers_of_one_column_are_a_fault(tmp_path: Path) -> None:
    """Which of them counts is not guessed; a header that means nothing is ignored."""
    sources = write_small_city(tmp_path)
    path = sources["counsel"].path
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.assign(备注="x").to_csv(path, index=False)
    assert faults_of(sources) == ()
    table.assign(年服务小时="1").to_csv(path, index=False)
    (fault,) = faults_of(sources)
    assert (fault.row, fault.column, fault.code) == (1, "年服务小时", "ambiguous_column")
    assert fault.params == (("headers", "hours_year, 年服务小时"),)


@pytest.mark.parametrize("which", [0, -1])
def test_every_table_may_have_chinese_headers(tmp_path: Path, which: int) -> None:
    """The first and the last alias of each column, with blanks around them."""
    sources = write_small_city(tmp_path)
    expected = read(sources)
    for name, spec in TABLES.items():
        table = small_tables()[name]
        table.columns = [f" {spec[column].aliases[which]}\u3000" for column in table.columns]
        table.to_csv(sources[name].path, index=False, encoding="gb18030")
    found = read(sources)
    for name in TABLES:
        assert found.table(name).equals(expected.table(name)), name


def test_the_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    """Columns are matched by header, never by position."""
    sources = write_small_city(tmp_path)
    expected = read(sources).villages
    table = pd.read_csv(sources["villages"].path, dtype=str)
    table[list(table.columns[::-1])].to_csv(sources["villages"].path, index=False)
    assert read(sources).villages.equals(expected)


def test_a_fault_names_the_header_of_the_user(tmp_path: Path) -> None:
    """A user who keeps 年服务时长 has never heard of hours_year; a line break in it becomes a blank."""
    sources = write_small_city(tmp_path, with_cells("counsel", (0, "hours_year", "-1")))
    path = sources["counsel"].path
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.rename(columns={"hours_year": "年服务时长\n（小时）"}).to_csv(path, index=False)
    (fault,) = faults_of(sources)
    assert (fault.column, fault.code) == ("年服务时长 （小时）", "negative")


def test_identity_numbers_never_reach_the_city(tmp_path: Path) -> None:
    """Their column means nothing to geo, so it is left behind; phones are kept."""
    sources = write_small_city(tmp_path)
    path = sources["counsel"].path
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.assign(身份证号="371001198001011234").to_csv(path, index=False)
    city = read(sources)
    assert list(city.counsel.columns) == list(TABLES["counsel"].names)
    assert "371001198001011234" not in city.counsel.to_csv()


def test_phone_and_identity_numbers_never_reach_a_report(tmp_path: Path) -> None:
    """Even when columns have slipped by one, or the header is missing."""
    sources = write_small_city(tmp_path)
    path = sources["counsel"].path
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table["phone"] = "13800000002"
    table["hours_year"] = "13900000003"
    table["name"] = ""
    table["sex"] = "37100119800101123X"
    for header in (True, False):
        table.to_csv(path, index=False, header=header)
        with pytest.raises(TableError) as caught:
            read_city(sources, occupations=OCCUPATIONS)
        told = str(caught.value) + repr(caught.value.faults)
        assert "138000" not in told
        assert "139000" not in told
        assert "19800101" not in told


def test_a_swapped_column_gives_a_readable_report(tmp_path: Path) -> None:
    """Thousands of rows are a page of faults and a count."""
    villages = small_tables()["villages"]
    many = pd.concat([villages.iloc[[0]]] * 400, ignore_index=True)
    many["village_code"] = [f"371001001{number:03d}" for number in range(400)]
    many["lon"], many["lat"] = "37.20", "122.05"
    faults = faults_of(write_small_city(tmp_path, {"villages": pd.concat([villages.iloc[3:], many])}))
    swapped = [fault for fault in faults if fault.code == "swapped_lonlat"]
    assert len(swapped) == LISTED_PER_CODE
    counts = [dict(fault.params) for fault in faults if fault.code == "and_more"]
    assert {"code": "swapped_lonlat", "count": "350"} in counts


def test_all_faults_of_all_files_come_in_one_report(tmp_path: Path) -> None:
    """One run, one list: sorted by file, then row."""
    changed = (
        with_cells("villages", (0, "pop_resident", "1,234"), (2, "lon", "1"))
        | with_cells("counsel", (1, "occupation", "chef"), (2, "hours_year", "-2"))
        | with_cells("roster", (2, "person_id", "P99"))
    )
    sources = write_small_city(tmp_path, changed)
    sources["grids"].path.unlink()
    sources = with_source(sources, "offices", crs=None)
    assert [(fault.file, fault.row, fault.code) for fault in faults_of(sources)] == [
        ("counsel.csv", 3, "not_allowed"),
        ("counsel.csv", 4, "negative"),
        ("grids.csv", None, "missing_file"),
        ("offices.csv", None, "missing_crs"),
        ("roster.csv", 4, "unknown_reference"),
        ("villages.csv", 2, "not_a_number"),
        ("villages.csv", 4, "outside_city"),
    ]


def test_a_long_row_is_a_fault(tmp_path: Path) -> None:
    """A comma within a name shifts the cells after it."""
    sources = write_small_city(tmp_path)
    text = sources["mediators"].path.read_text(encoding="utf-8-sig")
    rewrite(sources["mediators"].path, text.replace("庚七,male", "庚,七,male"))
    faults = faults_of(sources)
    ragged = Fault("mediators.csv", 3, None, None, "ragged_row", (("fields", "6"), ("columns", "5")))
    assert ragged in faults


def test_occupations_are_those_of_the_study(tmp_path: Path) -> None:
    """What is a fault in one study is allowed in another."""
    sources = write_small_city(tmp_path, with_cells("counsel", (0, "occupation", "judicial_staff")))
    assert [fault.code for fault in faults_of(sources)] == ["not_allowed"]
    city = read_city(sources, occupations=[*OCCUPATIONS, "judicial_staff"])
    assert city.counsel["occupation"].iloc[0] == "judicial_staff"
