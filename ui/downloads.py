"""The files of a run to take away: each by itself, and all in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.lists import list_name
from scenarios.store import StoredRun

__all__ = ["Offer", "archive", "county_list", "run_files"]

_MIME = {
    ".csv": "text/csv",
    ".gpkg": "application/geopackage+sqlite3",
    ".html": "text/html",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
_FILES = ("plan.csv", "plan.gpkg", "map.html", "metrics.json", "manifest.json")


@dataclass(frozen=True)
class Offer:
    """One file of a run: where it lies, and its name once it is taken away."""

    path: Path
    name: str

    @property
    def mime(self) -> str:
        """The media type by the file's ending."""
        return _MIME.get(self.path.suffix, "application/octet-stream")

    @property
    def kilobytes(self) -> int:
        """Size, at least 1."""
        return max(1, round(self.path.stat().st_size / 1000))


def run_files(run: StoredRun) -> list[Offer]:
    """The files of the whole run that exist, named after study and scenario."""
    stem = f"{run.study}-{run.scenario}"
    paths = (run.folder / name for name in _FILES)
    return [Offer(path, f"{stem}-{path.name}") for path in paths if path.is_file()]


def county_list(run: StoredRun, code: str, name: str) -> Offer | None:
    """The workbook of a county; None when the run has none."""
    path = run.folder / "lists" / list_name(code, name)
    return Offer(path, f"{run.scenario}-{path.name}") if path.is_file() else None


def archive(run: StoredRun) -> bytes:
    """All files of a run as a ZIP archive, under a folder of their own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in _all_files(run.folder):
            packed.write(path, f"{run.study}-{run.scenario}/{path.relative_to(run.folder).as_posix()}")
    return buffer.getvalue()


def _all_files(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
