"""A rule that is a class of the user's: found by its name, and whatever it raises told as its own fault."""

from __future__ import annotations

import importlib
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.staffing import LinearRule, Rule, Spread
from scenarios.errors import RuleError, Told
from scenarios.settings.rules import PYTHON_RULES

if TYPE_CHECKING:
    from optimizer.staffing import StaffingProblem, Violation
    from optimizer.staffing.formulation import Formulation
    from scenarios.settings import RuleSettings

__all__ = ["own_rule"]


def own_rule(name: str, settings: RuleSettings) -> Rule:
    """Return the rule of the class that a study names.

    Parameters
    ----------
    name : str
        Of the rule in the study.
    settings : RuleSettings
        With ``python``.

    Raises
    ------
    RuleError
        When the class cannot be found or made, what it makes is no rule, or the program runs for the app.
    """
    if os.environ.get(PYTHON_RULES) == "off":
        raise RuleError(name, Told.said("rule.python_off"))
    module, _, kind = (settings.python or "").partition(":")
    try:
        found = getattr(importlib.import_module(module), kind)
        rule: Rule = found(**settings.parameters)
    except Exception as error:
        raise RuleError(name, f"{settings.python}: {_words(error)}") from error
    if not all(callable(getattr(rule, part, None)) for part in ("apply", "violations")):
        raise RuleError(name, Told.said("rule.methods", source=str(settings.python)))
    if not isinstance(getattr(rule, "name", None), str):
        raise RuleError(name, Told.said("rule.name", source=str(settings.python)))
    # What an adjustment knows how to loosen stays what it is.
    return rule if isinstance(rule, LinearRule | Spread) else _OwnRule(name, str(settings.python), rule)


@dataclass(frozen=True)
class _OwnRule:
    """A rule whose code is not ours.

    Attributes
    ----------
    told : str
        Name of the rule in the study.
    source : str
        The class, as the study names it.
    rule : Rule
    """

    told: str
    source: str
    rule: Rule

    @property
    def name(self) -> str:
        return self.rule.name

    def apply(self, formulation: Formulation) -> None:
        """Add the rule's columns and rows."""
        try:
            self.rule.apply(formulation)
        except Exception as error:
            raise RuleError(self.told, f"{self.source}.apply: {_words(error)}") from error

    def violations(
        self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]
    ) -> Sequence[Violation]:
        """Return what a plan breaks."""
        try:
            return self.rule.violations(problem, pairs)
        except Exception as error:
            raise RuleError(self.told, f"{self.source}.violations: {_words(error)}") from error


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
