"""Reading studies and runs, each once: what was read is kept until its files change.

The cache holds the objects themselves (`st.cache_resource`): nothing is pickled, and nobody may change them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from scenarios.bundled import bundled, find_study
from scenarios.errors import RunNotFoundError, ScenarioError
from scenarios.store import StoredRun, read_run
from scenarios.study import FILE_NAME, Study, load_study
from ui.shape import checked_metrics
from ui.view import View

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.city import City

__all__ = [
    "Layers",
    "bundled_studies",
    "checked_city",
    "first_study",
    "layers",
    "own_studies",
    "stored_run",
    "study",
    "todays_run",
]

Stamp = tuple[tuple[str, int, int], ...]
_GEOPACKAGE = "plan.gpkg"
_STORED = ("plan.csv", "posts.csv", "metrics.json", "manifest.json")


@dataclass(frozen=True)
class Layers:
    """The layers of a run's plan.gpkg; catchments there are only of a run that sites points."""

    villages: gpd.GeoDataFrame = field(repr=False)
    links: gpd.GeoDataFrame = field(repr=False)
    counties: gpd.GeoDataFrame = field(repr=False)
    catchments: gpd.GeoDataFrame | None = field(default=None, repr=False)


def bundled_studies() -> list[str]:
    """Ids of the studies that come with the program."""
    return list(bundled())


def own_studies() -> list[str]:
    """Folders in the working directory that hold a study, by name."""
    found = (file.parent.name for file in Path().glob(f"*/{FILE_NAME}") if file.is_file())
    return sorted(name for name in found if not name.startswith("."))


def first_study(out: Path) -> str:
    """The study to begin with: that of the newest run, else a folder of one's own, else a bundled one."""
    known = [*own_studies(), *bundled_studies()]
    return max(known, key=lambda one: _newest_run(one, out), default="")


def _newest_run(argument: str, out: Path) -> int:
    """When a study was last run; 0 when it never was, or is none."""
    try:
        folder = out / study(argument).id
        return max((file.stat().st_mtime_ns for file in folder.glob("*/manifest.json")), default=0)
    except (ScenarioError, OSError):  # whoever opens it is told what is wrong with it
        return 0


def study(argument: str) -> Study:
    """The study that an argument names, read again when its file has changed.

    Raises
    ------
    StudyNotFoundError, StudyError
    """
    path = find_study(argument)
    file = path / FILE_NAME if path.is_dir() else path
    return _study(str(path), _stamp([file]))


def stored_run(view: View, scenario: str) -> StoredRun:
    """The run of a scenario, checked for what the pages need.

    Raises
    ------
    RunNotFoundError
        There is none, an older version wrote it, or it is damaged.
    """
    names = {"study": view.study.id, "scenario": scenario}
    if not view.has_run(scenario):
        raise RunNotFoundError.said("ui.error.no_run", title=view.title(scenario), **names)
    folder = view.folder(scenario)
    return _run(str(folder), _stamp(folder / name for name in _STORED), **names)


def todays_run(view: View) -> StoredRun | None:
    """The run that measures today's roster; None when there is none that can be read."""
    try:
        return None if view.today is None else stored_run(view, view.today)
    except RunNotFoundError:  # told where somebody asks for that very run
        return None


def layers(run: StoredRun) -> Layers:
    """The layers of a run's plan.gpkg.

    Raises
    ------
    RunNotFoundError
        The file is missing or damaged.
    """
    path = run.folder / _GEOPACKAGE
    try:
        return _layers(str(path), _stamp([path]))
    # pyogrio's errors share no class of their own with one another.
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        names = {"study": run.study, "scenario": run.scenario, "file": _GEOPACKAGE}
        raise RunNotFoundError.said("ui.error.broken_file", **names) from error


def checked_city(found: Study) -> City:
    """Read and check every table of a study.

    Raises
    ------
    TableError
        With every fault of every file.
    """
    sources = found.resolve(found.scenarios[0]).sources().values()
    return _city(found, stamp=_stamp([found.folder / FILE_NAME, *(source.path for source in sources)]))


def _stamp(paths: Iterable[Path]) -> Stamp:
    """Tell one state of some files from another; a missing file has a state, too."""
    return tuple(_state(path) for path in paths)


def _state(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), found.st_mtime_ns, found.st_size


@st.cache_resource(max_entries=16, show_spinner=False)
def _study(path: str, stamp: Stamp) -> Study:
    return load_study(Path(path))


@st.cache_resource(max_entries=16, show_spinner=False)
def _run(folder: str, stamp: Stamp, *, study: str, scenario: str) -> StoredRun:
    try:
        run = read_run(Path(folder))
    except TypeError as error:  # a JSON file that holds no object
        raise RunNotFoundError.said(
            "ui.error.broken_run", study=study, scenario=scenario, figures="{ }"
        ) from error
    checked_metrics(run.metrics, study=study, scenario=scenario)
    return run


@st.cache_resource(max_entries=6, show_spinner=False)
def _layers(path: str, stamp: Stamp) -> Layers:
    import geopandas as gpd

    def layer(name: str) -> Any:
        return gpd.read_file(path, layer=name)

    catchments = layer("catchments") if "catchments" in set(gpd.list_layers(path)["name"]) else None
    return Layers(layer("villages"), layer("links"), layer("counties"), catchments)


@st.cache_resource(max_entries=4, show_spinner=False)
def _city(_found: Study, stamp: Stamp) -> City:
    from scenarios.run import validate_study

    return validate_study(_found)
