"""What growth is for: the study's targets over professions, and what is made alike between counties."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.headcount import Scope, Service, Target

if TYPE_CHECKING:
    from scenarios.settings import GrowthTargetSettings, StudyConfig, TargetSettings

__all__ = ["FAIR", "growth_targets", "services"]

Floats = NDArray[np.float64]
#: Name of the service that is made alike.
FAIR = "alike"
_PER = 10_000.0


def growth_targets(config: StudyConfig, residents: Floats) -> list[Target]:
    """Return the targets of headcount; value, kind and direction are those of the study's targets.

    Parameters
    ----------
    config : StudyConfig
    residents : ndarray of float, shape (counties, years)
    """
    known = {target.code: target for target in config.targets}
    return [
        _target(asked, known[asked.code], config.headcount.years, residents)
        for asked in config.headcount.targets
    ]


def _target(
    asked: GrowthTargetSettings, target: TargetSettings, years: tuple[int, ...], residents: Floats
) -> Target:
    values = np.array([target.value_in(year) for year in years])
    weights = residents if asked.each_county else residents.sum(axis=0)
    coefficients: dict[str, Fraction] = dict.fromkeys(asked.counts, Fraction(1))
    if asked.share_of:
        share = Fraction(str(target.value_in(years[-1]))) / 100
        coefficients = {**dict.fromkeys(asked.counts, 1 - share), **dict.fromkeys(asked.share_of, -share)}
        need = np.zeros_like(weights)
    elif asked.per is None:
        need = np.broadcast_to(values, weights.shape).astype(float)
    else:
        # Whole residents, so that need is not raised by a rounding far behind the point.
        need = values * weights / asked.per
    needed = np.array([asked.every_year or year == years[-1] for year in years])
    return Target(
        id=target.code,
        coefficients=coefficients,
        need=np.where(needed, need, np.nan),
        scope=Scope.COUNTY if asked.each_county else Scope.CITY,
        counts_purchases=asked.counts_purchases,
        binding=target.attribute == "binding",
        weight=asked.weight,
    )


def services(config: StudyConfig, residents: Floats) -> list[Service]:
    """Return what is made alike: one profession by residents, or each of several by its own target."""
    settings = config.headcount
    fair = settings.fair or tuple(settings.professions)[:1]
    last = residents[:, -1]
    if len(fair) == 1:
        return [Service(id=FAIR, coefficients={fair[0]: 1}, need=last / _PER)]
    values = {target.code: target.value_in(settings.years[-1]) for target in config.targets}
    rates = {
        each.counts[0]: values[each.code] / each.per
        for each in settings.targets
        if len(each.counts) == 1 and each.per is not None and not each.share_of
    }
    need = np.array([rates[name] * last for name in fair])
    return [Service(id=FAIR, coefficients=dict.fromkeys(fair, 1), need=need)]
