"""Rules of a study's own: a cap on the spread, a linear expression, or a class of Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from scenarios.settings.fairness import ServiceSettings
from scenarios.settings.group import Settings, setting, wrong

__all__ = ["PYTHON_RULES", "RuleSettings", "SpreadSettings"]

#: Environment variable: ``off`` where studies may come from anybody, so that nothing they name is imported.
PYTHON_RULES = "EVENREACH_PYTHON_RULES"

Expression = Annotated[str, Field(min_length=1, max_length=2000)]
ClassPath = Annotated[str, Field(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$", max_length=200)]


class SpreadSettings(ServiceSettings):
    """No group gets more than so much above any other."""

    most: float = setting(
        ..., "Largest difference between two groups, in the unit of the service", ge=0, le=1e9
    )


class RuleSettings(Settings):
    """One rule: exactly one of `spread`, `expression` and `python`."""

    spread: SpreadSettings | None = setting(None, "A cap on the difference between groups")
    expression: Expression | None = setting(
        None, "A linear expression over pairs and posts; see docs/rules.md"
    )
    python: ClassPath | None = setting(
        None, "A class that is a rule, as package.module:Class; on the command line and in Python only"
    )
    parameters: Mapping[str, Any] = setting({}, "Keyword arguments of the class")
    weight: int | None = setting(
        None, "Of an expression: weight of a unit that is missing; null: a firm rule", ge=1, le=1000
    )

    @model_validator(mode="after")
    def _one_kind(self) -> RuleSettings:
        kinds = [name for name in ("spread", "expression", "python") if getattr(self, name) is not None]
        if len(kinds) != 1:
            raise wrong("one_kind_of_rule", given=", ".join(kinds) or "–")
        return self
