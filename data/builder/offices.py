"""Legal service institutions: many in the urban seats, few in the rural counties."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from .draw import pick, shares
from .ground import Ground
from .names import firms
from .register import Register, spoken
from .seats import Seats

_CODE = {
    "law_firm": "LF",
    "gls_office": "GO",
    "judicial_office": "JO",
    "notary_office": "NO",
    "forensic_institution": "FI",
    "arbitration_commission": "AC",
    "legal_aid_institution": "LA",
}
_CENTRE_PULL = 1.5  # the prefecture's own seat draws firms beyond its population


def default_institutions(people: int, counties: int) -> dict[str, int]:
    """Return numbers of institutions for a city without totals, from its residents."""
    return {
        "law_firm": max(round(people / 32_000), counties),
        "gls_office": max(round(people / 50_000), counties),
        "notary_office": max(counties, 1),
        "forensic_institution": max(round(people / 200_000), 1),
        "arbitration_commission": 1,
        "legal_aid_institution": counties + 1,
    }


def place_offices(
    villages: pd.DataFrame,
    register: Register,
    seats: Seats,
    ground: Ground,
    *,
    numbers: Mapping[str, int],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the offices. One judicial office a township comes on top of `numbers`."""
    pull = county_pull(villages, register)
    towns = _townships(villages, register, seats)
    frames = []
    for kind in _CODE:
        spots = _spots(kind, towns, register, pull, numbers, rng)
        frames.append(_located(kind, spots, ground, rng))
    offices = pd.concat(frames, ignore_index=True)
    return _named(offices, register, seats, rng)


def county_pull(villages: pd.DataFrame, register: Register) -> pd.Series:
    """How strongly each county draws law firms: its urban residents, the prefecture's seat more."""
    urban = villages.pop_resident.where(villages.area == "urban", 0.15 * villages.pop_resident)
    pull = urban.groupby(villages.county_code).sum().reindex(register.counties.county_code).astype(float)
    pull[pull.idxmax()] *= _CENTRE_PULL
    return pull**1.1


def _townships(villages: pd.DataFrame, register: Register, seats: Seats) -> pd.DataFrame:
    by_town = villages.assign(city=villages.pop_resident.where(villages.area == "urban", 0)).groupby(
        "township_code"
    )
    sums = by_town[["pop_resident", "city"]].sum()
    return seats.townships.join(sums, on="township_code")


def _spots(
    kind: str,
    towns: pd.DataFrame,
    register: Register,
    pull: pd.Series,
    numbers: Mapping[str, int],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the township rows at whose seats the offices of a kind stand, with repeats."""
    if kind == "judicial_office":
        return towns
    number = int(numbers.get(kind, 0))
    if kind == "gls_office":
        return _gls_spots(towns, register, number)
    if kind in ("arbitration_commission", "legal_aid_institution"):
        counties = [pull.idxmax(), *register.counties.county_code]
        split = pd.Series([counties[i % len(counties)] for i in range(number)]).value_counts(sort=False)
    else:
        weights = pull if kind in ("law_firm", "forensic_institution") else pull**0.3
        least = 1 if kind in ("law_firm", "notary_office") and number >= len(pull) else 0
        split = pd.Series(shares(number, weights.to_numpy(), least=least), index=pull.index)
    chosen = []
    for county, many in split.items():
        own = towns[towns.county_code == county]
        chosen += pick(rng, list(own.township_code), own.city + 0.02 * own.pop_resident + 1, int(many))
    return towns.set_index("township_code", drop=False).loc[sorted(chosen)]


def _gls_spots(towns: pd.DataFrame, register: Register, number: int) -> pd.DataFrame:
    """Grassroots offices sit in the largest townships, shared between counties by townships."""
    ordinary = towns[towns.unit == 0]
    ordinary = ordinary if len(ordinary) >= number else towns
    size = ordinary.groupby("county_code").size().reindex(register.counties.county_code, fill_value=0)
    split = shares(number, size.to_numpy())
    chosen = []
    for county, many in zip(size.index, split, strict=True):
        own = ordinary[ordinary.county_code == county].sort_values(
            ["pop_resident", "township_code"], ascending=False
        )
        chosen += [own.township_code.iloc[i % len(own)] for i in range(int(many))] if len(own) else []
    return towns.set_index("township_code", drop=False).loc[sorted(chosen)]


def _located(kind: str, spots: pd.DataFrame, ground: Ground, rng: np.random.Generator) -> pd.DataFrame:
    """Put each office within a short walk of its township's seat, on its county's land."""
    at = spots[["x", "y"]].to_numpy()
    away = 0.25 if kind == "judicial_office" else 0.5
    moved = at + rng.normal(0.0, away, at.shape).clip(-1.5, 1.5)
    safe = {code: shape.buffer(-0.01) for code, shape in ground.parts.items()}
    inside = [
        shapely.contains_xy(safe[ground.host[c]], *p) for c, p in zip(spots.county_code, moved, strict=True)
    ]
    moved = np.where(np.array(inside, dtype=bool)[:, None], moved, at)
    lon, lat = ground.plane.inverse(moved) if len(moved) else (np.array([]), np.array([]))
    return pd.DataFrame(
        {
            "kind": kind,
            "county_code": spots.county_code.to_list(),
            "township_code": spots.township_code.to_list(),
            "lon": lon,
            "lat": lat,
        }
    )


def _named(offices: pd.DataFrame, register: Register, seats: Seats, rng: np.random.Generator) -> pd.DataFrame:
    county = register.counties.set_index("county_code")["name"]
    town = seats.townships.set_index("township_code")["name"]
    order = offices.groupby(["county_code", "kind"]).cumcount() + 1
    codes = [
        f"{c}{_CODE[k]}{n:03d}" for c, k, n in zip(offices.county_code, offices.kind, order, strict=True)
    ]
    invented = iter(firms(len(offices), rng))
    names = []
    for row, many in zip(offices.itertuples(), order, strict=True):
        place = county[row.county_code]
        public = {
            "judicial_office": f"{spoken(town[row.township_code])}司法所",
            "arbitration_commission": f"{register.name}仲裁委员会",
            "legal_aid_institution": f"{place}法律援助中心" if many == 1 else f"{register.name}法律援助中心",
        }
        ending = {
            "law_firm": "律师事务所",
            "gls_office": "法律服务所",
            "notary_office": "公证处",
            "forensic_institution": "司法鉴定所",
        }
        names.append(public[row.kind] if row.kind in public else next(invented) + ending[row.kind])
    columns = ["office_code", "name", "kind", "county_code", "township_code", "lon", "lat"]
    return offices.assign(office_code=codes, name=names)[columns].sort_values(
        "office_code", ignore_index=True
    )
