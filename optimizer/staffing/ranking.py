"""The cheapest few arcs of each post."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.problem import Floats, Ints

__all__ = ["cheapest_of_each"]


def cheapest_of_each(post: Ints, costs: Floats, most: int) -> Ints:
    """Return the positions of the cheapest entries of each post, post by post.

    Parameters
    ----------
    post : ndarray of int, shape (entries,)
    costs : ndarray of float, shape (entries,)
    most : int
        Entries of a post; among equals those that come first.
    """
    order = np.lexsort((costs, post))
    ordered = post[order]
    rank = np.arange(order.size) - np.searchsorted(ordered, ordered)
    positions: Ints = order[rank < most]
    return positions
