"""Pandera schemas of the tables as they are once read.

A blank optional text is the empty string, a blank optional number NaN. The name of each check is the fault
code it stands for, so that `geo.checks` can turn failures into faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd
import pandera.pandas as pa

from geo.columns import Column, Kind, TableSpec
from geo.tables import OUTLINES, TABLES

__all__ = ["SCHEMAS", "empty_frame", "table_schema"]


def table_schema(spec: TableSpec) -> pa.DataFrameSchema:
    """Return the pandera schema of one table: its columns in order, and a unique key where it has one."""
    columns = {column.name: _column_schema(column) for column in spec.columns}
    return pa.DataFrameSchema(columns, name=spec.name, unique=list(spec.key) or None, ordered=True)


def empty_frame(spec: TableSpec) -> pd.DataFrame:
    """Return the table without rows: right columns, right dtypes."""
    return pd.DataFrame({column.name: pd.Series([], dtype=column.dtype) for column in spec.columns})


def _column_schema(column: Column) -> pa.Column:
    dtype: object = {"str": str, "int64": "int64", "float64": "float64"}[column.dtype]
    nullable = column.optional and column.numeric
    return pa.Column(dtype, _checks(column), nullable=nullable, title=column.headers[-1])


def _checks(column: Column) -> list[pa.Check]:
    checks = []
    if column.kind is Kind.CODE and column.digits:
        pattern = rf"(?:[0-9]{{{column.digits}}}){'?' if column.optional else ''}\Z"
        checks.append(pa.Check.str_matches(pattern, error="bad_code"))
    elif not column.numeric and not column.optional and not column.choices:
        checks.append(pa.Check.str_length(min_value=1, error="missing_value"))
    if column.choices and column.kind is Kind.CHOICE:
        blank = {""} if column.optional else set()
        checks.append(pa.Check.isin(sorted({*column.choices.values(), *blank}), error="not_allowed"))
    if column.kind is Kind.FLAG:
        checks.append(pa.Check.isin([0, 1], error="not_allowed"))
    if column.kind in (Kind.COUNT, Kind.AMOUNT):
        checks.append(pa.Check.ge(0, error="negative"))
    if column.most is not None:
        checks.append(pa.Check.le(column.most.value, error="too_large"))
    return checks


SCHEMAS: Mapping[str, pa.DataFrameSchema] = MappingProxyType(
    {spec.name: table_schema(spec) for spec in (*TABLES.values(), OUTLINES)}
)
"""The schema of each table; of outlines without the geometry."""
