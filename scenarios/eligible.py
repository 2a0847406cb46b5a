"""Who may serve which village: occupation, jurisdiction, travel limit, nearest, today's roster, locks, bans.

Pairs are kept as positions: ``person`` in a table of people, ``village`` in a table of villages. Both tables
are built here, ordered by id, so that the order of rows in the user's files decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.journeys import drives
from scenarios.plan_table import limit_minutes

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.settings import PairSettings, RoleSettings

__all__ = ["Bools", "Ints", "allowed_pairs", "near_pairs", "register", "roster_pairs", "village_table"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Minutes are sums of many parts: a journey of exactly the limit must not fail by the last bit.
_ROUNDING = 1e-9


def register(city: City, role: RoleSettings, *, keep: bool = False) -> pd.DataFrame:
    """Return the counsel whose occupation may fill the role, ordered by ``person_id``.

    Parameters
    ----------
    city : City
    role : RoleSettings
    keep : bool
        Whether everybody on today's roster is one of them, whatever their occupation.

    Returns
    -------
    DataFrame
        ``person_id, occupation, origin, county_code, hours_year, most_villages``; ``origin`` is the office,
        and most is the smaller of the person's own and the role's, times the people of a team.
    """
    allowed = city.counsel["occupation"].isin(role.occupations)
    if keep:
        allowed |= city.counsel["person_id"].isin(roster_pairs(city)["person_id"])
    people = city.counsel[allowed]
    people = people.rename(columns={"office_code": "origin"}).sort_values("person_id", ignore_index=True)
    columns = ["person_id", "occupation", "origin", "county_code", "hours_year", "most_villages"]
    return people[columns].assign(
        hours_year=people["hours_year"].astype("float64"),
        most_villages=(people["most_villages"] * role.team).clip(upper=role.most_each).astype("int64"),
    )


def village_table(city: City, role: RoleSettings) -> pd.DataFrame:
    """Return ``village_code, county_code, limit`` (minutes one way) of all villages, ordered by code."""
    villages = city.villages.sort_values("village_code", ignore_index=True)
    limit = limit_minutes(villages["area"], role=role)
    return villages[["village_code", "county_code"]].assign(limit=limit)


def roster_pairs(city: City) -> pd.DataFrame:
    """Return today's pairs of counsel: ``village_code, person_id``, each once."""
    today = city.roster[city.roster["role"] == "counsel"].rename(columns={"unit_code": "village_code"})
    return today[["village_code", "person_id"]].drop_duplicates(ignore_index=True)


def near_pairs(
    travel: TravelTimes, *, people: pd.DataFrame, villages: pd.DataFrame, role: RoleSettings
) -> pd.DataFrame:
    """Return the pairs within travel limit and jurisdiction.

    Parameters
    ----------
    travel : TravelTimes
    people : DataFrame
        ``occupation, origin, county_code``.
    villages : DataFrame
        From `village_table`.
    role : RoleSettings

    Returns
    -------
    DataFrame
        ``person, village, minutes, round_trip_minutes``.
    """
    place = pd.Index(villages["village_code"]).get_indexer(pd.Index(travel.destination_ids))
    village = place[travel.destination]
    near = travel.minutes <= villages["limit"].to_numpy()[village] + _ROUNDING
    table = pd.DataFrame(
        {
            "origin": travel.origin[near],
            "village": village[near],
            "minutes": travel.minutes[near],
            "round_trip_minutes": travel.round_trip[near],
        }
    )
    origin = pd.Index(travel.origin_ids).get_indexer(pd.Index(people["origin"]))
    who = pd.DataFrame({"origin": origin, "person": np.arange(len(people))})
    pairs = table.merge(who, on="origin").drop(columns="origin")
    city_wide = people["occupation"].map(dict(role.jurisdiction)).eq("city").to_numpy(dtype=np.bool_)
    codes = pd.concat([people["county_code"], villages["county_code"]])
    county = pd.factorize(codes)[0]  # numbers compare faster than text, and there are hundreds of thousands
    home, there = county[: len(people)], county[len(people) :]
    person = pairs["person"].to_numpy()
    near_home: pd.DataFrame = pairs[city_wide[person] | (home[person] == there[pairs["village"].to_numpy()])]
    return near_home


