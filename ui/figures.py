"""Figures and colours of the pages; how figures are rounded is decided in `scenarios.rounding`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scenarios.measure_names import measure_unit
from scenarios.rounding import percent
from scenarios.target_words import is_percent, reached
from ui.view import View

__all__ = [
    "STATUS_COLOURS",
    "STATUS_COLOUR_NAMES",
    "before_and_after",
    "figure",
    "moment",
    "signed",
    "unit",
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
_DIGITS = {"villages": 0, "people": 0, "units": 0, "people_each": 2, "none": 3, "per_minute": 4}


def figure(view: View, name: str, value: float | None, *, unit_too: bool = True) -> str:
    """A measure's value with its unit."""
    if value is None:
        return "–"
    kind = measure_unit(name)
    words = percent(value) if kind == "percent" else f"{value:,.{_DIGITS.get(kind, 1)}f}"
    return f"{words} {unit(view, name)}".strip() if unit_too else words


def signed(view: View, name: str, difference: float) -> str:
    """A difference of a measure with its sign, without unit; empty when it rounds to nothing."""
    words = figure(view, name, abs(difference), unit_too=False)
    return f"{'+' if difference > 0 else '-'}{words}" if words.strip("0.,") else ""


def unit(view: View, name: str) -> str:
    """A measure's unit, empty where it has none."""
    kind = measure_unit(name)
    return "" if kind == "none" else view.word("unit", kind)


def before_and_after(target: Mapping[str, Any]) -> str:
    """A target's figures today and in the plan; of its unit a card has room for a per cent sign only."""
    sign = " %" if is_percent(target) else ""
    return f"{reached(target, 'before')} → {reached(target, 'after')}{sign}"


def moment(found: Any) -> str:
    """A date and time as written in a manifest, without seconds, by the clock of this machine."""
    try:
        return datetime.fromisoformat(str(found)).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return "–"
