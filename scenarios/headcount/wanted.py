"""What growth is for: the study's targets over professions, and what is made alike between counties."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.headcount import Scope, Service, Target
from scenarios.headcount.wishes import Wish, wishes

if TYPE_CHECKING:
    from scenarios.settings import GrowthTargetSettings, StudyConfig

__all__ = ["FAIR", "growth_targets", "services"]

Floats = NDArray[np.float64]
#: Name of the service that is made alike.
FAIR = "alike"
_PER = 10_000.0


def growth_targets(config: StudyConfig, residents: Floats) -> list[Target]:
    """Return the targets of headcount, as they count people.

    Parameters
    ----------
    config : StudyConfig
    residents : ndarray of float, shape (counties, years)
    """
    asked_for = wishes(config.headcount, config.targets)
    return [_target(asked, asked_for[asked.code], residents) for asked in config.headcount.targets]


def _target(asked: GrowthTargetSettings, wish: Wish, residents: Floats) -> Target:
    values = np.array(wish.values)
    weights = residents if asked.each_county else residents.sum(axis=0)
    coefficients: dict[str, Fraction] = dict.fromkeys(asked.counts, Fraction(1))
    if asked.share_of:
        share = Fraction(str(wish.values[-1])) / 100
        coefficients = {**dict.fromkeys(asked.counts, 1 - share), **dict.fromkeys(asked.share_of, -share)}
        need = np.zeros_like(weights)
    elif asked.per is None:
        need = np.broadcast_to(values, weights.shape).astype(float)
    else:
        # Whole residents, so that need is not raised by a rounding far behind the point.
        need = values * weights / asked.per
    last = np.arange(len(values)) == len(values) - 1
    return Target(
        id=asked.code,
        coefficients=coefficients,
        need=np.where(asked.every_year | last, need, np.nan),
        scope=Scope.COUNTY if asked.each_county else Scope.CITY,
        counts_purchases=asked.counts_purchases,
        binding=wish.binding,
        weight=asked.weight,
    )


def services(config: StudyConfig, residents: Floats) -> list[Service]:
    """Return what is made alike: one profession by residents, or each of several by its own target."""
    settings = config.headcount
    fair = settings.fair or tuple(settings.professions)[:1]
    last = residents[:, -1]
    if len(fair) == 1:
        return [Service(id=FAIR, coefficients={fair[0]: 1}, need=last / _PER)]
    values = {code: wish.values[-1] for code, wish in wishes(settings, config.targets).items()}
    rates = {
        each.counts[0]: values[each.code] / each.per
        for each in settings.targets
        if len(each.counts) == 1 and each.per is not None
    }
    need = np.array([rates[name] * last for name in fair])
    return [Service(id=FAIR, coefficients=dict.fromkeys(fair, 1), need=need)]