def allowed_pairs(
    city: City,
    travel: TravelTimes,
    *,
    role: RoleSettings,
    people: pd.DataFrame,
    villages: pd.DataFrame,
    keep: bool = False,
) -> pd.DataFrame:
    """Return the pairs of the register that a plan may contain.

    A pair is allowed when it is within limit, jurisdiction and the village's nearest; a locked one always,
    today's within limit and jurisdiction always, today's beyond them when the role says `keep_beyond_limit`;
    a banned one never. No pair is allowed without a known journey, but for today's that are kept in any case.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    role : RoleSettings
    people : DataFrame
        From `register`.
    villages : DataFrame
        From `village_table`.
    keep : bool
        Whether today's pairs may stay in any case; minutes are blank where no journey is known.

    Returns
    -------
    DataFrame
        ``person, village, minutes, round_trip_minutes, current, locked, beyond``, each pair once; ``beyond``
        are today's pairs that limit, jurisdiction or occupation would not allow, locked ones aside.
    """
    keys = _Keys(people, villages)
    today = keys.of(roster_pairs(city))
    locked, banned = keys.of(_listed(role.locks)), keys.of(_listed(role.bans))
    near = near_pairs(travel, people=people, villages=villages, role=role)
    fit = people["occupation"].isin(role.occupations).to_numpy(dtype=np.bool_)
    near = near[fit[near["person"]] & ~np.isin(keys.of_positions(near), banned)]
    near = _nearest(near, most=role.nearest, keep=np.isin(keys.of_positions(near), today))
    stays = role.keep_beyond_limit or keep
    kept = np.union1d(locked, today) if stays else np.unique(locked)
    kept = np.setdiff1d(kept, np.union1d(banned, keys.of_positions(near)))
    far = keys.driven(kept, travel)
    far = far[far["minutes"].notna() | (np.isin(keys.of_positions(far), today) & keep)]
    pairs = pd.concat([near.assign(beyond=False), far.assign(beyond=True)], ignore_index=True)
    named = keys.of_positions(pairs)
    current, lock = np.isin(named, today), np.isin(named, locked)
    beyond = pairs["beyond"].to_numpy(dtype=np.bool_) & ~lock
    return pairs.assign(current=current, locked=lock, beyond=beyond)


def _nearest(pairs: pd.DataFrame, *, most: int | None, keep: Bools) -> pd.DataFrame:
    """Keep the nearest so many people of each village, those of equal minutes by id, and what is to stay."""
    if most is None:
        return pairs
    ordered = pairs.sort_values(["village", "minutes", "person"])
    rank = ordered.groupby("village").cumcount().reindex(pairs.index)
    return pairs[(rank < most) | keep]


def _listed(pairs: Iterable[PairSettings]) -> pd.DataFrame:
    rows = [(pair.village, pair.person) for pair in pairs]
    return pd.DataFrame(rows, columns=["village_code", "person_id"], dtype="str")


class _Keys:
    """One number for each pair of a person and a village."""

    def __init__(self, people: pd.DataFrame, villages: pd.DataFrame) -> None:
        self._people, self._villages = people, villages
        self._width = max(len(people), 1)

    def of(self, listed: pd.DataFrame) -> Ints:
        """Numbers of listed pairs; a pair with somebody who is in neither table has none."""
        village = pd.Index(self._villages["village_code"]).get_indexer(pd.Index(listed["village_code"]))
        person = pd.Index(self._people["person_id"]).get_indexer(pd.Index(listed["person_id"]))
        known = (village >= 0) & (person >= 0)
        keys: Ints = village[known].astype(np.int64) * self._width + person[known]
        return keys

    def of_positions(self, pairs: pd.DataFrame) -> Ints:
        """Numbers of pairs that are given by their positions."""
        keys: Ints = pairs["village"].to_numpy(dtype=np.int64) * self._width + pairs["person"].to_numpy()
        return keys

    def driven(self, keys: Ints, travel: TravelTimes) -> pd.DataFrame:
        """Pairs with their drive, blank where no journey is known."""
        village, person = np.divmod(keys, self._width)
        drive = drives(
            travel,
            origins=self._people["origin"].to_numpy()[person],
            destinations=self._villages["village_code"].to_numpy()[village],
        )
        return drive.assign(village=village, person=person)
