"""The whole model of a staffing problem: as a file for other solvers, and solved by them."""

from optimizer.staffing.model.export import write_model
from optimizer.staffing.model.relaxed import RelaxationBound, own_bound, relaxation_bound
from optimizer.staffing.model.solvers import solve_with
from optimizer.staffing.model.whole import WholeModel, whole_model

__all__ = [
    "RelaxationBound",
    "WholeModel",
    "own_bound",
    "relaxation_bound",
    "solve_with",
    "whole_model",
    "write_model",
]
