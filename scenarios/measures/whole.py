"""Figures of the whole plan: totals, drives, load, fairness, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer import equity
from scenarios.measures.figures import Row, mean, number, percent
from scenarios.plan_table import CHANGES
from scenarios.settings import TravelRung

if TYPE_CHECKING:
    from scenarios.settings import StudyConfig

__all__ = ["DEFAULT_AVERSION", "changes", "fairness", "load", "totals", "travel", "travel_aversion"]

# Aversion to unequal travel where the study's ladder names none (arXiv:2401.15452, section 5).
DEFAULT_AVERSION = 1.0
HOURS_SLACK = 1e-6


def totals(villages: pd.DataFrame, *, plan: pd.DataFrame, people: pd.DataFrame) -> Row:
    """Count villages and people, and say how many are served."""
    return {
        "villages": len(villages),
        "counsel": len(people),
        "counsel_used": int((people["villages"] > 0).sum()),
        "hired": int(plan.loc[plan["hired"].eq(1), "person_id"].nunique()),
        "coverage_nominal": percent(villages["nominal"]),
        "coverage_effective": percent(villages["effective"]),
        "short": int(villages["short"].sum()),
        "hours_mean": mean(villages["hours"]),
        "hours_min": number(villages["hours"].min()),
    }


def travel(plan: pd.DataFrame, *, kappa: float) -> Row:
    """Minutes one way of the served villages whose drive is known; None where there is none."""
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


def load(people: pd.DataFrame) -> Row:
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


def fairness(villages: pd.DataFrame) -> Row:
    """Inequality of the hours delivered per village, vacant ones at zero, and ratios of hours and coverage.

    Groups are the counties. Coverage is the share of villages that have counsel (nominal), and that of those
    whose counsel delivers the hours within the travel limit (effective).
    """
    hours = villages["hours"].to_numpy(dtype=float)
    within, between = equity.theil_split(hours, villages["county_code"].tolist())
    return {
        "gini": equity.gini(hours),
        "theil": equity.theil(hours),
        "theil_within": within,
        "theil_between": between,
        "cv": equity.cv(hours),
        "max_min_ratio": equity.max_min_ratio(hours),
        "urban_rural_ratio": _urban_rural(villages, "hours"),
        "county_ratio": _worst_best(villages, "hours"),
        "nominal_urban_rural_ratio": _urban_rural(villages, "nominal"),
        "nominal_county_ratio": _worst_best(villages, "nominal"),
        "effective_urban_rural_ratio": _urban_rural(villages, "effective"),
        "effective_county_ratio": _worst_best(villages, "effective"),
    }


def _urban_rural(villages: pd.DataFrame, figure: str) -> float | None:
    """Mean of a figure in town over that in the country; None where the country has none of it."""
    area = villages.groupby("area")[figure].mean()
    urban, rural = area.get("urban", np.nan), area.get("rural", np.nan)
    return number(urban / rural) if rural > 0 else None


def _worst_best(villages: pd.DataFrame, figure: str) -> float | None:
    """Mean of a figure in the county with the least over that in the one with the most; 1 is all alike."""
    county = villages.groupby("county_code")[figure].mean()
    return number(county.min() / county.max()) if len(county) and county.max() > 0 else None


def changes(plan: pd.DataFrame) -> Row:
    """Villages by what happens to them; with several counsel the weightiest event counts."""
    weight = {kind: place for place, kind in enumerate(("vacant", "kept", "lost", "gained", "moved"))}
    name = {place: kind for kind, place in weight.items()}
    event = plan["change"].map(weight).groupby(plan["village_code"]).max().map(name)
    return {kind: int((event == kind).sum()) for kind in CHANGES}
