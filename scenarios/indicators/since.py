"""What of a study's targets a stored run does not know: those added or reworded since it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scenarios.indicators.readings import reading_key, readings, weighable

if TYPE_CHECKING:
    from scenarios.settings import TargetSettings

__all__ = ["unknown_to"]


def unknown_to(stored: Iterable[Mapping[str, Any]], targets: Sequence[TargetSettings]) -> list[str]:
    """Return the keys of the readings that a run has not, or has of another measure or value.

    Parameters
    ----------
    stored : iterable of mapping
        The targets of the run's figures.
    targets : sequence of TargetSettings
        Those of the study today.
    """
    known = {
        reading_key(reading): (reading["measure"], reading["op"], _last(target))
        for target in stored
        for reading in readings(target)
    }
    found = []
    for key, target in weighable(targets).items():
        name = key.removeprefix(f"{target.code}.") if key != target.code else ""
        measure = target.also[name].measure if name else target.measure
        if known.get(key) != (measure, target.op, target.value):
            found.append(key)
    return found


def _last(target: Mapping[str, Any]) -> float:
    by_year = target.get("by_year")
    return float(by_year[-1][1] if by_year else target["value"])
