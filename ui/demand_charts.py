"""The charts of demand: cases by county, and how they went on."""

from __future__ import annotations

import altair as alt
import pandas as pd

__all__ = ["cases_chart", "course_chart"]

_BAR, _WAS, _MADE = "#1f6f9f", "#33464f", "#c2571a"


def cases_chart(table: pd.DataFrame, *, place: str, figure: str) -> alt.Chart:
    """Bars of the cases of one type.

    Parameters
    ----------
    table : DataFrame
        Names of places and figures; the columns `place` and `figure` are drawn in the order of the rows.
    place, figure : str
        Titles of these columns.
    """
    shown = pd.DataFrame({"place": table[place], "value": table[figure]})
    chart: alt.Chart = (
        alt.Chart(shown)
        .mark_bar(cornerRadiusEnd=2, color=_BAR)
        .encode(
            y=alt.Y(
                "place:N",
                sort=list(shown["place"]),
                title=None,
                axis=alt.Axis(labelLimit=220, labelOverlap=False),
            ),
            x=alt.X("value:Q", title=figure, axis=alt.Axis(format=",~r", tickCount=8)),
            tooltip=[
                alt.Tooltip("place:N", title=" "),
                alt.Tooltip("value:Q", title=figure, format=",.1f"),
            ],
        )
        .properties(height=26 * len(shown) + 60)
    )
    return chart


def course_chart(course: pd.DataFrame, *, was: str, made: str, cases: str) -> alt.LayerChart:
    """What was counted as a line, what is forecast as a broken one with the range around it.

    Parameters
    ----------
    course : DataFrame
        ``year, made, cases, low, high`` of one county, see `scenarios.demand.frames.course_table`.
    was, made : str
        What the two lines are called.
    cases : str
        Title of the axis.
    """
    shown = course.assign(line=course["made"].map({False: was, True: made}))
    lines = alt.Color(
        "line:N",
        scale=alt.Scale(domain=[was, made], range=[_WAS, _MADE]),
        legend=alt.Legend(title=None, orient="top", labelLimit=400),
    )
    years = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))
    told = [alt.Tooltip("year:O", title=" "), alt.Tooltip("line:N", title=" "),
            alt.Tooltip("cases:Q", title=cases, format=",.0f")]  # fmt: skip
    base = alt.Chart(shown)
    band = base.transform_filter("datum.made && isValid(datum.low)").mark_area(opacity=0.2, color=_MADE)
    line = base.mark_line(point=alt.OverlayMarkDef(size=40))
    chart: alt.LayerChart = alt.layer(
        band.encode(x=years, y=alt.Y("low:Q", title=cases), y2="high:Q"),
        line.encode(
            x=years,
            y=alt.Y("cases:Q", title=cases, scale=alt.Scale(zero=False)),
            color=lines,
            strokeDash=alt.condition("datum.made", alt.value([6, 4]), alt.value([0])),
            tooltip=told,
        ),
    ).properties(height=300)
    return chart
