"""The moves of the roles beside counsel in one phase."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from optimizer.staffing import Plan
from scenarios.adjust.moves import Move
from scenarios.adjust.reasons import Reason
from scenarios.adjust.terms import Held
from scenarios.roles.given import shares_given
from scenarios.roles.rules import matches

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.planning import Planned, Solved
    from scenarios.roles import Role
    from scenarios.settings import StudyConfig

__all__ = ["POST_KINDS", "post_moves"]

#: What a move of a role beside counsel can be.
POST_KINDS = ("departure", "vacancy", "requirement", "share", "moved")


def post_moves(
    solved: Solved, plan: Plan, planned: Planned, *, before: Held, city: City, config: StudyConfig
) -> list[Move]:
    """Return the moves of the roles beside counsel, unit by unit.

    Parameters
    ----------
    solved : Solved
    plan : Plan
    planned : Planned
    before : frozenset of (role, unit, person)
        Who holds what when the phase starts, who leaves included.
    city : City
        Before the adjustment.
    config : StudyConfig
    """
    gone = set(config.adjustment.departures)
    moves: list[Move] = []
    for role in solved.case.roles:
        chosen = plan.chosen[role.first : role.first + len(role.pairs)]
        held = frozenset((unit, person) for name, unit, person in before if name == role.name)
        moves += _RoleMoves(role, chosen, held, gone).all()
    return moves + _given(planned.posts)


class _RoleMoves:
    """The moves of one role."""

    def __init__(
        self, role: Role, chosen: np.ndarray, held: frozenset[tuple[str, str]], gone: set[str]
    ) -> None:
        self._role, self._gone = role, gone
        units = role.units["unit_code"].to_numpy()[role.pairs["unit"]]
        self._pairs = role.pairs.assign(unit_code=units)
        self._at = self._pairs.groupby("unit_code").indices
        self._of = self._pairs.groupby("person_id").indices
        taken = self._pairs[chosen]
        now = frozenset(zip(taken["unit_code"], taken["person_id"], strict=True))
        self._ended, self._begun, self._held = held - now, now - held, held
        self._from = {person for _, person in self._ended}
        self._to = {person for _, person in self._begun}

    def all(self) -> Iterator[Move]:
        """Every move, by unit; who comes follows who has left first, then who goes elsewhere."""
        out: dict[str, list[str]] = defaultdict(list)
        new: dict[str, list[str]] = defaultdict(list)
        for unit, person in sorted(self._ended, key=lambda pair: (pair[1] not in self._gone, pair[1])):
            out[unit].append(person)
        for unit, person in sorted(self._begun):
            new[unit].append(person)
        heads = Counter(unit for unit, _ in self._held)
        for unit in sorted(out.keys() | new.keys()):
            lacking = max(self._role.settings.need - heads[unit], 0)
            for k in range(max(len(out[unit]), len(new[unit]))):
                before = out[unit][k] if k < len(out[unit]) else ""
                after = new[unit][k] if k < len(new[unit]) else ""
                fills = not before and lacking > 0
                lacking -= fills
                yield Move(self._role.name, unit, before, after, self._reason(unit, before, after, fills))

    def _reason(self, unit: str, before: str, after: str, fills: bool) -> Reason:
        if before in self._gone:
            return Reason("departure", "departure" if after else "departure_vacant")
        if before:
            elsewhere = before in self._to
            key = "post_moved" if elsewhere else "post_ended"
            return Reason("moved", key if after else f"{key}_vacant")
        if fills or unit.endswith("+"):
            return Reason("vacancy", "vacancy" if fills else "opened")
        what = self._required(unit, after)
        if what:
            return Reason("requirement", "requirement", rule=what)
        what = self._shared(after)
        if what:
            return Reason("share", "share", rule=what)
        return Reason("moved", "post_comes") if after in self._from else Reason("requirement", "more")

    def _required(self, unit: str, person: str) -> str:
        """A requirement that the unit lacked and the person meets."""
        pairs = self._pairs.iloc[self._at[unit]]
        there = pairs[[(unit, each) in self._held for each in pairs["person_id"]]]
        mine = pairs[pairs["person_id"].eq(person)]
        for what, wanted in self._role.settings.requirements.items():
            meets = matches(mine, wanted.where).any()
            if meets and int(matches(there, wanted.where).sum()) < wanted.least:
                return str(what)
        return ""

    def _shared(self, person: str) -> str:
        """A share for which the person counts."""
        rows = self._pairs.iloc[self._of[person]]
        shares = self._role.settings.shares.items()
        return next((str(what) for what, wanted in shares if matches(rows, wanted.where).any()), "")


def _given(posts: pd.DataFrame) -> list[Move]:
    """People who stay and are given an attribute so that a share holds."""
    given = posts[posts["given"].ne("") & posts["change"].ne("ended")]
    return [
        Move(str(row["role"]), str(row["unit_code"]), str(row["person_id"]), str(row["person_id"]),
             Reason("share", "given", rule=share))
        for row in given.to_dict("records")
        for share in shares_given(str(row["given"]))
    ]  # fmt: skip
