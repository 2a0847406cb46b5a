"""Residents by groups, households, disputes and grids, adding up to the census and the totals."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .draw import shares
from .totals import Census

# Residents of an average community and village before scaling; only their ratio matters where the
# census of the county is given.
_TYPICAL = {"urban": 4200.0, "rural": 620.0}
_DISABLED = 0.06
_MIGRANTS = {"rural": 0.04, "urban": 0.09}
_DISPUTES_EACH = 5.3e-3  # mediated disputes a resident and year where no total is given
_LEAST = 20
_ISLAND = 0.1  # an islet has room for a tenth of the residents
_GRID_MOST = 500  # R43: one comprehensive grid for 300 to 500 households
_GRID_USUAL = 430


def with_residents(
    villages: pd.DataFrame,
    *,
    census: tuple[Census, ...],
    persons_per_household: Mapping[str, float],
    elderly: Mapping[str, float],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Add pop_resident, households and elderly. Residents of counted counties add up to their census.

    A village's weight is a typical size by area, times a draw for its township, times its own draw
    (both lognormal). Counties without a census keep the weights themselves.
    """
    weight = _weights(villages, rng)
    people = np.maximum(np.round(weight), _LEAST).astype(np.int64)
    for count in census:
        rows = np.flatnonzero(villages.county_code.isin(count.counties))
        people[rows] = shares(count.people, weight[rows], least=_LEAST)
    area = villages.area
    size = area.map(persons_per_household).to_numpy() * rng.normal(1.0, 0.05, len(villages)).clip(0.85, 1.15)
    old = area.map(elderly).to_numpy() * rng.normal(1.0, 0.12, len(villages)).clip(0.6, 1.5)
    return villages.assign(
        pop_resident=people,
        households=np.maximum(np.round(people / size), 1).astype(np.int64),
        elderly=np.round(people * old).astype(np.int64),
    )


def with_groups(villages: pd.DataFrame, *, disputes: int, rng: np.random.Generator) -> pd.DataFrame:
    """Add disabled, migrant_workers and disputes_year.

    The disputes of the city add up to `disputes`, or follow from its residents where that is 0.
    """
    people, number = villages.pop_resident.to_numpy(), len(villages)
    disabled = _DISABLED * rng.normal(1.0, 0.15, number).clip(0.5, 1.6)
    migrants = villages.area.map(_MIGRANTS).to_numpy() * rng.lognormal(-0.045, 0.3, number).clip(0.3, 3.0)
    quarrels = people * rng.lognormal(0.0, 0.35, number)
    return villages.assign(
        disabled=np.round(people * disabled).astype(np.int64),
        migrant_workers=np.round(people * migrants).astype(np.int64),
        disputes_year=shares(disputes or round(_DISPUTES_EACH * int(people.sum())), quarrels),
    )


def _weights(villages: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    towns = sorted(set(villages.township_code))
    town = dict(zip(towns, rng.lognormal(0.0, 0.25, len(towns)), strict=True))
    own = rng.lognormal(0.0, 0.45, len(villages))
    size = villages.area.map(_TYPICAL).to_numpy() * np.where(villages.island == 1, _ISLAND, 1.0)
    return size * villages.township_code.map(town).to_numpy() * own


def grids(villages: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Split each village into grids of at most 500 households, at least one a village.

    A grid has fewer than 300 households only where its village is too small for better.
    """
    rows = []
    for code, homes, people in zip(
        villages.village_code, villages.households, villages.pop_resident, strict=True
    ):
        number = max(int(np.ceil(homes / _GRID_MOST)), round(homes / _GRID_USUAL), 1)
        parts = _parts(int(homes), number, rng)
        heads = shares(int(people), parts)
        rows += [
            (f"{code}{i + 1:03d}", code, int(h), int(p))
            for i, (h, p) in enumerate(zip(parts, heads, strict=True))
        ]
    return pd.DataFrame(rows, columns=["grid_code", "village_code", "households", "pop_resident"])


def _parts(homes: int, number: int, rng: np.random.Generator) -> np.ndarray:
    """Split households nearly evenly, staying within 300 to 500 where an even split would."""
    even = homes / number
    slack = max(min(_GRID_MOST - even, even - 300.0 if even > 300 else 0.0) - 1.0, 0.0)
    return shares(homes, even + rng.uniform(-slack, slack, number) * 0.6)
