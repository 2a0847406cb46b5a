"""How unequally a good is spread: Gini, Theil, variation, largest over smallest."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.equity.amounts import weighed

__all__ = ["cv", "gini", "max_min_ratio", "theil", "theil_split"]


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
    Source [1]_ of the package.
    """
    people = weighed(values, weights)
    if people.have_nothing:
        return 0.0
    order = np.argsort(people.amounts, kind="stable")
    x, w = people.relative[order], people.weight[order]
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
    Source [2]_ of the package.
    """
    people = weighed(values, weights)
    if people.have_nothing:
        return 0.0
    x, share = people.relative, people.share
    to_mean = x / float(share @ x)
    positive = to_mean > 0
    return _clip(float((share * to_mean)[positive] @ np.log(to_mean[positive])))


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
    Source [3]_ of the package.  A group whose amounts are all zero has no share, hence no term.
    """
    people = weighed(values, weights)
    member = people.groups(groups)
    if people.have_nothing:
        return 0.0, 0.0
    x, w = people.relative, people.weight
    part = w * x
    amount, size = np.bincount(member, weights=part), np.bincount(member, weights=w)
    rich = amount > 0
    share = amount[rich] / amount.sum()
    between = float(share @ np.log(share * size.sum() / size[rich]))
    some = part > 0
    to_own_mean = x[some] * size[member][some] / amount[member][some]
    within = float(part[some] / amount.sum() @ np.log(to_own_mean))
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
    people = weighed(values, weights)
    if people.have_nothing:
        return 0.0
    x, share = people.relative, people.share
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
    people = weighed(values, weights)
    if people.have_nothing:
        return 1.0
    least = float(people.relative.min())  # the largest is 1
    if least == 0:
        return None
    ratio = 1.0 / least
    return ratio if np.isfinite(ratio) else None


def _clip(measure: float) -> float:
    """Round-off may give -1e-17 where all are alike."""
    return max(0.0, measure)
