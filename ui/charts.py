"""The charts of the pages; they are drawn in the browser from the numbers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from scenarios.progress import Event
from scenarios.rounding import cut_off

__all__ = ["COUNTY_FIGURES", "county_chart", "search_chart"]

#: Figures by county that the chart can show, with their titles.
COUNTY_FIGURES: Mapping[str, str] = {
    "short": "summary.short",
    "effective": "summary.effective",
    "hours_mean": "summary.hours_mean",
    "minutes_mean": "summary.minutes_mean",
}
_SHARES = ("effective",)
_BEFORE, _AFTER = "#b7c3ca", "#1f6f9f"
#: Pixels: a bar, the least for the name of a county, and all that stands above and below the bars.
_BAR, _NAME, _AROUND = 18, 24, 145


def county_chart(
    sides: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], *, figure: str, title: str
) -> alt.Chart:
    """Bars of one figure by county.

    Parameters
    ----------
    sides : sequence of (str, rows)
        Title and ``by_county`` of each run, at most two; the last one is in the strong colour.
    figure : str
        One of :data:`COUNTY_FIGURES`.
    title : str
        Of the axis.
    """
    rows = [
        {"county": row["name"], "side": name, "value": _shown(figure, row[figure])}
        for name, counties in sides
        for row in counties
        if row[figure] is not None
    ]
    names = [name for name, _ in sides]
    order = [row["name"] for row in sides[-1][1]]
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(rows, columns=["county", "side", "value"]))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            y=alt.Y("county:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)),
            yOffset=alt.YOffset("side:N", sort=names),
            x=alt.X("value:Q", title=title, axis=alt.Axis(format=",~r", tickCount=8)),
            color=alt.Color(
                "side:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[_BEFORE, _AFTER][-len(names) :]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("county:N", title=" "),
                alt.Tooltip("side:N", title=" "),
                alt.Tooltip("value:Q", title=title, format=",.1f"),
            ],
        )
        .properties(height=max(_BAR * len(names), _NAME) * len(order) + _AROUND)
    )
    return chart


def _shown(figure: str, value: float) -> float | None:
    """The browser rounds what it shows, so a share is cut off before."""
    return cut_off(value) if figure in _SHARES else value


def search_chart(events: Sequence[Event], *, best: str, bound: str, seconds: str) -> alt.Chart:
    """How the best plan and the bound close in on one another over the seconds of one rung."""
    points = [
        {"seconds": event.seconds, "value": value, "line": line}
        for event in events
        for line, value in ((best, event.incumbent), (bound, event.bound))
        if value is not None
    ]
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(points, columns=["seconds", "value", "line"]))
        .mark_line(interpolate="step-after", point=alt.OverlayMarkDef(size=20))
        .encode(
            x=alt.X("seconds:Q", title=seconds),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False)),
            color=alt.Color(
                "line:N",
                scale=alt.Scale(domain=[best, bound], range=[_AFTER, "#e09a00"]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
        .properties(height=220)
    )
    return chart
