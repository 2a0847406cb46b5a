"""Whether a stored run is one that these pages can draw: the format, and every figure that they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.errors import RunNotFoundError

__all__ = ["SCHEMA", "checked_metrics", "lacking"]

SCHEMA = 1
_Shape = Any  # types, a mapping of shapes, or a list of one shape
_WHOLE, _TEXT, _FLAG = (int,), (str,), (bool,)
_FIGURE = (int, float, type(None))
_COUNTY: _Shape = {
    "county_code": _TEXT,
    "name": _TEXT,
    "villages": _WHOLE,
    "nominal": _FIGURE,
    "effective": _FIGURE,
    "short": _WHOLE,
    "hours_mean": _FIGURE,
    "minutes_mean": _FIGURE,
    "counsel_home": _WHOLE,
    "counsel_used": _WHOLE,
    "counsel_from_elsewhere": _WHOLE,
    "more_needed": (int, type(None)),
}
_TARGET: _Shape = {
    "code": _TEXT,
    "name": {"zh": _TEXT, "en": _TEXT},
    "measure": _TEXT,
    "op": _TEXT,
    "value": (int, float),
    "unit": _TEXT,
    "attribute": _TEXT,
    "before": _FIGURE,
    "after": _FIGURE,
    "met_before": (bool, type(None)),
    "met_after": _FLAG,
    "missed_by": _FIGURE,
}
_RUNG: _Shape = {
    "aim": _TEXT,
    "status": _TEXT,
    "objective": _FIGURE,
    "bound": _FIGURE,
    "gap": _FIGURE,
    "seconds": _FIGURE,
}
_REPAIR: _Shape = {
    "more": [{"county_code": _TEXT, "name": _TEXT, "occupation": _TEXT, "number": _WHOLE}],
    "unreachable": [_TEXT],
    "bound": _FIGURE,
}
_METRICS: _Shape = {
    "study": _TEXT,
    "scenario": _TEXT,
    "villages": _WHOLE,
    "counsel": _WHOLE,
    "counsel_used": _WHOLE,
    "hired": _WHOLE,
    "coverage_nominal": _FIGURE,
    "coverage_effective": _FIGURE,
    "short": _WHOLE,
    "hours_mean": _FIGURE,
    "hours_min": _FIGURE,
    "seconds": (int, float),
    "verified": _FLAG,
    "travel": {"mean": _FIGURE, "p90": _FIGURE, "max": _FIGURE, "kolm_pollak_ede": _FIGURE},
    "load": {"max": _FIGURE, "over_cap": _WHOLE, "over_hours": _WHOLE},
    "fairness": {"gini": _FIGURE, "county_ratio": _FIGURE, "urban_rural_ratio": _FIGURE},
    "changes": {"kept": _WHOLE, "moved": _WHOLE, "gained": _WHOLE, "lost": _WHOLE, "vacant": _WHOLE},
    "by_county": [_COUNTY],
    "targets": [_TARGET],
    "rungs": [_RUNG],
    "repair": _REPAIR,
}


def checked_metrics(metrics: Any, *, study: str, scenario: str) -> None:
    """Refuse figures that an older version wrote, or that are damaged.

    Raises
    ------
    RunNotFoundError
        The message says to run the scenario again and, for damage, which figures are missing.
    """
    names = {"study": study, "scenario": scenario}
    schema = metrics.get("schema") if isinstance(metrics, Mapping) else None
    if schema != SCHEMA:
        found = "–" if schema is None else str(schema)
        raise RunNotFoundError.said("ui.error.old_run", found=found, wanted=str(SCHEMA), **names)
    missing = list(lacking(metrics, _METRICS))
    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        raise RunNotFoundError.said("ui.error.broken_run", figures=shown, **names)


def lacking(found: Any, shape: _Shape, path: str = "") -> Iterator[str]:
    """Dotted paths of what is missing or of the wrong kind."""
    if isinstance(shape, tuple):
        # In Python a bool is an int; in metrics.json it is not.
        if not isinstance(found, shape) or (isinstance(found, bool) and bool not in shape):
            yield path
    elif isinstance(shape, list):
        if not isinstance(found, list):
            yield path
            return
        for position, member in enumerate(found):
            yield from lacking(member, shape[0], f"{path}[{position}]")
    elif not isinstance(found, Mapping):
        yield path
    else:
        for key, below in shape.items():
            inner = f"{path}.{key}" if path else key
            if key in found:
                yield from lacking(found[key], below, inner)
            else:
                yield inner
