"""Two runs of one study side by side: what got better, where, and whose counsel changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from scenarios.cells import inert_columns
from scenarios.errors import ScenarioError
from scenarios.measure_names import MEASURES, measure_value
from scenarios.messages import LANGUAGES, text
from scenarios.plan_table import JOINT, rows_of
from scenarios.run_facts import facts_of
from scenarios.store import StoredRun
from scenarios.workbook import Cell, Column, Row, add_sheet, new_workbook, save

__all__ = ["Comparison", "DifferentStudiesError", "MeasureRow", "compare_runs"]

Verdict = Literal["better", "worse", "same", "neither"]
# Round-off of two sums over thousands of villages is no improvement.
_SAME = 1e-9
# κ depends on the roster of the run; with another κ the two burdens are on two scales.
_ON_KAPPA, _KAPPA = "travel.kolm_pollak_ede", "travel.kappa"
_COUNTY_FIGURES = (
    "nominal", "effective", "short", "hours_mean", "minutes_mean", "counsel_used", "counsel_from_elsewhere",
)  # fmt: skip
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
        As in :data:`scenarios.measure_names.MEASURES`.
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
        Every measure, in the order of metrics.json.
    by_county : DataFrame
        ``county_code, name`` and each figure of ``by_county`` as ``<figure>_a, <figure>_b,
        <figure>_difference``.
    villages : DataFrame
        One row a village whose counsel differ: ``change`` is gained, lost or moved; people, minutes,
        hours and status before (a) and after (b).  Several people are joined by ``;``, minutes are
        the longest, hours the sum.
    totals : Mapping
        Villages gained, lost, moved and the rest, unchanged.
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

    def to_csv(self, path: Path) -> Path:
        """Write the villages that changed hands as CSV (UTF-8 with BOM, text made inert)."""
        inert_columns(self.villages).to_csv(
            path, index=False, encoding="utf-8-sig", float_format="%.3f", lineterminator="\r\n"
        )
        return path

    def to_xlsx(self, path: Path, *, lang: str) -> Path:
        """Write measures, counties and villages as three sheets of a workbook (compare.xlsx)."""
        book = new_workbook()
        study, *names = (title[lang] for title in self.titles)
        printed = {
            "heading": text("comparison.heading", lang, study=study, a=names[0], b=names[1]),
            "pages": text("list.pages", lang),
        }
        add_sheet(book, text("comparison.measures", lang), columns=_measure_columns(names, lang),
                  rows=_measure_rows(self.measures, lang), **printed)  # fmt: skip
        add_sheet(book, text("comparison.counties", lang), columns=_county_columns(names, lang),
                  rows=_county_rows(self.by_county, lang), **printed)  # fmt: skip
        add_sheet(book, text("comparison.villages", lang), columns=_village_columns(names, lang),
                  rows=_village_rows(self.villages, lang), **printed)  # fmt: skip
        save(book, path, when=self.started)
        return path


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
        measures=tuple(_measure_row(key, a.metrics, b.metrics) for key in MEASURES),
        by_county=_by_county(a.metrics, b.metrics),
        villages=villages,
        totals=totals,
        started=max(one.started for one in facts),
    )


def _measure_row(key: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> MeasureRow:
    before, after = measure_value(a, key), measure_value(b, key)
    if before is None or after is None:
        return MeasureRow(key, before, after, None, "neither")
    difference = after - before
    return MeasureRow(key, before, after, difference, _verdict(key, before, after, a, b))


def _verdict(key: str, before: float, after: float, a: Mapping[str, Any], b: Mapping[str, Any]) -> Verdict:
    better = MEASURES[key].better
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
        pd.DataFrame(metrics.get("by_county", []), columns=["county_code", "name", *_COUNTY_FIGURES])
        for metrics in (a, b)
    ]
    joined = sides[0].merge(sides[1].drop(columns="name"), on="county_code", suffixes=("_a", "_b"))
    columns = {"county_code": joined["county_code"], "name": joined["name"]}
    for figure in _COUNTY_FIGURES:
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


# --- the workbook -----------------------------------------------------------------------------------


def _measure_columns(names: list[str], lang: str) -> list[Column]:
    return [
        Column(text("comparison.measure", lang)),
        Column(text("comparison.unit", lang)),
        *(Column(name, "ratio") for name in names),
        Column(text("comparison.difference", lang), "ratio"),
        Column(text("comparison.verdict", lang)),
    ]


def _measure_rows(rows: tuple[MeasureRow, ...], lang: str) -> Iterator[Row]:
    verdicts = {
        "better": text("comparison.better", lang), "worse": text("comparison.worse", lang),
        "same": text("comparison.same", lang), "neither": "",
    }  # fmt: skip
    for row in rows:
        unit = text(f"unit.{MEASURES[row.key].unit}", lang)
        figures = [_figure(row.key, value) for value in (row.a, row.b, row.difference)]
        cells: list[Cell] = [text(f"measure.{row.key}", lang), unit, *figures, verdicts[row.verdict]]
        yield Row(cells, fill=row.verdict if row.verdict in ("better", "worse") else "")


def _figure(key: str, value: float | None) -> float | int | None:
    counted = MEASURES[key].unit in ("villages", "people")
    return None if value is None else int(value) if counted else value


def _county_columns(names: list[str], lang: str) -> list[Column]:
    return [
        Column(text("list.county", lang)),
        Column(text("comparison.measure", lang)),
        *(Column(name, "number") for name in (*names, text("comparison.difference", lang))),
    ]


def _county_rows(by_county: pd.DataFrame, lang: str) -> Iterator[Row]:
    """One row a county and figure: a table to filter, not one too wide to print."""
    words = {
        "nominal": text("comparison.nominal", lang), "effective": text("comparison.effective", lang),
        "short": text("comparison.short", lang), "hours_mean": text("comparison.hours_mean", lang),
        "minutes_mean": text("comparison.minutes_mean", lang),
        "counsel_used": text("comparison.counsel_used", lang),
        "counsel_from_elsewhere": text("comparison.counsel_from_elsewhere", lang),
    }  # fmt: skip
    for row in by_county.to_dict("records"):
        for figure in _COUNTY_FIGURES:
            sides = [row[f"{figure}_{side}"] for side in ("a", "b", "difference")]
            yield Row([row["name"], words[figure], *sides])


def _village_columns(names: list[str], lang: str) -> list[Column]:
    place = [
        Column(text(key, lang))
        for key in ("list.county", "list.township", "list.village", "list.village_code")
    ]
    sides = [
        Column(f"{text(key, lang)} {name}", kind)
        for name in names
        for key, kind in _SIDE_COLUMNS
    ]  # fmt: skip
    return [*place, Column(text("list.change", lang)), *sides]


_SIDE_COLUMNS: tuple[tuple[str, Literal["text", "number"]], ...] = (
    ("list.counsel", "text"), ("list.minutes", "number"), ("list.hours", "number"), ("list.status", "text"),
)  # fmt: skip


def _village_rows(villages: pd.DataFrame, lang: str) -> Iterator[Row]:
    def words(joined: str) -> str:
        return "、".join(text(f"status.{one}", lang) for one in joined.split(JOINT))

    for row in rows_of(villages):
        cells: list[Cell] = [
            row.county, row.township, row.village, row.village_code, text(f"change.{row.change}", lang),
            row.counsel_before, row.minutes_before, row.hours_before, words(row.status_before),
            row.counsel_after, row.minutes_after, row.hours_after, words(row.status_after),
        ]  # fmt: skip
        yield Row(cells, fill="vacant" if row.change == "lost" else "")
