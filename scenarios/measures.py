"""What a plan achieves: every figure of metrics.json, from the plan's table alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer import equity
from scenarios.plan_table import CHANGES, hours_called_for
from scenarios.settings import StudyConfig, TravelRung
from scenarios.targets import judge_targets

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["DEFAULT_AVERSION", "measure"]

Row = dict[str, Any]
# Aversion to unequal travel where the study's ladder names none (arXiv:2401.15452, section 5).
DEFAULT_AVERSION = 1.0
HOURS_SLACK = 1e-6


def measure(
    *,
    city: City,
    plan: pd.DataFrame,
    config: StudyConfig,
    before: pd.DataFrame | None,
    rungs: list[Row],
    repair: Row,
    study: str = "",
    scenario: str = "",
    seconds: float = 0.0,
    verified: bool = False,
) -> Row:
    """Measure a plan and judge the study's targets by it.

    Parameters
    ----------
    city : geo.City
        The tables that the plan was made from.
    plan : DataFrame
        As :func:`scenarios.plan_table.plan_table` gives it.
    config : StudyConfig
        The resolved settings: the counsel role, hire, ladder, targets.
    before : DataFrame or None
        The table of today's roster: the other side of the targets, and the reference that fixes
        κ, so that the travel burdens of all scenarios are on one scale.  None = the plan itself.
    rungs : list of dict
        Certificates of the ladder, handed through.
    repair : dict
        ``more, unreachable, status, bound``; what is missing counts as none.
    study, scenario : str
        Names to put on the figures.
    seconds : float
        Time of the run.
    verified : bool
        Whether the independent check has passed.

    Returns
    -------
    dict
        The contents of metrics.json: plain Python numbers, None where a figure does not exist
        (the mean drive of nobody).  Shares are in percent.

    Raises
    ------
    UnknownMeasureError
        A target that names no figure.
    """
    reference = plan if before is None else before
    kappa = travel_aversion(reference, config=config)
    figures = _figures(city=city, plan=plan, config=config, kappa=kappa, repair=repair)
    earlier = (
        None if before is None
        else _figures(city=city, plan=before, config=config, kappa=kappa, repair=repair)
    )  # fmt: skip
    return {
        "schema": 1,
        "study": study,
        "scenario": scenario,
        **figures,
        "targets": judge_targets(config.targets, before=earlier, after=figures),
        "rungs": list(rungs),
        "seconds": float(seconds),
        "verified": bool(verified),
        "repair": {
            "more": list(repair.get("more", [])),
            "unreachable": list(repair.get("unreachable", [])),
            "status": repair.get("status"),
            "bound": repair.get("bound"),
        },
    }


def _figures(*, city: City, plan: pd.DataFrame, config: StudyConfig, kappa: float, repair: Row) -> Row:
    role = config.counsel
    villages = _by_village(plan, need=int(role.need))
    people = _by_person(city=city, plan=plan, config=config)
    return {
        **_totals(villages, plan=plan, people=people, need=int(role.need)),
        "travel": _travel(plan, kappa=kappa),
        "load": _load(people),
        "fairness": _fairness(villages),
        "changes": {kind: int(count) for kind, count in _changes(plan).items()},
        "by_county": _by_county(villages, city=city, plan=plan, people=people, repair=repair),
        "by_area": _by_area(villages, plan=plan),
    }


def _by_village(plan: pd.DataFrame, *, need: int) -> pd.DataFrame:
    """One row a village: how many serve it, how many well, and the hours it gets.

    With a need above one, a village is covered when its whole need is, so that 100 % and
    "nobody short" always say the same.
    """
    rows = plan.assign(serves=plan["person_id"].ne(""), well=plan["status"].eq("ok"))
    villages = rows.groupby("village_code", sort=True).agg(
        county_code=("county_code", "first"),
        area=("area", "first"),
        serving=("serves", "sum"),
        well=("well", "sum"),
        hours=("hours", "sum"),
    )
    villages["nominal"] = villages["serving"] >= need
    villages["effective"] = villages["well"] >= need
    villages["short"] = (need - villages["serving"]).clip(lower=0)
    return villages


def _by_person(*, city: City, plan: pd.DataFrame, config: StudyConfig) -> pd.DataFrame:
    """One row a counsel, hired ones included: home county, hours, cap, villages, hours asked for."""
    role, hire = config.counsel, config.hire
    known = city.counsel.set_index("person_id")[["county_code", "hours_year", "most_villages"]]
    served = plan.loc[plan["person_id"].ne("")]
    extra = served.loc[~served["person_id"].isin(set(known.index))].drop_duplicates("person_id")
    hired = pd.DataFrame(
        {
            "county_code": _home_county(extra, city=city),
            "hours_year": float(hire.hours_year),
            "most_villages": int(hire.most_villages),
        },
        index=pd.Index(extra["person_id"], name="person_id"),
    )
    people = pd.concat([frame for frame in (known, hired) if len(frame)] or [known])
    asked = hours_called_for(served, role=role).groupby(served["person_id"]).sum()
    people["villages"] = served.groupby("person_id").size().reindex(people.index).fillna(0).astype(int)
    people["asked"] = asked.reindex(people.index).fillna(0.0)
    people["cap"] = people["most_villages"].clip(upper=int(role.most_villages))
    people["hours_year"] = people["hours_year"].astype(float)
    return people


def _home_county(extra: pd.DataFrame, *, city: City) -> list[str]:
    """A hired counsel belongs to the county of the place from which he or she works."""
    homes = pd.concat(
        [
            city.offices.set_index("office_code")["county_code"],
            city.townships.set_index("township_code")["county_code"],
        ]
    )
    homes = homes[~homes.index.duplicated()]
    return list(extra["office_code"].map(homes).fillna("").astype(str))


def _totals(villages: pd.DataFrame, *, plan: pd.DataFrame, people: pd.DataFrame, need: int) -> Row:
    return {
        "villages": len(villages),
        "counsel": len(people),
        "counsel_used": int((people["villages"] > 0).sum()),
        "hired": int(plan.loc[plan["hired"].eq(1), "person_id"].nunique()),
        "coverage_nominal": _percent(villages["nominal"]),
        "coverage_effective": _percent(villages["effective"]),
        "short": int(villages["short"].sum()),
        "hours_mean": _mean(villages["hours"]),
        "hours_min": _number(villages["hours"].min()),
    }


def _travel(plan: pd.DataFrame, *, kappa: float) -> Row:
    minutes = plan["minutes"].dropna().to_numpy(dtype=float)
    if minutes.size == 0:
        empty = ("mean", "p50", "p90", "p95", "max", "kolm_pollak_ede")
        return {**dict.fromkeys(empty), "kappa": kappa}
    p50, p90, p95 = np.percentile(minutes, [50, 90, 95])
    return {
        "mean": float(minutes.mean()),
        "p50": float(p50),
        "p90": float(p90),
        "p95": float(p95),
        "max": float(minutes.max()),
        "kolm_pollak_ede": equity.kolm_pollak_ede(minutes, kappa),
        "kappa": kappa,
    }


def travel_aversion(reference: pd.DataFrame, *, config: StudyConfig) -> float:
    """κ in 1/minute: the aversion of the study's travel rung, scaled by the journeys of a plan's table.

    Where the table has no journey to scale by, the longest that the role allows stands in for all: an
    aversion without a unit is no κ.
    """
    aversions = [
        rung.aversion for rung in config.ladder
        if isinstance(rung, TravelRung) and rung.measure == "kolm_pollak"
    ]  # fmt: skip
    minutes = reference["minutes"].dropna().to_numpy(dtype=float)
    if not minutes.any():
        limits = config.counsel.limit_minutes
        minutes = np.array([max(limits.rural, limits.urban)])
    return equity.kappa_for(minutes, aversions[0] if aversions else DEFAULT_AVERSION)


def _load(people: pd.DataFrame) -> Row:
    """Villages per counsel who has any; the hours used count each counsel up to the hours there are."""
    busy = people.loc[people["villages"] > 0]
    villages = busy["villages"].to_numpy(dtype=float)
    p50, p90 = np.percentile(villages, [50, 90]) if villages.size else (0.0, 0.0)
    available = float(people["hours_year"].sum())
    used = float(np.minimum(people["asked"], people["hours_year"]).sum())
    return {
        "mean": float(villages.mean()) if villages.size else 0.0,
        "p50": float(p50),
        "p90": float(p90),
        "max": int(villages.max()) if villages.size else 0,
        "over_cap": int((busy["villages"] > busy["cap"]).sum()),
        "over_hours": int((busy["asked"] > busy["hours_year"] + HOURS_SLACK).sum()),
        "hours_used_share": 100.0 * used / available if available > 0 else 0.0,
    }


def _fairness(villages: pd.DataFrame) -> Row:
    """Inequality of the hours delivered per village, vacant ones at zero; groups are the counties."""
    hours = villages["hours"].to_numpy(dtype=float)
    within, between = equity.theil_split(hours, villages["county_code"].tolist())
    area = villages.groupby("area")["hours"].mean()
    county = villages.groupby("county_code")["hours"].mean()
    urban, rural = area.get("urban", np.nan), area.get("rural", np.nan)
    return {
        "gini": equity.gini(hours),
        "theil": equity.theil(hours),
        "theil_within": within,
        "theil_between": between,
        "cv": equity.cv(hours),
        "max_min_ratio": equity.max_min_ratio(hours),
        "urban_rural_ratio": _number(urban / rural) if rural > 0 else None,
        "county_ratio": _number(county.min() / county.max()) if len(county) and county.max() > 0 else None,
    }


def _changes(plan: pd.DataFrame) -> Mapping[str, int]:
    """Villages by what happens to them; with several counsel the weightiest event counts."""
    weight = {kind: place for place, kind in enumerate(("vacant", "kept", "lost", "gained", "moved"))}
    name = {place: kind for kind, place in weight.items()}
    event = plan["change"].map(weight).groupby(plan["village_code"]).max().map(name)
    return {kind: int((event == kind).sum()) for kind in CHANGES}


def _by_county(
    villages: pd.DataFrame, *, city: City, plan: pd.DataFrame, people: pd.DataFrame, repair: Row
) -> list[Row]:
    by_code = dict(list(villages.groupby("county_code")))
    drives = plan.groupby("county_code")["minutes"].mean()
    home = people["county_code"].value_counts()
    pairs = plan.loc[plan["person_id"].ne(""), ["county_code", "person_id"]].drop_duplicates()
    foreign = pairs["person_id"].map(people["county_code"]).ne(pairs["county_code"])
    used = pairs["county_code"].value_counts()
    elsewhere = pairs.loc[foreign, "county_code"].value_counts()
    more = _more_needed(repair.get("more", []))
    return [
        {
            "county_code": code,
            "name": name,
            **_group(by_code.get(code, villages.iloc[:0])),
            "minutes_mean": _number(drives.get(code, np.nan)),
            "counsel_home": int(home.get(code, 0)),
            "counsel_used": int(used.get(code, 0)),
            "counsel_from_elsewhere": int(elsewhere.get(code, 0)),
            "more_needed": more.get(code, 0),
        }
        for code, name in sorted(zip(city.counties["county_code"], city.counties["name"], strict=True))
    ]


def _by_area(villages: pd.DataFrame, *, plan: pd.DataFrame) -> list[Row]:
    drives = plan.groupby("area")["minutes"].mean()
    return [
        {"area": area, **_group(rows), "minutes_mean": _number(drives.get(area, np.nan))}
        for area, rows in villages.groupby("area", sort=True)
    ]


def _group(villages: pd.DataFrame) -> Row:
    return {
        "villages": len(villages),
        "nominal": _percent(villages["nominal"]),
        "effective": _percent(villages["effective"]),
        "short": int(villages["short"].sum()),
        "hours_mean": _mean(villages["hours"]),
    }


def _more_needed(more: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    needed: dict[str, int] = {}
    for line in more:
        needed[line["county_code"]] = needed.get(line["county_code"], 0) + int(line["number"])
    return needed


def _percent(flags: pd.Series[bool]) -> float | None:
    """Exactly 100 only when all are: a count over a count, never a rounded mean."""
    return 100.0 * int(flags.sum()) / len(flags) if len(flags) else None


def _mean(values: pd.Series[float]) -> float | None:
    return float(values.mean()) if len(values) else None


def _number(value: Any) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
