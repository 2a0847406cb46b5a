"""Tables that are remembered are those of the files: nothing is shared, and what changes is read anew."""

from __future__ import annotations

from inspect import unwrap
from pathlib import Path

import pandas as pd
import pytest

from geo import City, TableError, read, read_city
from geo.source import Source
from tests.read_once import remembering
from tests.small_city import OCCUPATIONS, small_sources, small_tables, write_small_city


@pytest.fixture
def files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that were really read, in a memory that is empty at first."""
    names: list[str] = []
    really = unwrap(read._read_table)

    def noting(source: Source, spec: read.TableSpec) -> object:
        names.append(source.table)
        return really(source, spec)

    monkeypatch.setattr(read, "_read_table", remembering(noting))
    return names


def city_of(folder: Path) -> City:
    return read_city(small_sources(folder), occupations=OCCUPATIONS)


def test_the_same_files_elsewhere_give_the_same_city_and_are_not_read_again(
    tmp_path: Path, files_read: list[str]
) -> None:
    """Not even what somebody did to the first city shows in the next."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_small_city(tmp_path / name)
    first = city_of(tmp_path / "one")
    kept = {name: table.copy() for name, table in first.tables.items()}
    assert sorted(files_read) == sorted(small_sources(tmp_path))
    for table in first.tables.values():
        table.iloc[:, 0] = "spoilt"
    files_read.clear()
    second = city_of(tmp_path / "two")
    assert files_read == []
    for name, table in kept.items():
        pd.testing.assert_frame_equal(second.tables[name], table)


def test_a_table_that_changes_is_read_anew_and_its_fault_told_each_time(
    tmp_path: Path, files_read: list[str]
) -> None:
    """So is a file that is declared in another way, or read for other occupations."""
    write_small_city(tmp_path)
    city_of(tmp_path)
    files_read.clear()
    counsel = small_tables()["counsel"].assign(hours_year="-1")
    write_small_city(tmp_path, {"counsel": counsel})
    told = []
    for _ in range(2):
        with pytest.raises(TableError) as caught:
            city_of(tmp_path)
        told.append(caught.value.faults)
    assert files_read == ["counsel", "counsel"]
    assert told[0] == told[1] and {fault.code for fault in told[0]} == {"negative"}
    write_small_city(tmp_path)
    with pytest.raises(TableError):
        read_city(small_sources(tmp_path), occupations=("lawyer",))
    assert files_read == ["counsel", "counsel", "counsel"]
