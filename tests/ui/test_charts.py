"""The charts: every bar has room, and so has the name beside it."""

from __future__ import annotations

import pytest

from ui.charts import county_chart


@pytest.mark.parametrize("sides", [1, 2])
def test_every_county_has_room_for_its_name(sides: int) -> None:
    """Legend, axis and title take 141 pixels in the browser; a name needs 20."""
    rows = [{"name": f"County {number}", "short": number} for number in range(7)]
    drawn = county_chart([(f"run {side}", rows) for side in range(sides)], figure="short", title="Short")
    assert drawn.to_dict()["height"] - 141 >= 7 * max(20, 18 * sides)
