"""Whether a target of growth counts what the formula of the study's target does, tried on made-up numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scenarios.indicators.sides import evaluated, names_of
from scenarios.measure_names import PERSONNEL

if TYPE_CHECKING:
    from scenarios.settings import (
        GrowthTargetSettings,
        MeasureSettings,
        PostSettings,
        ProfessionSettings,
        TargetSettings,
    )

__all__ = ["growth_reads_alike"]

#: People of no planned profession, and residents: numbers that nothing else adds up to.
_OTHERS, _RESIDENTS = 7_919.0, 1_299_709.0
_FULL_TIME = {"1": "full_time", "0": "part_time"}


def growth_reads_alike(
    target: TargetSettings,
    growth: GrowthTargetSettings,
    *,
    professions: Mapping[str, ProfessionSettings],
    measures: Mapping[str, MeasureSettings],
    posts: Mapping[str, PostSettings],
) -> dict[str, str] | None:
    """Return what differs between a target of growth and the formulas of the target of its code.

    Both are computed from the same made-up numbers of people and residents.

    Parameters
    ----------
    target : TargetSettings
    growth : GrowthTargetSettings
        Its professions are among `professions`.
    professions : mapping of str to ProfessionSettings
    measures : mapping of str to MeasureSettings
    posts : mapping of str to PostSettings

    Returns
    -------
    dict of str to str or None
        ``formula``, all readings of the target, and ``growth``, the formula that growth has; None where one
        reading comes to the same, or none is over numbers of people and residents alone.
    """
    people = _People(professions, measures, posts)
    found = [people.value(formula) for formula in target.formulas]
    known = [value for value in found if value is not None]
    wanted = people.grown(growth)
    if not known or any(math.isclose(value, wanted, rel_tol=1e-9) for value in known):
        return None
    return {"formula": "; ".join(target.formulas), "growth": _formula(growth)}


class _People:
    """Made-up numbers of all professions, and what formulas over them come to."""

    def __init__(
        self,
        professions: Mapping[str, ProfessionSettings],
        measures: Mapping[str, MeasureSettings],
        posts: Mapping[str, PostSettings],
    ) -> None:
        self._professions, self._measures, self._posts = professions, measures, posts
        # Powers of two and a bit: no two sums of different professions are alike.
        self._number = {name: 1000.0 + 2.0**place for place, name in enumerate(professions)}

    def grown(self, growth: GrowthTargetSettings) -> float:
        """What the target of growth comes to."""
        total = sum(self._number[name] for name in growth.counts)
        if growth.share_of:
            return 100.0 * total / (total + sum(self._number[name] for name in growth.share_of))
        return total if growth.per is None else growth.per * total / _RESIDENTS

    def value(self, formula: str) -> float | None:
        """What a formula comes to; None where it is about anything else."""
        return evaluated(formula, {name: self._figure(name) for name in names_of(formula)})

    def _figure(self, name: str) -> float | None:
        if name.startswith(PERSONNEL):
            return self._of_occupations((name.removeprefix(PERSONNEL),))
        if name in self._measures:
            return self._counted(self._measures[name])
        role, _, share = name.removeprefix("posts.").partition(".shares.")
        post = self._posts.get(role)
        asked = None if post is None else post.shares.get(share)
        if (
            post is None
            or asked is None
            or post.pool != ("mediators",)
            or dict(asked.where) != {"full_time": "1"}
        ):
            return None
        full, every = self._mediators(("full_time",)), self._mediators(("full_time", "part_time"))
        return 100.0 * full / every if every else None

    def _counted(self, measure: MeasureSettings) -> float | None:
        where = {key: (each,) if isinstance(each, str) else each for key, each in measure.where.items()}
        if measure.found_in is not None or measure.reach is not None:
            return None
        match measure.table, measure.figure, measure.column, tuple(where):
            case "headcounts", "sum", "number", ("occupation",):
                return self._of_occupations(where["occupation"])
            case "counties", "sum", "pop_resident", ():
                return _RESIDENTS
            case "mediators", "rows", None, ("full_time",):
                return self._mediators(tuple(_FULL_TIME.get(each, "") for each in where["full_time"]))
        return None

    def _of_occupations(self, occupations: tuple[str, ...]) -> float:
        return sum(map(self._of_occupation, occupations))

    def _of_occupation(self, occupation: str) -> float:
        found = [
            self._number[name]
            for name, one in self._professions.items()
            if one.mediators is None and one.trained is None and (one.occupation or name) == occupation
        ]
        return sum(found) if found else _OTHERS + len(occupation)

    def _mediators(self, kinds: tuple[str, ...]) -> float:
        return sum(self._number[name] for name, one in self._professions.items() if one.mediators in kinds)


def _formula(growth: GrowthTargetSettings) -> str:
    counts = " + ".join(growth.counts)
    if growth.share_of:
        return f"100 * ({counts}) / ({' + '.join((*growth.counts, *growth.share_of))})"
    return counts if growth.per is None else f"{growth.per} * ({counts}) / residents"
