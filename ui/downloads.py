"""The files of a run to take away: each by itself, and all in one archive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.adjust.book import MOVES_BOOK, write_moves
from scenarios.lists import list_name, write_lists
from scenarios.messages import text
from scenarios.store import StoredRun
from ui.media_types import media_type

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Offer", "Register", "archive", "county_list", "list_content", "moves_content", "run_files"]

#: Gives the counsel of the study, for phones and hours; None where its tables cannot be read.
Register = Callable[[], "pd.DataFrame | None"]

_MOVES = f"lists/{MOVES_BOOK}"
_FILES = (
    "plan.csv", "posts.csv", "moves.csv", _MOVES, "plan.gpkg", "map.html", "metrics.json", "manifest.json"
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """One file of a run: where it lies, and its name once it is taken away."""

    path: Path
    name: str

    @property
    def mime(self) -> str:
        """The media type by the file's ending."""
        return media_type(self.path)

    @property
    def kilobytes(self) -> int:
        """Size, at least 1."""
        return max(1, round(self.path.stat().st_size / 1000))


def run_files(run: StoredRun) -> list[Offer]:
    """The files of the whole run that exist, named after study and scenario, but for an empty table."""
    stem = f"{run.study}-{run.scenario}"
    paths = (run.folder / name for name in _FILES if name != "posts.csv" or len(run.posts))
    return [Offer(path, f"{stem}-{path.name}") for path in paths if path.is_file()]


def county_list(run: StoredRun, code: str, name: str) -> Offer | None:
    """The workbook of a county; None when the run has none."""
    path = run.folder / "lists" / list_name(code, name)
    return Offer(path, f"{run.scenario}-{path.name}") if path.is_file() else None


def list_content(run: StoredRun, path: Path, *, code: str, lang: str, register: Register) -> bytes:
    """A county's workbook in a language: the stored one, else one written anew.

    Parameters
    ----------
    run : StoredRun
    path : Path
        The stored workbook.
    code : str
        Its county_code.
    lang : {'zh', 'en'}
    register : callable
        Asked only when the workbook is written anew.
    """
    if _is_in(path, lang, "list.sheet_villages"):
        return path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        written = write_lists(run, Path(folder), lang=lang, county=code, counsel=register())
        return written[0].read_bytes()


def moves_content(run: StoredRun, path: Path, *, lang: str) -> bytes:
    """The workbook of an adjustment's moves in a language: the stored one, else one written anew."""
    if _is_in(path, lang, "move.sheet"):
        return path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        written = write_moves(run, Path(folder), lang=lang)
        return path.read_bytes() if written is None else written.read_bytes()


def archive(run: StoredRun, *, lang: str, register: Register) -> bytes:
    """All files of a run as a ZIP archive, under a folder of their own; the lists in a language."""
    buffer = io.BytesIO()
    lists = {
        run.folder / "lists" / list_name(row["county_code"], row["name"]): row["county_code"]
        for row in run.metrics["by_county"]
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in _all_files(run.folder):
            name = f"{run.study}-{run.scenario}/{path.relative_to(run.folder).as_posix()}"
            if path in lists:
                packed.writestr(name, list_content(run, path, code=lists[path], lang=lang, register=register))
            elif path == run.folder / _MOVES:
                packed.writestr(name, moves_content(run, path, lang=lang))
            else:
                packed.write(path, name)
    return buffer.getvalue()


def _is_in(path: Path, lang: str, sheet: str) -> bool:
    """Tell by the name of its first sheet, by its key, whether a stored workbook is in a language."""
    try:
        with zipfile.ZipFile(path) as book:
            sheets = book.read("xl/workbook.xml").decode("utf-8")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return False
    return f'"{text(sheet, lang)}"' in sheets


def _all_files(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
