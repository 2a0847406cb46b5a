"""Recheck the roles beside counsel after an adjustment, apart from what it has left as it was.

An adjustment lets today's pairs stay whatever rules they break. What `scenarios.roles.audit` says of those,
and of units where nobody has come or gone, is therefore no fault of the plan; everything else is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from scenarios.adjust.terms import Held
from scenarios.roles.audit import audit_roles

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.settings import StudyConfig

__all__ = ["audit_posts"]

_HOLDS = ("kept", "new", "moved")
_PAIRED = "people to be paired with"
Pair = tuple[str, str]


def audit_posts(
    *,
    city: City,
    config: StudyConfig,
    posts: pd.DataFrame,
    plan: pd.DataFrame,
    served: Collection[Pair],
    held: Held,
) -> tuple[list[str], list[str]]:
    """Return what the roles beside counsel break, and what they still break as they did before.

    Parameters
    ----------
    city : City
        After the adjustment; its roster of counsel has everybody who was counsel when a phase began, which
        is where posts beside counsel may be.
    config : StudyConfig
        Settings of the scenario.
    posts, plan : DataFrame
        Who holds what, and who is counsel, after the last phase; told as changes of today's.
    served : collection of (village, person)
        Pairs of counsel before the adjustment, who leaves included.
    held : frozenset of (role, unit, person)
        Pairs of the other roles before it likewise.

    Returns
    -------
    faults : list of str
        Nothing for a sound plan.
    left : list of str
        Findings about pairs that are as before, and about units whose people are.
    """
    found = audit_roles(city=city, config=config, posts=posts, plan=plan)
    now = _held_after(posts)
    counsel = {(village, who) for village, who in _pairs(plan, "village_code", "person_id") if who}
    locked = {(lock.village, lock.person) for lock in config.counsel.locks}
    same = _unchanged_units(now, held) | _unchanged_people(now, held, counsel - locked, served)
    same |= {f"{role}, {who} at {unit}" for role, unit, who in now & held}
    paired = {who for _, who in counsel} - _taking_on(counsel - locked, served)
    left = [each for each in found if _is_left(each, same, paired)]
    return [each for each in found if each not in left], left


def _is_left(finding: str, same: Collection[str], paired: Collection[str]) -> bool:
    """Whether a finding, which begins with what it is about, is about what is as before."""
    about = finding.partition(": ")[0]
    # With whom counsel are paired has to do with their villages only, not with posts of their own.
    return about in same or (about in paired and _PAIRED in finding)


def _held_after(posts: pd.DataFrame) -> Held:
    rows = posts[posts["change"].isin(_HOLDS)]
    return frozenset(zip(rows["role"], rows["unit_code"], rows["person_id"], strict=True))


def _pairs(table: pd.DataFrame, first: str, second: str) -> Iterable[Pair]:
    return zip(table[first], table[second], strict=True)


def _unchanged_units(now: Held, before: Held) -> set[str]:
    """What the audit calls units where nobody has come or gone, and what they lack."""
    changed = {(role, unit) for role, unit, _ in now ^ before}
    units = {(role, unit) for role, unit, _ in now} - changed
    return {f"{role}, {unit}" for role, unit in units} | {f"{role}, nobody at {unit}" for role, unit in units}


def _taking_on(counsel: Collection[Pair], served: Collection[Pair]) -> set[str]:
    """Counsel with a village that they did not serve before."""
    return {who for village, who in counsel if (village, who) not in served}


def _unchanged_people(
    now: Held, before: Held, counsel: Collection[Pair], served: Collection[Pair]
) -> set[str]:
    """What the audit calls people who have taken nothing on: in a role, and in all of them."""
    fresh: dict[str, set[str]] = defaultdict(set)
    for role, _, who in now - before:
        fresh[who].add(role)
    taken_on = _taking_on(counsel, served)
    in_role = {f"{role}, {who}" for role, _, who in now if role not in fresh[who]}
    everybody = {who for _, _, who in now} | {who for _, who in counsel}
    return in_role | {who for who in everybody if not fresh[who] and who not in taken_on}
