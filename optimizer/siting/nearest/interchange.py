"""Open a site, close one, or swap two, while a plan gets cheaper (Whitaker 1983; Resende & Werneck 2007)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock
from optimizer.siting.nearest.problem import NearestProblem
from optimizer.siting.nearest.rows import Floats, Ints, summed
from optimizer.siting.nearest.service import Service

__all__ = ["improved", "worths"]

Bools = NDArray[np.bool_]
#: No site: of a move that only opens, or only closes.
_NONE = -1
#: A gain below this share of the value is a rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class _Move:
    gain: float
    into: int = _NONE
    out: int = _NONE


def improved(
    problem: NearestProblem, opened: Bools, *, steps: int = 10_000, clock: Clock | None = None
) -> tuple[Bools, float]:
    """Return the plan that the best moves, one after another, lead to, and its value.

    Parameters
    ----------
    problem : NearestProblem
    opened : ndarray of bool, shape (sites,)
        A plan that keeps the counts.
    steps : int
        Most moves.
    clock : Clock, optional
        Time for them.
    """
    service = Service(problem.rows, opened)
    value = service.total + float(problem.opening[opened].sum())
    for _ in range(steps):
        if clock is not None and clock.left() <= 0.0:
            break
        move = _best_move(problem, service)
        if move.gain <= _ROUNDING * max(1.0, abs(value)):
            break
        if move.into != _NONE:
            service.open(move.into)
        if move.out != _NONE:
            service.close(move.out)
        value -= move.gain
    return service.opened, service.total + float(problem.opening[service.opened].sum())


def _best_move(problem: NearestProblem, service: Service) -> _Move:
    gain, loss, pairs = worths(problem, service)
    number = int(service.opened.sum())
    into, out = int(gain.argmax()), int(loss.argmin())
    moves = [_Move(float(gain[into] - loss[out]), into, out)]
    if number < problem.most:
        moves.append(_Move(float(gain[into]), into))
    if number > problem.least:
        moves.append(_Move(-float(loss[out]), out=out))
    moves += _closest_swaps(problem, gain, loss, pairs)
    return max(moves, key=lambda move: move.gain)


def worths(problem: NearestProblem, service: Service) -> tuple[Floats, Floats, tuple[Ints, Floats]]:
    """What opening and closing each site is worth alone, and what pairs are worth more than both together."""
    rows, sites = problem.rows, problem.rows.sites
    place, site, cost = rows.below(service.spare)
    served = service.nearest >= 0
    loss = summed(service.nearest[served], (service.spare - service.cost)[served], sites)
    loss = np.where(service.opened & ~problem.forced, loss - problem.opening, np.inf)
    saved = np.maximum(0.0, service.cost[place] - cost)
    gain = summed(site, saved, sites) - problem.opening
    gain = np.where(service.opened | problem.banned, -np.inf, gain)
    near = served[place] & ~service.opened[site]
    place, site, cost = place[near], site[near], cost[near]
    key = service.nearest[place] * sites + site
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    more = (service.spare[place] - np.maximum(service.cost[place], cost))[order]
    return gain, loss, (key[order][starts], np.add.reduceat(more, starts) if len(starts) else more)


def _closest_swaps(
    problem: NearestProblem, gain: Floats, loss: Floats, pairs: tuple[Ints, Floats]
) -> list[_Move]:
    """The best swap of two sites that serve the same places."""
    key, more = pairs
    if not len(key):
        return []
    out, into = np.divmod(key, problem.rows.sites)
    worth = gain[into] - loss[out] + more
    best = int(worth.argmax())
    return [_Move(float(worth[best]), int(into[best]), int(out[best]))]
