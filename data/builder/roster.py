"""Today's roster, with today's faults: vacancies, too many villages, long drives, borders crossed."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .minutes import Minutes

Floats = NDArray[np.float64]
_HOURS = 100.0  # LYG-10: hours a village a year
_VISITS = 12  # R06: days on site a year
_LIMIT = {"rural": 60.0, "urban": 30.0}  # R31
_VACANT = 0.04  # share of villages without counsel
_FORCED = 0.06  # share of pairs that hours or the 5-village rule would break
_LONG = 0.025  # share of pairs moved to the other end of the county
_BORDER = 0.005  # share of pairs that cross a county's border
_IDLE = 0.15  # chance of a counsel to be overloaded where no village of the county is vacant
_NOBODY = -1


def todays_roster(
    counsel: pd.DataFrame,
    offices: pd.DataFrame,
    villages: pd.DataFrame,
    minutes: Minutes,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return role, unit_code, person_id, since: one row for each village that has counsel today."""
    row = {code: i for i, code in enumerate(offices.office_code)}
    at = counsel.office_code.map(row).to_numpy()
    there, hours = minutes.there[at], _HOURS + _VISITS * minutes.both_ways[at] / 60.0
    home = counsel.county_code.to_numpy()[:, None] == villages.county_code.to_numpy()[None, :]
    limit = villages.area.map(_LIMIT).to_numpy()
    near = home & (there <= limit[None, :])
    who = _sensible(counsel, there, hours, near, rng)
    _squeezed(who, hours, near, counsel)
    _across(who, there, home, round(_BORDER * len(who)), counsel, rng)
    _far(who, there, villages.county_code.to_numpy(), limit, round(_LONG * len(who)), rng)
    _overload(who, there, hours, home, counsel, rng)
    _vacate(who, round(_VACANT * len(who)), rng)
    kept = np.flatnonzero(who != _NOBODY)
    since = [f"{2019 + int(m) // 12}-{int(m) % 12 + 1:02d}-01" for m in rng.integers(0, 54, len(kept))]
    return pd.DataFrame(
        {
            "role": "counsel",
            "unit_code": villages.village_code.to_numpy()[kept],
            "person_id": counsel.person_id.to_numpy()[who[kept]],
            "since": since,
        }
    )


def _sensible(
    counsel: pd.DataFrame, there: Floats, hours: Floats, near: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Give each village, in random order, somebody near of its county with hours and a place left."""
    who = np.full(there.shape[1], _NOBODY)
    spare = counsel.hours_year.to_numpy(dtype=float).copy()
    room = counsel.most_villages.to_numpy().copy()
    taste = there * rng.lognormal(0.0, 0.35, there.shape)
    taste[~near] = np.inf
    for v in rng.permutation(there.shape[1]):
        wish = np.where((room > 0) & (spare >= hours[:, v]), taste[:, v], np.inf)
        best = int(np.argmin(wish))
        if np.isfinite(wish[best]):
            who[v] = best
            spare[best] -= hours[best, v]
            room[best] -= 1
    return who


def _squeezed(who: NDArray[np.int64], hours: Floats, near: NDArray[np.bool_], counsel: pd.DataFrame) -> None:
    """Cover more villages: a counsel nearby hands one of theirs to a colleague and takes the vacant one."""
    budget, most = counsel.hours_year.to_numpy(dtype=float), counsel.most_villages.to_numpy()
    for v in np.flatnonzero(who == _NOBODY):
        served = np.flatnonzero(who != _NOBODY)
        load = np.bincount(who[served], minlength=len(budget))
        spare = budget - np.bincount(who[served], weights=hours[who[served], served], minlength=len(budget))
        for person in np.flatnonzero(near[:, v]):
            mine = served[who[served] == person]
            fits = spare[person] + hours[person, mine] >= hours[person, v]
            takes = near[:, mine] & (spare[:, None] >= hours[:, mine]) & (load < most)[:, None]
            takes[person] = False
            able = np.flatnonzero(fits & takes.any(axis=0))
            if len(able):
                who[mine[able[0]]] = int(np.argmax(takes[:, able[0]]))
                who[v] = person
                break


def _across(
    who: NDArray[np.int64],
    there: Floats,
    home: NDArray[np.bool_],
    number: int,
    counsel: pd.DataFrame,
    rng: np.random.Generator,
) -> None:
    """Let a few lawyers with places left serve vacant villages of another county."""
    load = np.bincount(who[who != _NOBODY], minlength=len(counsel))
    for v in rng.permutation(np.flatnonzero(who == _NOBODY)):
        if number == 0:
            return
        able = (
            (load < counsel.most_villages - 1)
            & ~home[:, v]
            & (counsel.occupation == "lawyer")
            & (there[:, v] < 75)
        )
        if able.any():
            best = int(np.argmin(np.where(able, there[:, v], np.inf)))
            who[v] = best
            load[best] += 1
            number -= 1


def _far(
    who: NDArray[np.int64],
    there: Floats,
    county: NDArray[np.object_],
    limit: Floats,
    number: int,
    rng: np.random.Generator,
) -> None:
    """Exchange the counsel of two villages of a county so that a drive breaks the limit."""
    served = np.flatnonzero(who != _NOBODY)
    for _ in range(400 * number):
        if number <= 0:
            return
        a, b = rng.choice(served, 2, replace=False)
        if county[a] != county[b] or who[a] == who[b]:
            continue
        drives = np.array([there[who[b], a], there[who[a], b]])
        long = drives > limit[[a, b]]
        if long.any() and (drives < 110).all():
            who[a], who[b] = who[b], who[a]
            number -= int(long.sum())


def _overload(
    who: NDArray[np.int64],
    there: Floats,
    hours: Floats,
    home: NDArray[np.bool_],
    counsel: pd.DataFrame,
    rng: np.random.Generator,
) -> None:
    """Give some counsel 6 to 9 villages: vacant ones of their county first, else a colleague's."""
    goal = round(_FORCED * int((who != _NOBODY).sum()))
    for person in rng.permutation(np.flatnonzero(counsel.most_villages >= 5)):
        load = int((who == person).sum())
        if forced(who, hours, counsel) >= goal:
            return
        wanting = bool((home[person] & (who == _NOBODY)).any())
        if load < 4 or not (wanting or rng.random() < _IDLE):
            continue
        reach = np.where(home[person] & (who != person), there[person] + 60.0 * (who != _NOBODY), np.inf)
        for v in np.argsort(reach, kind="stable")[: int(rng.integers(6, 10)) - load]:
            if np.isfinite(reach[v]):
                who[v] = person


def forced(who: NDArray[np.int64], hours: Floats, counsel: pd.DataFrame) -> int:
    """Count the pairs that must end for every counsel to keep to their hours and places."""
    lost = 0
    for person, (budget, most) in enumerate(zip(counsel.hours_year, counsel.most_villages, strict=True)):
        mine = np.sort(hours[person, who == person])
        keeps = int((np.cumsum(mine) <= budget).sum())
        lost += len(mine) - min(keeps, int(most))
    return lost


def _vacate(who: NDArray[np.int64], number: int, rng: np.random.Generator) -> None:
    """Leave about `number` villages without counsel."""
    served = np.flatnonzero(who != _NOBODY)
    missing = number - (len(who) - len(served))
    if missing > 0:
        who[rng.choice(served, missing, replace=False)] = _NOBODY
