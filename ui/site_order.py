"""Planning sites in a child process: what is asked for, and where the plans are kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scenarios.siting.record import read_record
from ui import child
from ui.view import View

__all__ = ["Asked", "SiteOrder", "site_folder", "stored_sites"]

#: What a child finds; each has a file of its own.
Asked = Literal["plan", "more", "why"]
#: How far beyond the plan's number it is asked what more points would bring.
_MORE = 10


@dataclass(frozen=True)
class SiteOrder:
    """A plan of sites to make.

    Attributes
    ----------
    study : str
        Id of a bundled study, or the absolute path of a folder.
    scenario, task : str
    number : int or None
        New points at most; None: as the study says.
    seconds : float
        For each task up to this one.
    tasks : int
        How many these are.
    out : Path
        From `site_folder`.
    lang : str
    asked : str
        Only the plan; or besides what more points would bring, or why `site` is open.
    site : str
    """

    study: str
    scenario: str
    task: str
    number: int | None
    seconds: float
    tasks: int
    out: Path
    lang: str
    asked: Asked = "plan"
    site: str = ""

    def words(self, progress_file: Path) -> list[str]:
        """The command line."""
        number = {} if self.number is None else {"--number": str(self.number)}
        options = {
            "--task": self.task,
            **number,
            "--seconds": f"{self.seconds:g}",
            "--json": str(_file(self.out, self.scenario, self.task, self.asked)),
            **({"--curve": str(_MORE)} if self.asked == "more" else {}),
            **({"--why": self.site} if self.asked == "why" else {}),
        }
        words = ("site", self.study, self.scenario, *(("--rest",) if self.asked == "more" else ()))
        return child.command(*words, options=options, progress_file=progress_file, lang=self.lang)

    @property
    def longest(self) -> float:
        """Seconds that it may take."""
        beside = 2 if self.asked == "more" else 0  # the curve, and what would reach the rest
        return self.seconds * (self.tasks + beside)


def site_folder(view: View) -> Path:
    """Where a study's plans of sites are kept, files for each task: beside its runs, out of sight."""
    return view.out / view.study.id / ".sites"


def stored_sites(view: View, scenario: str, task: str, asked: Asked = "plan") -> dict[str, Any] | None:
    """The plan of a task that was made last, or with what was asked last; None when there is none.

    Raises
    ------
    ScenarioError
        The file is damaged, or another version wrote it.
    """
    try:
        return read_record(_file(site_folder(view), scenario, task, asked))
    except FileNotFoundError:
        return None


def _file(folder: Path, scenario: str, task: str, asked: Asked) -> Path:
    return folder / scenario / f"{task}.{asked}.json"
