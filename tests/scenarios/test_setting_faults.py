"""Whatever pydantic or a validator says of settings is told in the catalogue's words, in both languages."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, create_model
from pydantic_core import ErrorDetails

from scenarios import settings
from scenarios.errors import StudyFault
from scenarios.faults import STUDY_CODES
from scenarios.messages import catalogue
from scenarios.origins import Tree
from scenarios.report import fault_texts
from scenarios.setting_faults import SPELLINGS, faults_of
from scenarios.settings import Settings, StudyFile
from scenarios.settings.group import OWN_FAULT

SETTINGS = Path(settings.__file__).parent

#: Between them they break every constraint that a setting can have.
ODD: tuple[Any, ...] = (
    None, True, 1, -(10**13), 10**13, 0.5, math.inf, "", "Odd spelling!", "x" * 3000, (), (None,), ("",),
    (True, 1, "x"), {}, {"": None}, {"Odd key!": 1}, {"a": {"b": 1}}, {"aim": "none"},
    {"aim": "travel", "b": 1}, ({},), ({"aim": None},), ({"aim": "leximin", "levels": 0},),
)  # fmt: skip


def models() -> list[type[BaseModel]]:
    """Every group of settings."""
    named = [getattr(settings, name) for name in settings.__all__]
    return [each for each in named if isinstance(each, type) and issubclass(each, Settings)]


def errors_of(model: type[BaseModel], value: Any) -> list[ErrorDetails]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def every_error() -> Iterator[tuple[str, Any, ErrorDetails]]:
    for model in models():
        for name, field in model.model_fields.items():
            one: Any = create_model("One", __base__=Settings, **{name: (field.annotation, field)})
            for odd in ODD:
                for error in errors_of(one, {field.alias or name: odd}):
                    yield f"{model.__name__}.{name}", odd, error


def told(error: ErrorDetails, value: Any) -> list[StudyFault]:
    return faults_of([error], Tree(value), file="study.yaml", model=StudyFile)


def test_whatever_a_setting_refuses_is_told_in_words_of_the_catalogue() -> None:
    """Every setting meets every oddity: no text of pydantic's, which is English, and no pattern is left."""
    kinds = set()
    for name, odd, error in every_error():
        kinds.add(error["type"])
        for fault in told(error, {name.split(".")[1]: odd}):
            assert fault.code != "study.invalid", (name, odd, error)
            for lang in ("en", "zh"):
                words = " ".join(fault_texts(fault, lang))
                assert "^" not in words, (name, odd, words)
                assert fault.code not in words, (name, odd, words)
    assert {"greater_than", "greater_than_equal", "less_than_equal", "string_pattern_mismatch"} <= kinds
    assert {"literal_error", "union_tag_invalid", "too_short", "string_too_long", "model_type"} <= kinds
    assert {"int_type", "float_type", "bool_type", "string_type", "tuple_type", "finite_number"} <= kinds


def test_every_spelling_is_described_and_every_description_is_of_a_spelling() -> None:
    patterns = {
        str(error["ctx"]["pattern"])
        for _, _, error in every_error()
        if error["type"] == "string_pattern_mismatch"
    }
    assert patterns == set(SPELLINGS)
    described = {key.removeprefix("spelling.") for key in catalogue("zh") if key.startswith("spelling.")}
    assert described == set(SPELLINGS.values())


MEASURE = {"table": "villages"}
LOCAL = {"zh": "一", "en": "One"}
TARGET = {"code": "A", "name": LOCAL, "measure": "a", "op": ">=", "value": 1.0}

