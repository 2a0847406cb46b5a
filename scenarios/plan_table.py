"""From assigned pairs to the plan's table: names, hours delivered, status, change against today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scenarios.settings import RoleSettings, StudyConfig

if TYPE_CHECKING:
    from geo.city import City

__all__ = [
    "CHANGES",
    "COLUMNS",
    "STATUSES",
    "hours_called_for",
    "hours_delivered",
    "limit_minutes",
    "places_of_work",
    "plan_table",
    "rows_of",
]

COLUMNS: tuple[str, ...] = (
    "village_code", "village", "township_code", "township", "county_code", "county", "area",
    "person_id", "counsel", "occupation", "office_code", "office", "hired",
    "minutes", "round_trip_minutes", "hours", "status", "change", "previous_person_id",
)  # fmt: skip
STATUSES: tuple[str, ...] = ("ok", "long_drive", "few_hours", "vacant")
CHANGES: tuple[str, ...] = ("kept", "moved", "gained", "lost", "vacant")
# Between people who share a village the list of earlier counsel is joined by this.
JOINT = ";"
# Half a second a year: hours that round-off has shaved are still the hours asked for.
HOURS_SLACK = 1e-4


def plan_table(*, city: City, pairs: pd.DataFrame, config: StudyConfig, hired: pd.DataFrame) -> pd.DataFrame:
    """Write out who serves which village.

    Parameters
    ----------
    city : geo.City
        Villages, townships, counties, offices, counsel and today's roster.
    pairs : DataFrame
        ``village_code, person_id, minutes, round_trip_minutes``; a village without counsel is
        simply absent.  Minutes blank (or infinite) = no way there is known within the cut-off.
    config : StudyConfig
        The counsel role gives hours, visits and the limits of the drive.
    hired : DataFrame
        Counsel who are not on the register yet, columns as ``city.counsel``; may be empty.

    Returns
    -------
    DataFrame
        The columns of :data:`COLUMNS`, one row a village and counsel, sorted by village and person;
        a vacant village has one row with the person's columns blank (``""``; numbers NaN).

    Raises
    ------
    ValueError
        A pair that names an unknown village or person, or the same pair twice: a fault of the
        caller, not of the user's files.

    Notes
    -----
    Hours: a counsel with H hours a year whose villages call for R = Σ (hours + visits · round
    trip / 60) delivers hours · min(1, H / R) to each (LYG-10, R06).  Of a team each gives and asks
    for its part of that; visits online cost no drive, but more hours where they are credited at less
    (`RoleSettings.hours_of`).  A pair without a known drive gets no hours and costs none.
    Status: vacant > long_drive (over the area's limit, R31, or no known drive) > few_hours > ok.
    """
    counsel = _everybody(city, hired)
    served = _checked_pairs(pairs, villages=city.villages, counsel=counsel)
    role = config.counsel
    served["hours"] = hours_delivered(
        served, role=role, available=counsel.set_index("person_id")["hours_year"].astype(float)
    )
    table = _with_places(city).merge(served, on="village_code", how="left")
    table = table.merge(_with_offices(city, counsel), on="person_id", how="left")
    table["status"] = _status(table, role=role)
    table = _with_change(table, roster=_current(city.roster))
    table["hours"] = table["hours"].fillna(0.0)
    table["hired"] = table["person_id"].isin(set(hired["person_id"])).astype("int64")
    text = [name for name in COLUMNS if name not in {"minutes", "round_trip_minutes", "hours", "hired"}]
    table[text] = table[text].fillna("").astype(str)
    table = table.sort_values(["village_code", "person_id"], kind="stable", ignore_index=True)
    return table[list(COLUMNS)]


def hours_called_for(pairs: pd.DataFrame, *, role: RoleSettings) -> pd.Series[float]:
    """Hours a year that each pair asks of its counsel: service and the drive of every visit on site.

    Parameters
    ----------
    pairs : DataFrame
        With ``round_trip_minutes``.
    role : RoleSettings
        ``hours`` and ``visits`` a village a year, its team, and what is done online.

    Returns
    -------
    Series
        Aligned with ``pairs``; 0 where the drive is not known.
    """
    drive = pairs["round_trip_minutes"].astype(float)
    asked: pd.Series[float] = role.hours_of(drive)
    return asked.where(np.isfinite(drive), 0.0)


def hours_delivered(
    pairs: pd.DataFrame, *, role: RoleSettings, available: pd.Series[float]
) -> pd.Series[float]:
    """Hours a year that each pair's village really gets.

    Parameters
    ----------
    pairs : DataFrame
        ``person_id, round_trip_minutes``.
    role : RoleSettings
        As for :func:`hours_called_for`.
    available : Series
        H, hours a year by person_id.

    Returns
    -------
    Series
        Aligned with ``pairs``: hours · min(1, H / R), of a team one's part; 0 where the drive is not known.
    """
    asked = hours_called_for(pairs, role=role)
    called_for = asked.groupby(pairs["person_id"]).transform("sum")
    has = pairs["person_id"].map(available).astype(float)  # text, when there is no pair at all
    part = (has / called_for.where(called_for > 0)).clip(upper=1.0)
    return (role.hours_each * part).where(asked > 0, 0.0).fillna(0.0).astype(float)


def limit_minutes(area: pd.Series[str], *, role: RoleSettings) -> pd.Series[float]:
    """The longest drive, one way in minutes, that the role allows in each village's area (R31)."""
    limits = role.limit_minutes
    return area.map({"rural": limits.rural, "urban": limits.urban}).astype(float)


def places_of_work(city: City) -> pd.DataFrame:
    """Where counsel set out from: offices, and townships for those who live there.

    Returns
    -------
    DataFrame
        Index the code; columns ``name, lon, lat``.
    """
    columns = ["name", "lon", "lat"]
    offices = city.offices.set_index("office_code")[columns]
    townships = city.townships.set_index("township_code")[columns]
    return pd.concat([offices, townships.loc[~townships.index.isin(offices.index)]])


def rows_of(table: pd.DataFrame) -> Iterable[Any]:
    """Rows as named tuples; any type, because no type checker knows the columns of a table."""
    # Tables keep texts in a form that is slow to walk.
    return table.astype(object).itertuples(index=False)


def _everybody(city: City, hired: pd.DataFrame) -> pd.DataFrame:
    columns = ["person_id", "name", "occupation", "office_code", "county_code", "hours_year"]
    frames = [frame[columns] for frame in (city.counsel, hired) if len(frame)]
    everybody = pd.concat(frames, ignore_index=True) if frames else city.counsel[columns].iloc[:0]
    twice = everybody.loc[everybody["person_id"].duplicated(), "person_id"]
    if len(twice):
        raise ValueError(f"person_id {twice.iloc[0]} is given twice: hired counsel need ids of their own")
    return everybody


def _checked_pairs(pairs: pd.DataFrame, *, villages: pd.DataFrame, counsel: pd.DataFrame) -> pd.DataFrame:
    served = pairs[["village_code", "person_id", "minutes", "round_trip_minutes"]].reset_index(drop=True)
    for column, known in (("village_code", villages), ("person_id", counsel)):
        strange = served.loc[~served[column].isin(set(known[column])), column]
        if len(strange):
            raise ValueError(f"pairs: {column} {strange.iloc[0]} is in no table: assign known ids only")
    twice = served.loc[served.duplicated(["village_code", "person_id"])]
    if len(twice):
        raise ValueError(f"pairs: village {twice['village_code'].iloc[0]} has the same counsel twice")
    drive = ["minutes", "round_trip_minutes"]
    served[drive] = served[drive].astype(float).replace([np.inf, -np.inf], np.nan)
    return served


def _with_places(city: City) -> pd.DataFrame:
    villages = city.villages[["village_code", "name", "township_code", "county_code", "area"]]
    return (
        villages.rename(columns={"name": "village"})
        .assign(
            township=villages["township_code"].map(city.townships.set_index("township_code")["name"]),
            county=villages["county_code"].map(city.counties.set_index("county_code")["name"]),
        )
    )  # fmt: skip


def _with_offices(city: City, counsel: pd.DataFrame) -> pd.DataFrame:
    people = counsel[["person_id", "name", "occupation", "office_code"]].rename(columns={"name": "counsel"})
    return people.assign(office=people["office_code"].map(places_of_work(city)["name"]))


def _status(table: pd.DataFrame, *, role: RoleSettings) -> pd.Series[str]:
    drive = table["minutes"].astype(float)
    long_drive = drive.isna() | (drive > limit_minutes(table["area"], role=role))
    few_hours = table["hours"] < role.hours_each - HOURS_SLACK
    choices = np.select(
        [table["person_id"].isna(), long_drive, few_hours], ["vacant", "long_drive", "few_hours"], "ok"
    )
    return pd.Series(choices, index=table.index)


def _current(roster: pd.DataFrame) -> pd.DataFrame:
    today = roster.loc[roster["role"] == "counsel", ["unit_code", "person_id"]]
    return today.rename(columns={"unit_code": "village_code"}).drop_duplicates()


def _with_change(table: pd.DataFrame, *, roster: pd.DataFrame) -> pd.DataFrame:
    """Pair, village by village, those who leave with those who come.

    The k-th who comes follows the k-th who leaves (by id).  Whoever leaves without a successor is
    named on the village's first row, so that nobody drops out of the books.
    """
    key = ["village_code", "person_id"]
    kept = table[key].merge(roster, on=key, how="left", indicator="seen")["seen"].eq("both").to_numpy()
    vacant = table["person_id"].isna().to_numpy()
    leaving = roster.merge(table.loc[kept, key], on=key, how="left", indicator="seen")
    leaving = leaving.loc[leaving["seen"] == "left_only", key].sort_values(key)
    coming = table.loc[~kept & ~vacant, key].sort_values(key)
    leaving["turn"] = leaving.groupby("village_code").cumcount()
    coming["turn"] = coming.groupby("village_code").cumcount()
    swap = coming.reset_index().merge(
        leaving.rename(columns={"person_id": "left"}), on=["village_code", "turn"], how="outer"
    )
    previous = pd.Series("", index=table.index, dtype="object")
    previous[kept] = table.loc[kept, "person_id"].astype("object")
    follows = swap.dropna(subset=["index", "left"])
    previous.loc[follows["index"].astype(int)] = follows["left"].to_numpy()
    unfollowed = swap.loc[swap["index"].isna()].groupby("village_code")["left"].agg(JOINT.join)
    first = table.groupby("village_code", sort=False).head(1).index
    gone = table.loc[first, "village_code"].map(unfollowed).reindex(table.index)
    previous = (previous + JOINT + gone.astype("object").fillna("")).str.strip(JOINT)
    had = previous.ne("").to_numpy()
    change = np.select(
        [kept, ~vacant & had, ~vacant, vacant & had], ["kept", "moved", "gained", "lost"], "vacant"
    )
    return table.assign(change=change, previous_person_id=previous)
