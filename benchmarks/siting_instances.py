"""Published instances of site selection, and Weihai, as plain arrays.

They are read from ``../shared/benchmarks`` or from ``$BENCHMARK_DIR``; none is part of the project but the
villages of Weihai, which are in ``data/weihai``.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("BENCHMARK_DIR", PROJECT.parent / "shared" / "benchmarks"))
EARTH = 6371.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Instance:
    """Places, sites, and what is known about the best choices.

    Attributes
    ----------
    name : str
    costs : ndarray of float, shape (places, sites)
        Distance, or cost of serving all of a place, from each site.
    weights : ndarray of float, shape (places,)
        People or demand.
    p : int
        Sites to open; 0 where costs decide.
    square : bool
        Whether sites are the places, so that `costs` are also the ways between sites.
    radius : float
        Distance within which a place is covered; 0 for none.
    opening, capacity : ndarray of float, shape (sites,) or None
    best : mapping of str to float
        Best known values by model, as in `benchmarks.siting_peers.MODELS`.
    """

    name: str
    costs: Floats
    weights: Floats
    p: int
    square: bool = False
    radius: float = 0.0
    opening: Floats | None = None
    capacity: Floats | None = None
    best: Mapping[str, float] = field(default_factory=dict)


def pmed(number: int) -> Instance:
    """Read one of OR-Library's p-medians: shortest ways of a graph, the last of double edges counts."""
    numbers = np.array(_file(f"pmed/pmed{number}.txt").read_text().split(), dtype=float)
    size, edges, p = numbers[:3].astype(int).tolist()
    ends = numbers[3 : 3 + 3 * edges].reshape(edges, 3)
    length = np.zeros((size, size))
    for one, other, way in ends.tolist():
        length[int(one) - 1, int(other) - 1] = length[int(other) - 1, int(one) - 1] = way
    (row,) = (row for row in _table("pmed/best.csv") if row["instance"] == f"pmed{number}")
    best = {"p-median": float(row["pmedian_opt"]), "p-center": float(row["pcenter_opt"])}
    ways = shortest_path(csr_array(length), directed=False)
    return Instance(f"pmed{number}", ways, np.ones(size), p, square=True, best=best)


def tsplib(name: str) -> list[Instance]:
    """Read a p-median of TSPLIB points for each p with a best value: straight distances without decimals."""
    lines = _file(f"pmed_tsplib/{name}.tsp").read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("NODE_COORD_SECTION")) + 1
    rows = (line.split() for line in lines[start:])
    points = np.array([row[1:3] for row in rows if len(row) == 3], dtype=float)
    apart = points[:, None] - points
    ways = np.floor(np.hypot(apart[..., 0], apart[..., 1]))
    known = (row for row in _table("pmed_tsplib/best.csv") if row["instance"] == name)
    return [
        Instance(
            name,
            ways,
            np.ones(len(points)),
            int(row["p"]),
            square=True,
            best={"p-median": float(row["pmedian_best"])},
        )
        for row in known
    ]


def holmberg(number: int) -> Instance:
    """Read a capacitated instance of Holmberg et al. (1999), each place served by one site."""
    numbers = np.array(_file(f"sscflp/holmberg/p{number}").read_text().split(), dtype=float)
    sites, places = numbers[:2].astype(int).tolist()
    site, demand, costs = np.split(numbers[2:], [2 * sites, 2 * sites + places])
    capacity, opening = site.reshape(sites, 2).T
    (row,) = (row for row in _table("sscflp/best.csv") if row["instance"] == f"holmberg/p{number}")
    return Instance(
        f"holmberg/p{number}",
        costs.reshape(sites, places).T,
        demand,
        0,
        opening=opening,
        capacity=capacity,
        best={"cost": float(row["opt_from_os"])},
    )


def san_francisco() -> Instance:
    """Read spopt's stores and census tracts of San Francisco, with distances over streets."""
    folder = "spopt_sf"
    demand = _table(f"{folder}/SF_demand_205_centroid_uniform_weight.csv")
    stores = [row["NAME"] for row in _table(f"{folder}/SF_store_site_16_longlat.csv")]
    tract_at = {row["NAME"]: i for i, row in enumerate(demand)}
    store_at = {name: i for i, name in enumerate(stores)}
    costs = np.full((len(demand), len(stores)), np.nan)
    for row in _table(f"{folder}/SF_network_distance_candidateStore_16_censusTract_205_new.csv"):
        costs[tract_at[row["DestinationName"]], store_at[row["name"]]] = float(row["distance"])
    if not np.isfinite(costs).all():
        sys.exit(
            f"{FOLDER / folder}: a distance between a store and a tract is lacking; fetch the files again"
        )
    weights = np.array([float(row["POP2000"]) for row in demand])
    models = {"LSCP": "lscp", "MCLP": "mclp", "P-Median": "p-median", "P-Center": "p-center"}
    best = {
        models[row["model"]]: float(row["objective"])
        for row in _table(f"{folder}/best.csv")
        if row["model"] in models
    }
    return Instance("San Francisco", costs, weights, 4, radius=5000.0, best=best)


def weihai(p: int, *, radius: float = 5.0) -> Instance:
    """Return the villages of Weihai as places and sites, straight kilometres apart."""
    with (PROJECT / "data" / "weihai" / "villages.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lon, lat = (np.radians([float(row[column]) for row in rows]) for column in ("lon", "lat"))
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    weights = np.array([float(row["pop_resident"]) for row in rows])
    return Instance("Weihai", 2 * EARTH * np.arcsin(np.sqrt(half)), weights, p, square=True, radius=radius)


def _table(name: str) -> list[dict[str, str]]:
    with _file(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _file(name: str) -> Path:
    if not (FOLDER / name).exists():
        sys.exit(
            f"no instances: {FOLDER / name} is absent; set BENCHMARK_DIR to the folder that holds {name}"
        )
    return FOLDER / name
