"""Checks of tables: against their schemas, for duplicates, and against one another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from geo.faults import EITHER, FAULT_CODES, Fault
from geo.table import Table

__all__ = ["duplicate_faults", "reference_faults", "rule_faults", "schema_faults"]


class Target(NamedTuple):
    """A table and its key, in which codes are looked up."""

    table: str
    key: str


class Reference(NamedTuple):
    """A code column, and the keys in one of which its codes must be found."""

    table: str
    column: str
    targets: tuple[Target, ...]


class Agreement(NamedTuple):
    """A column that must say the same as the row that another column of it refers to."""

    table: str
    column: str
    via: str
    target: str


_TO_ONE = tuple(
    Reference(table, column, (Target(target, key),))
    for target, key, users in (
        (
            "counties",
            "county_code",
            "outlines townships villages offices service_points committees counsel headcounts observations "
            "cases",
        ),
        ("townships", "township_code", "villages offices service_points committees"),
        ("villages", "village_code", "grids service_points committees legal_literate roster.unit_code"),
        ("grids", "grid_code", "legal_literate"),
        ("offices", "office_code", "counsel service_points.colocated_with"),
        ("committees", "committee_code", "mediators"),
        ("counsel", "person_id", "roster"),
        ("road_nodes", "node_id", "road_edges.from_node road_edges.to_node"),
    )
    for table, _, column in (
        (*user.partition(".")[:2], user.partition(".")[2] or key) for user in users.split()
    )
)
REFERENCES = (
    *_TO_ONE,
    Reference(
        "staff", "unit_code", (Target("service_points", "point_code"), Target("offices", "office_code"))
    ),
)
AGREEMENTS = (
    Agreement("villages", "county_code", "township_code", "townships"),
    Agreement("legal_literate", "village_code", "grid_code", "grids"),
)


def schema_faults(table: Table, schema: pa.DataFrameSchema) -> list[Fault]:
    """Report what the schema rejects, and blank rejected codes so that they are not followed further.

    Blanks and wrong types are left aside: `geo.parse` has reported the cells that cause them, and
    repeated keys: `duplicate_faults` says which row came first.
    """
    try:
        schema.validate(table.frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    cases = cases[cases["check"].isin(set(FAULT_CODES) - {"missing_value"}) & cases["index"].notna()]
    faults = []
    for column, code, value, index in cases[["column", "check", "failure_case", "index"]].itertuples(
        index=False
    ):
        row, spec = int(index), table.spec[column]
        if value == "":
            continue
        params = {}
        if code == "bad_code":
            params = {"expected": f"{spec.digits} digits", "found": f"{len(str(value))} characters"}
            table.frame.at[row, column] = ""
        faults.append(table.fault(row, column, code, **params))
    return faults


def duplicate_faults(table: Table) -> list[Fault]:
    """Report every row but the first of those that share a key; a part that may be blank counts as it is."""
    key = table.spec.key
    if not key:
        return []
    faults = []
    may_be_blank = [table.spec[name].optional for name in key]
    first: dict[tuple[str, ...], int] = {}
    rows = zip(table.frame.index.tolist(), *(table.frame[name].tolist() for name in key), strict=True)
    for row, *values in rows:
        known = all(value or blank for value, blank in zip(values, may_be_blank, strict=True))
        if known and first.setdefault(tuple(values), row) != row:
            faults.append(table.fault(row, key[-1], "duplicate", first_row=str(first[tuple(values)])))
    return faults


def reference_faults(tables: Mapping[str, Table], *, left_out: Collection[str] = frozenset()) -> list[Fault]:
    """Report codes that no row of their table has, and rows that contradict the row they refer to.

    Tables and columns that could not be read are passed over: they have their own faults.

    Parameters
    ----------
    tables : mapping of str to Table
        What could be read.
    left_out : collection of str
        Tables that the study rightly does not have: a code that could stand in several tables is looked up
        in the others.
    """
    faults: list[Fault] = []
    for reference in REFERENCES:
        targets = [target for target in reference.targets if target.table not in left_out]
        # One table that could not be read may hold any code, so that none is known to be wrong.
        if reference.table in tables and targets and all(_readable(tables, target) for target in targets):
            faults += _unknown(tables[reference.table], reference.column, tables, targets)
    lost = {(fault.file, fault.row, fault.column) for fault in faults}
    for agreement in AGREEMENTS:
        if agreement.table in tables and agreement.target in tables:
            found = _disagreeing(tables[agreement.table], tables[agreement.target], agreement)
            faults += [fault for fault in found if (fault.file, fault.row, fault.column) not in lost]
    return faults


def _readable(tables: Mapping[str, Table], target: Target) -> bool:
    return target.table in tables and target.key in tables[target.table].headers


def _unknown(table: Table, column: str, tables: Mapping[str, Table], targets: list[Target]) -> list[Fault]:
    """Report the codes of a column that stand in none of the targets."""
    known = {code for target in targets for _, code in tables[target.table].codes(target.key)}
    bare = {code.lstrip("0"): code for code in known if code.startswith("0")}
    named = {
        "table": EITHER.join(tables[target.table].source.name for target in targets),
        "column": EITHER.join(tables[target.table].header(target.key) for target in targets),
    }
    faults = []
    for row, value in table.codes(column):
        if value in known:
            continue
        full = bare.get(value)
        if full is None:
            faults.append(table.fault(row, column, "unknown_reference", **named))
        else:
            lost = {"reason": "lost_zeros", "expected": full}
            faults.append(table.fault(row, column, "code_mangled", **lost))
    return faults


def _disagreeing(table: Table, target: Table, agreement: Agreement) -> list[Fault]:
    said = dict(target.codes(agreement.column))
    expected = {code: said[row] for row, code in target.codes(agreement.via) if row in said}
    via = dict(table.codes(agreement.via))
    return [
        table.fault(row, agreement.column, "disagrees", **{"with": target.source.name, "expected": wanted})
        for row, own in table.codes(agreement.column)
        if (wanted := expected.get(via.get(row, ""))) is not None and wanted != own
    ]


def rule_faults(tables: Mapping[str, Table]) -> list[Fault]:
    """Report rows whose columns do not go together."""
    faults: list[Fault] = []
    if "grids" in tables:
        faults += _foreign_grids(tables["grids"])
    if "service_points" in tables:
        faults += _needed(
            tables["service_points"], "tier", {"county_centre", "station", "room"}, "county_code"
        )
    if "committees" in tables:
        faults += _needed(tables["committees"], "kind", {"township"}, "township_code")
        faults += _needed(tables["committees"], "kind", {"village"}, "village_code")
    return faults


def _foreign_grids(grids: Table) -> list[Fault]:
    """Report grids whose code does not begin with their village's."""
    village = dict(grids.codes("village_code"))
    return [
        grids.fault(row, "grid_code", "bad_code", expected=f"{village[row]}###", found="another village")
        for row, code in grids.codes("grid_code")
        if row in village and code[:12] != village[row]
    ]


def _needed(table: Table, kind: str, kinds: set[str], column: str) -> list[Fault]:
    """Report cells that are blank in the text itself although the kind of the row needs them."""
    filled = table.texts[column] if column in table.texts.columns else pd.Series("", index=table.texts.index)
    rows = table.frame.index[table.frame[kind].isin(kinds) & (filled == "")]
    return table.faults(map(int, rows), column, "missing_value")
