"""Roles join the staffing problem: people, posts and arcs after those of counsel, and their rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.staffing import Rule, StaffingProblem
from optimizer.staffing.problem import Arcs, People, Posts
from scenarios.roles.pairs import role_pairs
from scenarios.roles.pools import people
from scenarios.roles.rules import RoleArcs, hours_rule, pairs_rule, role_rules
from scenarios.roles.units import units

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import PostSettings, StudyConfig

__all__ = ["Role", "add_roles"]

#: Hours of people who are not counsel: a role's posts take none of theirs.
_YEAR = 8784.0


@dataclass(frozen=True, eq=False)
class Role:
    """One role of a problem.

    Attributes
    ----------
    name : str
    settings : PostSettings
    units : DataFrame
        From `scenarios.roles.units.units`.
    people : DataFrame
        From `scenarios.roles.pools.people`.
    pairs : DataFrame
        From `scenarios.roles.pairs.role_pairs`: a row an arc.
    first : int
        Position of the first of them among the arcs of the problem.
    """

    name: str
    settings: PostSettings
    units: pd.DataFrame
    people: pd.DataFrame
    pairs: pd.DataFrame
    first: int

    def post(self, unit_code: str) -> str:
        """Id of the post of a unit."""
        return f"{self.name}:{unit_code}"


def add_roles(
    problem: StaffingProblem,
    counsel: pd.DataFrame,
    *,
    city: City,
    config: StudyConfig,
    held: Collection[tuple[str, str, str]] | None = None,
) -> tuple[StaffingProblem, tuple[Role, ...]]:
    """Add the study's roles beside counsel to the problem of counsel.

    Parameters
    ----------
    problem : StaffingProblem
        Of counsel alone.
    counsel : DataFrame
        A row for each of its arcs, in their order: ``village_code, person_id``.
    city : City
    config : StudyConfig
    held : collection of (role, unit, person), optional
        Pairs that count as today's, in place of those that the tables say.

    Returns
    -------
    problem : StaffingProblem
        With people ``role:person_id``, posts ``role:unit_code``, and the rules.
    roles : tuple of Role
    """
    roles, first = [], problem.arcs.post.size
    for name, settings in config.posts.items():
        table, who = units(city, settings), people(city, settings)
        pairs = _holding(role_pairs(who, table, settings), name, table, held)
        role = Role(name, settings, table, who, pairs, first)
        first += len(role.pairs)
        roles.append(role)
    whole = _joined(problem, roles)
    return whole.under(_rules(whole, problem, counsel, roles, config)), tuple(roles)


def _holding(
    pairs: pd.DataFrame, role: str, table: pd.DataFrame, held: Collection[tuple[str, str, str]] | None
) -> pd.DataFrame:
    if held is None:
        return pairs
    names = zip(table["unit_code"].to_numpy()[pairs["unit"]], pairs["person_id"], strict=True)
    # Of a role without pairs there is nothing that could say that these are truths.
    return pairs.assign(current=np.array([(role, *name) in held for name in names], dtype=np.bool_))


def _joined(problem: StaffingProblem, roles: list[Role]) -> StaffingProblem:
    """Put people, posts and arcs of the roles behind those of counsel."""
    people, posts, arcs = [problem.people], [problem.posts], [problem.arcs]
    for role in roles:
        first = sum(len(each.ids) for each in people), sum(len(each.ids) for each in posts)
        mine = _parts(role, *first)
        people.append(mine[0])
        posts.append(mine[1])
        arcs.append(mine[2])
    return replace(
        problem, people=_chain(People, people), posts=_chain(Posts, posts), arcs=_chain(Arcs, arcs)
    )


def _chain(kind: type[Any], parts: list[Any]) -> Any:
    """Put the fields of several parts behind one another, tuples and arrays alike."""
    joined = {}
    for field in fields(kind):
        values = [getattr(part, field.name) for part in parts]
        whole = isinstance(values[0], tuple)
        joined[field.name] = tuple(chain.from_iterable(values)) if whole else np.concatenate(values)
    return kind(**joined)


def _parts(role: Role, first_person: int, first_post: int) -> tuple[People, Posts, Arcs]:
    settings, pairs, size = role.settings, role.pairs, len(role.units)
    who = tuple(dict.fromkeys(pairs["person_id"]))
    person = pd.Index(who).get_indexer(pd.Index(pairs["person_id"]))
    held, unit = pairs["current"].to_numpy(dtype=np.bool_), pairs["unit"].to_numpy()
    today = np.bincount(unit[held], minlength=size)
    mine = np.bincount(person[held], minlength=len(who))
    need = np.where(role.units["new"].to_numpy(), 0, settings.need)
    most = np.maximum(settings.most or max(settings.need, 1), np.maximum(need, today))
    nobody, none = np.zeros(len(who), dtype=np.bool_), np.zeros(len(pairs), dtype=np.bool_)
    return (
        People(
            ids=tuple(f"{role.name}:{each}" for each in who),
            hours=np.full(len(who), _YEAR),
            most=np.maximum(settings.most_units, mine).astype(np.int64),
            hire=nobody,
        ),
        Posts(
            ids=tuple(map(role.post, role.units["unit_code"])),
            need=need.astype(np.int64),
            most=most.astype(np.int64),
            weight=np.full(size, float(settings.weight)),
            role=(role.name,) * size,
            group=tuple(role.units["county_code"]),
            limit=np.zeros(size),
        ),
        Arcs(
            person=(person + first_person).astype(np.int64),
            post=(unit + first_post).astype(np.int64),
            load=np.zeros(len(pairs)),
            minutes=pairs["km"].to_numpy(dtype=np.float64),
            current=held,
            locked=none,
            budgeted=none,
        ),
    )


def _rules(
    whole: StaffingProblem,
    counsel_alone: StaffingProblem,
    counsel: pd.DataFrame,
    roles: list[Role],
    config: StudyConfig,
) -> list[Rule]:
    terms = _terms(counsel_alone, counsel)
    arcs = {
        role.name: RoleArcs(
            role.pairs,
            role.units,
            tuple(map(role.post, role.units["unit_code"])),
            role.first,
            whole.arcs.post.size,
        )
        for role in roles
    }
    rules = [
        rule
        for role in roles
        for rule in role_rules(role.name, role.settings, arcs[role.name], counsel=terms, others=arcs)
    ]
    people = counsel_alone.people
    has = {
        person: float(hours)
        for person, hours, hire in zip(people.ids, people.hours, people.hire, strict=True)
        if not hire
    }
    hours = hours_rule([(role.settings, arcs[role.name]) for role in roles], terms, has=has)
    if hours is not None:
        rules.append(hours)
    paired = [role for role in roles if role.settings.pair_with_counsel]
    if paired and config.counsel.most_pairs is not None:
        rules.append(
            pairs_rule(terms, most=config.counsel.most_pairs, persons=_wanted(paired), who=tuple(has))
        )
    return rules


def _terms(problem: StaffingProblem, counsel: pd.DataFrame) -> pd.DataFrame:
    person = problem.arcs.person
    return counsel[["person_id", "village_code"]].reset_index(drop=True).assign(
        load=problem.arcs.load,
        most=problem.people.most[person],
    )  # fmt: skip


def _wanted(paired: list[Role]) -> Mapping[str, int]:
    """People of the paired roles that each village is to have."""
    wanted: Counter[str] = Counter()
    for role in paired:
        for code in role.units["village_code"]:
            wanted[str(code)] += role.settings.need
    return wanted
