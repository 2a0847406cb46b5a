"""Rules that span the cases of a study and what speaks of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.faults import nearest
from scenarios.origins import Steps
from scenarios.role_checks import Found
from scenarios.settings import ServiceSettings
from scenarios.settings.demand import CASES, VILLAGE_FIGURES

__all__ = ["distinct_names", "known_needs", "repeated_years"]


def known_needs(sections: Mapping[str, Any]) -> Iterator[Found]:
    """Needs of a rung or rule are columns of villages, or cases that the study has."""
    known = [*VILLAGE_FIGURES, *(f"{CASES}{name}" for name in sections["demand"].cases)]
    compared: list[tuple[Steps, Any]] = [(("ladder", at), rung) for at, rung in enumerate(sections["ladder"])]
    compared += [(("rules", name, "spread"), rule.spread) for name, rule in sections["rules"].items()]
    for path, service in compared:
        if isinstance(service, ServiceSettings):
            for need in service.needs:
                if need not in known:
                    words = {"nearest": nearest(need, known), "allowed": ", ".join(known)}
                    yield (*path, "needs", need), "unknown_key", need, words


def distinct_names(sections: Mapping[str, Any]) -> Iterator[Found]:
    """A table of cases may call a type by its id or its name, so no two types share one."""
    types = sections["demand"].cases
    taken = {name: name for name in types}
    for name, case in types.items():
        for lang in ("zh", "en"):
            word = case.name.text(lang)
            if taken.setdefault(word, name) != name:
                yield ("demand", "cases", name, "name", lang), "repeated", word, {"name": word}


def repeated_years(sections: Mapping[str, Any]) -> Iterator[Found]:
    """A year that stands twice would make the mean a year too small."""
    for name, case in sections["demand"].cases.items():
        for place, year in enumerate(case.years):
            if year in case.years[:place]:
                yield ("demand", "cases", name, "years", place), "repeated", year, {"name": str(year)}
