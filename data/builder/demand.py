"""Cases of the city by type as the plan counts them, and a made-up history of them by county and year."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import yaml

from .draw import shares

#: Years of the history; those that a total is about are in it, whatever they are.
_YEARS = range(2014, 2023)
_KEYS = ("name", "total", "yearly", "years", "by", "source", "hours")
_BY = "pop_resident"
_MADE_UP = {
    "zh": "本方案的历年案件表为虚构，仅各年合计与规划所列数字一致，预测只用于演示。",
    "en": "The history of this study is made up around the plan's totals: its forecasts show the method.",
}


def checked_demand(value: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the types of cases; TypeError where one lacks what the history is made of."""
    for name, case in value.items():
        for key in case:
            if key not in _KEYS:
                raise TypeError(f"demand.{name}: unknown key {key}; known: {', '.join(_KEYS)}")
        if ("total" in case) == ("yearly" in case):
            raise TypeError(f"demand.{name}: give either total or yearly")
        if not case.get("years"):
            raise TypeError(f"demand.{name}: give the years that the figure is about")
    return dict(value)


def history(
    villages: pd.DataFrame, demand: Mapping[str, Mapping[str, Any]], rng: np.random.Generator
) -> pd.DataFrame:
    """Make up cases by county and year whose sum over the years of a total is that total.

    Counties weigh as the villages' column by which the type is shared, times a draw; a type grows by a few
    percent a year, a county somewhat faster or slower, and every year is a little off.
    """
    tables = [_one(villages, name, case, rng) for name, case in demand.items()]
    return pd.concat(tables, ignore_index=True)


def _one(
    villages: pd.DataFrame, name: str, case: Mapping[str, Any], rng: np.random.Generator
) -> pd.DataFrame:
    given = sorted(case["years"])
    years = np.arange(min(given[0], _YEARS[0]), max(given[-1], _YEARS[-1]) + 1)
    size = villages.groupby("county_code")[case.get("by", _BY)].sum()
    growth = rng.uniform(0.0, 0.06) + rng.normal(0.0, 0.015, (len(size), 1))
    off = rng.normal(0.0, 0.03, (1, len(years))) + rng.normal(0.0, 0.05, (len(size), len(years)))
    level = size.to_numpy()[:, None] * rng.lognormal(0.0, 0.12, (len(size), 1))
    weight = level * np.exp(growth * np.arange(len(years)) + off)
    told = np.isin(years, given)
    total = round(case["total"] if "total" in case else case["yearly"] * len(given))
    cases = np.round(weight * total / weight[:, told].sum()).astype(np.int64)
    cases[:, told] = shares(total, weight[:, told].ravel()).reshape(-1, len(given))
    return pd.DataFrame(
        {
            "county_code": np.repeat(size.index.to_numpy(), len(years)),
            "year": np.tile(years, len(size)),
            "case_type": name,
            "cases": cases.ravel(),
        }
    )


def demand_text(demand: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the section of study.yaml; nothing without cases."""
    if not demand:
        return ""
    lines = [
        "# Cases of the city as the plan counts them, with the code of its baseline. total: of all years",
        "# together; yearly: a mean, where the plan has no more. No plan says where cases arise: `by` is the",
        "# column of villages that they are assumed to go with. The history is made up (data/README.md).",
        "demand:",
        f"  history_note: {_one_line(_MADE_UP)}",
        "  cases:",
    ]
    return "\n".join(lines + [f"    {name}: {_one_line(case)}" for name, case in demand.items()]) + "\n\n"


def _one_line(case: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(
        dict(case), default_flow_style=True, allow_unicode=True, sort_keys=False, width=9999
    )
    return text.strip()
