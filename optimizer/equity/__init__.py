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

from optimizer.equity.amounts import EquityInputError
from optimizer.equity.burden import kappa_for, kolm_pollak_ede
from optimizer.equity.inequality import cv, gini, max_min_ratio, theil, theil_split

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
