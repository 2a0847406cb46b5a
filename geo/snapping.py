"""The nearest road node of a place, and how far it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

__all__ = ["snap"]

# Ellipsoid of CGCS2000 (EPSG:1024): semi-major axis in km, flattening.
_A_KM = 6378.137
_F = 1.0 / 298.257222101


def snap(
    *, lon: ArrayLike, lat: ArrayLike, node_lon: ArrayLike, node_lat: ArrayLike
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the nearest node of each place.

    Distances are chords between points of the CGCS2000 ellipsoid: for the 50 km across which anything is ever
    snapped they are shorter than the geodesic by less than 0.2 m, and no projection has to be chosen.

    Parameters
    ----------
    lon, lat : array_like, shape (n,)
        Places, CGCS2000 degrees.
    node_lon, node_lat : array_like, shape (m,)
        Nodes, CGCS2000 degrees, m ≥ 1.

    Returns
    -------
    node : ndarray of int, shape (n,)
        Position of the nearest node; of several at one spot, the first.
    km : ndarray of float, shape (n,)
        Straight distance to it.
    """
    nodes = _cartesian(node_lon, node_lat)
    spots, first = np.unique(nodes, axis=0, return_index=True)
    km, spot = KDTree(spots).query(_cartesian(lon, lat))
    return first[spot], np.asarray(km, dtype=np.float64)


def _cartesian(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    phi, lam = np.radians(np.asarray(lat, dtype=np.float64)), np.radians(np.asarray(lon, dtype=np.float64))
    e2 = _F * (2.0 - _F)
    normal = _A_KM / np.sqrt(1.0 - e2 * np.sin(phi) ** 2)
    across = normal * np.cos(phi)
    return np.column_stack([across * np.cos(lam), across * np.sin(lam), normal * (1.0 - e2) * np.sin(phi)])
