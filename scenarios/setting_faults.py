"""What pydantic finds wrong with settings, as faults of the study: our words, at their place in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from scenarios.errors import StudyFault
from scenarios.faults import UNREAD, fault_at, kind_of, nearest, shown
from scenarios.origins import Steps, Tree
from scenarios.schema import keys_at
from scenarios.settings.group import OWN_FAULT
from scenarios.settings.siting_aims import WayByArea

__all__ = ["SPELLINGS", "explained", "faults_of"]

#: What each pattern of the settings asks for: catalogue keys ``spelling.<name>``.
SPELLINGS: Mapping[str, str] = {
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "identifier",
    r"^[a-z][a-z0-9_]{0,63}$": "measure_name",
    r"^[A-Za-z0-9_-]{1,40}$": "target_code",
    r"^[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,64})?$": "weighed_target",
    r"^[12][0-9]{3}$": "year",
    r"^[0-9]{12}$": "village_code",
    r"^[0-9]{9}$": "township_code",
    r"^[0-9]{6}$": "county_code",
    r"^([0-9]{6}|city)$": "county_or_city",
    r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$": "class_path",
}

_WRONG_TYPE = {
    "int_type": "integer",
    "int_from_float": "integer",
    "int_parsing": "integer",
    "int_parsing_size": "integer",
    "float_type": "number",
    "float_parsing": "number",
    "string_type": "text",
    "bool_type": "yes_no",
    "bool_parsing": "yes_no",
    "tuple_type": "list",
    "list_type": "list",
    "dict_type": "mapping",
    "mapping_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}
#: Groups of settings that stand for more than a mapping does.
_WRONG_GROUP = {WayByArea.__name__: "way_by_area"}
_BOUNDS = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le", "less_than": "lt"}
_LENGTHS = {"too_short": "too_few", "string_too_short": "too_short"}


def faults_of(
    errors: Iterable[ErrorDetails], tree: Tree, *, file: str, model: type[BaseModel]
) -> list[StudyFault]:
    """Translate what pydantic found wrong with a tree into faults."""
    faults = []
    for error in errors:
        if error["input"] is UNREAD or (error["type"] == "too_short" and len(error["input"]) > 0):
            continue  # it, or its members, have faults already
        path, is_key = _path_of(error, tree.value)
        if error["type"] == "string_type" and isinstance(error["input"], tuple) and path != error["loc"]:
            continue  # a list may stand where a text may: its members have faults
        code, params = _explain(error, path, is_key, keys_at(model, path[:-1], tree.value))
        value = (
            None if code == "missing_key" else path[-1] if is_key or code == "unknown_key" else error["input"]
        )
        faults.append(fault_at(tree, path, code, file=file, value=value, params=params))
    return faults


def explained(error: ErrorDetails) -> tuple[str, dict[str, str]]:
    """Code and params of the fault of a value that stands in no file, such as an option's."""
    return _explain(error, (), False, [])


def _path_of(error: ErrorDetails, value: Any) -> tuple[Steps, bool]:
    """Drop what pydantic adds to a place (the tag or type of a union, ``[key]``); keep keys and positions."""
    loc, is_missing = error["loc"], error["type"] == "missing"
    is_key = bool(loc) and loc[-1] == "[key]"
    steps = loc[:-1] if is_key else loc
    path: Steps = ()
    for position, step in enumerate(steps):
        inside = isinstance(value, Mapping) and step in value
        inside = inside or (isinstance(value, tuple) and isinstance(step, int) and step < len(value))
        if inside:
            value = value[step]
        elif not (is_missing and position == len(steps) - 1):
            continue
        path = (*path, step)
    return path, is_key


def _explain(error: ErrorDetails, path: Steps, is_key: bool, keys: list[str]) -> tuple[str, dict[str, str]]:
    """Our code for pydantic's type of error, and the words for the gaps of its text."""
    kind, context, found = error["type"], error.get("ctx", {}), error["input"]
    if kind.startswith(OWN_FAULT):
        return kind.removeprefix(OWN_FAULT), {name: str(word) for name, word in context.items()}
    if kind == "missing" or kind == "union_tag_not_found":
        return "missing_key", {"key": str(path[-1]) if kind == "missing" else "aim"}
    if kind == "extra_forbidden":
        return "unknown_key", _choices(str(path[-1]), keys)
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        allowed = _quoted(str(context.get("expected", context.get("expected_tags", ""))))
        word = str(found.get("aim", "")) if isinstance(found, Mapping) else shown(found)
        return ("unknown_key" if is_key else "not_allowed"), _choices(word, allowed)
    if kind in _WRONG_TYPE:
        expected = _WRONG_GROUP.get(context.get("class_name", ""), _WRONG_TYPE[kind])
        if found is None:
            return "null_not_allowed", {"expected_type": expected}
        return "wrong_type", {"found_type": kind_of(found), "expected_type": expected}
    return _explain_size(kind, context, str(error["msg"]))


def _explain_size(kind: str, context: Mapping[str, Any], message: str) -> tuple[str, dict[str, str]]:
    """Bounds, lengths and spellings; whatever else pydantic may say is passed on in its own words."""
    if kind in _BOUNDS:
        bound = _BOUNDS[kind]
        return f"bound_{bound}", {"bound": _figure(context[bound])}
    if kind in _LENGTHS:
        return _LENGTHS[kind], {"least": str(context["min_length"])}
    if kind == "string_too_long":
        return "too_long", {"most": str(context["max_length"])}
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        return "bad_spelling", {"spelling": SPELLINGS.get(pattern, pattern)}
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
