"""Rules that span several settings of a study. Each is one function; all run, all faults are reported."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from scenarios.adjust.checks import section_faults
from scenarios.demand.checks import distinct_names, known_needs, repeated_years
from scenarios.errors import StudyFault
from scenarios.faults import fault_at, nearest
from scenarios.headcount.checks import growth_professions, growth_targets_known, newcomer_occupations
from scenarios.indicators.checks import (
    countable_measures,
    counted_people,
    growth_as_targets,
    known_money,
    readable_formulas,
    weighted_targets,
)
from scenarios.indicators.columns import measured_tables
from scenarios.money.checks import section_faults as money_faults
from scenarios.origins import IDENTITIES, Steps, Tree
from scenarios.paths import leads_inside
from scenarios.role_checks import (
    Found,
    compared_roles,
    exclusive_roles,
    most_below_need,
    nearest_below_need,
    readable_expressions,
)
from scenarios.settings import COORDINATE_TABLES, REQUIRED_TABLES, TableName
from scenarios.siting.checks import siting_tasks

__all__ = ["check_sections"]


#: How alike two names are of which one is perhaps the other misspelt.
_ALIKE = 0.75


@dataclass(frozen=True)
class _Problem:
    path: Steps
    code: str
    value: Any = None
    params: Mapping[str, str] | None = None


#: What every check gets: the valid sections by name, and the study's folder.
_Sections = Mapping[str, Any]
_Check = Callable[[_Sections, Path], Iterator[_Problem]]


def check_sections(sections: _Sections, tree: Tree, *, folder: Path, file: str) -> list[StudyFault]:
    """Run every rule whose sections are valid.

    Parameters
    ----------
    sections : mapping of str to Any
        The sections of `StudyConfig` that passed on their own; a missing one silences the rules about it.
    tree : Tree
        Where each value comes from.
    folder : Path
        The study's folder, out of which no source may lead.
    file : str
        Name of the study's file in faults.
    """
    return [
        fault_at(tree, found.path, found.code, file=file, value=found.value, params=found.params)
        for needs, check in _CHECKS
        if all(name in sections for name in needs)
        for found in check(sections, folder)
    ]


def _required_sources(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    for table in REQUIRED_TABLES:
        if table not in sections["sources"]:
            yield _Problem(("sources", table), "missing_key", params={"key": table})


def _known_sources(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """A table is one that every study can have, or one that a measure counts."""
    counted = measured_tables(sections["measures"].values())
    known = tuple(dict.fromkeys((*get_args(TableName), *counted)))
    for table in sections["sources"]:
        if table not in known:
            yield _Problem(("sources", table), "unknown_key", table, _choices(table, known))


def _counted_tables(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """A table that is not there yet has no data; one that is nearly called as another is a mistake."""
    known = get_args(TableName)
    for name, measure in sections["measures"].items():
        counted: list[tuple[Steps, str | None]] = [(("measures", name, "table"), measure.table)]
        if measure.found_in is not None:
            counted.append((("measures", name, "found_in", "table"), measure.found_in.table))
        for path, table in counted:
            is_there = table is None or table in known or table in sections["sources"]
            if not is_there and difflib.get_close_matches(str(table), known, n=1, cutoff=_ALIKE):
                yield _Problem(path, "table_unknown", table, _choices(str(table), known))


def _sources_inside(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    for table, source in sections["sources"].items():
        if not leads_inside(source.path, folder):
            yield _Problem(("sources", table, "path"), "path_outside", source.path)


def _declared_crs(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    for table in COORDINATE_TABLES:
        source = sections["sources"].get(table)
        if source is not None and source.crs is None:
            yield _Problem(("sources", table), "missing_crs", params={"table": table})


def _counsel_required(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    if "counsel" not in sections["roles"]:
        yield _Problem(("roles", "counsel"), "missing_key", params={"key": "counsel"})


def _jurisdiction_of_occupations(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    for role, settings in sections["roles"].items():
        for occupation in settings.jurisdiction:
            if occupation not in settings.occupations:
                path = ("roles", role, "jurisdiction", occupation)
                yield _Problem(path, "unknown_key", occupation, _choices(occupation, settings.occupations))


def _repeated_occupations(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    for role, settings in sections["roles"].items():
        for place, occupation in enumerate(settings.occupations):
            if occupation in settings.occupations[:place]:
                path = ("roles", role, "occupations", place)
                yield _Problem(path, "repeated", occupation, {"name": occupation})


def _pairs(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """No pair may be given twice, nor be locked and banned at once."""
    for role, settings in sections["roles"].items():
        locked = set(settings.locks)
        for name in ("locks", "bans"):
            seen = set()
            for place, pair in enumerate(getattr(settings, name)):
                path = ("roles", role, name, place)
                words = {"village": pair.village, "person": pair.person}
                if pair in seen:
                    yield _Problem(path, "repeated", params={"name": f"{pair.village} – {pair.person}"})
                elif name == "bans" and pair in locked:
                    yield _Problem(path, "locked_and_banned", params=words)
                seen.add(pair)


def _cutoff_covers_limits(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """A cut-off below a travel limit would drop pairs that the limit allows, without a word."""
    cutoff = sections["travel"].cutoff_minutes
    for role, settings in sections["roles"].items():
        for area in ("rural", "urban"):
            limit = getattr(settings.limit_minutes, area)
            if limit > cutoff:
                path = ("roles", role, "limit_minutes", area)
                yield _Problem(path, "limit_beyond_cutoff", limit, {"cutoff": f"{cutoff:g}"})


def _hired_occupation(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    counsel, occupation = sections["roles"].get("counsel"), sections["hire"].occupation
    if counsel is not None and occupation not in counsel.occupations:
        yield _Problem(
            ("hire", "occupation"), "not_allowed", occupation, _choices(occupation, counsel.occupations)
        )


def _hired_hours(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """Whoever is hired must have the hours of one village, else hiring changes nothing without a word."""
    counsel, hire = sections["roles"].get("counsel"), sections["hire"]
    least = 0.0 if counsel is None else float(counsel.hours_of(0.0))
    if hire.number and hire.hours_year < least:
        # Rounded up: whoever writes down the number that the fault names must not meet it again.
        words = {"hours": f"{math.ceil(10 * least) / 10:g}"}
        yield _Problem(("hire", "hours_year"), "hire_hours", hire.hours_year, words)


def _online_among_visits(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """More visits online than there are visits would be held for nobody."""
    for role, settings in sections["roles"].items():
        if settings.online_visits > settings.visits:
            path, words = ("roles", role, "online_visits"), {"visits": f"{settings.visits:g}"}
            yield _Problem(path, "online_beyond_visits", settings.online_visits, words)


def _named_once(section: str) -> _Check:
    """The members of a named list must have different names."""

    def check(sections: _Sections, folder: Path) -> Iterator[_Problem]:
        field = IDENTITIES[(section,)]
        names = [getattr(member, field) for member in sections[section]]
        for place, name in enumerate(names):
            if name in names[:place]:
                yield _Problem((section, place, field), "repeated", name, {"name": name})

    return check


def _shortage_first(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """Any other first aim is best served by leaving every village alone."""
    first = sections["ladder"][0].aim
    if first != "shortage":
        yield _Problem(("ladder", 0, "aim"), "shortage_first", first)




def _adjustment(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """What an adjustment says must be possible in itself."""
    yield from (_Problem(*fault) for fault in section_faults(sections["adjustment"]))


def _money(sections: _Sections, folder: Path) -> Iterator[_Problem]:
    """Shares add up to the whole; lines, roles and sources that are named exist."""
    found = money_faults(sections["money"], sections["posts"], sections["demand"])
    yield from (_Problem(*fault) for fault in found)


def _of_roles(check: Callable[[_Sections], Iterator[Found]]) -> _Check:
    return lambda sections, folder: (_Problem(*found) for found in check(sections))


def _choices(word: str, allowed: Any) -> dict[str, str]:
    return {"nearest": nearest(word, allowed), "allowed": ", ".join(allowed)}


_CHECKS: tuple[tuple[tuple[str, ...], _Check], ...] = (
    (("sources",), _required_sources),
    (("sources", "measures"), _known_sources),
    (("sources", "measures"), _counted_tables),
    (("sources",), _sources_inside),
    (("sources",), _declared_crs),
    (("roles",), _counsel_required),
    (("roles",), _jurisdiction_of_occupations),
    (("roles",), _repeated_occupations),
    (("roles",), _pairs),
    (("roles",), _online_among_visits),
    (("roles", "travel"), _cutoff_covers_limits),
    (("roles", "hire"), _hired_occupation),
    (("roles", "hire"), _hired_hours),
    (("ladder",), _named_once("ladder")),
    (("targets",), _named_once("targets")),
    (("ladder",), _shortage_first),
    (("targets", "posts", "measures"), _of_roles(readable_formulas)),
    (("targets", "roles", "headcount"), _of_roles(counted_people)),
    (("targets", "money"), _of_roles(known_money)),
    (("measures",), _of_roles(countable_measures)),
    (("targets", "index"), _of_roles(weighted_targets)),
    (("headcount",), _of_roles(growth_professions)),
    (("headcount", "targets"), _of_roles(growth_targets_known)),
    (("headcount", "targets", "measures", "posts"), _of_roles(growth_as_targets)),
    (("roles", "newcomers"), _of_roles(newcomer_occupations)),
    (("posts",), _of_roles(exclusive_roles)),
    (("posts",), _of_roles(most_below_need)),
    (("roles", "hire"), _of_roles(nearest_below_need)),
    (("posts", "ladder", "rules"), _of_roles(compared_roles)),
    (("rules",), _of_roles(readable_expressions)),
    (("ladder", "rules", "demand"), _of_roles(known_needs)),
    (("demand",), _of_roles(distinct_names)),
    (("demand",), _of_roles(repeated_years)),
    (("adjustment",), _adjustment),
    (("money", "posts", "demand"), _money),
    (("siting", "travel", "money"), _of_roles(siting_tasks)),
)
