"""The table of cases: the types are those of the study, by any of their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo import City, TableError, read_city
from tests.geo.broken import faults_of, read, with_cells
from tests.small_city import OCCUPATIONS, write_small_city

TYPES = {"legal_aid": "legal_aid", "法律援助": "legal_aid", "Legal aid": "legal_aid"}


def city(folder: Path, name: str) -> City:
    sources = write_small_city(folder, with_cells("cases", (0, "case_type", name)))
    return read_city(sources, occupations=OCCUPATIONS, case_types=TYPES)


@pytest.mark.parametrize("name", list(TYPES))
def test_a_type_is_read_by_its_id_and_by_its_names(tmp_path: Path, name: str) -> None:
    found = city(tmp_path, name).cases
    assert found["case_type"].eq("legal_aid").all() and len(found) == 18
    assert found.loc[0, ["county_code", "year"]].tolist() == ["371001", 2014]


def test_another_type_is_a_fault_that_names_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        city(tmp_path, "legal aid")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column, fault.code) == ("cases.csv", 2, "case_type", "not_allowed")
    assert "legal_aid" in dict(fault.params)["allowed"]


def test_where_the_study_has_no_types_any_text_is_one(tmp_path: Path) -> None:
    sources = write_small_city(tmp_path, with_cells("cases", (0, "case_type", "anything")))
    assert read(sources).cases["case_type"].unique().tolist() == ["anything", "legal_aid"]


def test_a_study_without_the_table_has_an_empty_one(tmp_path: Path) -> None:
    sources = write_small_city(tmp_path)
    found = read({name: source for name, source in sources.items() if name != "cases"}).cases
    assert found.empty and list(found.columns) == ["county_code", "year", "case_type", "cases"]


def test_headers_may_be_chinese(tmp_path: Path) -> None:
    sources = write_small_city(tmp_path)
    path = sources["cases"].path
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(
        text.replace("county_code,year,case_type,cases", "县编码,年份,案件类型,件数"), encoding="utf-8"
    )
    assert len(read(sources).cases) == 18


def test_the_same_county_year_and_type_twice_is_a_fault(tmp_path: Path) -> None:
    """Row 3 is of 2015; the year after the last is free."""
    assert faults_of(write_small_city(tmp_path, with_cells("cases", (1, "year", "2023")))) == ()
    (fault,) = faults_of(write_small_city(tmp_path, with_cells("cases", (1, "year", "2014"))))
    assert (fault.row, fault.code, dict(fault.params)["first_row"]) == (3, "duplicate", "2")
