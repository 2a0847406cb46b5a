"""The plan as a map in one file that opens anywhere and asks the network for nothing.

The page is drawn by ``page/map.js`` from one block of JSON.  Its content security policy forbids every
request and every script but that one (by its hash), so that a name such as ``</script><img …>`` could
do nothing even if it were not escaped, which it is, twice: in the block, and by setting text only.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scenarios.measure_names import MEASURES, measure_value
from scenarios.messages import LANGUAGES, catalogue, has_text
from scenarios.plan_table import CHANGES, JOINT, places_of_work, rows_of
from scenarios.run_facts import RunFacts, facts_of
from scenarios.store import StoredRun

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["write_map"]

Json = dict[str, Any]
_STATUS_ORDER = ("ok", "few_hours", "long_drive", "vacant")  # as in map.js: the last is drawn on top
_GRID = 100_000  # steps a degree: about a metre
_CITY_CARDS = (
    "coverage_nominal", "coverage_effective", "short", "fairness.gini", "travel.mean", "hours_mean",
)  # fmt: skip
_COUNTY_CARDS = {
    "coverage_nominal": "nominal", "coverage_effective": "effective", "short": "short",
    "travel.mean": "minutes_mean", "hours_mean": "hours_mean", "counsel_used": "counsel_used",
}  # fmt: skip
# What page/map.js says; a test compares the two.
_PAGE_TEXTS = (
    "map.all_counties", "map.area", "map.aria", "map.before", "map.change", "map.choose_county",
    "map.closer", "map.counsel", "map.counties", "map.county", "map.effective", "map.evaluated",
    "map.farther", "map.find", "map.hint_all", "map.hint_county", "map.hours", "map.km",
    "map.legend", "map.m", "map.made", "map.minutes", "map.more", "map.new", "map.no_way",
    "map.office", "map.office_sign", "map.other_language", "map.plan", "map.short",
    "map.short_label", "map.status", "map.target", "map.targets", "map.today", "map.unverified",
    "map.verified", "map.villages", "map.wanted", "map.whole",
)  # fmt: skip
_WORDS = ("status.", "change.", "area.", "occupation.", "unit.")


def write_map(run: StoredRun, folder: Path, *, city: City, lang: str = "zh") -> Path:
    """Write ``map.html``.

    Parameters
    ----------
    run : StoredRun
        The plan and its figures.
    folder : Path
        The folder that gets the file.
    city : geo.City
        Where villages, offices and counties lie.
    lang : {'zh', 'en'}
        The language in which the page opens; it can be switched there.

    Returns
    -------
    Path
        The file.
    """
    page = files("scenarios") / "page"
    template, style, script = (
        (page / name).read_text(encoding="utf-8") for name in ("map.html", "map.css", "map.js")
    )
    facts = facts_of(run)
    written = Template(template).substitute(
        lang=lang,
        title=html.escape(facts.title(lang)),
        noscript=html.escape(catalogue(LANGUAGES[0])["map.noscript"] + " " + catalogue("en")["map.noscript"]),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        data=_embedded(_contents(run, city=city, facts=facts, lang=lang)),
    )
    path = folder / "map.html"
    path.write_text(written, encoding="utf-8", newline="\n")
    return path


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _embedded(contents: Json) -> str:
    """JSON in which no sign can end the block or begin a tag."""
    text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _contents(run: StoredRun, *, city: City, facts: RunFacts, lang: str) -> Json:
    plan, metrics = run.plan, run.metrics
    frame = _Frame(city)
    villages = plan.drop_duplicates("village_code")
    townships = {code: number for number, code in enumerate(sorted(set(plan["township_code"])))}
    counties = {
        code: number
        for number, code in enumerate(sorted(set(plan["county_code"]) | set(city.outlines["county_code"])))
    }
    places, people = _places(plan, city=city), _people(plan)
    return {
        "lang": lang,
        "title": {one: facts.title(one) for one in LANGUAGES},
        "date": facts.started.strftime("%Y-%m-%d"),
        "verified": bool(metrics.get("verified")),
        "evaluated": not metrics.get("rungs"),  # today's roster: nothing was planned, so nothing to check
        "origin": frame.origin,
        "extent": frame.extent,
        "text": {one: _words(one, plan=plan) for one in LANGUAGES},
        "cards": [_card(name, measure_value(metrics, name)) for name in _CITY_CARDS],
        "targets": list(metrics.get("targets", [])),
        "changes": list(CHANGES),
        "counties": _counties(counties, metrics=metrics, plan=plan, city=city, frame=frame),
        "townshipNames": _township_names(townships, plan),
        "townships": _township_labels(counties, city=city, frame=frame),
        "places": [[row.name_, *frame.step(row.lon, row.lat)] for row in rows_of(places)],
        "people": _people_rows(people, places=places),
        "villages": _village_rows(villages, city=city, frame=frame, townships=townships, counties=counties),
        "rows": _plan_rows(plan, villages=villages, people=people, names=_person_names(plan, city)),
    }


class _Frame:
    """Whole steps from the south-west corner of all that is drawn: short numbers, one metre apart."""

    def __init__(self, city: City) -> None:
        outlines = city.outlines.total_bounds if len(city.outlines) else np.full(4, np.nan)
        lon = city.villages["lon"].astype(float), city.villages["lat"].astype(float)
        west, south, east, north = outlines
        low = np.nanmin([[west, south], [lon[0].min(), lon[1].min()]], axis=0)
        high = np.nanmax([[east, north], [lon[0].max(), lon[1].max()]], axis=0)
        self.origin: list[float] = [float(part) for part in np.round(low, 5)]
        self.extent: list[float] = [float(part) for part in np.round(high - low, 5)]

    def step(self, lon: float, lat: float) -> list[int]:
        """One point in steps."""
        return [round((lon - self.origin[0]) * _GRID), round((lat - self.origin[1]) * _GRID)]

    def ring(self, coordinates: Iterable[Sequence[float]]) -> list[int]:
        """A ring: its first point, then what each point adds to the one before."""
        steps = np.array([self.step(point[0], point[1]) for point in coordinates], dtype=np.int64)
        return [int(part) for part in np.diff(steps, axis=0, prepend=[[0, 0]]).ravel()]


def _words(lang: str, *, plan: pd.DataFrame) -> Json:
    """The texts of the page; an occupation that only this study knows is shown as it is."""
    texts = catalogue("zh" if lang == "zh" else "en")
    kept = {key: value for key, value in texts.items() if key.startswith(_WORDS)}
    named = {*_PAGE_TEXTS, *(f"measure.{name}" for name in (*_CITY_CARDS, *_COUNTY_CARDS))}
    own = {
        f"occupation.{one}": one
        for one in set(plan["occupation"])
        if one and not has_text(f"occupation.{one}")
    }
    signs = {"op.>=": "≥", "op.<=": "≤", "op.=": "="}
    return {**kept, **{key: texts[key] for key in sorted(named)}, **own, **signs}


def _card(name: str, value: float | None) -> Json:
    unit = MEASURES[name].unit
    kind = {"percent": "percent", "villages": "whole", "people": "whole", "none": "ratio"}.get(unit, "one")
    return {"key": f"measure.{name}", "value": value, "unit": f"unit.{unit}", "kind": kind}


def _counties(
    numbers: Mapping[str, int], *, metrics: Mapping[str, Any], plan: pd.DataFrame, city: City, frame: _Frame
) -> list[Json]:
    figures = {row["county_code"]: row for row in metrics.get("by_county", [])}
    shapes = dict(zip(city.outlines["county_code"], city.outlines.geometry, strict=True))
    names = dict(zip(city.counties["county_code"], city.counties["name"], strict=True))
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
                "effective": row.get("effective"),
                "short": row.get("short", 0),
                "more": row.get("more_needed") if repaired else None,
                "cards": [_card(name, row.get(key)) for name, key in _COUNTY_CARDS.items()],
                "label": label,
                "rings": [] if shape is None else _rings(shape, frame=frame),
            }
        )
    return found


def _parts(shape: Any) -> list[Any]:
    return list(shape.geoms) if hasattr(shape, "geoms") else [shape]


def _rings(shape: Any, *, frame: _Frame) -> list[list[int]]:
    rings = [ring for part in _parts(shape) for ring in (part.exterior, *part.interiors)]
    return [frame.ring(ring.coords) for ring in rings]


def _township_names(numbers: Mapping[str, int], plan: pd.DataFrame) -> list[str]:
    names = plan.drop_duplicates("township_code").set_index("township_code")["township"]
    return [str(names[code]) for code in numbers]


def _township_labels(counties: Mapping[str, int], *, city: City, frame: _Frame) -> list[list[Any]]:
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
        **dict(zip(city.counsel["person_id"], city.counsel["name"], strict=True)),
        **dict(zip(plan["person_id"], plan["counsel"], strict=True)),
    }


def _village_rows(
    villages: pd.DataFrame,
    *,
    city: City,
    frame: _Frame,
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
    at = dict(zip(villages["village_code"], range(len(villages)), strict=True))
    person = plan["person_id"].map(people["number"]).fillna(-1).astype(int)
    return [
        [
            at[row.village_code], int(number), None if pd.isna(row.minutes) else round(row.minutes, 1),
            round(row.hours, 1), _STATUS_ORDER.index(row.status), CHANGES.index(row.change),
            "、".join(names.get(one, one) for one in row.previous_person_id.split(JOINT)),
        ]
        for row, number in zip(rows_of(plan), person, strict=True)
    ]  # fmt: skip
