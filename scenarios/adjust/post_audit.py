"""Recheck the roles beside counsel after an adjustment, apart from what it has left as it was.

An adjustment lets today's pairs stay whatever rules they break. What `scenarios.roles.audit` says of those,
and of units where nobody has come or gone, is therefore no fault of the plan; everything else is.

What a phase may change at all, `audit_phase` rechecks from the tables and who holds what after each phase.
Neither shares code with what builds the problem, nor with the optimiser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from scenarios.adjust.terms import Held
from scenarios.roles.audit import audit_roles
from scenarios.roles.audit.people import pool_of
from scenarios.roles.audit.places import units

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.settings import StudyConfig

__all__ = ["audit_phase", "audit_posts"]

_HOLDS = ("kept", "new", "moved")
#: By which words of it a finding about one person in all their roles is known.
_PAIRED, _HOURS, _BOTH = "people to be paired with", "hours as counsel and beside it", " at once"
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
    fresh = _taken_on(now, held, counsel, {*served, *locked})
    same = _unchanged_units(now, held)
    same |= {f"{role}, {who}" for role, _, who in now if role not in fresh[who]}
    same |= {f"{role}, {who} at {unit}" for role, unit, who in now & held}
    left = [each for each in found if _is_left(each, same, fresh, config)]
    return [each for each in found if each not in left], left


def _is_left(
    finding: str, same: Collection[str], fresh: Mapping[str, Collection[str]], config: StudyConfig
) -> bool:
    """Whether a finding, which begins with what it is about, is about what is as before."""
    about, _, words = finding.partition(": ")
    if about in same:
        return True
    return about in fresh and not set(fresh[about]) & _counting(words, config)


def _counting(words: str, config: StudyConfig) -> set[str]:
    """Roles, counsel among them, in which whoever takes nothing on has not made a finding worse."""
    if _PAIRED in words:
        return {"counsel"}
    if _HOURS in words:
        return {"counsel", *(name for name, role in config.posts.items() if role.hours)}
    if words.endswith(_BOTH):
        return set(words.removesuffix(_BOTH).split(" and "))
    return {"counsel", *config.posts}


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


def _taken_on(
    now: Held, before: Held, counsel: Collection[Pair], served: Collection[Pair]
) -> dict[str, set[str]]:
    """Roles in which each person has something that they had not before; counsel with a village is one."""
    fresh: dict[str, set[str]] = {who: set() for *_, who in [*now, *counsel]}
    for role, _, who in now - before:
        fresh[who].add(role)
    for village, who in counsel:
        if (village, who) not in served:
            fresh[who].add("counsel")
    return fresh


def audit_phase(*, city: City, config: StudyConfig, held: Held, posts: Sequence[pd.DataFrame]) -> list[str]:
    """Return what the last of some phases changes in the roles beside counsel though it may not.

    Parameters
    ----------
    city : City
        After the adjustment.
    config : StudyConfig
        Settings of the scenario, with all phases.
    held : frozenset of (role, unit, person)
        Pairs before the adjustment, who leaves included.
    posts : sequence of DataFrame
        Who holds what after each phase up to this one.

    Returns
    -------
    list of str
        Nothing for a sound plan.
    """
    phase = config.adjustment.phases[len(posts) - 1]
    stages = [held, *map(_held_after, posts)]
    villages = {
        (name, code): unit.at.village
        for name, role in config.posts.items()
        for code, unit in units(city, role).items()
    }
    gone = set(config.adjustment.departures)
    ended = [each for each in stages[-2] - stages[-1] if each[:2] in villages and each[2] not in gone]
    found = []
    if len(ended) > phase.most_moved_posts:
        found.append(
            f"{len(ended)} pairs of the roles beside counsel end, at most {phase.most_moved_posts} may"
        )
    if not phase.fill_vacancies:
        new = {village.village_code for village in config.adjustment.new_villages}
        free = {unit for unit, village in villages.items() if village in new}
        found += _filled(held, stages[-2], stages[-1], free=free)
    return [*found, *_trained(city, config, stages, posts)]


def _filled(today: Held, before: Held, now: Held, *, free: Collection[Pair]) -> Iterator[str]:
    """Units with more people than they have had; those of new villages are free."""
    had, has, heads = (Counter((role, unit) for role, unit, _ in each) for each in (today, before, now))
    for (role, unit), people in sorted(heads.items()):
        # Who leaves counts in the first, who has come to a unit in an earlier phase in the second.
        most = max(had[role, unit], has[role, unit])
        if people > most and (role, unit) not in free:
            yield f"{role}, {unit}: {people} people, {most} before, and vacancies are not to be filled"


def _trained(
    city: City, config: StudyConfig, stages: Sequence[Held], posts: Sequence[pd.DataFrame]
) -> Iterator[str]:
    """People who begin without training, in all phases together: phases have no dates."""
    for name, role in config.posts.items():
        if role.train is None:
            continue
        untrained = {
            (pool, who)
            for pool in role.pool
            for who, person in pool_of(city, role, pool)
            if person.attributes["trained"] == "0"
        }
        begun = 0
        for before, table in zip(stages, posts, strict=False):
            mine = table[table["role"].eq(name) & table["change"].isin(_HOLDS)]
            begun += sum(
                (pool, who) in untrained and (name, unit, who) not in before
                for unit, who, pool in zip(mine["unit_code"], mine["person_id"], mine["pool"], strict=True)
            )
        if begun > role.train:
            yield f"{name}: {begun} people to be trained in all phases, at most {role.train}"
