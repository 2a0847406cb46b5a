"""What one row of posts.csv breaks on its own: the unit, the person, the place, what is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from scenarios.roles.audit.people import Person
from scenarios.roles.audit.places import Unit
from scenarios.roles.audit.role import AuditedRole
from scenarios.roles.audit.rows import ATTRIBUTES, CHANGES, HELD, Row, shares_of

__all__ = ["row_faults"]

_KM = 1e-6


def row_faults(role: AuditedRole, row: Row) -> Iterator[str]:
    """Every rule that a row of the role breaks."""
    unit = role.units.get(row["unit_code"])
    if unit is None:
        yield "no such unit"
        return
    if row["change"] not in CHANGES:
        yield f"change {row['change']!r} is unknown"
    at = unit.at
    said = tuple(row[c] for c in ("unit", "kind", "county_code", "township_code", "village_code"))
    if said != (unit.name, unit.kind, at.county, at.township, at.village):
        yield "name or place of the unit are not those of the tables"
    yield from _counsel_of(role, row)
    if row["change"] == "vacant":
        if row["person_id"] or row["given"]:
            yield "vacant, but somebody is named"
        return
    if row["lacking"]:
        yield f"{row['lacking']} lacking in the row of a person"
    yield from _who(role, row, unit)
    if row["given"]:
        yield from _given(role, row)


def _counsel_of(role: AuditedRole, row: Row) -> Iterator[str]:
    paired = role.settings.pair_with_counsel and row["change"] in HELD
    of = role.counsel.of.get(row["village_code"], set()) if paired else set()
    if row["counsel_id"] not in (of or {""}):
        yield f"paired with {row['counsel_id'] or 'nobody'}, counsel there: {sorted(of) or 'nobody'}"


def _who(role: AuditedRole, row: Row, unit: Unit) -> Iterator[str]:
    """The person is of one of the pools, may be there, and stands in the tables so."""
    known = role.people.get((row["pool"], row["person_id"]), [])
    if not known:
        yield f"nobody of {row['pool']}" if row["pool"] in role.settings.pool else f"no pool {row['pool']!r}"
        return
    said = {name: row[name] for name in ATTRIBUTES}
    mine = [each for each in known if each.attributes == said]
    if row["person"] not in role.names[row["person_id"]]:
        yield f"is not called {row['person']!r}"
    if not mine:
        yield "attributes are not those of the tables"
        return
    if row["change"] in CHANGES and row["change"] != _change(role, row):
        yield f"change {row['change']!r}, it is {_change(role, row)!r}"
    places = [_km(role, row, unit, each) for each in mine]
    allowed = [km for km in places if km is not None]
    if not allowed:
        yield "may not be there"
    elif min(abs(km - row["km"]) for km in allowed) > _KM * max(1.0, *allowed):
        yield f"{row['km']} km in the plan, {min(allowed):.3f} on the map"


def _change(role: AuditedRole, row: Row) -> str:
    pair = (row["unit_code"], row["person_id"])
    if row["change"] == "ended":
        return "ended" if pair in role.today else "never there"
    if pair in role.today:
        return "kept"
    return "moved" if row["person_id"] in role.leaving else "new"


def _km(role: AuditedRole, row: Row, unit: Unit, person: Person) -> float | None:
    """How far a person would go to the unit as one row of a pool has them; None if they may not."""
    settings, code = role.settings, row["unit_code"]
    if person.holds == code:
        return 0.0
    if person.only is not None and person.only != code:
        return None
    if settings.beside_counsel and row["pool"] == "counsel":
        pair = (unit.at.village, row["person_id"])
        return 0.0 if pair in role.counsel.pairs and pair in role.counsel.today else None
    if settings.inside != "city":
        theirs, mine = getattr(unit.at, settings.inside), getattr(person.at, settings.inside)
        if not mine or mine != theirs:
            return None
    lons, lats = np.array([unit.at.lon, person.at.lon]), np.array([unit.at.lat, person.at.lat])
    ends = role.plane.points(lons, lats)
    km = float(np.hypot(*(ends[0] - ends[1])))
    return km if km <= settings.within_km + _KM else None


def _given(role: AuditedRole, row: Row) -> Iterator[str]:
    for what, times in Counter(shares_of(row)).items():
        share = role.settings.shares.get(what)
        if share is None:
            yield f"given {what!r}, which is no share of the role"
        elif times > 1:
            yield f"given {what!r} {times} times"
        elif row["change"] == "ended":
            yield f"given {what!r}, but the post ends"
        elif all(row[str(name)] == value for name, value in share.where.items()):
            yield f"given {what!r}, but has it"
