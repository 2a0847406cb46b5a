"""What every measure is given: one amount a person, and weights. All of it is checked here."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.errors import OptimizerError

__all__ = ["EquityInputError", "People", "above_zero", "weighed"]

Floats = NDArray[np.float64]


class EquityInputError(OptimizerError, ValueError):
    """An amount, a weight, a group or a parameter that no measure is defined for."""


@dataclass(frozen=True, eq=False)
class People:
    """Those who count: people of weight 0 are left out.

    Attributes
    ----------
    amounts : ndarray of float, shape (m,)
        As given.
    weight : ndarray of float, shape (m,)
        Relative to the largest weight, so that no sum can overflow, and 1 for all when they are equal.
    place : ndarray of int, shape (m,)
        Where each stood among the n that were given.
    given : int
        n.
    """

    amounts: Floats
    weight: Floats
    place: NDArray[np.intp]
    given: int

    @property
    def have_nothing(self) -> bool:
        """Whether there is nobody, or nobody has anything: then all are alike."""
        return not self.amounts.any()

    @property
    def relative(self) -> Floats:
        """Amounts over the largest: inequality does not feel the scale, and sums cannot overflow."""
        return self.amounts / float(self.amounts.max())

    @property
    def share(self) -> Floats:
        """The share of all people behind each amount; adds up to 1."""
        return self.weight / float(self.weight.sum())

    def groups(self, names: Sequence[Hashable] | NDArray[Any]) -> NDArray[np.intp]:
        """Number the groups in the order in which they appear; any hashable name will do."""
        listed = list(names)
        if len(listed) != self.given:
            raise EquityInputError(
                f"groups has {len(listed)} names, values has {self.given}: give one for each"
            )
        number: dict[Hashable, int] = {}
        numbered = [number.setdefault(name, len(number)) for name in listed]
        return np.asarray(numbered, dtype=np.intp)[self.place]


def weighed(
    values: ArrayLike, weights: ArrayLike | None, *, name: str = "values", signed: bool = False
) -> People:
    """Check amounts and weights.

    Parameters
    ----------
    values : array_like, shape (n,)
    weights : array_like, shape (n,), optional
    name : str
        What the caller calls the amounts.
    signed : bool
        Amounts may be below 0.

    Raises
    ------
    EquityInputError
    """
    x = _vector(values, name=name, signed=signed)
    w = np.ones_like(x) if weights is None else _vector(weights, name="weights", signed=False)
    if w.size != x.size:
        raise EquityInputError(f"weights has {w.size} numbers, {name} has {x.size}: give one for each")
    if w.size and not w.any():
        raise EquityInputError("weights are all 0: give at least one person a weight above 0")
    place = np.flatnonzero(w)
    return People(x[place], w[place] / (w.max() if w.size else 1.0), place, x.size)


def above_zero(value: float, *, name: str) -> float:
    """Check a parameter that must be a finite number above 0."""
    if not (np.isfinite(value) and value > 0):
        raise EquityInputError(f"{name} is {value}: it must be a finite number above 0")
    return float(value)


def _vector(values: ArrayLike, *, name: str, signed: bool) -> Floats:
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1:
        raise EquityInputError(f"{name} has {x.ndim} dimensions: give a flat list of numbers")
    if not np.isfinite(x).all():
        raise EquityInputError(f"{name} holds {x[~np.isfinite(x)][0]}: leave it out or mend it")
    if not signed and (x < 0).any():
        raise EquityInputError(f"{name} holds {x.min()}: amounts below 0 have no such measure")
    return x
