"""Ways to carry a short yearly series on, each with the range in which four of five values should fall.

Of so few years as there are, little can be estimated. The starting values of both kinds of smoothing are
therefore taken from the series (its first year, its mean yearly change), so that only the weights are fitted.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["COVERAGE", "METHODS", "NAIVE", "Course", "carry_on"]

#: Share of the values that should fall within the range.
COVERAGE = 0.8
#: Standard deviations to either side that hold so many values of a normal distribution.
_WIDTH = 1.2815515655446004
NAIVE = "naive"


@dataclass(frozen=True, eq=False)
class Course:
    """Values of the years to come, and their range; NaN where a method gives none.

    Attributes
    ----------
    mean, low, high : ndarray, one value a year
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def carry_on(name: str, series: np.ndarray, ahead: int) -> Course:
    """Forecast one series.

    Parameters
    ----------
    name : str
        One of `METHODS`.
    series : ndarray
        At least two years, oldest first, none below 0.
    ahead : int
        Years to forecast.

    Returns
    -------
    Course
        Never below 0. All NaN where the method cannot be fitted. A series that never changed goes on as it
        is, without a range: nothing is known of how it would vary.
    """
    if np.ptp(series) == 0:
        unknown = np.full(ahead, np.nan)
        return Course(np.full(ahead, series[-1]), unknown, unknown)
    scale = float(series.mean())
    found = METHODS[name](series / scale, ahead)
    return Course(*(np.maximum(part * scale, 0.0) for part in (found.mean, found.low, found.high)))


def _naive(series: np.ndarray, ahead: int) -> Course:
    """The last value; its range grows as that of a random walk with the yearly changes of the series."""
    step = float(np.sqrt(np.mean(np.diff(series) ** 2)))
    half = _WIDTH * step * np.sqrt(np.arange(1, ahead + 1))
    mean = np.full(ahead, series[-1])
    return Course(mean, mean - half, mean + half)


def _smoothing(series: np.ndarray, ahead: int) -> Course:
    """Simple exponential smoothing: a level without a trend."""
    return _fitted(series, ahead, initial_level=series[0])


def _damped(series: np.ndarray, ahead: int) -> Course:
    """Holt's method with a damped trend: a trend that fades out."""
    slope = (series[-1] - series[0]) / (len(series) - 1)
    return _fitted(
        series, ahead, trend="add", damped_trend=True, initial_level=series[0] - slope, initial_trend=slope
    )


def _fitted(series: np.ndarray, ahead: int, **model: Any) -> Course:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # only now: it takes two seconds to load

    end = len(series)
    try:
        with warnings.catch_warnings():
            # A fit that has not settled is judged like any other: by the years that are held out.
            warnings.simplefilter("ignore")
            fitted = ETSModel(pd.Series(series), error="add", initialization_method="known", **model).fit(
                disp=False
            )
            found = fitted.get_prediction(start=end, end=end + ahead - 1).summary_frame(alpha=1 - COVERAGE)
    except (ValueError, FloatingPointError, np.linalg.LinAlgError):
        nothing = np.full(ahead, np.nan)
        return Course(nothing, nothing, nothing)
    mean, low, high = (found[name].to_numpy(dtype=float) for name in ("mean", "pi_lower", "pi_upper"))
    return Course(mean, low, high)


#: By name; the last value comes first, so that it wins where nothing does better.
METHODS: Mapping[str, Callable[[np.ndarray, int], Course]] = {
    NAIVE: _naive,
    "smoothing": _smoothing,
    "damped": _damped,
}
