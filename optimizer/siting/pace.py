"""How long the steps of an ascent are: shorter where the bound no longer rises."""

from __future__ import annotations

import numpy as np

__all__ = ["Pace"]

#: By what steps are shortened, and how short they may become.
_SHORTER, _SHORTEST = 0.65, 2e-3
#: What a bound must rise by, as a share, to count as risen.
_RISE = 1e-5


class Pace:
    """The length of the steps.

    Parameters
    ----------
    length : float
        Of the first ones.
    patience : int
        Steps without a better bound before they are shortened.
    best : float
        The best bound so far.
    """

    def __init__(self, length: float, patience: int, best: float = -np.inf) -> None:
        self.length, self._patience, self._best, self._stale = length, patience, best, 0

    @property
    def ended(self) -> bool:
        """Whether steps have become too short to be worth making."""
        return self.length < _SHORTEST

    def better(self, bound: float) -> bool:
        """Note a bound; return whether it is the best so far."""
        best, self._best = self._best, max(self._best, bound)
        self._stale = 0 if bound > best + _RISE * abs(bound) else self._stale + 1
        if self._stale >= self._patience:
            self.length, self._stale = self.length * _SHORTER, 0
        return bound > best
