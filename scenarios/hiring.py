"""Places at which people may be hired: township seats, and what one person hired there can take on.

Everybody hired at a place has the same hours and the same most villages, and any so many villages of the
place fit those hours, so that its villages can be shared out among its people in any way. A far village costs
more hours; so a seat is a place twice where it has to be: one at which each person takes five near villages,
and one at which each takes four, far ones among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scenarios.eligible import near_pairs
from scenarios.journeys import seat_id

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.settings import HireSettings, RoleSettings

__all__ = ["hire_places", "shared_out", "township_seats"]

_ROUNDING = 1e-9


def hire_places(
    city: City, travel: TravelTimes, *, role: RoleSettings, hire: HireSettings, villages: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the places at which people may be hired, and the villages that they may serve from there.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    role : RoleSettings
    hire : HireSettings
        What the people are like and where they may be based; their number does not matter here.
    villages : DataFrame
        From `scenarios.eligible.village_table`.

    Returns
    -------
    places : DataFrame
        The columns of `scenarios.eligible.register`, where ``person_id`` names the place, ``township_code``,
        and ``seat``: how the ids of those who are hired there begin.
    pairs : DataFrame
        ``person, village, minutes, round_trip_minutes``; ``person`` is the position of the place.
    """
    seats = township_seats(city, hire)
    near = near_pairs(travel, people=seats, villages=villages, role=role)
    load, most = role.hours_of(near["round_trip_minutes"]), hire.most_villages * role.team
    share = np.floor(hire.hours_year / load.clip(lower=_ROUNDING) + _ROUNDING).clip(upper=most)
    near = near.rename(columns={"person": "seat"}).assign(share=share.astype("int64"))
    wanted = _wanted(near)
    pairs = near.merge(wanted, on="seat")
    pairs = pairs[pairs["share"] >= pairs["most_villages"]]
    return _named(wanted, seats, hire), pairs[["person", "village", "minutes", "round_trip_minutes"]]


def township_seats(city: City, hire: HireSettings) -> pd.DataFrame:
    """Township seats of the counties that may hire; no id on the register begins like those of the hired."""
    seats = city.townships.sort_values("township_code", ignore_index=True)
    if hire.counties is not None:
        seats = seats[seats["county_code"].isin(hire.counties)].reset_index(drop=True)
    start = "H"
    while city.counsel["person_id"].str.startswith(start).any():
        start += "H"
    codes = seats["township_code"]
    return pd.DataFrame(
        {
            "township_code": codes,
            "seat": start + codes,
            "occupation": hire.occupation,
            "origin": codes.map(seat_id),
            "county_code": seats["county_code"],
        }
    )


def _wanted(near: pd.DataFrame) -> pd.DataFrame:
    """The places that there have to be.

    A village is best served from where one person can take it along with the most others; every such seat is
    a place for so many villages a person.

    Returns
    -------
    DataFrame
        ``seat`` (position), ``most_villages, person`` (position of the place).
    """
    best = near.groupby("village")["share"].transform("max")
    places = near.loc[(near["share"] == best) & (best >= 1), ["seat", "share"]].drop_duplicates()
    places = places.sort_values(["seat", "share"], ascending=[True, False], ignore_index=True)
    return places.rename(columns={"share": "most_villages"}).assign(person=np.arange(len(places)))


def _named(wanted: pd.DataFrame, seats: pd.DataFrame, hire: HireSettings) -> pd.DataFrame:
    places = seats.iloc[wanted["seat"]].reset_index(drop=True)
    most = wanted["most_villages"]
    return places.assign(
        person_id=places["seat"] + ":" + most.astype(str),
        hours_year=float(hire.hours_year),
        most_villages=most,
    )


def shared_out(pairs: pd.DataFrame) -> pd.Series[str]:
    """Share the villages of hiring places out among people.

    Parameters
    ----------
    pairs : DataFrame
        A plan's pairs of such places: ``person_id, seat, most_villages, minutes, village_code``.

    Returns
    -------
    Series
        Aligned with ``pairs``: the id of the person hired, ``<seat>-1, <seat>-2, ...``. Neighbouring villages
        go together, nobody gets more than ``most_villages``.
    """
    ordered = pairs.sort_values(["seat", "person_id", "minutes", "village_code"])
    turn = ordered.groupby("person_id").cumcount() // ordered["most_villages"]
    people = ordered[["seat", "person_id"]].assign(turn=turn)
    first = people.drop_duplicates()
    number = first.groupby("seat").cumcount() + 1
    first = first.assign(name=first["seat"] + "-" + number.astype(str))
    named = people.merge(first, on=["seat", "person_id", "turn"], how="left")["name"]
    return named.set_axis(ordered.index).reindex(pairs.index)
