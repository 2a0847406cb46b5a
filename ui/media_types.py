"""Media types of the files that pages give away."""

from __future__ import annotations

from pathlib import Path

__all__ = ["XLSX", "YAML", "media_type"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YAML = "application/yaml"
_BY_ENDING = {
    ".csv": "text/csv",
    ".gpkg": "application/geopackage+sqlite3",
    ".html": "text/html",
    ".json": "application/json",
    ".xlsx": XLSX,
    ".zip": "application/zip",
}


def media_type(path: Path) -> str:
    """The media type of a file of a run, by its ending."""
    return _BY_ENDING.get(path.suffix, "application/octet-stream")
