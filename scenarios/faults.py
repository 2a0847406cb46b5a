"""Faults of a study: every kind that there is, and one at a place of the file with the value found there."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from scenarios.errors import StudyFault
from scenarios.origins import Steps, Tree, dotted
from scenarios.siting.aim_names import aim_known_as

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STUDY_CODES", "UNREAD", "entry_words", "fault_at", "kind_of", "near", "nearest", "shown"]

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
    "no_blank": ("found",),
    "unknown_key": ("nearest", "allowed"),
    "missing_key": ("key",),
    "wrong_type": ("found_type", "expected_type"),
    "null_not_allowed": ("expected_type",),
    "not_allowed": ("nearest", "allowed"),
    "bound_ge": ("bound",),
    "bound_gt": ("bound",),
    "bound_le": ("bound",),
    "bound_lt": ("bound",),
    "too_few": ("least",),
    "too_short": ("least",),
    "too_long": ("most",),
    "bad_spelling": ("spelling",),
    "not_finite": (),
    "invalid": ("reason",),
    "path_outside": (),
    "missing_include": ("path",),
    "empty_include": (),
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
    "table_unknown": ("nearest", "allowed"),
    "measure_taken": (),
    "counted_twice": ("first",),
    "growth_at_most": (),
    "growth_differs": ("formula", "growth"),
    "fair_without_rate": (),
    "trained_from_itself": (),
    "room_without_branch": ("profession",),
    "own_code_taken": (),
    "purchases_counted": (),
    "share_value": (),
    "too_fine": ("digits",),
    "not_with": ("other",),
    "nobody_comes": (),
    "shortage_first": (),
    "set_entry": ("found_type",),
    "set_form": (),
    "set_money": (),
    "clash": ("other", "first"),
    "unknown_path": ("key", "nearest", "allowed"),
    "path_into_value": ("whole",),
    "unknown_scenario": ("nearest", "allowed"),
    "cycle": ("cycle",),
    # What the validators of the settings say: scenarios/settings.
    "total_or_yearly": (),
    "needs_without_weight": (),
    "years_gap": (),
    "one_kind_of_rule": ("given",),
    "table_or_observed": (),
    "observed_alone": (),
    "reach_of_villages": (),
    "column_of_figure": ("figure",),
    "hire_hours": ("hours",),
    "shares_not_whole": ("line", "total"),
    "budget_given": ("line", "share"),
    "none_within_full": ("full",),
    "bands_rise": (),
    "most_below_least": ("least",),
    # Of siting: scenarios/siting/checks.py and table_checks.py.
    "forced_and_banned": (),
    "number_needed": ("aim",),
    "too_few_points": ("least",),
    "no_price": ("tier",),
    "beyond_limit": ("limit",),
    "below_limit": ("limit",),
    "only_with": ("other",),
    "no_rows": ("table",),
    "forced_left_out": (),
    "too_few_candidates": ("found",),
    "blank_cell": ("file", "column", "row", "count"),
    "gap_of_one": ("area",),
    "no_points": ("tier",),
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


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
                min(len(one), len(other)))  # fmt: skip


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice that is spelt most like `word`, or has it as another name; empty where none is given."""
    choices = list(choices)
    if (named := aim_known_as(word)) in choices:
        return named
    if choices and word.isdecimal():  # a code is like those of the same county and township
        most = max(_alike(word, each) for each in choices)
        choices = [each for each in choices if _alike(word, each) == most]
    found = difflib.get_close_matches(word, sorted(choices), n=1, cutoff=0.0)
    return found[0] if found else ""


def entry_words(found: str, known: pd.Series[Any], file: str) -> dict[str, str]:
    """What a fault says of a value that a column of a file does not hold.

    Suggested is the nearest entry, if it is spelt much like it or if both begin alike for half of their
    length, as codes of one county do; else none.
    """
    best = nearest(found, map(str, known))
    alike = near(found, [best]) or 2 * _alike(found, best) >= max(len(found), len(best))
    return {"file": file, "column": str(known.name), "nearest": best if alike else ""}


def near(word: str, choices: Iterable[str]) -> str:
    """The choice that `word` may be a slip for; empty when none is spelt much like it."""
    found = difflib.get_close_matches(word, sorted(choices), n=1)
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
