"""The data of the map page: one block of JSON that ``page/map.js`` draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from scenarios.beyond_reach import beyond_reach
from scenarios.code_names import county_names, names_by
from scenarios.map_frame import MapFrame
from scenarios.map_sites import sites_data
from scenarios.measure_names import MEASURES, measure_value
from scenarios.messages import LANGUAGES
from scenarios.plan_table import CHANGES, JOINT, places_of_work, rows_of
from scenarios.rounding import percent
from scenarios.run_facts import RunFacts
from scenarios.store import StoredRun
from scenarios.target_words import reached, wanted
from scenarios.targets import shown_in_summary

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["CITY_CARDS", "COUNTY_CARDS", "map_data"]

Json = dict[str, Any]
_STATUS_ORDER = ("ok", "few_hours", "long_drive", "vacant")  # as in map.js: the last is drawn on top
CITY_CARDS = (
    "coverage_nominal", "coverage_effective", "short", "fairness.gini", "travel.mean", "hours_mean",
)  # fmt: skip
COUNTY_CARDS = {
    "coverage_nominal": "nominal", "coverage_effective": "effective", "short": "short",
    "travel.mean": "minutes_mean", "hours_mean": "hours_mean", "counsel_used": "counsel_used",
}  # fmt: skip


def map_data(run: StoredRun, *, city: City, facts: RunFacts) -> Json:
    """The data of one run.

    Parameters
    ----------
    run : StoredRun
    city : geo.City
        Where villages, offices and counties lie.
    facts : RunFacts
        Of the run.

    Returns
    -------
    dict
        Names, whole numbers and figures ready to print; see the first lines of ``page/map.js``.
    """
    plan, metrics = run.plan, run.metrics
    frame = MapFrame(city)
    villages = plan.drop_duplicates("village_code")
    townships = {code: number for number, code in enumerate(sorted(set(plan["township_code"])))}
    counties = {
        code: number
        for number, code in enumerate(sorted(set(plan["county_code"]) | set(city.outlines["county_code"])))
    }
    places, people = _places(plan, city=city), _people(plan)
    tasks = sites_data(run, city=city, frame=frame, villages=villages["village_code"])
    return {
        "title": {one: facts.title(one) for one in LANGUAGES},
        "date": facts.started.strftime("%Y-%m-%d"),
        "verified": bool(metrics.get("verified")),
        "evaluated": not metrics.get("rungs"),  # today's roster: nothing was planned, so nothing to check
        "origin": frame.origin,
        "extent": frame.extent,
        "cards": [_card(name, measure_value(metrics, name)) for name in CITY_CARDS],
        "targets": [_target(target) for target in shown_in_summary(metrics)],
        "changes": list(CHANGES),
        "counties": _counties(counties, metrics=metrics, plan=plan, city=city, frame=frame),
        "townshipNames": _township_names(townships, plan),
        "townships": _township_labels(counties, city=city, frame=frame),
        "places": [[row.name_, *frame.step(row.lon, row.lat)] for row in rows_of(places)],
        "people": _people_rows(people, places=places),
        "villages": _village_rows(villages, city=city, frame=frame, townships=townships, counties=counties),
        "unreachable": _positions(beyond_reach(run)["village_code"], among=villages["village_code"]),
        "rows": _plan_rows(plan, villages=villages, people=people, names=_person_names(plan, city)),
        **({"siting": tasks} if tasks else {}),
    }


def _card(name: str, value: float | None) -> Json:
    unit = MEASURES[name].unit
    digits = {"villages": 0, "people": 0, "none": 3}.get(unit, 1)
    figure = "–" if value is None else percent(value) if unit == "percent" else f"{value:.{digits}f}"
    shown = "" if value is None or unit == "none" else f"unit.{unit}"
    return {"key": f"measure.{name}", "figure": figure, "unit": shown}


def _target(target: Mapping[str, Any]) -> Json:
    return {
        "name": target["name"],
        "code": target["code"],
        "wanted": {lang: wanted(target, lang) for lang in LANGUAGES},
        "before": reached(target, "before"),
        "after": reached(target, "after"),
        "met": bool(target["met_after"]),
    }


def _counties(
    numbers: Mapping[str, int], *, metrics: Mapping[str, Any], plan: pd.DataFrame, city: City, frame: MapFrame
) -> list[Json]:
    figures = {row["county_code"]: row for row in metrics.get("by_county", [])}
    shapes = dict(zip(city.outlines["county_code"], city.outlines.geometry, strict=True))
    names = county_names(city)
    repaired = metrics.get("repair", {}).get("status") is not None  # nobody asked, for today's roster
    sizes = plan.drop_duplicates("village_code")["county_code"].value_counts()
    middles = city.villages.astype({"lon": float, "lat": float}).groupby("county_code")[["lon", "lat"]].mean()
    found = []
    for code in numbers:
        row, shape = figures.get(code, {}), shapes.get(code)
        # Among its villages: the middle of a polygon may lie where a zone has its own.
        label = frame.step(*middles.loc[code]) if code in middles.index else None
        found.append(
            {
                "name": str(names.get(code, code)),
                "villages": int(sizes.get(code, 0)),
                "effective": percent(row.get("effective")),
                "short": row.get("short", 0),
                "more": row.get("more_needed") if repaired else None,
                "cards": [_card(name, row.get(key)) for name, key in COUNTY_CARDS.items()],
                "label": label,
                "rings": [] if shape is None else _rings(shape, frame=frame),
            }
        )
    return found


def _parts(shape: Any) -> list[Any]:
    return list(shape.geoms) if hasattr(shape, "geoms") else [shape]


def _rings(shape: Any, *, frame: MapFrame) -> list[list[int]]:
    rings = [ring for part in _parts(shape) for ring in (part.exterior, *part.interiors)]
    return [frame.ring(ring.coords) for ring in rings]


def _township_names(numbers: Mapping[str, int], plan: pd.DataFrame) -> list[str]:
    names = plan.drop_duplicates("township_code").set_index("township_code")["township"]
    return [str(names[code]) for code in numbers]


def _township_labels(counties: Mapping[str, int], *, city: City, frame: MapFrame) -> list[list[Any]]:
    seats = city.townships.loc[city.townships["county_code"].isin(set(counties))]
    return [
        [str(name), counties[county], *frame.step(float(lon), float(lat))]
        for name, county, lon, lat in zip(
            seats["name"], seats["county_code"], seats["lon"], seats["lat"], strict=True
        )
    ]


def _places(plan: pd.DataFrame, *, city: City) -> pd.DataFrame:
    """The places of work that the plan uses, numbered from 0."""
    places = places_of_work(city)
    used = places.loc[places.index.isin(set(plan["office_code"]))].sort_index()
    return used.assign(number=range(len(used)), name_=used["name"].astype(str)).astype(
        {"lon": float, "lat": float}
    )


def _people(plan: pd.DataFrame) -> pd.DataFrame:
    """The people that the plan uses, numbered from 0."""
    people = (
        plan.loc[plan["person_id"].ne("")].drop_duplicates("person_id").set_index("person_id").sort_index()
    )
    return people.assign(number=range(len(people)))


def _people_rows(people: pd.DataFrame, *, places: pd.DataFrame) -> list[list[Any]]:
    place = people["office_code"].map(places["number"]).fillna(-1).astype(int)
    return [
        [name, occupation, int(at), int(new)]
        for name, occupation, at, new in zip(
            people["counsel"], people["occupation"], place, people["hired"], strict=True
        )
    ]


def _person_names(plan: pd.DataFrame, city: City) -> Mapping[str, str]:
    return {
        **names_by(city.counsel, "person_id"),
        **names_by(plan, "person_id", "counsel"),
    }


def _village_rows(
    villages: pd.DataFrame,
    *,
    city: City,
    frame: MapFrame,
    townships: Mapping[str, int],
    counties: Mapping[str, int],
) -> list[list[Any]]:
    points = (
        city.villages.set_index("village_code").loc[villages["village_code"], ["lon", "lat"]].astype(float)
    )
    return [
        [row.village_code, row.village, townships[row.township_code], counties[row.county_code], row.area,
         *frame.step(lon, lat)]
        for row, lon, lat in zip(rows_of(villages), points["lon"], points["lat"], strict=True)
    ]  # fmt: skip


def _plan_rows(
    plan: pd.DataFrame, *, villages: pd.DataFrame, people: pd.DataFrame, names: Mapping[str, str]
) -> list[list[Any]]:
    at = {code: place for place, code in enumerate(villages["village_code"])}
    person = plan["person_id"].map(people["number"]).fillna(-1).astype(int)
    return [
        [
            at[row.village_code], int(number), None if pd.isna(row.minutes) else round(row.minutes, 1),
            round(row.hours, 1), _STATUS_ORDER.index(row.status), CHANGES.index(row.change),
            "、".join(names.get(one, one) for one in row.previous_person_id.split(JOINT)),
        ]
        for row, number in zip(rows_of(plan), person, strict=True)
    ]  # fmt: skip


def _positions(codes: Iterable[str], *, among: Iterable[str]) -> list[int]:
    wanted_codes = set(codes)
    return [place for place, code in enumerate(among) if code in wanted_codes]
