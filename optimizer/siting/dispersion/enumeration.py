"""Sites that keep a way, by going through the choices (San Segundo, Rodríguez-Losada & Jiménez 2011).

Quick where few sites are asked for, or where those that are too near to one another are many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.clock import Clock

__all__ = ["Found", "enumerated"]

Bools = NDArray[np.bool_]
#: Choices between two looks at the clock.
_LOOK = 64


@dataclass(frozen=True)
class Found:
    """What is known about sites that keep a way.

    Attributes
    ----------
    chosen : ndarray of bool, shape (sites,) or None
        So many sites that keep it.
    none : bool
        Whether it is proven that there are none; False without sites where nothing is known.
    """

    chosen: Bools | None = None
    none: bool = False


def enumerated(near: Bools, sites: int, *, work: float, clock: Clock) -> Found:
    """Look for so many sites of which no two are too near.

    Parameters
    ----------
    near : ndarray of bool, shape (sites, sites)
    sites : int
        How many, at least one.
    work : float
        Sites that may be looked at, each as often as it comes up.
    clock : Clock
    """
    order = np.argsort(near.sum(axis=1), kind="stable")
    masks = _masks(near[np.ix_(order, order)])
    everyone = (1 << len(masks)) - 1
    chosen: list[int] = []
    stack = [(everyone, _worth_trying(masks, everyone, sites))]
    count = 0
    while stack:
        rest, trials = stack[-1]
        if not trials:
            stack.pop()
            del chosen[-1:]
            continue
        site = trials.pop()
        rest &= ~(1 << site)
        stack[-1] = (rest, trials)
        chosen.append(site)
        if len(chosen) == sites:
            found = np.zeros(len(masks), dtype=bool)
            found[order[chosen]] = True
            return Found(found)
        rest &= ~masks[site]
        work -= rest.bit_count()
        count += 1
        if work < 0 or (count % _LOOK == 0 and clock.left() <= 0.0):
            return Found()
        stack.append((rest, _worth_trying(masks, rest, sites - len(chosen))))
    return Found(none=True)


def _worth_trying(masks: list[int], rest: int, sites: int) -> list[int]:
    """The sites beyond the first cliques, one fewer than the sites asked for: one of them has to be open."""
    found: list[int] = []
    cliques = 0
    while rest:
        cliques += 1
        clique = rest
        while clique:
            lowest = clique & -clique
            site = lowest.bit_length() - 1
            rest ^= lowest
            clique &= masks[site]
            if cliques >= sites:
                found.append(site)
    return found


def _masks(near: Bools) -> list[int]:
    """The sites too near to each site, as the bits of a number."""
    packed = np.packbits(near, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]
