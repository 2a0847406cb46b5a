"""Targets held against figures that a test puts in by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from scenarios.indicators.figures import Figure
from scenarios.indicators.sides import Sides
from scenarios.settings import TargetSettings
from scenarios.targets import judge_targets

Row = dict[str, Any]


def target(measure: str, **settings: Any) -> TargetSettings:
    """A target: at least 10, binding, unless told otherwise."""
    words = {"zh": "目标", "en": "Target"}
    plain = {"code": "T1", "name": words, "measure": measure, "op": ">=", "value": 10, "attribute": "binding"}
    return TargetSettings.model_validate_json(json.dumps(plain | settings))


def run_figures(numbers: Mapping[str, float], **more: Any) -> Row:
    """What metrics.json has, of dotted names."""
    found: Row = dict(more)
    for name, number in numbers.items():
        *groups, last = name.split(".")
        place = found
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = number
    return found


def judged(
    targets: Iterable[TargetSettings],
    *,
    run: Mapping[str, float] | None = None,
    tables: Mapping[str, Figure | float] | None = None,
    rungs: Iterable[Row] = (),
    year: int | None = None,
    **sides: Any,
) -> list[Row]:
    """Judge targets against the figures of a plan and of tables; before the plan was nothing."""
    figures = {
        name: one if isinstance(one, Figure) else Figure(float(one)) for name, one in (tables or {}).items()
    }
    both = Sides(**{"before": None, "after": run_figures(run or {}), "tables_after": figures} | sides)
    return judge_targets(targets, sides=both, rungs=rungs, year=year)
