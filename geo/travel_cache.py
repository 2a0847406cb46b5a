"""Results of `geo.travel` on disk, under a hash of all that they depend on.

A cache may vanish, be half written by a killed process or be damaged without harm: whatever cannot be read as
exactly what was asked for is ignored, and computed again. So it may be swept at any moment, too: whoever
saves a result deletes those unused for longest. Two processes that sweep at once only find files gone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import time
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.roads import RoadNetwork

__all__ = ["KEPT", "key", "load", "save"]

KEPT = 8
"""Results that a cache holds: more than a study has limits of travel, and some 10 MB each."""

_RESULT = re.compile(r"[0-9a-f]{64}\.npz")
_HALF_WRITTEN = re.compile(r"\.travel-.*\.tmp")
_DAY = 86_400.0

_VERSION = "1"
"""Raised whenever the same input would give other minutes."""

_KINDS = {"origin": np.int32, "destination": np.int32, "minutes": np.float64, "round_trip": np.float64}
_DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)

Array = NDArray[Any]


def key(
    network: RoadNetwork, origins: pd.DataFrame, destinations: pd.DataFrame, limits: Sequence[float]
) -> str:
    """Return the hash of everything that travel times depend on."""
    digest = hashlib.sha256(_VERSION.encode())
    texts = [
        [float(limit) for limit in limits],
        *(list(map(str, places["id"])) for places in (origins, destinations)),
    ]
    digest.update(json.dumps(texts).encode())
    arrays = [network.lon, network.lat, network.out.indptr, network.out.indices, network.out.data]
    for places in (origins, destinations):
        arrays += [places[name].to_numpy(dtype=np.float64) for name in ("lon", "lat")]
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def load(path: Path, origins: int, destinations: int) -> dict[str, Array] | None:
    """Return the arrays kept at `path`, None when there are none that can be trusted.

    The time of the file becomes that of its last use.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in _KINDS}
    except _DAMAGED:
        return None
    if not _sound(arrays, origins, destinations):
        return None
    with contextlib.suppress(OSError):  # swept by now, or a folder that may only be read
        os.utime(path)
    return arrays


def save(path: Path, arrays: Mapping[str, Array]) -> None:
    """Keep the arrays at `path`, whole or not at all, and sweep the folder.

    A folder that cannot be written is no error.
    """
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".travel-", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez_compressed(file, allow_pickle=False, **arrays)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sweep(path)


def _sweep(saved: Path) -> None:
    """Delete all but the `KEPT` results used last, and what killed writers left; nothing but a cache's files.

    What is being written by another process is younger than a day. A file that is open elsewhere, or gone
    already, is left to the next sweep.
    """
    files = {path: _last_use(path) for path in saved.parent.iterdir()}
    others = [path for path in files if _RESULT.fullmatch(path.name) and path != saved]
    surplus = sorted(others, key=files.__getitem__, reverse=True)[KEPT - 1 :]
    yesterday = time.time() - _DAY
    left = [path for path, used in files.items() if _HALF_WRITTEN.fullmatch(path.name) and used < yesterday]
    for path in (*surplus, *left):
        with contextlib.suppress(OSError):
            path.unlink()


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _sound(arrays: Mapping[str, Array], origins: int, destinations: int) -> bool:
    shape = arrays["origin"].shape
    if len(shape) != 1 or any(array.shape != shape for array in arrays.values()):
        return False
    if any(arrays[name].dtype != kind for name, kind in _KINDS.items()):
        return False
    for name, size in (("origin", origins), ("destination", destinations)):
        if ((arrays[name] < 0) | (arrays[name] >= size)).any():
            return False
    return bool(np.isfinite(arrays["minutes"]).all() and np.isfinite(arrays["round_trip"]).all())
