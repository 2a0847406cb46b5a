"""What targets of growth ask for: those of the plan, and the bureau's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.settings import HeadcountSettings, LocalName, TargetSettings

__all__ = ["Wish", "wishes"]


@dataclass(frozen=True)
class Wish:
    """What a target of growth asks for: that of the plan, or the bureau's own.

    Attributes
    ----------
    name : LocalName
    values : tuple of float
        Of each year planned.
    unit : str
    binding : bool
    own : bool
        No plan states it.
    """

    name: LocalName
    values: tuple[float, ...]
    unit: str
    binding: bool
    own: bool


def wishes(settings: HeadcountSettings, targets: Iterable[TargetSettings]) -> dict[str, Wish]:
    """Return what every target of growth asks for, by its code; without those that the study does not have.

    Parameters
    ----------
    settings : HeadcountSettings
    targets : iterable of TargetSettings
        Of the study.
    """
    known, found = {target.code: target for target in targets}, {}
    for asked in settings.targets:
        if asked.own is not None:
            values, unit = (asked.own.value,) * len(settings.years), "%" if asked.share_of else ""
            found[asked.code] = Wish(asked.own.name, values, unit, asked.own.attribute == "binding", own=True)
        elif asked.code in known:
            target = known[asked.code]
            values = tuple(target.value_in(year) for year in settings.years)
            found[asked.code] = Wish(
                target.name, values, target.unit, target.attribute == "binding", own=False
            )
    return found
