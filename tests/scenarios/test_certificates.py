"""What the note under the certificates says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.certificates import proof_note
from tests.scenarios.hand_city import RUNG, pairs, stored


def note(folder: Path, lang: str = "en", **rung: Any) -> str:
    run = stored(folder, pairs())
    run.metrics["rungs"] = [{**RUNG, "aim": "travel", **rung}]
    return proof_note(run, lang)


def test_what_a_tolerance_has_cost_is_told(tmp_path: Path) -> None:
    """The plan delivered may be worse than the rung reached; the same value calls for no words."""
    assert "2.20 in the plan as delivered" in note(tmp_path, delivered=2.2)
    assert "as delivered" not in note(tmp_path, delivered=2.0)


@pytest.mark.parametrize(("gap", "warned"), [(0.049, False), (0.051, True), (None, True)])
def test_an_aim_far_from_its_bound_is_named(tmp_path: Path, gap: float | None, warned: bool) -> None:
    """A plan after hardly any search looks like any other, so the note says it."""
    assert ("Far from proven: Lightest travel" in note(tmp_path, gap=gap)) is warned
    assert ("离证明还远" in note(tmp_path, "zh", gap=gap)) is warned


def test_the_condition_of_a_bound_is_told(tmp_path: Path) -> None:
    """A bound below the first aim holds only for plans that keep what the aims above reached."""
    assert "keeps what the aims above it have reached" in note(tmp_path)
    assert "保持其上各目标" in note(tmp_path, "zh")
