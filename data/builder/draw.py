"""Seeded random numbers: one independent stream for each part of a city."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def stream(*, seed: int, city: str, part: str) -> np.random.Generator:
    """Return the generator of one part.

    Each part has a stream of its own, so that a change in how one table is drawn leaves every other
    table as it was.
    """
    return np.random.default_rng([seed, int(city), zlib.crc32(part.encode())])


def shares(total: int, weights: ArrayLike, *, least: int = 0) -> NDArray[np.int64]:
    """Split `total` in proportion to `weights` by largest remainders, each at least `least`.

    Raises
    ------
    ValueError
        When `total` cannot give every part its least.
    """
    weight = np.asarray(weights, dtype=float)
    spare = total - least * len(weight)
    if spare < 0:
        raise ValueError(
            f"total: {total} cannot give {len(weight)} parts at least {least} each; lower the least"
        )
    if len(weight) == 0:
        return np.zeros(0, dtype=np.int64)
    exact = spare * weight / weight.sum() if weight.sum() > 0 else np.full(len(weight), spare / len(weight))
    whole = np.floor(exact).astype(np.int64)
    # A stable sort keeps ties in table order, so the split does not depend on the platform.
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: spare - int(whole.sum())]] += 1
    return whole + least


def pick(rng: np.random.Generator, options: Sequence[str], weights: ArrayLike, size: int) -> list[str]:
    """Draw `size` options with the given weights, with replacement."""
    weight = np.asarray(weights, dtype=float)
    return [options[i] for i in rng.choice(len(options), size=size, p=weight / weight.sum())]
