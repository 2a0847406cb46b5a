"""A part of study.yaml that is of another shape than it should be is a fault, wherever an override leads."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.origins import Steps
from tests.scenarios.small_study import evenreach
from tests.scenarios.study_text import STUDY, faults_in

BUNDLED = Path(__file__).parents[2] / "data" / "weihai" / "study.yaml"


def shaped(text: str, *places: tuple[Steps, Any]) -> str:
    """A study with the values at some places replaced."""
    return _written(yaml.safe_load(text), places)


def _written(study: Any, places: Any) -> str:
    for path, value in places:
        inside = study
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value
    return yaml.safe_dump(study, allow_unicode=True, sort_keys=False)


def scenario(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"name": {"zh": "名", "en": "Name"}, "set": list(entries)}


@pytest.mark.parametrize(
    ("path", "value", "codes"),
    [
        (("roles",), {"counsel": {}}, []),
        (("roles",), [{"counsel": {}}], ["wrong_type"]),
        (("roles",), ["counsel"], ["wrong_type"]),
        (("roles",), [None], ["wrong_type"]),
        (("roles",), [[1]], ["wrong_type"]),
        (("roles",), 3, ["wrong_type"]),
        (("roles",), None, ["null_not_allowed"]),
        (("roles", "counsel"), [], ["wrong_type"]),
        (("roles", "counsel"), "x", ["wrong_type"]),
        (("roles", "counsel", "jurisdiction"), ["lawyer"], ["wrong_type"]),
        (("roles", "counsel", "jurisdiction"), {"lawyer": "city"}, []),
        (("posts",), {}, []),
        (("posts",), [], ["wrong_type"]),
        (("posts",), 3, ["wrong_type"]),
        (("posts",), True, ["wrong_type"]),
        (("ladder",), {}, ["wrong_type"]),
        (("ladder",), {"travel": {}}, ["wrong_type"]),
        (("ladder", 2), 3, ["wrong_type"]),
        (("targets",), 3, ["wrong_type"]),
        (("travel",), "x", ["wrong_type"]),
        (("scenarios",), [], ["wrong_type"]),
        (("scenarios",), {}, ["too_few"]),
        (("scenarios", "hire"), 3, ["wrong_type"]),
        (("scenarios", "hire", "set"), {"hire.number": 40}, ["wrong_type"]),
        (("scenarios", "hire", "set"), [{"hire.number": 40}], []),
        (("scenarios", "hire", "set"), [{"hire.number.most": 40}], ["path_into_value"]),
        (("scenarios", "hire", "set"), [3], ["wrong_type", "set_entry"]),
    ],
)
def test_a_wrong_shape_is_told_once_where_it_is(path: Steps, value: Any, codes: list[str]) -> None:
    """Overrides of parts of it, which every scenario below has, say nothing more."""
    overrides = scenario(
        {"roles.counsel.jurisdiction.lawyer": "city"},
        {"roles.counsel.limit_minutes.rural": 90},
        {"travel.access_kmh": 15},
        {"targets.WH-11.value": 98},
        {"sources.counsel.path": "counsel.csv"},
    )
    places = [(("scenarios", "other"), overrides), (path, value)]
    if path[0] == "ladder":
        places[0] = (("scenarios", "other"), scenario({"ladder.shortage.tolerance": 0.1}))
    faults = faults_in(shaped(STUDY, *places))
    assert {fault.code.removeprefix("study.") for fault in faults} == set(codes), list(map(str, faults))


def test_a_list_of_roles_is_one_clear_fault_of_the_command(tmp_path: Path) -> None:
    """Exit code 2 and the place in the file, beside 0 for the study whose roles are a mapping."""
    for roles, code in (([{"counsel": {}}], 2), (["counsel"], 2), (3, 2)):
        (tmp_path / "study.yaml").write_text(shaped(STUDY, (("roles",), roles)), encoding="utf-8")
        shown = evenreach("show", str(tmp_path), "cross-county")
        assert shown.exit_code == code
        assert "roles" in shown.output
        assert "Traceback" not in shown.output
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    assert evenreach("show", str(tmp_path), "cross-county").exit_code == 0


# --- any value anywhere ---------------------------------------------------------------------------------

_NAMES = ["counsel", "mediator", "travel", "shortage", "need", "where", "WH-11", "a", ""]
_SCALARS = st.none() | st.booleans() | st.integers(-3, 99) | st.floats(width=16) | st.sampled_from(_NAMES)
VALUES = st.recursive(
    _SCALARS,
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.sampled_from(_NAMES), below, max_size=2),
    max_leaves=4,
)


@cache
def _bundled() -> Any:
    return yaml.safe_load(BUNDLED.read_text(encoding="utf-8"))


def _paths(value: Any, path: Steps = ()) -> Iterator[Steps]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, below in members:
        yield (*path, step)
        yield from _paths(below, (*path, step))


PATHS = sorted(_paths(_bundled()), key=lambda path: (len(path), str(path)))
#: The shallow places are the ones that most depends on.
PLACES = st.sampled_from([path for path in PATHS if len(path) <= 2]) | st.sampled_from(PATHS)
OVERRIDES = st.builds(
    lambda path, more: ".".join(map(str, (*path, *more))),
    st.sampled_from([path for path in PATHS if path[0] not in ("scenarios", "schema", "id", "name")]),
    st.lists(st.sampled_from(_NAMES), max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(path=PLACES, value=VALUES, override=OVERRIDES, new=VALUES)
def test_any_value_anywhere_in_the_bundled_study_is_a_study_or_a_list_of_faults(
    path: Steps, value: Any, override: str, new: Any
) -> None:
    """One value is replaced, and one scenario has an override that leads anywhere."""
    study = copy.deepcopy(_bundled())
    study["scenarios"]["drawn"] = scenario({override: new})
    for fault in faults_in(_written(study, [(path, value)])):
        assert fault.code.startswith("study.")
        assert str(fault)
