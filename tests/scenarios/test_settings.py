"""The settings: each explained, bounded, documented, and strict about what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from geo.tables import TABLES
from scenarios import settings
from scenarios.measure_names import MEASURES, measure_value
from scenarios.settings import (
    COORDINATE_TABLES,
    OPTIONAL_TABLES,
    REQUIRED_TABLES,
    RoleSettings,
    Settings,
    StudyFile,
    TableName,
    TravelSettings,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "study.md"
MODELS = sorted(
    (
        value
        for value in vars(settings).values()
        if isinstance(value, type) and issubclass(value, Settings) and value is not Settings
    ),
    key=lambda model: model.__name__,
)


def fields() -> Iterator[tuple[type[BaseModel], str, FieldInfo]]:
    """Every field of every settings model, where it is declared."""
    for model in MODELS:
        for name, field in model.model_fields.items():
            if name in vars(model).get("__annotations__", {}):
                yield model, name, field


@pytest.mark.parametrize(("model", "name", "field"), list(fields()))
def test_every_setting_is_explained_and_has_a_unit(
    model: type[BaseModel], name: str, field: FieldInfo
) -> None:
    assert field.description, f"{model.__name__}.{name} has no description"
    assert isinstance(field.json_schema_extra, dict)
    assert field.json_schema_extra.get("unit"), f"{model.__name__}.{name} has no unit"


@pytest.mark.parametrize(("model", "name", "field"), list(fields()))
def test_every_number_is_bounded_below_unless_it_is_a_targets_value(
    model: type[BaseModel], name: str, field: FieldInfo
) -> None:
    kinds = {field.annotation, *get_args(field.annotation)}
    if kinds & {int, float} and (model.__name__, name) not in (
        ("TargetSettings", "value"),
        ("TargetSettings", "by_year"),
    ):
        assert any(hasattr(bound, "ge") or hasattr(bound, "gt") for bound in field.metadata)
        assert any(hasattr(bound, "le") or hasattr(bound, "lt") for bound in field.metadata)


@pytest.mark.parametrize(("model", "name", "field"), list(fields()))
def test_every_setting_is_documented_with_its_default(
    model: type[BaseModel], name: str, field: FieldInfo
) -> None:
    """docs/study.md has a row `| name | … | default |` in the section of each model."""
    heading = f"<!-- {model.__name__} -->"
    document = DOCUMENT.read_text(encoding="utf-8")
    assert heading in document, f"docs/study.md has no section {heading}"
    section = document.split(heading, 1)[1].split("<!-- ", 1)[0]
    assert row(field.alias or name, field) in section


def row(name: str, field: FieldInfo) -> str:
    """The line that docs/study.md shall have for a setting."""
    unit = field.json_schema_extra["unit"] if isinstance(field.json_schema_extra, dict) else ""
    bounds = [
        f"{sign} {number(getattr(bound, key))}"
        for bound in field.metadata
        for key, sign in (("ge", "≥"), ("gt", ">"), ("le", "≤"))
        if getattr(bound, key, None) is not None
    ]
    literals = [
        part for part in (field.annotation, *get_args(field.annotation)) if get_origin(part) is Literal
    ]
    allowed = [f"`{value}`" for part in literals for value in get_args(part)] if name != "aim" else []
    unit = "" if unit == "none" else str(unit)
    return (
        f"| `{name}` | {default(field)} | {unit} | {', '.join([*bounds, *allowed])} | {field.description} |"
    )


def number(value: float) -> str:
    """A number as people write it."""
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


def default(field: FieldInfo) -> str:
    """The default as the document writes it."""
    if field.is_required():
        return "required"
    if field.default in ((), {}):
        return "none"
    if isinstance(field.default, BaseModel) or (
        isinstance(field.default, tuple) and not isinstance(field.default[0], str)
    ):
        return "see below"
    if isinstance(field.default, tuple):
        return f"`[{', '.join(field.default)}]`"
    if isinstance(field.default, int | float) and not isinstance(field.default, bool):
        return f"`{number(field.default)}`"
    words = {None: "null", True: "true", False: "false", "": '""'}
    return f"`{words.get(field.default, field.default)}`"


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        ({"need": 1}, {"need": 1.0}),
        ({"need": 1}, {"need": "1"}),
        ({"need": 1}, {"need": True}),
        ({"hours": 100}, {"hours": "100"}),
        ({"keep_beyond_limit": True}, {"keep_beyond_limit": "yes"}),
        ({"keep_beyond_limit": False}, {"keep_beyond_limit": 0}),
        ({"nearest": None}, {"nearest": 0}),
        ({"hours": 8784}, {"hours": 8785}),
        ({"hours": 0.0}, {"hours": -0.1}),
        ({"hours": 1e3}, {"hours": float("inf")}),
    ],
)
def test_settings_take_what_they_say_and_convert_nothing(
    accepted: dict[str, Any], refused: dict[str, Any]
) -> None:
    RoleSettings.model_validate(accepted)
    with pytest.raises(ValidationError):
        RoleSettings.model_validate(refused)


def test_every_occupation_has_a_jurisdiction_in_the_county_unless_it_says_city() -> None:
    role = RoleSettings.model_validate(
        {"occupations": ("lawyer", "notary"), "jurisdiction": {"notary": "city"}}
    )
    assert role.jurisdiction == {"lawyer": "county", "notary": "city"}


def test_defaults_keep_their_own_bounds() -> None:
    for model in MODELS:
        # A rule or a measure without anything in it is none: it is to have exactly one kind.
        required = any(field.is_required() for field in model.model_fields.values())
        if not required and model not in (settings.RuleSettings, settings.MeasureSettings):
            model.model_validate(model().model_dump())


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        TravelSettings().access_kmh = 3.0  # type: ignore[misc]


def test_the_tables_of_a_study_are_those_that_geo_reads() -> None:
    assert {*REQUIRED_TABLES, *OPTIONAL_TABLES} == set(get_args(TableName)) == {*TABLES, "outlines"}
    assert {*COORDINATE_TABLES} == {name for name, spec in TABLES.items() if spec.has_coordinates} | {
        "outlines"
    }
    assert set(REQUIRED_TABLES) == {name for name, spec in TABLES.items() if spec.required} | {"outlines"}


def test_every_measure_is_documented() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in MEASURES if f"`{name}`" not in document] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("short", 3.0), ("travel.p90", 41.5), ("fairness.max_min_ratio", None), ("load.max", None)],
)
def test_a_measure_is_found_by_its_dotted_name(name: str, value: float | None) -> None:
    metrics = {"short": 3, "travel": {"p90": 41.5}, "fairness": {"max_min_ratio": None}}
    assert measure_value(metrics, name) == value


def test_the_schema_of_the_file_covers_the_contracts_sections() -> None:
    names = [field.alias or name for name, field in StudyFile.model_fields.items()]
    sections = {"sources", "travel", "roles", "posts", "rules", "continuity", "adjustment", "hire"}
    sections |= {"newcomers", "headcount", "siting"}
    sections |= {"money", "repair_prices", "demand", "ladder", "solver"}
    sections |= {"measures", "year", "targets", "index"}
    assert set(names) == {"schema", "id", "name", "scenarios"} | sections


def test_all_is_what_it_says() -> None:
    assert all(hasattr(settings, name) for name in settings.__all__)
    assert len(set(settings.__all__)) == len(settings.__all__)
    assert re.search(r"\bRung\b", " ".join(settings.__all__))
