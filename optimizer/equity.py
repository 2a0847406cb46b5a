"""How evenly a good or a burden is spread over people.

Every function takes one number per person (village, grid, ...) and, where it makes sense, a
weight per person (its residents, say).  Weights are relative: doubling all of them changes
nothing.  The edges are defined once, for all of them:

* nobody at all (an empty array): nothing is unequal, so an inequality is 0, a ratio 1, a burden 0;
* everybody at zero: all are alike, so likewise;
* NaN, infinity, a negative amount, weights of another length, below zero or all zero:
  :class:`EquityInputError`, which names the argument, what was found and what to do.

References
----------
.. [1] C. Gini, *Variabilità e mutabilità*, Bologna 1912; A. Sen, *On Economic Inequality*, 1973.
.. [2] H. Theil, *Economics and Information Theory*, North-Holland 1967, ch. 4.
.. [3] A. F. Shorrocks, "The class of additively decomposable inequality measures",
       Econometrica 48 (1980), doi:10.2307/1913126.
.. [4] S.-C. Kolm, "Unequal inequalities", J. Economic Theory 12 (1976),
       doi:10.1016/0022-0531(76)90037-5; R. A. Pollak, "Additive utility functions and linear
       Engel curves", Review of Economic Studies 38 (1971), doi:10.2307/2296766.
.. [5] D. Horton, T. Logan, J. Murrell, D. Skipper, E. Speakman, "A scalable approach to
       equitable facility location", arXiv:2401.15452.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.errors import OptimizerError

__all__ = [
    "EquityInputError",
    "cv",
    "gini",
    "kappa_for",
    "kolm_pollak_ede",
    "max_min_ratio",
    "theil",
    "theil_split",
]

Floats = NDArray[np.float64]


class EquityInputError(OptimizerError, ValueError):
    """An amount, a weight, a group or a parameter that no measure is defined for."""


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Gini coefficient: half the mean absolute difference, relative to the mean.

    G = Σ_i Σ_j w_i w_j |x_i - x_j| / (2 W² μ), with W = Σ w and μ the weighted mean, computed in
    O(n log n) from the Lorenz curve.  Population form: n people of whom one has all give (n-1)/n.

    Parameters
    ----------
    values : array_like, shape (n,)
        Amounts, ≥ 0 (hours delivered, visits, yuan).
    weights : array_like, shape (n,), optional
        People behind each amount, ≥ 0; equal when omitted.

    Returns
    -------
    float
        0 (all alike) to just under 1; 0 when empty or all zero.

    Raises
    ------
    EquityInputError
        A negative or non-finite amount, or weights that do not fit.

    Notes
    -----
    Source [1]_ of the module.
    """
    x, w = _checked(values, weights, name="values")
    x = _scaled(x)
    if x.size == 0 or not x.any():
        return 0.0
    order = np.argsort(x, kind="stable")
    x, w = x[order], w[order]
    above = np.cumsum(w * x)
    area = float(w @ (2.0 * above - w * x))
    return _clip(1.0 - area / float(w.sum() * above[-1]))


