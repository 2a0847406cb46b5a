"""People's mediation committees and their mediators."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .draw import shares
from .names import people
from .points import short_name
from .register import Register
from .seats import Seats

_FULL_TIME = {"village": 0.26, "township": 0.6, "industry": 0.55}  # below the 40 % of WH-25 in all
_SIZE = {"village": 0.9, "township": 2.4, "industry": 1.6}
_WOMEN = 0.35
_LEAST, _MOST = 3, 9  # R26
_FIELDS = ["物业", "医疗", "道路交通事故", "劳动争议", "婚姻家庭", "消费", "金融", "知识产权"]
_FIELDS += ["旅游", "渔业", "建设工程", "保险", "电子商务", "校园", "环境", "土地承包"]
_COLUMNS = ["committee_code", "name", "kind", "county_code", "township_code", "village_code"]


def committees(
    points: pd.DataFrame,
    villages: pd.DataFrame,
    register: Register,
    seats: Seats,
    *,
    numbers: Mapping[str, Any],
) -> pd.DataFrame:
    """Return village, township and industry committees.

    `numbers` may give `villages` (all, or rooms: only villages with a room), `townships` (all, or stations:
    only townships with a station) and `industry` (how many, shared between counties by residents).
    """
    towns = seats.townships
    if numbers.get("villages", "all") == "rooms":
        villages = villages[villages.village_code.isin(points.village_code[points.tier == "room"])]
    if numbers.get("townships", "all") == "stations":
        towns = towns[towns.township_code.isin(points.township_code[points.tier == "station"])]
    rows = [
        (
            f"{v.village_code}MC",
            f"{short_name(v.name)}人民调解委员会",
            "village",
            v.county_code,
            v.township_code,
            v.village_code,
        )
        for v in villages.itertuples(index=False)
    ]
    rows += [
        (f"{t.township_code}MC", f"{t.name}人民调解委员会", "township", t.county_code, t.township_code, "")
        for t in towns.itertuples(index=False)
    ]
    rows += _industry(villages, register, int(numbers.get("industry", 0)))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _industry(villages: pd.DataFrame, register: Register, number: int) -> list[tuple[str, ...]]:
    people_in = villages.groupby("county_code").pop_resident.sum().reindex(register.counties.county_code)
    rows = []
    split = shares(number, people_in.to_numpy())
    for county, name, many in zip(register.counties.county_code, register.counties.name, split, strict=True):
        for i in range(int(many)):
            again = f"（{i // len(_FIELDS) + 1}）" if many > len(_FIELDS) else ""
            title = f"{name}{_FIELDS[i % len(_FIELDS)]}纠纷人民调解委员会{again}"
            rows.append((f"{county}IC{i + 1:03d}", title, "industry", county, "", ""))
    return rows


def mediators(
    table: pd.DataFrame, counsel: pd.DataFrame, *, number: int, city: str, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the mediators: 3 to 9 a committee (R26), fewer than 40 % of them full-time.

    A few full-time township mediators are gls workers who are counsel, too (WH-P21): the same person_id.
    """
    size = _sizes(table, number, rng)
    names, sexes = people(number, rng, women=_WOMEN)
    kind = np.repeat(table.kind.to_numpy(), size)
    full = rng.random(number) < pd.Series(kind).map(_FULL_TIME).to_numpy()
    frame = pd.DataFrame(
        {
            "person_id": [f"M{city}{i + 1:05d}" for i in range(number)],
            "name": names,
            "sex": sexes,
            "committee_code": np.repeat(table.committee_code.to_numpy(), size),
            "full_time": full.astype(int),
        }
    )
    return _dual(frame, kind, counsel)


def _sizes(table: pd.DataFrame, number: int, rng: np.random.Generator) -> NDArray[np.int64]:
    if number > _MOST * len(table):
        raise ValueError(f"mediators: {number} are more than {_MOST} in each of {len(table)} committees")
    weight = table.kind.map(_SIZE).to_numpy() * rng.lognormal(0, 0.5, len(table))
    size = np.minimum(shares(number, weight, least=_LEAST), _MOST)
    while (short := number - int(size.sum())) > 0:
        size[rng.permutation(np.flatnonzero(size < _MOST))[:short]] += 1
    return size


def _dual(frame: pd.DataFrame, kind: NDArray[np.object_], counsel: pd.DataFrame) -> pd.DataFrame:
    """Let one gls worker in eight be a full-time mediator of a township committee of their county."""
    taken: set[int] = set()
    for person in counsel[counsel.occupation == "gls_worker"].iloc[::8].itertuples():
        rows = frame.index[(kind == "township") & frame.committee_code.str.startswith(person.county_code)]
        free = [i for i in rows if i not in taken]
        if free:
            frame.loc[free[0], ["person_id", "name", "sex", "full_time"]] = [
                person.person_id,
                person.name,
                person.sex,
                1,
            ]
            taken.add(free[0])
    return frame
