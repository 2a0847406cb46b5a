"""The chart of what each new site adds; it is drawn in the browser from the numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

if TYPE_CHECKING:
    from scenarios.siting.why import Step

__all__ = ["curve_chart"]

_BEST, _BOUND, _PLANNED = "#1f6f9f", "#e09a00", "#0b7a4b"


def curve_chart(
    steps: Sequence[Step], *, planned: int, number: str, value: str, best: str, bound: str
) -> alt.LayerChart | alt.FacetChart:
    """Value and bound against the number of new sites, with a mark at that of the plan.

    Parameters
    ----------
    steps : sequence of Step
        Of `scenarios.siting.why.Curve`.
    planned : int
        New sites of the plan.
    number, value, best, bound : str
        Words for the axes and the two lines.
    """
    rows = [
        {"number": step.number, "value": amount, "line": line}
        for step in steps
        for line, amount in ((bound, step.bound), (best, step.value))
        if amount is not None
    ]
    table = pd.DataFrame(rows, columns=["number", "value", "line"])
    x = alt.X("number:Q", title=number, axis=alt.Axis(format="d", tickMinStep=1))
    lines = (
        alt.Chart(table)
        .mark_line(point=alt.OverlayMarkDef(size=36))
        .encode(
            x=x,
            y=alt.Y("value:Q", title=value, scale=alt.Scale(zero=False), axis=alt.Axis(format=",~r")),
            color=alt.Color(
                "line:N",
                scale=alt.Scale(domain=[best, bound], range=[_BEST, _BOUND]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("number:Q", title=number, format="d"),
                alt.Tooltip("line:N", title=" "),
                alt.Tooltip("value:Q", title=value, format=",.2f"),
            ],
        )
    )
    mark = (
        alt.Chart(pd.DataFrame({"number": [planned]}))
        .mark_rule(color=_PLANNED, strokeDash=[4, 4], strokeWidth=1.5)
        .encode(x=x)
    )
    return alt.layer(mark, lines).properties(height=300)
