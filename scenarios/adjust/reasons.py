"""Why a move is made: what has left or is new, what it frees somebody for, or what is worse without it.

Nothing is guessed. A move that nothing outside the plan asks for is undone, and the rules and aims of the
phase are looked at again: the rule that then breaks, or the first aim that is worse, is the reason. Where the
one who leaves would have too much, the reason is what they are freed for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from optimizer.staffing import Aim, Plan
from scenarios.adjust.keeping import BEYOND
from scenarios.adjust.swaps import BANNED, LEFT, Swap, closure, is_limit_of, undone
from scenarios.adjust.undo import Scales

__all__ = ["KINDS", "Reason", "Reasons"]

#: What a move of counsel can be.
KINDS = ("departure", "new_village", "merged", "vacancy", "chain", "improvement", "rule")


@dataclass(frozen=True)
class Reason:
    """Why a move is made.

    Attributes
    ----------
    kind : str
        One of `KINDS`, or of those of the roles beside counsel.
    key : str
        Catalogue key ``move.reason.<key>``.
    other : str
        Village for which somebody is freed, by code.
    aim : str
        Aim that would be worse without the move.
    rule : str
        Rule that would be broken without the move.
    count : int
        Further moves without which this one serves nothing.
    """

    kind: str
    key: str
    other: str = ""
    aim: str = ""
    rule: str = ""
    count: int = 0


@dataclass
class Reasons:
    """The reasons of all moves of counsel in one phase.

    Attributes
    ----------
    scales : Scales
    plan : Plan
        Without moves that serve nothing, see `scenarios.adjust.swaps.pruned`.
    swaps : list of Swap
    new_villages : collection of str
        Codes of the villages that today's roster cannot know.
    beyond : mapping of (village, person) to str
        Which rule pairs of the roster break, see `scenarios.adjust.beyond`.
    """

    scales: Scales
    plan: Plan
    swaps: list[Swap]
    new_villages: Collection[str] = ()
    beyond: Mapping[tuple[str, str], str] = field(default_factory=dict)
    _found: dict[Swap, Reason] = field(default_factory=dict, init=False)

    def all(self) -> Mapping[Swap, Reason]:
        """Return the reason of every swap."""
        for swap in self.swaps:
            reason = self._given(swap) if not swap.free else self._alone(swap)
            if reason is not None:
                self._found[swap] = reason
        roots = list(self._found)
        for swap in self.swaps:
            if swap not in self._found:
                self._found[swap] = self._together(swap, roots)
        return self._found

    def _village(self, swap: Swap) -> str:
        return self.scales.problem.posts.ids[swap.post]

    def _given(self, swap: Swap) -> Reason:
        """What has happened outside the plan."""
        if swap.gone == LEFT:
            return Reason("departure", "departure" if swap.after else "departure_vacant")
        if swap.gone == BANNED:
            return Reason("rule", "banned" if swap.after else "banned_vacant")
        if self.scales.problem.arcs.locked[swap.begun]:
            return Reason("rule", "locked")
        if self._village(swap) in self.new_villages:
            return Reason("new_village", "new_village")
        return Reason("vacancy", "vacancy")

    def _alone(self, swap: Swap) -> Reason | None:
        """What is worse when this swap alone is undone; None when its person would have too much."""
        if swap.begun >= 0 and self.scales.problem.arcs.locked[swap.begun]:
            return Reason("rule", "locked")
        other = undone(self.plan, [swap])
        broken = self.scales.broken(other)
        person = int(self.scales.problem.arcs.person[swap.ended])
        if is_limit_of(broken, person):
            return None
        if broken is not None:
            return Reason("rule", "rule", rule=broken.rule)
        aim = self.scales.worse(self.plan, other)
        return None if aim is None else self._worse(swap, aim, other)

    def _worse(self, swap: Swap, aim: Aim, other: Plan, count: int = 0) -> Reason:
        if aim.name != "beyond_rules" or count:
            key = "together" if count else "improvement" if swap.after else "improvement_vacant"
            return Reason("improvement", key, aim=aim.name, count=count)
        start = f"lack:{BEYOND}."
        before, after = (self.scales.lacking(plan, start) for plan in (self.plan, other))
        raised = next(name for name in after if after[name] > before[name] + 0.5)
        what = raised.removeprefix(start).partition(":")[0]
        if what == "limit":
            what = self.beyond.get((self._village(swap), swap.before), what)
        kind, key = ("merged", what) if what == "merged" else ("rule", f"beyond_{what}")
        return Reason(kind, key if swap.after else f"{key}_vacant", aim=aim.name)

    def _freed(self, swap: Swap, way: list[Swap]) -> Reason:
        """What somebody is freed for; where nobody follows them, what is worse without the whole chain."""
        there = self._village(way[1])
        if not swap.after:
            other = undone(self.plan, way)
            aim = None if self.scales.broken(other) else self.scales.worse(self.plan, other)
            if aim is not None and aim.name != "shortage":
                return Reason("improvement", "instead", other=there, aim=aim.name)
        return Reason("chain", "chain" if swap.after else "chain_vacant", other=there)

    def _together(self, swap: Swap, roots: list[Swap]) -> Reason:
        """What somebody is freed for, or what is worse when all that hangs together is undone."""
        members, way = closure(self.scales.problem, swap, self.swaps, roots)
        if way:
            return self._freed(swap, way)
        other = undone(self.plan, members)
        broken = self.scales.broken(other)
        if broken is not None:
            return Reason("rule", "rule", rule=broken.rule)
        aim = self.scales.worse(self.plan, other)
        assert aim is not None, "moves that serve nothing have been taken back"
        return self._worse(swap, aim, other, count=len(members) - 1)
