"""Write a built city as a study folder, byte for byte the same each time."""

import json
import shutil
from pathlib import Path
from string import Template

import geopandas as gpd
import pyogrio

from .city import Built
from .demand import demand_text
from .packages import BOUNDARIES, PLACES, REGISTER

_TEMPLATE = Path(__file__).with_name("study.yaml.in")
_CLOCK = "2020-01-01T00:00:00Z"  # GeoPackage stores when it was written; a fixed moment keeps the bytes equal
_OPENING = "    opening: {{count: {count}}}  # LYG-08: committees are opened in villages that have none\n"
_LEAVING = 10
_INCLUDE = """
# What the plan asks for: targets, and the measures of tables that they name; and how personnel may grow.
include: [indicators.yaml, headcount.yaml]
"""
_OBSERVATIONS = "  observations:   {path: observations.csv}\n"
_RULE_OF_PRACTICE = """# norm: a rule of practice, not of a plan
targets:
  - {code: R01, name: {zh: 顾问服务村数上限, en: 'Villages per counsel, at most'}, section: R01,
     measure: load.max, op: <=, value: 5, unit: 村/人, attribute: norm}

"""
#: Files of a study that are written by hand.
_BY_HAND = ("indicators.yaml", "headcount.yaml", "observations.csv")


def write_study(
    built: Built, folder: Path, *, seed: int, totals_name: str, by_hand: Path | None = None
) -> None:
    """Write the tables, the outlines, study.yaml and build.json into `folder`.

    What is written by hand is copied from its own folder, unless that is where the study is built.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in _BY_HAND if by_hand is not None and by_hand.resolve() != folder.resolve() else ():
        shutil.copyfile(by_hand / name, folder / name)
    for name, table in sorted(built.tables.items()):
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    _write_outlines(built.outlines, folder / "outlines.gpkg")
    (folder / "study.yaml").write_text(study_text(built), encoding="utf-8")
    record = {
        "code": built.register.city,
        "seed": seed,
        "totals": totals_name,
        "packages": [REGISTER, BOUNDARIES, PLACES],
        "notes": list(built.notes),
    }
    (folder / "build.json").write_text(
        json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def study_text(built: Built) -> str:
    """Return the text of study.yaml."""
    totals = built.totals
    has_catalogue = bool(totals.by_hand)
    hire = totals.hire or max(round(0.015 * len(built.register.villages)), 1)
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        id=totals.id,
        zh=totals.name["zh"],
        en=totals.name["en"],
        include=_INCLUDE if has_catalogue else "",
        observations=_OBSERVATIONS if has_catalogue else "",
        targets="" if has_catalogue else _RULE_OF_PRACTICE,
        hire=hire,
        **_leaving(built),
        **_posts(built),
        demand=demand_text(totals.demand),
        cases="  cases:          {path: cases.csv}\n" if "cases" in built.tables else "",
    )


def _leaving(built: Built) -> dict[str, str]:
    """Who leaves in the scenario of departures: the middle one of each tenth of the people on the roster.

    Taken by id, they come from every part of the register, and anybody can work out who they are.
    """
    people = sorted(set(built.tables["roster"]["person_id"]))
    number = min(_LEAVING, len(people))
    middle = [(2 * tenth + 1) * len(people) // (2 * number) for tenth in range(number)]
    return {"leaving": ", ".join(people[place] for place in middle), "leaving_number": str(number)}


def _posts(built: Built) -> dict[str, str]:
    """What the roles beside counsel take from the totals; without them it follows from the tables."""
    given = built.totals.posts
    train = given.get("train", max(round(0.2 * len(built.register.villages)), 1))
    made_full_time = given.get("made_full_time", max(round(0.15 * len(built.tables["mediators"])), 1))
    opening = _OPENING.format(count=given["committees"]) if "committees" in given else ""
    return {"train": str(train), "made_full_time": str(made_full_time), "opening": opening}


def _write_outlines(outlines: gpd.GeoDataFrame, path: Path) -> None:
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _CLOCK})
    try:
        outlines.to_file(path, layer="counties", driver="GPKG")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})

