"""People fill posts: assignment with hours, caps, fairness between groups, travel and continuity."""

from optimizer.staffing.aims import Aim, Changes, Cost, Hired, OverBudget, Shortage, Travel
from optimizer.staffing.extras import Entries
from optimizer.staffing.fairness import EvenLoad, KolmPollak, Leximin, MaxMin
from optimizer.staffing.formulation import Formulation
from optimizer.staffing.plan import Plan, hired_by
from optimizer.staffing.problem import StaffingProblem
from optimizer.staffing.rules import LinearRule, Openings, Rule, Share, Spread
from optimizer.staffing.rung import Effort
from optimizer.staffing.service import Service
from optimizer.staffing.solve import StaffingResult, solve
from optimizer.staffing.verify import verify
from optimizer.staffing.violation import Violation

__all__ = [
    "Aim",
    "Changes",
    "Cost",
    "Effort",
    "Entries",
    "EvenLoad",
    "Formulation",
    "Hired",
    "KolmPollak",
    "Leximin",
    "LinearRule",
    "MaxMin",
    "Openings",
    "OverBudget",
    "Plan",
    "Rule",
    "Service",
    "Share",
    "Shortage",
    "Spread",
    "StaffingProblem",
    "StaffingResult",
    "Travel",
    "Violation",
    "hired_by",
    "solve",
    "verify",
]
