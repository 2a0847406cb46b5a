"""From what pydantic and the readers find to faults that name file, line, path, value and the nearest fix."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from scenarios.errors import StudyFault
from scenarios.origins import Steps, Tree, dotted
from scenarios.schema import keys_at

__all__ = ["STUDY_CODES", "UNREAD", "fault_at", "faults_of", "kind_of", "nearest", "shown"]

#: Every code that a `StudyFault` can have (there with ``study.`` in front) and the params that come with it.
#: A fault that only one scenario causes has the param ``scenario`` besides.
STUDY_CODES: Mapping[str, tuple[str, ...]] = {
    "missing_file": (),
    "unreadable": ("reason",),
    "undecodable": ("byte",),
    "too_large": ("most",),
    "too_many_values": ("most",),
    "too_deep": ("most",),
    "not_yaml": ("problem",),
    "empty_file": (),
    "not_a_mapping": ("found_type",),
    "duplicate_key": ("key", "first"),
    "key_not_text": ("key",),
    "odd_value": ("found",),
    "unknown_key": ("nearest", "allowed"),
    "missing_key": ("key",),
    "wrong_type": ("found_type", "expected_type"),
    "null_not_allowed": ("expected_type",),
    "not_allowed": ("nearest", "allowed"),
    "bound_ge": ("bound",),
    "bound_gt": ("bound",),
    "bound_le": ("bound",),
    "too_few": ("least",),
    "too_many": ("most",),
    "bad_spelling": ("pattern",),
    "not_finite": (),
    "invalid": ("reason",),
    "path_outside": (),
    "section_twice": ("key", "first"),
    "missing_crs": ("table",),
    "repeated": ("name",),
    "locked_and_banned": ("village", "person"),
    "limit_beyond_cutoff": ("cutoff",),
    "online_beyond_visits": ("visits",),
    "most_below_need": ("need",),
    "nearest_below_need": ("need",),
    "role_without_hours": ("role",),
    "bad_expression": ("problem",),
    "bad_formula": ("problem",),
    "not_numbers": ("table", "allowed"),
    "measure_taken": (),
    "counted_twice": ("first",),
    "growth_at_most": (),
    "fair_without_rate": (),
    "shortage_first": (),
    "set_entry": ("found_type",),
    "clash": ("other", "first"),
    "unknown_path": ("key", "nearest", "allowed"),
    "path_into_value": ("whole",),
    "unknown_scenario": ("nearest", "allowed"),
    "cycle": ("cycle",),
    "hire_hours": ("hours",),
    "shares_not_whole": ("line", "total"),
    "budget_given": ("line", "share"),
    # The rest only shows beside the tables: scenarios/table_checks.py.
    "not_in_table": ("file", "column", "nearest"),
    "lock_occupation": ("person", "allowed"),
    "lock_no_journey": ("office", "cutoff"),
    "lock_village_full": ("found", "need"),
    "lock_person_full": ("found", "most"),
    "lock_hours": ("hours", "has"),
    # Of money: scenarios/money/table_checks.py.
    "no_figures": ("file", "column"),
    "budget_locked": ("least",),
    # Of an adjustment: scenarios/adjust/checks.py.
    "no_phase": ("key",),
    "unknown_crs": ("known",),
    "merged_away": ("township",),
    "merged_into_itself": (),
    "lock_departed": (),
    "village_known": ("file",),
    "township_county": ("county",),
    "outside_city": ("km",),
}

#: Stands for a value that could not be read and has a fault already, so that nothing more is said of it.
UNREAD = object()

_LONGEST = 60

_WRONG_TYPE = {
    "int_type": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "string_type": "text",
    "bool_type": "yes_no",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "mapping",
    "mapping_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}
_BOUNDS = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le"}
_LENGTHS = {"too_short": "min_length", "string_too_short": "min_length"}
_TOO_LONG = {"too_long": "max_length", "string_too_long": "max_length"}


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice that is spelt most like `word`; empty when there is nothing to choose from."""
    found = difflib.get_close_matches(word, sorted(choices), n=1, cutoff=0.0)
    return found[0] if found else ""


