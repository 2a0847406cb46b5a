"""Exceptions of the optimiser.

::

    OptimizerError
    ├── ProblemError     (also ValueError)    an instance that cannot be meant
    │   └── NoPlanError                       no plan keeps all rules, or none was found in the time
    ├── PlanError        (also ValueError)    a plan that does not fit its problem
    ├── ExpressionError  (also ValueError)    a constraint written as text that cannot be read or applied
    └── SolverError      (also RuntimeError)  the solver underneath failed
"""

__all__ = ["ExpressionError", "NoPlanError", "OptimizerError", "PlanError", "ProblemError", "SolverError"]


class OptimizerError(Exception):
    """Any error that the optimiser raises on purpose."""


class ProblemError(OptimizerError, ValueError):
    """A problem whose arrays disagree or hold impossible values."""


class NoPlanError(ProblemError):
    """Locks and firm rules contradict one another, or no plan that keeps them was found in the time.

    Attributes
    ----------
    proven : bool
        Whether there is no plan; False where none was found in the time.
    """

    def __init__(self, words: str, *, proven: bool = True) -> None:
        super().__init__(words)
        self.proven = proven


class PlanError(OptimizerError, ValueError):
    """A plan that names people, posts or pairs which the problem does not have."""


class ExpressionError(OptimizerError, ValueError):
    """A constraint written as text that is no linear constraint, or that does not fit its data.

    Attributes
    ----------
    place : tuple of int, or None
        Line and column, counted from 1; None when the whole text, or its data, are meant.
    found, expected : str
        What stands there, and what is expected instead; those of `optimizer.expressions.phrases` keep their
        code.
    """

    place: tuple[int, int] | None = None
    found: str = ""
    expected: str = ""


class SolverError(OptimizerError, RuntimeError):
    """The linear or integer solver underneath stopped for a reason that is not a limit."""
