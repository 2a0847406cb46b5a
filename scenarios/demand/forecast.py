"""Cases of the years to come by county, and how far such forecasts were off in years that were held out.

The last third of the years is held out. Each of these years in turn is forecast from the years before it
alone, and so is the choice of the method: whichever was least off, over all counties, in the years known by
then. So the error that is told is that of everything that was done, choosing included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from scenarios.demand.history import History, Refusal, history_of
from scenarios.demand.methods import METHODS, carry_on

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["LEAST_YEARS", "Forecast", "HeldOut", "forecast", "forecasts", "held_out_years"]

#: With fewer years nothing is forecast: none could be held out of what little a method needs.
LEAST_YEARS = 5
_FIRST = LEAST_YEARS - 1


@dataclass(frozen=True)
class HeldOut:
    """How far the forecasts of held-out years were off, beside taking the last value.

    Attributes
    ----------
    values : int
        Forecasts of held-out years: one for each year and number of years ahead.
    mae, mae_naive : float
        Mean absolute error, in cases.
    mase, mase_naive : float or None
        The same by the mean change from year to year before the held-out years; None where nothing changed.
    mape, mape_naive : float or None
        Mean absolute error in percent of what came; None where that was 0 in a year.
    ranged, inside : int
        Forecasts that have a range, and how many of these held what came.
    """

    values: int
    mae: float
    mae_naive: float
    mase: float | None
    mase_naive: float | None
    mape: float | None
    mape_naive: float | None
    ranged: int
    inside: int


@dataclass(frozen=True, eq=False)
class Forecast:
    """The years to come of one type of cases.

    Attributes
    ----------
    history : History
    method : str
        One of `scenarios.demand.methods.METHODS`.
    years : tuple of int
        The years that are forecast.
    cases, low, high : ndarray, counties by years
        NaN where there is no range.
    errors : tuple of HeldOut
        One a county.
    whole : HeldOut
        Of the sum over the counties, which has no range.
    """

    history: History
    method: str
    years: tuple[int, ...]
    cases: np.ndarray
    low: np.ndarray
    high: np.ndarray
    errors: tuple[HeldOut, ...]
    whole: HeldOut

    @property
    def inside(self) -> tuple[int, int]:
        """How many held-out values of single counties fell within their range, and how many had one."""
        return sum(each.inside for each in self.errors), sum(each.ranged for each in self.errors)

    @property
    def held_out(self) -> tuple[int, ...]:
        """The years that were held out."""
        return self.history.years[-held_out_years(len(self.history.years)) :]


def held_out_years(years: int) -> int:
    """How many of so many years are held out; also the farthest that can be tested, and so forecast."""
    return max(1, years // 3)


def forecasts(city: City, types: Sequence[str], *, ahead: int) -> tuple[list[Forecast], list[Refusal]]:
    """Forecast every type as far as its history allows.

    Parameters
    ----------
    city : City
    types : sequence of str
    ahead : int
        Years to forecast, from the year after the last of the history.

    Returns
    -------
    list of Forecast
    list of Refusal
        Types and counties that are not forecast, each with the reason.
    """
    found, refused = [], []
    for case_type in types:
        history, gaps = history_of(city, case_type)
        refused += gaps
        reason = None if history is None else _too_short(history, ahead)
        if reason is not None:
            refused.append(reason)
        elif history is not None:
            found.append(forecast(history, ahead=ahead))
    return found, refused


def _too_short(history: History, ahead: int) -> Refusal | None:
    count = len(history.years)
    if count < LEAST_YEARS:
        return Refusal(history.case_type, "demand.refused.short", {"count": count, "least": LEAST_YEARS})
    most = held_out_years(count)
    if ahead > most:
        return Refusal(
            history.case_type, "demand.refused.ahead", {"asked": ahead, "count": count, "most": most}
        )
    return None


def forecast(history: History, *, ahead: int) -> Forecast:
    """Forecast the counties of one type.

    Parameters
    ----------
    history : History
        At least `LEAST_YEARS` years.
    ahead : int
        At most `held_out_years` of them.
    """
    count = len(history.years)
    # So small are the fits that several threads only wait for one another: it takes five times as long.
    with threadpool_limits(limits=1):
        trials = _Trials(history.cases, ahead)
    origins = range(count - held_out_years(count), count)
    chosen = [trials.choice(known=origin) for origin in origins]
    method = trials.choice(known=count)
    cases, low, high = trials.paths[:, method, count - _FIRST]
    return Forecast(
        history,
        tuple(METHODS)[method],
        tuple(range(history.years[-1] + 1, history.years[-1] + 1 + ahead)),
        cases,
        low,
        high,
        tuple(trials.held_out(slice(at, at + 1), chosen) for at in range(len(history.counties))),
        trials.held_out(slice(None), chosen),
    )


class _Trials:
    """What every method would have forecast at every point in time.

    Attributes
    ----------
    paths : ndarray
        Mean, low and high by method, years known (from `_FIRST`), county and years ahead.
    """

    def __init__(self, cases: np.ndarray, ahead: int) -> None:
        self._cases, self._ahead = cases, ahead
        counties, count = cases.shape
        self.paths = np.full((3, len(METHODS), count - _FIRST + 1, counties, ahead), np.nan)
        for method, name in enumerate(METHODS):
            for known in range(_FIRST, count + 1):
                for at in range(counties):
                    path = carry_on(name, cases[at, :known], ahead)
                    self.paths[:, method, known - _FIRST, at] = path.mean, path.low, path.high

    def choice(self, *, known: int) -> int:
        """The method that was least off in the years known; the last value where none has been tried."""
        off = np.zeros(len(METHODS))
        for origin in range(_FIRST, known):
            reach = min(self._ahead, known - origin)
            came = self._cases[:, origin : origin + reach]
            off += np.abs(self.paths[0, :, origin - _FIRST, :, :reach] - came).sum(axis=(1, 2))
        fitted = np.isfinite(self.paths[0, :, known - _FIRST]).all(axis=(1, 2))
        return int(np.argmin(np.where(fitted & np.isfinite(off), off, np.inf)))

    def held_out(self, counties: slice, chosen: Sequence[int]) -> HeldOut:
        """Errors of the sum of some counties, the method chosen anew at every point in time."""
        cases = self._cases[counties]
        count = cases.shape[1]
        first = count - len(chosen)
        came, made, last, low, high = [], [], [], [], []
        for origin, method in zip(range(first, count), chosen, strict=True):
            reach = min(self._ahead, count - origin)
            mean, least, most = self.paths[:, method, origin - _FIRST, counties, :reach]
            came.append(cases[:, origin : origin + reach].sum(axis=0))
            made.append(mean.sum(axis=0))
            last.append(np.full(reach, cases[:, origin - 1].sum()))
            single = len(mean) == 1
            low.append(least[0] if single else np.full(reach, np.nan))
            high.append(most[0] if single else np.full(reach, np.nan))
        changes = np.abs(np.diff(cases[:, :first].sum(axis=0)))
        return _compared(*(np.concatenate(part) for part in (came, made, last, low, high)), changes=changes)


def _compared(
    came: np.ndarray,
    made: np.ndarray,
    last: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    *,
    changes: np.ndarray,
) -> HeldOut:
    off, naive, usual = np.abs(made - came), np.abs(last - came), float(changes.mean())
    ranged = np.isfinite(low)
    whole = bool((came > 0).all())
    return HeldOut(
        values=len(came),
        mae=float(off.mean()),
        mae_naive=float(naive.mean()),
        mase=float(off.mean()) / usual if usual > 0 else None,
        mase_naive=float(naive.mean()) / usual if usual > 0 else None,
        mape=100 * float((off / came).mean()) if whole else None,
        mape_naive=100 * float((naive / came).mean()) if whole else None,
        ranged=int(ranged.sum()),
        inside=int(((low <= came) & (came <= high))[ranged].sum()),
    )
