"""Planning growth in a child process: what is asked for, and where the plan is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.headcount.record import read_record
from ui import child
from ui.view import View

__all__ = ["GrowthOrder", "growth_folder", "stored_growth"]

#: Plans on the frontier: so many that each is another choice.
_POINTS = 6


@dataclass(frozen=True)
class GrowthOrder:
    """A plan of growth to make.

    Attributes
    ----------
    study : str
        Id of a bundled study, or the absolute path of a folder.
    scenario : str
    aim : str
    seconds : float
    reasons : bool
        Find what holds growth back and the frontier, too.
    out : Path
        From `growth_folder`.
    lang : str
    """

    study: str
    scenario: str
    aim: str
    seconds: float
    reasons: bool
    out: Path
    lang: str

    def words(self, progress_file: Path) -> list[str]:
        """The command line."""
        options = {
            "--aim": self.aim,
            "--seconds": f"{self.seconds:g}",
            "--json": str(self.out / f"{self.scenario}.json"),
        }
        beside = ("--why", "--frontier", str(_POINTS)) if self.reasons else ()
        words = ("headcount", self.study, self.scenario, *beside)
        return child.command(*words, options=options, progress_file=progress_file, lang=self.lang)

    @property
    def longest(self) -> float:
        """Seconds that it may take: as many again for prices, for gains and for the frontier."""
        return self.seconds * (4 if self.reasons else 1)


def growth_folder(view: View) -> Path:
    """Where a study's plans of growth are kept, a file for each scenario: beside its runs, out of sight."""
    return view.out / view.study.id / ".growth"


def stored_growth(view: View, scenario: str) -> dict[str, Any] | None:
    """The plan of growth that was made last for a scenario; None when there is none.

    Raises
    ------
    ScenarioError
        The file is damaged, or another version wrote it.
    """
    try:
        return read_record(growth_folder(view) / f"{scenario}.json")
    except FileNotFoundError:
        return None
