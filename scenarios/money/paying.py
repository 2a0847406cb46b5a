"""Who pays how much of an amount: shares that are kept to the yuan."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

__all__ = ["exact", "parted"]


def exact(share: float) -> Fraction:
    """A share as it was written: 0.7 is seven tenths, not the nearest number of a computer."""
    return Fraction(repr(share))


def parted(yuan: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Part an amount among sources, whole yuan each, so that the parts add up to it.

    Everybody pays their share cut off to the yuan; the yuan that are left go to the largest remainders, among
    equals to who is named first.

    Parameters
    ----------
    yuan : int
    shares : mapping of str to float
        They add up to 1.
    """
    due = {source: exact(share) * yuan for source, share in shares.items()}
    paid = {source: int(part) for source, part in due.items()}
    order = sorted(due, key=lambda source: paid[source] - due[source])
    for source in order[: yuan - sum(paid.values())]:
        paid[source] += 1
    return paid
