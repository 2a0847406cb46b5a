"""The village counsel and all legal service personnel: plenty in the urban seat, short in the countryside."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from .draw import pick, shares
from .names import people, phones
from .offices import county_pull
from .register import Register

_MOST = 5  # R01: villages per counsel, at most
_SLOTS = 4.74  # villages that an average counsel has hours for
_GLS_SHARE = 0.3
_HOURS = (108.0, 70.0)  # hours a village with its journeys, and the most to spare


def default_counsel(villages: pd.DataFrame, register: Register) -> dict[str, Any]:
    """Return the number of counsel, of them gls workers, and each county's villages within their hours.

    The whole city has hours for 0.95 of its villages; the more a county draws law firms, the more of its
    own villages it can serve.
    """
    need = villages.groupby("county_code").size().reindex(register.counties.county_code)
    pull = county_pull(villages, register)
    rank = (pull / need) / (pull / need).max()
    ratio = 0.85 + 0.5 * rank
    capacity = shares(round(0.95 * len(villages)), (need * ratio).to_numpy(), least=1)
    number = max(round(capacity.sum() / _SLOTS), len(need))
    return {
        "number": number,
        "gls_worker": round(number * _GLS_SHARE),
        "capacity": dict(zip(need.index, map(int, capacity), strict=True)),
    }


def counsel(
    offices: pd.DataFrame, register: Register, *, numbers: Mapping[str, Any], rng: np.random.Generator
) -> pd.DataFrame:
    """Return the counsel: lawyers at law firms, grassroots workers at their offices.

    `numbers` has number, gls_worker and capacity (villages that each county's counsel have hours for).
    """
    capacity = pd.Series({str(k): int(v) for k, v in numbers["capacity"].items()})
    capacity = capacity.reindex(register.counties.county_code, fill_value=0)
    heads = pd.Series(shares(int(numbers["number"]), capacity.to_numpy()), index=capacity.index)
    gls = _gls_heads(offices, heads, int(numbers["gls_worker"]))
    frames = [
        _of_county(c, int(heads[c]), int(gls[c]), int(capacity[c]), offices, rng)
        for c in heads.index
        if heads[c] > 0
    ]
    table = pd.concat(frames, ignore_index=True)
    names, sexes = people(len(table), rng, women=0.38)
    ids = [f"C{register.city}{i + 1:04d}" for i in range(len(table))]
    table = table.assign(person_id=ids, name=names, sex=sexes, phone=phones(len(table), rng))
    return table[
        [
            "person_id",
            "name",
            "sex",
            "occupation",
            "office_code",
            "county_code",
            "hours_year",
            "most_villages",
            "yuan_per_village",
            "phone",
        ]
    ]


def _gls_heads(offices: pd.DataFrame, heads: pd.Series, number: int) -> pd.Series:
    """Share the gls workers by the offices of each county, at most 70 % of its counsel."""
    size = (
        offices[offices.kind == "gls_office"].groupby("county_code").size().reindex(heads.index, fill_value=0)
    )
    wanted = pd.Series(shares(number, size.to_numpy()) if size.sum() else 0, index=heads.index)
    has_firm = heads.index.isin(offices.county_code[offices.kind == "law_firm"])
    return wanted.clip(upper=np.where(has_firm, np.floor(0.7 * heads), heads).astype(int)).where(size > 0, 0)


def _of_county(
    county: str, heads: int, gls: int, capacity: int, offices: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    own = offices[offices.county_code == county]
    if gls < heads and not (own.kind == "law_firm").any():
        own = offices  # a county without a law firm borrows one: its lawyers are licensed next door
    firms = own[own.kind == "law_firm"]
    lodges = offices[(offices.kind == "gls_office") & (offices.county_code == county)]
    seats = [lodges.office_code.iloc[i % len(lodges)] for i in range(gls)]
    seats += (
        pick(rng, list(firms.office_code), rng.lognormal(0, 0.6, len(firms)), heads - gls)
        if heads > gls
        else []
    )
    slots = _slots(heads, capacity, rng)
    most = np.where(slots >= _MOST, _MOST, np.where(rng.random(heads) < 0.5, np.maximum(slots, 3), _MOST))
    hours = np.round(slots * _HOURS[0] + rng.uniform(0.0, _HOURS[1], heads)).astype(int)
    worker = np.arange(heads) < gls
    yuan = np.where(worker, rng.integers(8, 21, heads), rng.integers(12, 31, heads)) * 100
    return pd.DataFrame(
        {
            "occupation": np.where(worker, "gls_worker", "lawyer"),
            "office_code": seats,
            "county_code": county,
            "hours_year": np.where(worker, hours + rng.integers(0, 40, heads), hours),
            "most_villages": most,
            "yuan_per_village": yuan,
        }
    )


def _slots(heads: int, capacity: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the villages that each counsel has hours for, adding up to the county's capacity."""
    slots = np.full(heads, _MOST)
    over = int(slots.sum()) - capacity
    while over > 0:
        who = int(rng.integers(0, heads))
        less = min(int(rng.choice([1, 1, 1, 2, 3])), over, int(slots[who]) - 2)
        if less <= 0 and (slots <= 2).all():
            break
        slots[who] -= max(less, 0)
        over -= max(less, 0)
    return slots


def headcounts(
    table: pd.DataFrame,
    offices: pd.DataFrame,
    villages: pd.DataFrame,
    register: Register,
    *,
    personnel: Mapping[str, int],
) -> pd.DataFrame:
    """Return all legal service personnel by county and occupation; the counsel are among them."""
    counties = register.counties.county_code
    pull = county_pull(villages, register).to_numpy()
    people_in = villages.groupby("county_code").pop_resident.sum().reindex(counties).to_numpy()
    homes = {
        "notary": "notary_office",
        "forensic_examiner": "forensic_institution",
        "gls_worker": "gls_office",
    }
    rows = []
    for occupation, total in personnel.items():
        own = (
            table[table.occupation == occupation]
            .groupby("county_code")
            .size()
            .reindex(counties, fill_value=0)
        )
        kind = homes.get(occupation)
        at = (
            offices[offices.kind == kind]
            .groupby("county_code")
            .size()
            .reindex(counties, fill_value=0)
            .to_numpy()
        )
        weight = at if kind and at.sum() else people_in if occupation == "public_lawyer" else pull
        split = own.to_numpy() + shares(int(total) - int(own.sum()), weight)
        rows += [(c, occupation, int(n)) for c, n in zip(counties, split, strict=True)]
    frame = pd.DataFrame(rows, columns=["county_code", "occupation", "number"])
    return frame.sort_values(["county_code", "occupation"], ignore_index=True)


def default_personnel(table: pd.DataFrame, people_in: int) -> dict[str, int]:
    """Return totals by occupation for a city without them, never fewer than its counsel."""
    mine = table.occupation.value_counts()
    return {
        "lawyer": max(round(people_in / 3_400), int(mine.get("lawyer", 0))),
        "public_lawyer": round(people_in / 13_000),
        "company_lawyer": round(people_in / 120_000),
        "gls_worker": max(round(people_in / 17_000), int(mine.get("gls_worker", 0))),
        "notary": round(people_in / 75_000),
        "forensic_examiner": round(people_in / 37_000),
    }
