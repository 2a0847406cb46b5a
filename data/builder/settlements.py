"""Where the villages are: around their seat, on land, in their own county."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .ground import Ground
from .register import Register
from .seats import Seats, inside_points
from .totals import Island

Floats = NDArray[np.float64]
_PER_VILLAGE = 30  # candidate spots drawn for each village of a polygon
_LEAST_KM = 0.03  # nearer than this, two villages would be one place
_CLASH = 1000.0  # worse than any distance from the seat
_TRIES = 10  # candidates compared for each village placed
_URBAN_KM = 0.45  # scale of a subdistrict: its communities spread over about this times sqrt(number)
_ISLAND = ".*岛(村委会|村|村民委员会)"
_FAR_KM = 25.0


def place_villages(
    register: Register, seats: Seats, ground: Ground, *, islands: tuple[Island, ...], rng: np.random.Generator
) -> pd.DataFrame:
    """Return the villages with x, y (km in the plane) and island.

    A polygon's land is divided between its seats by weighted distance, so that a township with many
    villages has more land. Rural villages spread evenly over their township's land; communities stand
    close to the seat. Declared islands go where they are declared.
    """
    offshore = {island.village: island for island in islands}
    frames = [
        _in_polygon(host, register, seats, ground, offshore, rng)
        for host in sorted(set(ground.host.values()))
    ]
    placed = pd.concat(frames).sort_values("village_code").reset_index(drop=True)
    for code, island in offshore.items():
        at = ground.plane.forward([island.at[0]], [island.at[1]])[0]
        placed.loc[placed.village_code == code, ["x", "y", "island"]] = [at[0], at[1], 1]
    return placed.astype({"island": int})


def _in_polygon(
    host: str,
    register: Register,
    seats: Seats,
    ground: Ground,
    offshore: Mapping[str, Island],
    rng: np.random.Generator,
) -> pd.DataFrame:
    inside = [code for code, at in ground.host.items() if at == host]
    villages = register.villages[register.villages.county_code.isin(inside)].assign(
        x=np.nan, y=np.nan, island=0
    )
    towns = seats.townships[seats.townships.county_code.isin(inside)]
    at = towns[["x", "y"]].to_numpy()
    land = ground.land[host]
    spots = inside_points(land, max(_PER_VILLAGE * len(villages), 500), rng)
    reach = _reach(villages, towns)
    gap = np.sqrt(((spots[:, None, :] - at[None, :, :]) ** 2).sum(axis=2))
    owner = np.argmin(gap / reach[None, :], axis=1)
    spread = 1.9 * np.sqrt(land.area / max(len(villages), 1) / np.pi)
    for i, code in enumerate(towns.township_code):
        rows = villages.index[(villages.township_code == code) & ~villages.village_code.isin(list(offshore))]
        if len(rows) == 0:
            continue
        urban = (villages.loc[rows, "area"] == "urban").to_numpy()
        own = spots[(owner == i) & (gap[:, i] <= max(spread * np.sqrt(len(rows)), 2.0))]
        villages.loc[rows, ["x", "y"]] = _spread(at[i], own, urban, land, rng)
    return villages


def _reach(villages: pd.DataFrame, towns: pd.DataFrame) -> Floats:
    """Weight of each seat in the division of land: the root of its villages, communities counted small."""
    weight = np.where(villages.area == "rural", 1.0, 0.15)
    size = pd.Series(weight).groupby(villages.township_code.to_numpy()).sum()
    return np.sqrt(np.maximum([size.get(code, 0.0) for code in towns.township_code], 1.0))


def _spread(
    seat: Floats, own: Floats, urban: NDArray[np.bool_], land: BaseGeometry, rng: np.random.Generator
) -> Floats:
    """Place communities near the seat and villages evenly over the township's land."""
    number = len(urban)
    if len(own) < 4 * number:
        radius = 0.8 * np.sqrt(number) + 0.5
        own = np.vstack([own, inside_points(land, 8 * number, rng, centre=seat, radius=radius)])
    scale = _URBAN_KM * np.sqrt(urban.sum() + 1.0)
    tight = inside_points(land, 12 * int(urban.sum()) + 1, rng, centre=seat, radius=1.6 * scale)
    placed = np.empty((0, 2))
    result = np.zeros((number, 2))
    for row in [*np.flatnonzero(urban), *np.flatnonzero(~urban)]:
        result[row] = _apart(tight if urban[row] else own, placed, seat, rng)
        placed = np.vstack([placed, result[row]])
    return result


def _apart(pool: Floats, placed: Floats, seat: Floats, rng: np.random.Generator) -> Floats:
    """Return the best of a few candidates: far from what is placed, not too far from the seat."""
    some = pool[rng.integers(0, len(pool), size=_TRIES)]
    pull = 0.08 * np.sqrt(((some - seat) ** 2).sum(axis=1))
    if len(placed) == 0:
        return some[int(np.argmin(pull))]
    gap = np.sqrt(((some[:, None, :] - placed[None, :, :]) ** 2).sum(axis=2)).min(axis=1)
    return some[int(np.argmax(np.where(gap < _LEAST_KM, gap - _CLASH, gap - pull)))]


def auto_islands(register: Register, seats: Seats, ground: Ground) -> tuple[Island, ...]:
    """Give each islet of a county's polygon to the village named 岛 whose seat is nearest, with a ferry.

    Used where the totals declare no islands. Islets are parts of 0.1 to 5 km² at least 0.3 km from the
    rest; a village whose seat is farther than 25 km stays ashore.
    """
    found: list[Island] = []
    for host, shape in sorted(ground.parts.items()):
        main = ground.land[host]
        small = [p for p in shapely.get_parts(shape) if 0.1 <= p.area < 5.0 and p.distance(main) > 0.3]
        inside = [code for code, at in ground.host.items() if at == host]
        named = register.villages[register.villages.county_code.isin(inside)]
        named = named[named.name.str.fullmatch(_ISLAND)]
        rows = list(zip(named.village_code, named.township_code, strict=True))
        towns = seats.townships.set_index("township_code")
        for part in sorted(small, key=lambda p: -p.area):
            away = {row: part.distance(shapely.Point(towns.x[row[1]], towns.y[row[1]])) for row in rows}
            if not away or min(away.values()) > _FAR_KM:
                continue
            code, town = min(away, key=lambda row: (away[row], row))
            rows.remove((code, town))
            spot = part.representative_point()
            lon, lat = ground.plane.inverse(np.array([[spot.x, spot.y]]))
            found.append(Island(code, (float(lon[0]), float(lat[0])), ferry_minutes=40.0, port=town))
    return tuple(found)
