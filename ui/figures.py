"""Figures in words: rounded so that a planner reads them, never so that a target looks met which is not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scenarios.measure_names import MEASURES
from scenarios.summary import number
from ui.view import View

__all__ = [
    "STATUS_COLOURS",
    "STATUS_COLOUR_NAMES",
    "before_and_after",
    "cut_off",
    "figure",
    "gap_text",
    "missed_by",
    "moment",
    "percent",
    "signed",
    "unit",
    "wanted",
]

#: As in map.html and, lighter, in the lists.
STATUS_COLOURS: Mapping[str, tuple[int, int, int]] = {
    "ok": (63, 143, 191),
    "few_hours": (176, 87, 154),
    "long_drive": (224, 154, 0),
    "vacant": (209, 65, 12),
}
#: The name of the same colour in Streamlit's Markdown; .streamlit/config.toml gives it the same value.
STATUS_COLOUR_NAMES: Mapping[str, str] = {
    "ok": "blue",
    "few_hours": "violet",
    "long_drive": "orange",
    "vacant": "red",
}
#: Decimals by unit of a measure; one for all others.
_DIGITS = {"villages": 0, "people": 0, "none": 3, "per_minute": 4}
_SIGNS = {">=": "≥", "<=": "≤", "=": "="}


def cut_off(value: float | None) -> float | None:
    """A share with one decimal, cut off: 99.96 must not read as 100."""
    return None if value is None else math.floor(10 * value + 1e-9) / 10


def percent(value: float | None) -> str:
    """A share in words, cut off."""
    return "–" if value is None else f"{cut_off(value):.1f}"


def figure(view: View, name: str, value: float | None, *, unit_too: bool = True) -> str:
    """A measure's value with its unit."""
    if value is None:
        return "–"
    kind = MEASURES[name].unit
    words = percent(value) if kind == "percent" else f"{value:,.{_DIGITS.get(kind, 1)}f}"
    return f"{words} {unit(view, name)}".strip() if unit_too else words


def signed(view: View, name: str, difference: float) -> str:
    """A difference of a measure with its sign, without unit; empty when it rounds to nothing."""
    words = figure(view, name, abs(difference), unit_too=False)
    return f"{'+' if difference > 0 else '-'}{words}" if words.strip("0.,") else ""


def unit(view: View, name: str) -> str:
    """A measure's unit, empty where it has none."""
    kind = MEASURES[name].unit
    return "" if kind == "none" else view.word("unit", kind)


def wanted(target: Mapping[str, Any]) -> str:
    """What a target asks for: ``≥ 100 %``."""
    return f"{_SIGNS.get(target['op'], target['op'])} {number(target['value'])} {target['unit']}".rstrip()


def before_and_after(target: Mapping[str, Any]) -> tuple[str, str]:
    """A target's figures today and in the plan, in its unit."""
    return _in_unit(target["before"], target["unit"]), _in_unit(target["after"], target["unit"])


def missed_by(target: Mapping[str, Any]) -> str:
    """How far a plan falls short of a target, rounded up: what is missed must not read as met."""
    distance = math.ceil(10 * target["missed_by"] - 1e-9) / 10
    return f"{_one_decimal(distance)} {target['unit']}".rstrip()


def _in_unit(value: float | None, sign: str) -> str:
    if value is None:
        return "–"
    return f"{percent(value) if sign == '%' else _one_decimal(value)} {sign}".rstrip()


def _one_decimal(value: float) -> str:
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if rounded.is_integer() else f"{rounded:,.1f}"


def gap_text(gap: float | None) -> str:
    """A relative gap as a percentage; nothing that is above zero reads as zero."""
    if gap is None:
        return "–"
    return "0 %" if gap <= 0 else "< 0.001 %" if gap < 1e-5 else f"{gap:.3%}".replace("%", " %")


def moment(found: Any) -> str:
    """A date and time as written in a manifest, without seconds, by the clock of this machine."""
    try:
        return datetime.fromisoformat(str(found)).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return "–"
