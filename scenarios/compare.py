"""Two runs of one study side by side: what got better, where, and whose counsel changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from scenarios.cells import inert_columns
from scenarios.comparison_book import COUNTY_FIGURES, write_comparison
from scenarios.errors import ScenarioError
from scenarios.measure_names import MEASURES, measure_of, measure_value, measured_posts
from scenarios.messages import LANGUAGES
from scenarios.plan_table import JOINT
from scenarios.role_facts import RoleFacts
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun

__all__ = ["Comparison", "DifferentStudiesError", "MeasureRow", "compare_runs"]

Verdict = Literal["better", "worse", "same", "neither"]
# Round-off of two sums over thousands of villages is no improvement.
_SAME = 1e-9
# κ depends on the roster of the run; with another κ the two burdens are on two scales.
_ON_KAPPA, _KAPPA = "travel.kolm_pollak_ede", "travel.kappa"
_VILLAGE_COLUMNS = (
    "village_code", "village", "township", "county_code", "county", "change",
    "person_before", "counsel_before", "minutes_before", "hours_before", "status_before",
    "person_after", "counsel_after", "minutes_after", "hours_after", "status_after",
)  # fmt: skip


class DifferentStudiesError(ScenarioError, ValueError):
    """The two runs are not of one study, or not of the same villages."""


@dataclass(frozen=True)
class MeasureRow:
    """One measure in both runs.

    Attributes
    ----------
    key : str
        As in :data:`scenarios.measure_names.MEASURES`, or a figure of a role beside counsel.
    a, b : float or None
        The figures; None where a run has none.
    difference : float or None
        b - a.
    verdict : {'better', 'worse', 'same', 'neither'}
        Whether b is better than a; ``neither`` where no direction is better or nothing compares.
    """

    key: str
    a: float | None
    b: float | None
    difference: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """Run b against run a.

    Attributes
    ----------
    study : str
        Id of the study of both.
    a, b : str
        Names of the scenarios.
    titles : tuple of dict
        Titles of the study, of a and of b, by language.
    measures : tuple of MeasureRow
        Every measure, in the order of metrics.json; those of the roles beside counsel last.
    by_county : DataFrame
        ``county_code, name`` and each figure of ``by_county`` as ``<figure>_a, <figure>_b,
        <figure>_difference``.
    villages : DataFrame
        One row a village whose counsel differ: ``change`` is gained, lost or moved; people, minutes,
        hours and status before (a) and after (b).  Several people are joined by ``;``, minutes are
        the longest, hours the sum.
    totals : Mapping
        Villages gained, lost, moved and the rest, unchanged.
    started : datetime
        When the later of the two began.
    roles : Mapping of str to RoleFacts
        Roles beside counsel of either run.
    metrics : tuple of Mapping
        metrics.json of a and of b.
    """

    study: str
    a: str
    b: str
    titles: tuple[Mapping[str, str], ...]
    measures: tuple[MeasureRow, ...]
    by_county: pd.DataFrame = field(repr=False, compare=False)
    villages: pd.DataFrame = field(repr=False, compare=False)
    totals: Mapping[str, int]
    started: Any = field(repr=False, compare=False)
    roles: Mapping[str, RoleFacts] = field(default_factory=dict, repr=False, compare=False)
    metrics: tuple[Mapping[str, Any], Mapping[str, Any]] = field(
        default=({}, {}), repr=False, compare=False
    )

    def to_csv(self, path: Path) -> Path:
        """Write the villages that changed hands as CSV (UTF-8 with BOM, text made inert)."""
        inert_columns(self.villages).to_csv(
            path, index=False, encoding="utf-8-sig", float_format="%.3f", lineterminator="\r\n"
        )
        return path

    def to_xlsx(self, path: Path, *, lang: str) -> Path:
        """Write measures, counties, villages and money as sheets of a workbook (compare.xlsx)."""
        return write_comparison(self, path, lang=lang)


def compare_runs(a: StoredRun, b: StoredRun) -> Comparison:
    """Compare run b with run a.

    Parameters
    ----------
    a, b : StoredRun
        Two runs of one study; a is the one before, or today.

    Raises
    ------
    DifferentStudiesError
        Two studies, or two versions of one with other villages.
    """
    if a.study != b.study:
        raise DifferentStudiesError.said("error.different_studies", a=a.study, b=b.study)
    odd = sorted(set(a.plan["village_code"]) ^ set(b.plan["village_code"]))
    if odd:
        raise DifferentStudiesError.said("error.different_villages", count=str(len(odd)), first=odd[0])
    villages, totals = _villages(a.plan, b.plan)
    facts = facts_of(a), facts_of(b)
    return Comparison(
        study=a.study,
        a=a.scenario,
        b=b.scenario,
        titles=tuple(
            {lang: name.text(lang) for lang in LANGUAGES}
            for name in (facts[0].study, facts[0].scenario, facts[1].scenario)
        ),
        measures=tuple(
            _measure_row(key, a.metrics, b.metrics)
            for key in dict.fromkeys((*MEASURES, *measured_posts(a.metrics), *measured_posts(b.metrics)))
        ),
        by_county=_by_county(a.metrics, b.metrics),
        villages=villages,
        totals=totals,
        started=max(one.started for one in facts),
        roles={**facts[0].roles, **facts[1].roles},
        metrics=(a.metrics, b.metrics),
    )


def _measure_row(key: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> MeasureRow:
    before, after = measure_value(a, key), measure_value(b, key)
    if before is None or after is None:
        return MeasureRow(key, before, after, None, "neither")
    difference = after - before
    return MeasureRow(key, before, after, difference, _verdict(key, before, after, a, b))


def _verdict(key: str, before: float, after: float, a: Mapping[str, Any], b: Mapping[str, Any]) -> Verdict:
    measure = measure_of(key)
    better = "neither" if measure is None else measure.better
    if better == "neither" or (key == _ON_KAPPA and not _same_kappa(a, b)):
        return "neither"
    if abs(after - before) <= _SAME * max(1.0, abs(before)):
        return "same"
    return "better" if (after > before) == (better == "more") else "worse"


def _same_kappa(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    one, other = measure_value(a, _KAPPA), measure_value(b, _KAPPA)
    return one is not None and other is not None and abs(one - other) <= 1e-6 * max(one, other)


def _by_county(a: Mapping[str, Any], b: Mapping[str, Any]) -> pd.DataFrame:
    sides = [
        pd.DataFrame(metrics.get("by_county", []), columns=["county_code", "name", *COUNTY_FIGURES])
        for metrics in (a, b)
    ]
    joined = sides[0].merge(sides[1].drop(columns="name"), on="county_code", suffixes=("_a", "_b"))
    columns = {"county_code": joined["county_code"], "name": joined["name"]}
    for figure in COUNTY_FIGURES:
        before, after = (joined[f"{figure}_{side}"].astype(float) for side in "ab")
        columns |= {f"{figure}_a": before, f"{figure}_b": after, f"{figure}_difference": after - before}
    return pd.DataFrame(columns)


def _villages(a: pd.DataFrame, b: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    before, after = _one_row_each(a), _one_row_each(b)
    places = a.drop_duplicates("village_code").set_index("village_code")[
        ["village", "township", "county_code", "county"]
    ]
    both = places.join(before.add_suffix("_before")).join(after.add_suffix("_after"))
    differ = both["person_before"].ne(both["person_after"])
    had, has = both["person_before"].ne(""), both["person_after"].ne("")
    both["change"] = "moved"
    both.loc[~had, "change"] = "gained"
    both.loc[~has, "change"] = "lost"
    changed = both.loc[differ].sort_index().reset_index()
    counts = changed["change"].value_counts()
    totals = {kind: int(counts.get(kind, 0)) for kind in ("gained", "lost", "moved")}
    return changed[list(_VILLAGE_COLUMNS)], {**totals, "unchanged": int((~differ).sum())}


def _one_row_each(plan: pd.DataFrame) -> pd.DataFrame:
    """One row a village; several counsel in the order of their ids, so that order is no difference."""
    ordered = plan.sort_values(["village_code", "person_id"])
    return ordered.groupby("village_code").agg(
        person=("person_id", JOINT.join),
        counsel=("counsel", JOINT.join),
        minutes=("minutes", "max"),
        hours=("hours", "sum"),
        status=("status", _each_once),
    )


def _each_once(found: pd.Series[str]) -> str:
    return JOINT.join(dict.fromkeys(found))
