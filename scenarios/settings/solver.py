"""How long and how exactly to search: in the study, and for one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios.settings.group import Settings, setting

__all__ = ["SolverOverrides", "SolverSettings"]


class SolverSettings(Settings):
    """How long and how exactly to search."""

    seed: int = setting(
        7, "Seed of every random choice; the same seed gives the same plan", ge=0, le=2**31 - 1
    )
    seconds: float = setting(60.0, "Time limit for a scenario", unit="seconds", gt=0, le=604_800)
    gap: float = setting(
        0.001, "Proven relative gap at which a rung is good enough", unit="share", ge=0, le=1
    )
    engine: Literal["own", "highs", "cp_sat", "gscip"] = setting(
        "own",
        "own: the search of this program; the others solve the whole model plainly, for comparison, "
        "which can take hours",
    )
    threads: int = setting(
        2,
        "Threads; parts of the city that share nobody are planned side by side",
        unit="threads",
        ge=1,
        le=1024,
    )


@dataclass(frozen=True)
class SolverOverrides:
    """Solver settings given for one run only, as on the command line; None keeps the study's."""

    seconds: float | None = None
    seed: int | None = None
    threads: int | None = None
    engine: str | None = None

    def apply(self, solver: SolverSettings) -> SolverSettings:
        """The study's solver settings with these in their place.

        Raises
        ------
        pydantic.ValidationError
            When a value is out of its bounds.
        """
        given = {name: value for name, value in vars(self).items() if value is not None}
        return SolverSettings.model_validate({**solver.model_dump(), **given})
