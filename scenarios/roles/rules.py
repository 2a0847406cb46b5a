"""The rules of a role, as rows over the arcs of the whole problem."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.staffing import Entries, LinearRule, Openings, Rule, Share
from scenarios.roles.opened import OpenedRequirement
from scenarios.settings import PostSettings

__all__ = ["PersonRule", "RoleArcs", "hours_rule", "matches", "pairs_rule", "role_rules"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class PersonRule(LinearRule):
    """Rows about one person each: who is beyond theirs today takes nothing new on that counts in it."""


@dataclass(frozen=True, eq=False)
class RoleArcs:
    """The arcs of one role among all arcs.

    Attributes
    ----------
    pairs : DataFrame
        From `scenarios.roles.pairs.role_pairs`.
    units : DataFrame
    posts : tuple of str
        Id of the post of each unit.
    first : int
        Position of the first arc.
    total : int
        Arcs of the whole problem.
    """

    pairs: pd.DataFrame
    units: pd.DataFrame
    posts: tuple[str, ...]
    first: int
    total: int

    @property
    def place(self) -> Ints:
        """Position of each pair among all arcs."""
        return self.first + np.arange(len(self.pairs))


def matches(table: pd.DataFrame, where: Mapping[Any, str]) -> Bools:
    """Return which rows have all these attributes."""
    found = np.ones(len(table), dtype=np.bool_)
    for name, value in where.items():
        found &= table[name].eq(value).to_numpy()
    return found


def role_rules(
    name: str, role: PostSettings, arcs: RoleArcs, *, counsel: pd.DataFrame, others: Mapping[str, RoleArcs]
) -> Iterator[Rule]:
    """Yield the rules of a role.

    Parameters
    ----------
    name : str
    role : PostSettings
    arcs : RoleArcs
    counsel : DataFrame
        Arcs of counsel by position: ``person_id, village_code, load, most``.
    others : mapping of str to RoleArcs
        Every role, this one included.
    """
    yield from _requirements(name, role, arcs)
    yield from _shares(name, role, arcs)
    if role.mean is not None:
        there = int((~arcs.units["new"]).sum())
        every = Entries.of(0, arcs.place, 1.0)
        wanted = float(math.ceil(role.mean * there - 1e-9))
        yield LinearRule(f"{name}.mean", ("city",), every, (wanted,), (math.inf,), (float(role.weight),))
    if role.opening is not None:
        new = [post for post, fresh in zip(arcs.posts, arcs.units["new"], strict=True) if fresh]
        there = len(arcs.posts) - len(new)
        least = max(role.opening.count - there, 0)
        yield Openings(f"{name}.opening", tuple(new), max(role.need, 1), least, float(role.opening.weight))
        yield from _requirements_of_opened(name, role, arcs, tuple(new))
    if role.train is not None:
        yield _most_trained(name, role.train, arcs)
    yield from _beside_counsel(name, role, arcs, counsel)
    for other in role.exclusive_with:
        yield from _exclusive(name, arcs, other, counsel, others)


def _requirements(name: str, role: PostSettings, arcs: RoleArcs) -> Iterator[Rule]:
    there = np.flatnonzero(~arcs.units["new"].to_numpy())
    row = _rows_of(arcs, there)
    labels = tuple(arcs.units["unit_code"].to_numpy()[there])
    for what, wanted in role.requirements.items():
        use = np.flatnonzero(matches(arcs.pairs, wanted.where) & (row >= 0))
        yield LinearRule(
            f"{name}.{what}",
            labels,
            Entries.of(row[use], arcs.place[use], 1.0),
            (float(wanted.least),) * there.size,
            (math.inf,) * there.size,
            (float(wanted.weight),) * there.size,
        )


def _requirements_of_opened(
    name: str, role: PostSettings, arcs: RoleArcs, posts: tuple[str, ...]
) -> Iterator[Rule]:
    """The same of units that may be opened; their rows speak of the columns of the openings."""
    new = np.flatnonzero(arcs.units["new"].to_numpy())
    row = _rows_of(arcs, new)
    labels = tuple(arcs.units["unit_code"].to_numpy()[new])
    for what, wanted in role.requirements.items():
        use = np.flatnonzero(matches(arcs.pairs, wanted.where) & (row >= 0))
        entries = Entries.of(row[use], arcs.place[use], 1.0)
        yield OpenedRequirement(
            f"{name}.{what}", f"{name}.opening", labels, posts, entries, wanted.least, float(wanted.weight)
        )


def _rows_of(arcs: RoleArcs, units: Ints) -> Ints:
    """The row of each pair among some units, -1 for none."""
    row_of = np.full(len(arcs.units), -1)
    row_of[units] = np.arange(units.size)
    rows: Ints = row_of[arcs.pairs["unit"].to_numpy()]
    return rows


def _shares(name: str, role: PostSettings, arcs: RoleArcs) -> Iterator[Rule]:
    county = arcs.units["county_code"].to_numpy()[arcs.pairs["unit"].to_numpy()]
    for what, wanted in role.shares.items():
        whole = wanted.between == "city" and not wanted.by
        labels = ("city",) if whole else tuple(sorted(set(county)))
        row = np.full(arcs.total, -1)
        has = np.zeros(arcs.total, dtype=np.bool_)
        row[arcs.place] = 0 if whole else np.searchsorted(labels, county)
        has[arcs.place] = matches(arcs.pairs, wanted.where)
        share = tuple(wanted.by.get(label, wanted.share) for label in labels)
        yield Share(f"{name}.{what}", labels, row, has, share, wanted.most_given, float(wanted.weight))


def _most_trained(name: str, most: int, arcs: RoleArcs) -> Rule:
    fresh = np.flatnonzero(~arcs.pairs["current"].to_numpy() & arcs.pairs["trained"].eq("0").to_numpy())
    entries = Entries.of(0, arcs.place[fresh], 1.0)
    return LinearRule(f"{name}.train", ("city",), entries, (-math.inf,), (float(most),))


def _beside_counsel(name: str, role: PostSettings, arcs: RoleArcs, counsel: pd.DataFrame) -> Iterator[Rule]:
    """Counsel only where they are counsel of the village."""
    if role.beside_counsel:
        mine = arcs.pairs.assign(
            arc=arcs.place, village_code=arcs.units["village_code"].to_numpy()[arcs.pairs["unit"]]
        )
        beside = mine[mine["pool"].eq("counsel")]
        both = beside.merge(counsel.assign(other=counsel.index), on=["person_id", "village_code"], how="left")
        known = both["other"].notna().to_numpy()
        rows = np.arange(len(both))
        entries = Entries.of(rows, both["arc"], 1.0).plus(
            Entries.of(rows[known], both["other"][known].to_numpy(dtype=np.int64), -1.0)
        )
        labels = tuple(both["person_id"] + "@" + arcs.units["unit_code"].to_numpy()[both["unit"]])
        yield LinearRule(f"{name}.beside", labels, entries, (-math.inf,) * len(both), (0.0,) * len(both))


def _exclusive(
    name: str, arcs: RoleArcs, other: str, counsel: pd.DataFrame, others: Mapping[str, RoleArcs]
) -> Iterator[Rule]:
    """Nobody holds both roles: an arc of the one leaves no room for the other."""
    if other == "counsel":
        theirs = counsel[["person_id", "most"]].assign(arc=counsel.index)
    else:
        table = others[other]
        theirs = table.pairs[["person_id"]].assign(arc=table.place)
        theirs["most"] = theirs.groupby("person_id")["arc"].transform("size")
    mine = arcs.pairs[["person_id"]].assign(arc=arcs.place)
    mine = mine[mine["person_id"].isin(theirs["person_id"])].reset_index(drop=True)
    if not len(mine):
        return
    room = theirs.drop_duplicates("person_id").set_index("person_id")["most"].reindex(mine["person_id"])
    both = mine.assign(row=mine.index)[["person_id", "row"]].merge(theirs, on="person_id")
    entries = Entries.of(mine.index, mine["arc"], room.to_numpy(dtype=float)).plus(
        Entries.of(both["row"], both["arc"], 1.0)
    )
    labels = tuple(f"{person}:{arc}" for person, arc in zip(mine["person_id"], mine["arc"], strict=True))
    yield PersonRule(
        f"{name}.not_{other}", labels, entries, (-math.inf,) * len(mine), tuple(room.astype(float))
    )


def hours_rule(
    roles: Sequence[tuple[PostSettings, RoleArcs]], counsel: pd.DataFrame, *, has: Mapping[str, float]
) -> Rule | None:
    """Return one budget of hours for counsel who hold other roles, too; None where nobody can.

    Parameters
    ----------
    roles : sequence of (PostSettings, RoleArcs)
    counsel : DataFrame
        Arcs of counsel by position: ``person_id, load``.
    has : mapping of str to float
        Hours a year of everybody on the register.
    """
    parts = [
        arcs.pairs[["person_id"]].assign(arc=arcs.place, hours=role.hours)[arcs.pairs["person_id"].isin(has)]
        for role, arcs in roles
        if role.hours
    ]
    posts = pd.concat(parts) if parts else pd.DataFrame({"person_id": []})
    if not len(posts):
        return None
    who = tuple(sorted(set(posts["person_id"])))
    row = pd.Index(who)
    theirs = counsel[counsel["person_id"].isin(who)]
    entries = Entries.of(row.get_indexer(pd.Index(posts["person_id"])), posts["arc"], posts["hours"]).plus(
        Entries.of(row.get_indexer(pd.Index(theirs["person_id"])), theirs.index, theirs["load"])
    )
    upper = tuple(float(has[each]) for each in who)
    return PersonRule("counsel.hours", who, entries, (-math.inf,) * len(who), upper)


def pairs_rule(counsel: pd.DataFrame, *, most: int, persons: Mapping[str, int], who: Sequence[str]) -> Rule:
    """Return the cap on the legal-literate persons whom one counsel is paired with.

    Parameters
    ----------
    counsel : DataFrame
        Arcs of counsel by position: ``person_id, village_code``.
    most : int
    persons : mapping of str to int
        Legal-literate persons that each village is to have.
    who : sequence of str
        Counsel on the register; hired ones are not on it yet, and places of hiring stand for several.
    """
    mine = counsel[counsel["person_id"].isin(set(who))]
    labels = tuple(sorted(set(mine["person_id"])))
    row = pd.Index(labels).get_indexer(pd.Index(mine["person_id"]))
    number = mine["village_code"].map(persons).fillna(0).to_numpy(dtype=float)
    entries = Entries.of(row, mine.index, number)
    return PersonRule(
        "counsel.pairs", labels, entries, (-math.inf,) * len(labels), (float(most),) * len(labels)
    )
