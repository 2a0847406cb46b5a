"""Reasons for a staffing plan, in ids and numbers: why this person, what a loss does, what is in the way."""

from optimizer.staffing.explain.conflict import Conflict, Element, conflict
from optimizer.staffing.explain.loss import Loss, Losses, losses
from optimizer.staffing.explain.marginal import Marginal, Newcomer, marginal
from optimizer.staffing.explain.prices import (
    MoreHours,
    NewPair,
    NewPerson,
    Option,
    Repair,
    Used,
    cheapest_repair,
)
from optimizer.staffing.explain.why import Alternative, Figure, Why, why

__all__ = [
    "Alternative",
    "Conflict",
    "Element",
    "Figure",
    "Loss",
    "Losses",
    "Marginal",
    "MoreHours",
    "NewPair",
    "NewPerson",
    "Newcomer",
    "Option",
    "Repair",
    "Used",
    "Why",
    "cheapest_repair",
    "conflict",
    "losses",
    "marginal",
    "why",
]