def theil(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Theil's T: Σ_i (w_i / W) (x_i / μ) ln(x_i / μ), with 0 · ln 0 = 0.

    Parameters
    ----------
    values, weights : array_like, shape (n,)
        As for :func:`gini`.

    Returns
    -------
    float
        0 (all alike) to ln n; 0 when empty or all zero.

    Raises
    ------
    EquityInputError
        As for :func:`gini`.

    Notes
    -----
    Source [2]_ of the module.
    """
    x, w = _checked(values, weights, name="values")
    return _clip(_theil(_scaled(x), w))


def theil_split(
    values: ArrayLike, groups: Sequence[Hashable] | NDArray[Any], weights: ArrayLike | None = None
) -> tuple[float, float]:
    """Split Theil's T exactly into inequality within groups and between them.

    With s_g = W_g μ_g / (W μ), group g's share of the total amount:
    within = Σ_g s_g T_g and between = Σ_g s_g ln(μ_g / μ); within + between = T.

    Parameters
    ----------
    values, weights : array_like, shape (n,)
        As for :func:`gini`.
    groups : sequence of hashable, shape (n,)
        The group of each person, e.g. its county code.

    Returns
    -------
    within, between : float
        Both ≥ 0; both 0 when empty or all zero.

    Raises
    ------
    EquityInputError
        As for :func:`gini`, or groups of another length than values.

    Notes
    -----
    Source [3]_ of the module.  A group whose amounts are all zero has no share, hence no term.
    """
    x, w = _checked(values, weights, name="values", drop=False)
    member = _group_numbers(groups, length=x.size)
    x = _scaled(x)
    keep = w > 0
    x, w, member = x[keep], w[keep], member[keep]
    if not x.any():
        return 0.0, 0.0
    amount = np.bincount(member, weights=w * x)
    people = np.bincount(member, weights=w)
    rich = amount > 0
    share = amount[rich] / amount.sum()
    between = float(share @ np.log(share * people.sum() / people[rich]))
    positive = x > 0
    x, w, member = x[positive], w[positive], member[positive]
    own_mean = (amount / np.where(people > 0, people, 1.0))[member]
    within = float((w * x / amount.sum()) @ np.log(x / own_mean))
    return _clip(within), _clip(between)


def cv(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Coefficient of variation: population standard deviation over the mean, σ / μ.

    Parameters
    ----------
    values, weights : array_like, shape (n,)
        As for :func:`gini`.

    Returns
    -------
    float
        0 (all alike) to √(n-1); 0 when empty or all zero.

    Raises
    ------
    EquityInputError
        As for :func:`gini`.
    """
    x, w = _checked(values, weights, name="values")
    x = _scaled(x)
    if x.size == 0 or not x.any():
        return 0.0
    share = w / w.sum()
    mean = float(share @ x)
    return float(np.sqrt(share @ (x - mean) ** 2)) / mean


def max_min_ratio(values: ArrayLike, weights: ArrayLike | None = None) -> float | None:
    """Largest amount over the smallest; people of weight 0 do not count.

    Parameters
    ----------
    values, weights : array_like, shape (n,)
        As for :func:`gini`.

    Returns
    -------
    float or None
        ≥ 1; 1 when empty or all zero; None when somebody has nothing and somebody else has not
        (the ratio is then infinite, which no report can print).

    Raises
    ------
    EquityInputError
        As for :func:`gini`.
    """
    x, _ = _checked(values, weights, name="values")
    x = _scaled(x)
    if x.size == 0 or not x.any():
        return 1.0
    if x.min() == 0:
        return None
    ratio = float(1.0 / x.min())  # the scaled maximum is 1
    return ratio if np.isfinite(ratio) else None


def kolm_pollak_ede(burdens: ArrayLike, kappa: float, weights: ArrayLike | None = None) -> float:
    """Equally distributed equivalent of a burden: what all could bear alike and be as badly off.

    EDE = (1/κ) ln Σ_i (w_i / W) exp(κ t_i), by log-sum-exp, so that no κ·t is too large.  It lies
    between the mean (κ → 0) and the largest burden (κ → ∞), and moves by c when all move by c.

    Parameters
    ----------
    burdens : array_like, shape (n,)
        Bigger is worse (minutes of travel); any finite number.
    kappa : float
        κ > 0, in 1 / unit of the burdens; :func:`kappa_for` turns a unit-free aversion into it.
    weights : array_like, shape (n,), optional
        As for :func:`gini`.

    Returns
    -------
    float
        In the unit of the burdens; 0 when empty.

    Raises
    ------
    EquityInputError
        κ that is not a finite number above 0, a non-finite burden, or weights that do not fit.

    Notes
    -----
    Sources [4]_ and [5]_ of the module.
    """
    if not (np.isfinite(kappa) and kappa > 0):
        raise EquityInputError(f"kappa is {kappa}: it must be a finite number above 0")
    t, w = _checked(burdens, weights, name="burdens", signed=True)
    if t.size == 0:
        return 0.0
    top = float(t.max())
    # exp(κ(t - top)) ≤ 1, and the largest term is 1: neither overflow nor ln 0 can happen.
    return top + float(np.log((w / w.sum()) @ np.exp(kappa * (t - top)))) / kappa


def kappa_for(burdens: ArrayLike, aversion: float, weights: ArrayLike | None = None) -> float:
    """Turn an aversion to inequality without a unit into κ: aversion · Σ w t / Σ w t².

    Take the burdens of one reference (today's roster) and keep the κ for every plan compared with
    it: two equivalents with different κ cannot be set side by side.

    Parameters
    ----------
    burdens : array_like, shape (n,)
        Burdens of the reference, ≥ 0.
    aversion : float
        > 0; 0.5 to 2 are usual, 1 is the default of a study.
    weights : array_like, shape (n,), optional
        As for :func:`gini`.

    Returns
    -------
    float
        κ > 0 in 1 / unit of the burdens; the aversion itself when there is no burden to scale by
        (empty or all zero), where any κ gives the same equivalent.

    Raises
    ------
    EquityInputError
        An aversion that is not a finite number above 0, or burdens as for :func:`gini`.

    Notes
    -----
    Source [5]_ of the module, section 3.
    """
    if not (np.isfinite(aversion) and aversion > 0):
        raise EquityInputError(f"aversion is {aversion}: it must be a finite number above 0")
    t, w = _checked(burdens, weights, name="burdens")
    if t.size == 0 or not t.any():
        return float(aversion)
    top = float(t.max())
    t = t / top
    return float(aversion) * float(w @ t) / float(w @ t**2) / top


def _checked(
    values: ArrayLike, weights: ArrayLike | None, *, name: str, signed: bool = False, drop: bool = True
) -> tuple[Floats, Floats]:
    """Both as float arrays of one length; people of weight 0 are left out unless ``drop`` is false."""
    x = _vector(values, name=name, signed=signed)
    if weights is None:
        return x, np.ones_like(x)
    w = _vector(weights, name="weights", signed=False)
    if w.size != x.size:
        raise EquityInputError(f"weights has {w.size} numbers, {name} has {x.size}: give one for each")
    if w.size and not w.any():
        raise EquityInputError("weights are all 0: give at least one person a weight above 0")
    w = _scaled(w)  # weights are relative: the largest is 1, so that no sum can overflow
    return (x[w > 0], w[w > 0]) if drop else (x, w)


def _vector(values: ArrayLike, *, name: str, signed: bool) -> Floats:
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1:
        raise EquityInputError(f"{name} has {x.ndim} dimensions: give a flat list of numbers")
    if not np.isfinite(x).all():
        raise EquityInputError(f"{name} holds {x[~np.isfinite(x)][0]}: leave it out or mend it")
    if not signed and (x < 0).any():
        raise EquityInputError(f"{name} holds {x.min()}: amounts below 0 have no such measure")
    return x


def _group_numbers(groups: Sequence[Hashable] | NDArray[Any], *, length: int) -> NDArray[np.intp]:
    """Number the groups in the order in which they appear; any hashable name will do."""
    names = list(groups)
    if len(names) != length:
        raise EquityInputError(f"groups has {len(names)} names, values has {length}: give one for each")
    number: dict[Hashable, int] = {}
    return np.asarray([number.setdefault(name, len(number)) for name in names], dtype=np.intp)


def _scaled(x: Floats) -> Floats:
    """Divide by the largest: inequality does not feel the scale, and sums cannot overflow."""
    top = x.max() if x.size else 0.0
    return x / top if top > 0 else x


def _theil(x: Floats, w: Floats) -> float:
    if x.size == 0 or not x.any():
        return 0.0
    share = w / w.sum()
    relative = x / float(share @ x)
    positive = relative > 0
    relative = relative[positive]
    return float((share[positive] * relative) @ np.log(relative))


def _clip(measure: float) -> float:
    """Round-off may give -1e-17 where all are alike."""
    return max(0.0, measure)
