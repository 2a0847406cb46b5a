"""Why a task has no plan: which limits clash, or that time did not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.result import Status
from scenarios.errors import Told
from scenarios.siting.culprits import Culprits, culprits_of, limit_names
from scenarios.siting.task_error import TaskError

if TYPE_CHECKING:
    from optimizer.siting.plan import SitingResult
    from scenarios.origins import Steps
    from scenarios.siting.case import SitingCase

__all__ = ["no_plan"]

#: Finding out takes no longer than this, however much time the plan may take.
_SECONDS = 20.0


def no_plan(case: SitingCase, result: SitingResult, *, seconds: float) -> TaskError:
    """Return what to tell of a task without a plan.

    Parameters
    ----------
    case : SitingCase
    result : SitingResult
        Without a plan.
    seconds : float
        That the task has.
    """
    name = case.ground.name
    here: Steps = ("siting", name)
    every = _named(limit_names(case))
    if result.certificates and result.certificates[0].status is Status.CANCELLED:
        return TaskError.about("error.siting_stopped", here, task=name)
    if not (result.certificates and result.proven):
        return TaskError.about("error.siting_no_time", here, task=name, rules=every)
    found = culprits_of(case, seconds=min(seconds, _SECONDS), seed=result.certificates[0].seed)
    if found is None:
        return TaskError.about("error.siting_no_plan", here, task=name, rules=every)
    paths = [(*here, *rule.split(".", 1)) for rule in found.limits]
    return TaskError.about(_key(found), *paths, task=name, rules=_named(found.limits))


def _key(found: Culprits) -> str:
    """The text that says which limits are in the way; of a number it says how to find one that is not."""
    if not found.suffice:
        return "error.siting_rules_hopeless"
    one = len(found.limits) == 1
    if "number" in found.limits:
        return "error.siting_number_unkept" if one else "error.siting_numbers_clash"
    return "error.siting_rule_unkept" if one else "error.siting_rules_clash"


def _named(rules: tuple[str, ...]) -> str:
    """Rules as the study writes them, for a gap in either language."""
    return ", ".join(rules) if rules else Told.said("error.siting_no_rules")
