"""How heavily a burden weighs when it is spread unequally: the equivalent of Kolm and Pollak."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from optimizer.equity.amounts import above_zero, weighed

__all__ = ["kappa_for", "kolm_pollak_ede"]


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
    Sources [4]_ and [5]_ of the package.
    """
    kappa = above_zero(kappa, name="kappa")
    people = weighed(burdens, weights, name="burdens", signed=True)
    if not people.given:
        return 0.0
    t, top = people.amounts, float(people.amounts.max())
    # exp(κ(t - top)) ≤ 1, and the largest term is 1: neither overflow nor ln 0 can happen.
    return top + float(np.log(people.share @ np.exp(kappa * (t - top)))) / kappa


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
    Source [5]_ of the package, section 3.
    """
    aversion = above_zero(aversion, name="aversion")
    people = weighed(burdens, weights, name="burdens")
    if people.have_nothing:
        return aversion
    t, share = people.relative, people.share
    return aversion * float(share @ t) / float(share @ t**2) / float(people.amounts.max())
