"""Whatever is done to the files of a study, the answer is a city or a report."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import SCHEMAS, City, Source, read_city
from tests.geo.broken import faults_of
from tests.small_city import OCCUPATIONS, small_sources, small_tables, write_small_city

TABLES = small_tables()
FILES: dict[str, bytes] = {}
with tempfile.TemporaryDirectory() as folder:
    for table, source in write_small_city(Path(folder)).items():
        FILES[table] = source.path.read_bytes()

ODD = st.sampled_from(
    [
        "", " ", "0", "-0", "1", "-1", "1e308", "1e999", "-1e308", "nan", "inf", "1,234", "１２", "3.71E+11",
        "0x1F", "NA", "None", "371001", "371001001001", "371001001001.0", "'371001001001", "lawyer", "律师",
        "2024-02-30", "９", "13800000002", "=1+1", "\t", "\u3000", "\ufeff", "\ud7ff", "村", "180", "-90",
        "37.2", "122.05", "1_0", "٣",
    ]
)  # fmt: skip
TEXT = st.one_of(
    ODD, st.text(st.characters(codec="utf-8"), max_size=8), st.floats().map(str), st.integers().map(str)
)


@st.composite
def changed_tables(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    """Return some tables with cells, rows, columns or headers changed."""
    changed: dict[str, pd.DataFrame] = {}
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(TABLES)))
        frame = changed.get(name, TABLES[name]).copy()
        how = draw(
            st.sampled_from(["cell", "cell", "cell", "column", "row", "repeat", "drop", "rename", "swap"])
        )
        if frame.empty or not len(frame.columns):
            continue
        row = draw(st.integers(0, len(frame) - 1))
        column = draw(st.integers(0, len(frame.columns) - 1))
        if how == "cell":
            frame.iloc[row, column] = draw(TEXT)
        elif how == "column":
            frame.isetitem(column, draw(TEXT))
        elif how == "row":
            frame = frame.drop(index=frame.index[row])
        elif how == "repeat":
            frame = pd.concat([frame, frame.iloc[[row]]], ignore_index=True)
        elif how == "drop":
            frame = frame.drop(columns=frame.columns[column])
        elif how == "rename":
            frame.columns = [draw(TEXT) if i == column else name for i, name in enumerate(frame.columns)]
        else:
            other = draw(st.integers(0, len(frame.columns) - 1))
            order = list(range(len(frame.columns)))
            order[column], order[other] = order[other], order[column]
            frame = frame.iloc[:, order].set_axis(frame.columns, axis=1)
        changed[name] = frame.reset_index(drop=True)
    return changed


def city_or_faults(sources: dict[str, Source]) -> None:
    """Fail on any exception but TableError, on an empty report, and on a city that breaks its schemas."""
    if faults_of(sources):
        return
    city = read_city(sources, occupations=OCCUPATIONS)
    assert isinstance(city, City)
    for name, schema in SCHEMAS.items():
        if name != "outlines":
            schema.validate(city.table(name))


def unpack(folder: str) -> dict[str, Source]:
    sources = small_sources(Path(folder))
    for name, content in FILES.items():
        sources[name].path.write_bytes(content)
    return sources


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(changed_tables())
def test_changed_tables_give_a_city_or_a_report(changed: dict[str, pd.DataFrame]) -> None:
    """Cells, columns, rows and headers."""
    with tempfile.TemporaryDirectory() as folder:
        sources = unpack(folder)
        for name, frame in changed.items():
            frame.to_csv(sources[name].path, index=False)
        city_or_faults(sources)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FILES)), st.data())
def test_changed_bytes_give_a_city_or_a_report(table: str, data: st.DataObject) -> None:
    """A file cut short, or bytes of it replaced; the GeoPackage too."""
    content = bytearray(FILES[table])
    start = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[start:]
    else:
        junk = data.draw(st.binary(min_size=1, max_size=40))
        content[start : start + len(junk)] = junk
    with tempfile.TemporaryDirectory() as folder:
        sources = unpack(folder)
        sources[table].path.write_bytes(bytes(content))
        city_or_faults(sources)
