"""What the rows of a role break together: nobody twice, people of a unit, units of a person, shares."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scenarios.roles.audit.role import AuditedRole
from scenarios.roles.audit.rows import Row, shares_of

if TYPE_CHECKING:
    from scenarios.settings import ShareSettings

__all__ = ["counts_faults"]

_HEAD = 1e-6


def counts_faults(role: AuditedRole) -> Iterator[str]:
    """Every rule that the rows of a role break together."""
    yield from _pairs_once(role)
    yield from _units(role)
    yield from _units_each(role)
    yield from _trained_and_given(role)


def _pairs_once(role: AuditedRole) -> Iterator[str]:
    """Nobody twice at a unit, and everybody of today kept or ended."""
    rows = Counter((r["unit_code"], r["person_id"]) for r in role.rows if r["change"] != "vacant")
    yield from (f"{who} at {code}: stands {n} times" for (code, who), n in rows.items() if n > 1)
    left = sorted(role.today - rows.keys())
    yield from (f"{who} at {code}: there today, neither kept nor ended" for code, who in left)


def _units(role: AuditedRole) -> Iterator[str]:
    """Most people of every unit, what it lacks, and how many an opened one has."""
    settings = role.settings
    today = Counter(code for code, _ in role.today)
    vacant: dict[str, list[int]] = defaultdict(list)
    for row in role.rows:
        if row["change"] == "vacant":
            vacant[row["unit_code"]].append(int(row["lacking"]))
    for code, unit in role.units.items():
        heads, need = role.heads[code], 0 if unit.new else settings.need
        most = max(settings.most or max(settings.need, 1), need, today[code])
        if heads > most:
            yield f"{code}: {heads} people for {most}"
        if unit.new and 0 < heads < max(settings.need, 1):
            yield f"{code}: opened with {heads} people, {max(settings.need, 1)} needed"
        lacking = [need - heads] if heads < need else []
        if vacant[code] != lacking:
            yield f"{code}: {vacant[code] or 'nobody'} said to be lacking, {lacking or 'nobody'} is"


def _units_each(role: AuditedRole) -> Iterator[str]:
    """Most units of everybody: those that the role allows, or that they hold today."""
    now, today = Counter(row["person_id"] for row in role.held), Counter(who for _, who in role.today)
    for who, units in now.items():
        most = max(role.settings.most_units, today[who])
        if units > most:
            yield f"{who}: {units} units, at most {most}"


def _trained_and_given(role: AuditedRole) -> Iterator[str]:
    """Most people trained in a year, and most people given an attribute."""
    settings = role.settings
    fresh = [r for r in role.held if (r["unit_code"], r["person_id"]) not in role.today]
    trained = sum(row["trained"] == "0" for row in fresh)
    if settings.train is not None and trained > settings.train:
        yield f"{trained} people to be trained, at most {settings.train}"
    for what, share in settings.shares.items():
        given = sum(what in shares_of(row) for row in role.held)
        if given > share.most_given:
            yield f"{given} people given {what}, at most {share.most_given}"
        yield from _needlessly_given(role, what, share)


def _needlessly_given(role: AuditedRole, what: str, share: ShareSettings) -> Iterator[str]:
    """Nobody is given what enough people of the city, or of the county, have already."""
    areas: dict[str, list[Row]] = defaultdict(list)
    for row in role.held:
        areas["city" if share.between == "city" and not share.by else row["county_code"]].append(row)
    for area, rows in areas.items():
        has = sum(all(row[str(n)] == value for n, value in share.where.items()) for row in rows)
        given = sum(what in shares_of(row) for row in rows)
        asked = share.by.get(area, share.share) * len(rows)
        if given and has + given - 1 >= asked - _HEAD:
            yield f"{area}: {given} people given {what}, {asked:.2f} should have it and {has} have"
