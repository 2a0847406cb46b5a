"""How figures are shown: the one place that decides, for terminal, app, map and lists.

Shares are cut off, never rounded up, so that 100 % means all and a share below a target never reads as
reaching it.
"""

from __future__ import annotations

import math

from scenarios.measure_names import MEASURES

__all__ = ["cut_off", "gap_text", "measured", "number", "percent"]

#: A share that round-off has moved off a whole step by less than this is that step.
_ROUND_OFF = 1e-9


def cut_off(value: float | None, *, digits: int = 1) -> float | None:
    """A share with a few decimals, cut off: 99.96 must not read as 100."""
    if value is None or not math.isfinite(value):
        return value
    steps = 10.0**digits
    return math.floor((value + _ROUND_OFF) * steps) / steps


def percent(value: float | None, *, digits: int = 1) -> str:
    """A share in words, cut off; a dash for none."""
    return "–" if value is None else f"{cut_off(value, digits=digits):.{digits}f}"


def number(value: float | None, *, signed: bool = False) -> str:
    """A figure as people read it: whole numbers whole, others with a few digits, a dash for none."""
    if value is None:
        return "–"
    figure = float(value)
    digits = 0 if figure.is_integer() else 1 if abs(figure) >= 100 else 2 if abs(figure) >= 1 else 4
    return f"{figure:{'+' if signed else ''},.{digits}f}"


def measured(name: str, value: float | None) -> str:
    """The value of a measure (a key of `MEASURES`), without its unit."""
    return percent(value) if MEASURES[name].unit == "percent" else number(value)


def gap_text(gap: float | None) -> str:
    """A relative gap as a percentage; nothing that is above zero reads as zero, nothing unknown as known."""
    if gap is None or not math.isfinite(gap):
        return "–"
    return "0 %" if gap <= 0 else "< 0.001 %" if gap < 1e-5 else f"{100 * gap:.3f} %"