#: Model, settings that it takes, settings that it refuses, code and params of the fault.
VALIDATORS: list[tuple[str, dict[str, Any], dict[str, Any], str, dict[str, str]]] = [
    (
        "CaseTypeSettings",
        {"name": LOCAL, "years": (2020,), "total": 3.0},
        {"name": LOCAL, "years": (2020,), "total": 3.0, "yearly": 3.0},
        "total_or_yearly",
        {},
    ),
    (
        "ServiceSettings",
        {"per": "needs", "needs": {"elderly": 1.0}},
        {"per": "needs"},
        "needs_without_weight",
        {},
    ),
    ("HeadcountSettings", {"years": (2023, 2024)}, {"years": (2023, 2025)}, "years_gap", {}),
    ("RuleSettings", {"expression": "x"}, {}, "one_kind_of_rule", {"given": "–"}),
    (
        "RuleSettings",
        {"python": "a:B"},
        {"python": "a:B", "expression": "x"},
        "one_kind_of_rule",
        {"given": "expression, python"},
    ),
    ("MeasureSettings", MEASURE, {**MEASURE, "observed": "x"}, "table_or_observed", {}),
    ("MeasureSettings", {"observed": "x"}, {"observed": "x", "column": "y"}, "observed_alone", {}),
    (
        "FarthestAim",
        {"aim": "farthest", "bands": (30, 20)},
        {"aim": "farthest", "bands": (20, 30)},
        "bands_rise",
        {},
    ),
    (
        "GradualReachAim",
        {"aim": "gradual_reach", "full": 20, "none": 30},
        {"aim": "gradual_reach", "full": 30, "none": 30},
        "none_within_full",
        {"full": "30"},
    ),
    ("NumberSettings", {"least": 1, "most": 1}, {"least": 2, "most": 1}, "most_below_least", {"least": "2"}),
    (
        "MeasureSettings",
        {"table": "villages", "reach": {"tiers": ("room",), "within": 30}},
        {"table": "offices", "reach": {"tiers": ("room",), "within": 30}},
        "reach_of_villages",
        {},
    ),
    (
        "MeasureSettings",
        {**MEASURE, "figure": "sum", "column": "y"},
        {**MEASURE, "figure": "sum"},
        "column_of_figure",
        {"figure": "sum"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("model", "accepted", "refused", "code", "params"), VALIDATORS)
def test_a_validator_refuses_what_does_not_go_together_with_a_fault_of_its_own(
    model: str, accepted: dict[str, Any], refused: dict[str, Any], code: str, params: dict[str, str]
) -> None:
    assert errors_of(getattr(settings, model), accepted) == []
    (error,) = errors_of(getattr(settings, model), refused)
    (fault,) = told(error, refused)
    assert (fault.code, dict(fault.params)) == (f"study.{code}", params)


def test_validators_say_nothing_but_coded_faults() -> None:
    """Each raises `wrong("code")` with a code that the catalogue explains, and each is tested above."""
    codes = set()
    for path in SETTINGS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise):
                call = node.exc
                assert isinstance(call, ast.Call) and ast.unparse(call.func) == "wrong", ast.unparse(node)
                codes.add(ast.literal_eval(call.args[0]))
    assert codes == {case[3] for case in VALIDATORS}
    assert codes <= set(STUDY_CODES)
    assert OWN_FAULT == "study."


def test_a_bound_that_is_not_reached_itself_is_told_so() -> None:
    error: ErrorDetails = {
        "type": "less_than", "loc": ("hire",), "msg": "", "input": 3, "ctx": {"lt": 3.0},
    }  # fmt: skip
    (fault,) = told(error, {"hire": 3})
    assert (fault.code, dict(fault.params)) == ("study.bound_lt", {"bound": "3"})


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("x", []),
        (("x", "y"), []),
        (5, ["where.a"] * 2),
        (("x", 5), ["where.a.1"]),
        ({"b": 1}, ["where.a"] * 2),
    ],
)
def test_a_value_that_may_be_a_text_or_a_list_is_named_by_its_own_place(value: Any, paths: list[str]) -> None:
    """Nothing of pydantic's names of types is in a path; a list is not blamed for being no text."""
    refused = {"table": "villages", "where": {"a": value}}
    errors = errors_of(settings.MeasureSettings, refused)
    found = faults_of(errors, Tree(refused), file="study.yaml", model=StudyFile)
    assert [fault.path for fault in found] == paths
    assert {fault.code for fault in found} <= {"study.wrong_type"}
