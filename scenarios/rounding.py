"""How figures are shown: the one place that decides, for terminal, app, map and lists.

Shares are cut off, never rounded up, so that 100 % means all and a share below a target never reads as
reaching it.
"""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from scenarios.measure_names import measure_unit

__all__ = ["cut_off", "gap_text", "measured", "number", "percent", "side_by_side"]

#: A share that round-off has moved off a whole step by less than this is that step.
_ROUND_OFF = 1e-9
#: Gaps are told in steps of this many a whole.
_GAP_STEPS = 1e5
#: Gaps beyond this are told as such.
_FARTHEST = 10.0


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
    """The value of a measure (see `scenarios.measure_names`), without its unit."""
    return percent(value) if measure_unit(name) == "percent" else number(value)


def side_by_side(name: str, a: float | None, b: float | None) -> tuple[str, str, str]:
    """Two values of a measure and b - a, with so many decimals that a reader's subtraction agrees.

    Where the usual decimals would misstate the difference by more than a quarter, there are more of them.

    Parameters
    ----------
    name : str
        A measure, see `scenarios.measure_names`.
    a, b : float or None

    Returns
    -------
    tuple of str
        a, b and the difference with its sign, without unit; dashes for what does not exist.
    """
    if a is None or b is None:
        return measured(name, a), measured(name, b), "–"
    is_share = measure_unit(name) == "percent"
    least = 1 if is_share else _digits(a, b)
    for digits in range(least, least + _MORE_DIGITS + 1):
        one, other = (_shown(value, digits, is_share=is_share) for value in (a, b))
        if _agrees(float(other - one), b - a, scale=max(1.0, abs(a))):
            break
    else:
        one, other = (_shown(value, least, is_share=is_share) for value in (a, b))
    difference = f"{other - one:+,f}" if other != one else "0" if a == b else "≈ 0"
    return f"{one:,f}", f"{other:,f}", difference


#: At most so many decimals more than usual; a smaller difference is about nought.
_MORE_DIGITS = 4


def _agrees(shown: float, exact: float, *, scale: float) -> bool:
    return abs(shown - exact) <= max(0.25 * abs(exact), _ROUND_OFF * scale)


def _digits(*values: float) -> int:
    """Decimals of `number` for the largest of some figures."""
    if all(float(value).is_integer() for value in values):
        return 0
    largest = max(map(abs, values))
    return 1 if largest >= 100 else 2 if largest >= 1 else 4


def _shown(value: float, digits: int, *, is_share: bool) -> Decimal:
    step = Decimal(1).scaleb(-digits)
    moved = Decimal(repr(value + _ROUND_OFF if is_share else float(value)))
    return moved.quantize(step, rounding=ROUND_FLOOR if is_share else ROUND_HALF_EVEN)


def gap_text(gap: float | None) -> str:
    """A relative gap as a percentage; nothing that is above zero reads as zero, nothing unknown as known.

    It is rounded up: what is not within a limit must not read as within it. Beside an objective of nothing
    any bound is endlessly far away.
    """
    if gap is None or not math.isfinite(gap):
        return "–"
    if gap > _FARTHEST:
        return f"> {100 * _FARTHEST:,.0f} %"
    if gap <= 0:
        return "0 %"
    if gap < 1.0 / _GAP_STEPS:
        return "< 0.001 %"
    steps = math.ceil(gap * _GAP_STEPS - _ROUND_OFF)
    return f"{100 * steps / _GAP_STEPS:.3f} %"
