"""Sites cover places: which to open, where everybody goes, and how good the best plan can be."""

from optimizer.siting.aims import (
    MAXIMISED,
    Access,
    Aim,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
    WorstAccess,
    aim_name,
)
from optimizer.siting.curve import CurvePoint, curve
from optimizer.siting.explain import Instead, WhySite, reach_the_rest, why_site
from optimizer.siting.plan import SitingPlan, SitingResult
from optimizer.siting.problem import Places, Sites, SitingProblem, Ways
from optimizer.siting.rules import AmountRule, GapRule, ReachRule, Rule
from optimizer.siting.solve import solve
from optimizer.siting.verify import verify
from optimizer.siting.violation import Violation

__all__ = [
    "MAXIMISED",
    "Access",
    "Aim",
    "AmountRule",
    "Apart",
    "Cost",
    "Cover",
    "CurvePoint",
    "EvenTravel",
    "Farthest",
    "GapRule",
    "GradualReach",
    "Instead",
    "Places",
    "Reach",
    "ReachRule",
    "Rule",
    "Sites",
    "SitingPlan",
    "SitingProblem",
    "SitingResult",
    "Travel",
    "Violation",
    "Ways",
    "WhySite",
    "WorstAccess",
    "aim_name",
    "curve",
    "reach_the_rest",
    "solve",
    "verify",
    "why_site",
]
