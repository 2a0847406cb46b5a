"""Write a built city as a study folder, byte for byte the same each time."""

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import geopandas as gpd
import pyogrio
import yaml

from .city import Built
from .packages import BOUNDARIES, PLACES, REGISTER

_TEMPLATE = Path(__file__).with_name("study.yaml.in")
_CLOCK = "2020-01-01T00:00:00Z"  # GeoPackage stores when it was written; a fixed moment keeps the bytes equal
_OPENING = "    opening: {{count: {count}}}  # LYG-08: committees are opened in villages that have none\n"
_LEAVING = 10
_DEFAULT_TARGETS: tuple[Mapping[str, Any], ...] = (
    {
        "code": "R01",
        "name": {"zh": "顾问服务村数上限", "en": "Villages per counsel, at most"},
        "section": "R01",
        "measure": "load.max",
        "op": "<=",
        "value": 5,
        "unit": "村/人",
        "attribute": "norm",
    },
)


def write_study(built: Built, folder: Path, *, seed: int, totals_name: str) -> None:
    """Write the tables, the outlines, study.yaml and build.json into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
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
    targets = totals.targets or _DEFAULT_TARGETS
    lines = [f"  - {_one_line(target)}" for target in targets]
    hire = totals.hire or max(round(0.015 * len(built.register.villages)), 1)
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        id=totals.id,
        zh=totals.name["zh"],
        en=totals.name["en"],
        targets="\n".join(lines),
        hire=hire,
        **_leaving(built),
        **_posts(built),
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


def _one_line(target: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(
        dict(target), default_flow_style=True, allow_unicode=True, sort_keys=False, width=9999
    )
    return text.strip()
