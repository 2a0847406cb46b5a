"""The exceptions of geo: one tree, each leaf also the built-in kind it stands for.

GeoError
├── TableError   (ValueError)  tables that cannot be used; carries every fault found
├── CrsError     (ValueError)  a coordinate reference system that is not known
└── RoadError    (ValueError)  roads or places from which no travel time can be computed
"""

from __future__ import annotations

from collections.abc import Iterable

from geo.faults import Fault

__all__ = ["CrsError", "GeoError", "RoadError", "TableError"]


class GeoError(Exception):
    """Base of every error that geo raises on purpose."""


class TableError(GeoError, ValueError):
    """The tables of a study have faults; all of them are in `faults`.

    Parameters
    ----------
    faults : iterable of Fault
        At least one, in the order in which they are to be shown.

    Attributes
    ----------
    faults : tuple of Fault
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        lines = [f"{len(self.faults)} fault(s) in the tables:", *(f"  {fault}" for fault in self.faults)]
        super().__init__("\n".join(lines))


class CrsError(GeoError, ValueError):
    """A coordinate reference system is unknown or cannot be applied."""


class RoadError(GeoError, ValueError):
    """Roads, or the places to be linked by them, are unusable."""
