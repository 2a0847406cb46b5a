"""What roles and counsel break together: one budget of hours, roles apart, people paired with counsel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from scenarios.roles.audit.counsel import Counsel
from scenarios.roles.audit.role import AuditedRole

__all__ = ["together_faults"]

_HOUR = 1e-6


def together_faults(roles: Mapping[str, AuditedRole], counsel: Counsel) -> Iterator[str]:
    """Every rule that spans roles, or a role and counsel."""
    yield from _hours(roles, counsel)
    yield from _both(roles, counsel)
    yield from _too_many_pairs(roles, counsel)


def _hours(roles: Mapping[str, AuditedRole], counsel: Counsel) -> Iterator[str]:
    """Whoever is counsel has one budget of hours for villages and posts."""
    spent: dict[str, float] = defaultdict(float)
    for role in roles.values():
        for row in role.held:
            if role.settings.hours and row["person_id"] in counsel.has:
                spent[row["person_id"]] += role.settings.hours
    for who, hours in spent.items():
        both, has = hours + counsel.spent[who], counsel.has[who]
        if both > has + _HOUR * max(1.0, both):
            yield f"{who}: {both:.1f} hours as counsel and beside it, has {has:.1f}"


def _both(roles: Mapping[str, AuditedRole], counsel: Counsel) -> Iterator[str]:
    """Roles that nobody may hold together."""
    holds = {name: {row["person_id"] for row in role.held} for name, role in roles.items()}
    holds["counsel"] = counsel.people - counsel.hired
    for name, role in roles.items():
        for other in role.settings.exclusive_with:
            both = sorted(holds[name] & holds.get(other, set()))
            yield from (f"{who}: {name} and {other} at once" for who in both)


def _too_many_pairs(roles: Mapping[str, AuditedRole], counsel: Counsel) -> Iterator[str]:
    """People who are to be paired with each counsel on the register, by what their villages need."""
    most = counsel.role.most_pairs
    wanted: Counter[str] = Counter()
    for role in roles.values():
        if role.settings.pair_with_counsel:
            for code, unit in role.units.items():
                if not unit.new or role.heads[code]:
                    wanted[unit.at.village] += role.settings.need
    if most is None or not wanted:
        return
    pairs = Counter[str]()
    for village, who in counsel.pairs:
        pairs[who] += wanted[village] * (who not in counsel.hired)
    yield from (
        f"{who}: {n} people to be paired with, at most {most}" for who, n in pairs.items() if n > most
    )
