"""One figure for all targets: the index of public legal services, by weights that the user sets.

Each target counts by how far it is attained, from 0 to 1: a figure that is to be at least so much by its
share of that, one that is to be at most so much by the share the other way round, one that is to be equal by
its distance; beyond the target there is nothing to gain. The index is their weighted mean, in per cent. The
plans ask for such an index (LYG-P22) and state no weights, so none are built in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.indicators.readings import reading_key, readings
from scenarios.targets import is_met

__all__ = [
    "Attained",
    "CountyIndex",
    "Index",
    "Range",
    "attained",
    "difference",
    "index_of",
    "weighted_range",
]

Target = Mapping[str, Any]


@dataclass(frozen=True)
class Range:
    """The least and the most that something comes to while every weight varies by a share of itself."""

    least: float
    most: float


@dataclass(frozen=True)
class Attained:
    """What one target puts into the index.

    Attributes
    ----------
    code : str
        For another reading than the first, its name behind a dot: ``WH-11.effective``.
    weight : float
    part : float or None
        How far it is attained, from 0 to 1; None without data.
    points : float
        What it adds to the index, in per cent of the whole.
    """

    code: str
    weight: float
    part: float | None
    points: float


@dataclass(frozen=True)
class CountyIndex:
    """The index of a county, over the targets that are known of counties.

    Attributes
    ----------
    value : float
        In per cent.
    covered : float
        Their share of the weight, in per cent.
    targets : tuple of Attained
        Those that are known of this county.
    """

    value: float
    covered: float
    targets: tuple[Attained, ...]


@dataclass(frozen=True)
class Index:
    """The index and what it is made of.

    Attributes
    ----------
    value : float or None
        In per cent, over the targets that have data; None when none has.
    covered : float
        Share of the weight that has data, in per cent.
    least, most : float
        The index if the targets without data were missed wholly, or met.
    range : Range or None
        Of `value`, while weights vary.
    targets : tuple of Attained
    by_county : mapping of str to CountyIndex
        Of the counties of which something is known.
    """

    value: float | None
    covered: float
    least: float
    most: float
    range: Range | None
    targets: tuple[Attained, ...]
    by_county: Mapping[str, CountyIndex]


def attained(found: float | None, op: str, wanted: float) -> float | None:
    """Return how far a target is attained, from 0 to 1; None without a figure.

    Parameters
    ----------
    found : float or None
    op : {'>=', '<=', '='}
    wanted : float
    """
    if found is None:
        return None
    if is_met(found, op, wanted):
        return 1.0
    if wanted == 0.0 or (wanted < 0.0 and op != "="):
        return 0.0  # there is no share of it
    part = {">=": found / wanted, "<=": wanted / found if found else 0.0}.get(
        op, 1.0 - abs(found - wanted) / abs(wanted)
    )
    return min(max(part, 0.0), 1.0)


def index_of(targets: Iterable[Target], weights: Mapping[str, float], *, vary: float) -> Index:
    """Return the index of a plan.

    Parameters
    ----------
    targets : iterable of dict
        As `scenarios.targets.judge_targets` gives them.
    weights : mapping of str to float
        By the code of a target, for its first reading, or ``code.reading``; without one it does not count.
    vary : float
        Share by which each weight may be smaller or larger.
    """
    every = {reading_key(each): each for target in targets for each in readings(target)}
    mine = {key: reading for key, reading in every.items() if weights.get(key, 0.0) > 0}
    parts = {code: attained(each["after"], each["op"], each["value"]) for code, each in mine.items()}
    whole = sum(weights[code] for code in mine)
    known = {code: part for code, part in parts.items() if part is not None}
    weighed = sum(weights[code] for code in known)
    points = {code: 100.0 * weights[code] * part / weighed for code, part in known.items()}
    sure = 100.0 * sum(weights[code] * part for code, part in known.items()) / whole if whole else 0.0
    return Index(
        value=sum(points.values()) if known else None,
        covered=100.0 * weighed / whole if whole else 0.0,
        least=sure,
        most=sure + (100.0 * (whole - weighed) / whole if whole else 0.0),
        range=weighted_range([(weights[code], 100.0 * part) for code, part in known.items()], vary=vary),
        targets=tuple(
            Attained(code, weights[code], part, points.get(code, 0.0)) for code, part in parts.items()
        ),
        by_county=_by_county(mine, weights, whole),
    )


def _by_county(
    mine: Mapping[str, Target], weights: Mapping[str, float], whole: float
) -> dict[str, CountyIndex]:
    # A county cannot be held against the number that the whole city is to have.
    mine = {key: target for key, target in mine.items() if target.get("rate", True)}
    counties = sorted({county for target in mine.values() for county in target.get("by_county", {})})
    found = {}
    for county in counties:
        parts = {
            key: attained(target["by_county"].get(county), target["op"], target["value"])
            for key, target in mine.items()
        }
        known = {key: part for key, part in parts.items() if part is not None}
        weighed = sum(weights[key] for key in known)
        targets = tuple(
            Attained(key, weights[key], part, 100.0 * weights[key] * part / weighed)
            for key, part in known.items()
        )
        value = 100.0 * sum(weights[key] * part for key, part in known.items()) / weighed
        found[county] = CountyIndex(value, 100.0 * weighed / whole, targets)
    return found


def weighted_range(parts: Sequence[tuple[float, float]], *, vary: float) -> Range | None:
    """Return what a weighted mean comes to at least and at most while every weight varies.

    The mean is largest where the larger values have the larger weights, from some value on: weights at their
    upper ends down to it, at their lower ends below. All such cuts are tried, so that the ends are exact.

    Parameters
    ----------
    parts : sequence of tuple of float
        Weight and value.
    vary : float
        Share by which each weight may be smaller or larger, from 0 to 1.

    Returns
    -------
    Range or None
        None where nothing has a weight.
    """
    if not parts:
        return None
    most = _largest(parts, vary)
    least = -_largest([(weight, -value) for weight, value in parts], vary)
    return Range(least, most)


def _largest(parts: Sequence[tuple[float, float]], vary: float) -> float:
    ordered = sorted(parts, key=lambda part: -part[1])
    means = []
    for cut in range(1, len(ordered) + 1):
        weights = [
            weight * (1.0 + vary if place < cut else 1.0 - vary) for place, (weight, _) in enumerate(ordered)
        ]
        total = sum(weight * value for weight, (_, value) in zip(weights, ordered, strict=True))
        means.append(total / sum(weights))
    return max(means)


def difference(one: Index, other: Index, *, vary: float) -> Range | None:
    """Return by how much an index is above another at least and at most while the weights vary.

    Only targets that have data in both count. Above for all weights where the least is above 0.
    """
    theirs = {each.code: each.part for each in other.targets}
    parts = [
        (each.weight, 100.0 * (each.part - against))
        for each in one.targets
        if each.part is not None and (against := theirs.get(each.code)) is not None
    ]
    return weighted_range(parts, vary=vary)
