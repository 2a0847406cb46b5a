"""The charts of a plan of growth; they are drawn in the browser from the numbers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

__all__ = ["frontier_chart", "target_chart"]

Record = Mapping[str, Any]
_REACHED, _WANTED = "#1f6f9f", "#e09a00"


def target_chart(
    rows: Sequence[Record], *, today: str, reached: str, wanted: str, people: str
) -> alt.LayerChart | alt.FacetChart:
    """Bars of what a target comes to year by year, with a mark where so much is asked for.

    Parameters
    ----------
    rows : sequence of mapping
        Of one target in the record, today first.
    today, reached, wanted, people : str
        Words for the first bar, the bars, the marks, and the number of people.
    """
    table = pd.DataFrame(
        [
            {"year": str(row["year"] or today), "value": value, "what": what, "people": row["people"]}
            for row in rows
            for what, value in ((reached, row["value"]), (wanted, row["wanted"]))
            if value is not None
        ]
    )
    scale = alt.Scale(domain=[reached, wanted], range=[_REACHED, _WANTED])
    base = alt.Chart(table).encode(
        x=alt.X("year:N", sort=None, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(format=",~r")),
        color=alt.Color("what:N", scale=scale, legend=alt.Legend(title=None, orient="top")),
        tooltip=[
            alt.Tooltip("year:N", title=" "),
            alt.Tooltip("what:N", title=" "),
            alt.Tooltip("value:Q", title=" ", format=",.2f"),
            alt.Tooltip("people:Q", title=people, format=",d"),
        ],
    )
    bars = base.mark_bar(size=46, cornerRadiusEnd=2).transform_filter(alt.datum.what == reached)
    marks = base.mark_tick(thickness=4, size=66).transform_filter(alt.datum.what == wanted)
    return alt.layer(bars, marks).properties(height=260)


def frontier_chart(points: Sequence[Record], *, least: str, yuan: str) -> alt.Chart:
    """What the worst served county gets, against what the plan costs beyond doing nothing."""
    table = pd.DataFrame([{"least": point["least"], "yuan": point["yuan"]} for point in points])
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_line(point=alt.OverlayMarkDef(size=60, color=_REACHED), color=_REACHED)
        .encode(
            x=alt.X(
                "yuan:Q", title=yuan, scale=alt.Scale(zero=False), axis=alt.Axis(format=",d", tickCount=5)
            ),
            y=alt.Y("least:Q", title=least, scale=alt.Scale(zero=False)),
            tooltip=[
                alt.Tooltip("least:Q", title=least, format=".3f"),
                alt.Tooltip("yuan:Q", title=yuan, format=",d"),
            ],
        )
        .properties(height=260)
    )
    return chart