def shown(value: Any) -> str:
    """A value as it may be printed: as YAML writes it, on one line, short, without control characters."""
    if isinstance(value, str):
        text = value
    else:
        text = yaml.safe_dump(_lists(value), default_flow_style=True, allow_unicode=True, width=10_000)
        text = text.removesuffix("...\n").strip()
    text = "".join(char if char.isprintable() else "�" for char in text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _lists(value: Any) -> Any:
    """Turn tuples into lists, and what YAML cannot write briefly into a word for it."""
    if isinstance(value, Mapping):
        return {str(key): _lists(below) for key, below in list(value.items())[:10]}
    if isinstance(value, tuple):
        return [_lists(below) for below in value[:10]]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**_LONGEST:
        return "…"
    return value if value is not UNREAD else "?"


def kind_of(value: Any) -> str:
    """Name of a value's type, a catalogue key ``type.<kind>``."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "yes_no"),
        (int, "integer"),
        (float, "number"),
        (str, "text"),
        (tuple, "list"),
        (dict, "mapping"),
        ((datetime.date, datetime.datetime), "date"),
        (type(None), "nothing"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "other")


def fault_at(
    tree: Tree,
    path: Steps,
    code: str,
    *,
    file: str,
    value: Any = None,
    params: Mapping[str, str] | None = None,
) -> StudyFault:
    """One fault at a path of the study; the line is that of the path or of the nearest thing around it."""
    mark = tree.mark_of(path)
    return StudyFault(
        file=file if mark is None else mark.file,
        line=None if mark is None else mark.line,
        path=dotted(path, tree.value),
        value=None if value is None else shown(value),
        code=f"study.{code}",
        params=tuple((params or {}).items()),
    )


def faults_of(
    errors: Iterable[ErrorDetails], tree: Tree, *, file: str, model: type[BaseModel]
) -> list[StudyFault]:
    """Translate what pydantic found wrong with a tree into faults."""
    faults = []
    for error in errors:
        if error["input"] is UNREAD or (error["type"] == "too_short" and len(error["input"]) > 0):
            continue  # it, or its members, have faults already
        path, is_key = _path_of(error["loc"], tree.value)
        code, params = _explain(error, path, is_key, keys_at(model, path[:-1], tree.value))
        value = (
            None if code == "missing_key" else path[-1] if is_key or code == "unknown_key" else error["input"]
        )
        faults.append(fault_at(tree, path, code, file=file, value=value, params=params))
    return faults


def _path_of(loc: tuple[int | str, ...], value: Any) -> tuple[Steps, bool]:
    """Drop what pydantic adds to a place (the tag of a union, ``[key]``) and keep keys and positions."""
    is_key = bool(loc) and loc[-1] == "[key]"
    steps = loc[:-1] if is_key else loc
    path: Steps = ()
    for position, step in enumerate(steps):
        inside = isinstance(value, Mapping) and step in value
        inside = inside or (isinstance(value, tuple) and isinstance(step, int) and step < len(value))
        if inside:
            value = value[step]
        elif position < len(steps) - 1 or (isinstance(value, Mapping) and step in _tags(value)):
            continue
        path = (*path, step)
    return path, is_key


def _tags(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The tag by which a member of the ladder was told apart; it is part of pydantic's place, not of ours."""
    tag = value.get("aim")
    return (tag,) if isinstance(tag, str) else ()


def _explain(error: ErrorDetails, path: Steps, is_key: bool, keys: list[str]) -> tuple[str, dict[str, str]]:
    """Our code for pydantic's type of error, and the words for the gaps of its text."""
    kind, context, found = error["type"], error.get("ctx", {}), error["input"]
    if kind == "missing" or kind == "union_tag_not_found":
        return "missing_key", {"key": str(path[-1]) if kind == "missing" else "aim"}
    if kind == "extra_forbidden":
        return "unknown_key", _choices(str(path[-1]), keys)
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        allowed = _quoted(str(context.get("expected", context.get("expected_tags", ""))))
        word = str(found.get("aim", "")) if isinstance(found, Mapping) else shown(found)
        return ("unknown_key" if is_key else "not_allowed"), _choices(word, allowed)
    if kind in _WRONG_TYPE:
        if found is None:
            return "null_not_allowed", {"expected_type": _WRONG_TYPE[kind]}
        return "wrong_type", {"found_type": kind_of(found), "expected_type": _WRONG_TYPE[kind]}
    return _explain_size(kind, context, str(error["msg"]))


def _explain_size(kind: str, context: Mapping[str, Any], message: str) -> tuple[str, dict[str, str]]:
    """Bounds, lengths and spellings; whatever else pydantic may say is passed on in its own words."""
    if kind in _BOUNDS:
        bound = _BOUNDS[kind]
        return f"bound_{bound}", {"bound": _figure(context[bound])}
    if kind in _LENGTHS:
        return "too_few", {"least": str(context[_LENGTHS[kind]])}
    if kind in _TOO_LONG:
        return "too_many", {"most": str(context[_TOO_LONG[kind]])}
    if kind == "string_pattern_mismatch":
        return "bad_spelling", {"pattern": str(context["pattern"])}
    if kind == "finite_number":
        return "not_finite", {}
    return "invalid", {"reason": message}


def _figure(bound: Any) -> str:
    """A bound as people write it: 2147483647, not 2.14748e+09; 5, not 5.0."""
    return str(int(bound)) if float(bound).is_integer() else f"{bound:g}"


def _choices(word: str, allowed: Iterable[str]) -> dict[str, str]:
    allowed = list(allowed)
    return {"nearest": nearest(word, allowed), "allowed": ", ".join(allowed)}


def _quoted(expected: str) -> list[str]:
    """The choices in pydantic's ``'county' or 'city'``."""
    return [part for position, part in enumerate(expected.split("'")) if position % 2]
