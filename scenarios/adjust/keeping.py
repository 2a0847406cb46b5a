"""Keep today's roster possible in a staffing problem, whatever rules it breaks.

Whoever is beyond hours or number of villages today may stay so, but takes nothing new on; pairs beyond the
travel limit or the jurisdiction may stay; rules that the roster breaks are asked to be broken no further.
What is beyond the rules is counted, so that an aim can bring it down (`scenarios.ladder`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.staffing import Entries, LinearRule, Plan, Rule, Spread, StaffingProblem
from optimizer.staffing.extras import Extras
from optimizer.staffing.formulation import Formulation
from optimizer.staffing.plan import broken_rows, heads_short
from scenarios.roles.rules import PersonRule

if TYPE_CHECKING:
    from scenarios.adjust.terms import PhaseTerms
    from scenarios.settings import RoleSettings

__all__ = ["BEYOND", "beyond_rules", "closed", "holding", "kept_counsel", "kept_posts", "lenient"]

#: What the names of the rules that count what is beyond the rules begin with.
BEYOND = "beyond"
_ROUNDING = 1e-9
_NOTHING_NEW = "nothing_new"


def holding(
    people: pd.DataFrame, pairs: pd.DataFrame, role: RoleSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Let everybody hold what they hold today.

    Parameters
    ----------
    people : DataFrame
        From `scenarios.eligible.register`.
    pairs : DataFrame
        From `scenarios.eligible.allowed_pairs`, today's all included.
    role : RoleSettings

    Returns
    -------
    people : DataFrame
        With ``own_hours, own_most``, what they are by the tables; ``hours_year, most_villages`` are at least
        what their pairs of today take.
    pairs : DataFrame
        Without new pairs of those who are beyond hours or most, but for the locked.
    """
    load = role.hours_of(pairs["round_trip_minutes"]).fillna(0.0)
    today = pairs["current"].to_numpy(dtype=np.bool_)
    who = pairs["person"].to_numpy(dtype=np.int64)
    hours = np.bincount(who[today], load.to_numpy()[today], len(people))
    number = np.bincount(who[today], minlength=len(people))
    own_hours, own_most = people["hours_year"].to_numpy(), people["most_villages"].to_numpy()
    over = (hours > own_hours * (1 + _ROUNDING)) | (number > own_most)
    raised = people.assign(
        own_hours=own_hours,
        own_most=own_most,
        hours_year=np.maximum(own_hours, hours),
        most_villages=np.maximum(own_most, number),
    )
    return raised, pairs[~over[who] | today | pairs["locked"].to_numpy(dtype=np.bool_)]


def beyond_rules(
    problem: StaffingProblem, people: pd.DataFrame, arcs: pd.DataFrame, *, hours: float
) -> list[Rule]:
    """Return rules that count what is beyond the rules in a plan, in villages.

    Parameters
    ----------
    problem : StaffingProblem
    people : DataFrame
        Those of the problem, in their order, with ``own_hours, own_most``.
    arcs : DataFrame
        The first arcs of the problem, in their order, with ``beyond``: today's pairs that limit, jurisdiction
        or occupation would not allow.
    hours : float
        Hours that count as a village.
    """
    person, load = problem.arcs.person[: len(arcs)], problem.arcs.load[: len(arcs)]
    ids = people["person_id"].to_numpy()
    far = np.flatnonzero(arcs["beyond"].to_numpy(dtype=np.bool_))
    names = arcs["person_id"].to_numpy()[far] + "@" + arcs["village_code"].to_numpy()[far]
    entries = Entries.of(np.arange(far.size), far, -1.0)
    rules = [_counted(LinearRule, "limit", tuple(names), entries, np.zeros(far.size))]
    for kind, name, raised, own, weight, scale in (
        (LinearRule, "most", problem.people.most, people["own_most"], np.ones(len(arcs)), 1.0),
        (_InHours, "hours", problem.people.hours, people["own_hours"] / hours, load / hours, hours),
    ):
        limit = own.to_numpy(dtype=np.float64)
        over = np.flatnonzero(raised[: len(people)] / scale > limit * (1 + _ROUNDING))
        row = np.full(len(people), -1)
        row[over] = np.arange(over.size)
        mine = np.flatnonzero(row[person] >= 0)
        entries = Entries.of(row[person[mine]], mine, -weight[mine])
        rules.append(_counted(kind, name, tuple(ids[over]), entries, -limit[over] - _ROUNDING))
    return [rule for rule in rules if rule.labels]


def _counted(
    kind: type[LinearRule], name: str, labels: tuple[str, ...], entries: Entries, lower: np.ndarray
) -> LinearRule:
    size, least = len(labels), tuple(lower.tolist())
    return kind(f"{BEYOND}.{name}", labels, entries, least, (math.inf,) * size, (1.0,) * size)


@dataclass(frozen=True)
class _InHours(LinearRule):
    """Hours beyond what somebody has, in whole villages."""

    def apply(self, formulation: Formulation) -> None:
        """Add the rows, and what follows from them because villages are whole.

        Of so many pairs as cannot all fit, each of which takes a village's hours or more, every further one
        is a whole village beyond. The relaxation does not see that by itself.
        """
        names = [f"{self.name}:{label}" for label in self.labels]
        lower = np.array(self.lower)
        lacking = formulation.require(names, arcs=self.entries, lower=lower, price=1.0)
        fits = np.array([self._fits(row) for row in range(len(names))])
        rows = np.flatnonzero(np.isfinite(fits))
        place = np.full(len(names), -1)
        place[rows] = np.arange(rows.size)
        mine = place[self.entries.row] >= 0
        formulation.add_rows(
            [f"{names[row]}:whole" for row in rows],
            arcs=Entries.of(place[self.entries.row[mine]], self.entries.column[mine], -1.0),
            columns=Entries.of(np.arange(rows.size), lacking[rows], 1.0),
            lower=-fits[rows],
        )

    def _fits(self, row: int) -> float:
        """Most pairs of a row that fit; infinite where one takes less than a village."""
        taken = np.sort(-self.entries.value[self.entries.row == row])
        if taken.size and taken[0] < 1.0:
            return math.inf
        return float((np.cumsum(taken) <= -self.lower[row] * (1 + _ROUNDING) + _ROUNDING).sum())


def lenient(problem: StaffingProblem) -> StaffingProblem:
    """Return the problem with firm bounds moved to where today's roster stands when it breaks them.

    Whoever breaks a rule about single people takes nothing new on that counts in it.
    """
    rules = [_lenient(rule, problem) for rule in problem.rules]
    over = [_taken_by_over(rule, problem) for rule in problem.rules]
    arcs = np.unique(np.concatenate([*over, np.zeros(0, dtype=np.int64)]))
    return problem.adding(rules=(), extras=Extras()).under([*rules, *_nothing_new(problem, arcs)])


def _taken_by_over(rule: Rule, problem: StaffingProblem) -> NDArray[np.int64]:
    """Arcs that count in rows about single people who are beyond them today."""
    if not isinstance(rule, PersonRule):
        return np.zeros(0, dtype=np.int64)
    total = rule.entries.times(problem.arcs.current.astype(np.float64), len(rule.labels))
    upper = np.asarray(rule.upper)
    over = total > upper + _ROUNDING * np.maximum(1.0, np.abs(upper))
    arcs: NDArray[np.int64] = rule.entries.column[over[rule.entries.row] & (rule.entries.value > 0)]
    return arcs


def _nothing_new(problem: StaffingProblem, arcs: NDArray[np.int64]) -> list[Rule]:
    """A rule that keeps pairs out that are not today's; locks hold all the same."""
    new = arcs[~(problem.arcs.current | problem.arcs.locked)[arcs]]
    none = (-math.inf,), (0.0,)
    return [LinearRule(_NOTHING_NEW, ("city",), Entries.of(0, new, 1.0), *none)] if new.size else []


def _lenient(rule: Rule, problem: StaffingProblem) -> Rule:
    today = problem.arcs.current
    if isinstance(rule, LinearRule) and rule.price is None:
        total = rule.entries.times(today.astype(np.float64), len(rule.labels))
        lower = tuple(np.minimum(rule.lower, total).tolist())
        return replace(rule, lower=lower, upper=tuple(np.maximum(rule.upper, total).tolist()))
    if isinstance(rule, Spread):
        short = heads_short(Plan(today), problem)
        amounts = rule.service.amounts(today, short, problem.arcs.post)
        apart = float(amounts.max() - amounts.min()) if amounts.size else 0.0
        return replace(rule, most=max(rule.most, apart))
    return rule


def kept_counsel(problem: StaffingProblem, terms: PhaseTerms) -> StaffingProblem:
    """Return the problem in which all of today's counsel is locked where none of it may end.

    A budget of nothing says the same, but ties all villages together: with locks the parts of the city stay
    apart. Where the study locks pairs that are new, or a rule of its own is broken today, some pairs may have
    to end; the budget stays.
    """
    arcs = problem.arcs
    if terms.most_moved or (arcs.locked & ~arcs.current).any():
        return problem
    if broken_rows(Plan(arcs.current), problem).any():
        return problem
    locked = arcs.locked | (arcs.current & arcs.budgeted)
    return replace(problem, arcs=replace(arcs, locked=locked), most_moved=None)


def kept_posts(problem: StaffingProblem, terms: PhaseTerms, *, counsel: int) -> StaffingProblem:
    """Return the problem in which only so many of today's pairs of the roles beside counsel may end.

    Parameters
    ----------
    problem : StaffingProblem
    terms : PhaseTerms
    counsel : int
        Arcs of counsel, which come first.
    """
    others = np.arange(problem.arcs.post.size) >= counsel
    problem = _without_posts_beyond(problem, others)
    held = np.flatnonzero(problem.arcs.current & others)
    if not held.size:
        return problem
    if not terms.most_moved_posts:
        locked = problem.arcs.locked.copy()
        locked[held] = True
        return replace(problem, arcs=replace(problem.arcs, locked=locked))
    least = (float(max(held.size - terms.most_moved_posts, 0)),)
    return problem.under([LinearRule("posts.kept", ("city",), Entries.of(0, held, 1.0), least, (math.inf,))])


def _without_posts_beyond(problem: StaffingProblem, others: NDArray[np.bool_]) -> StaffingProblem:
    """Give no new post that takes hours to counsel whose villages ask for more hours than they have."""
    rules = {rule.name: rule for rule in problem.rules if isinstance(rule, LinearRule)}
    hours, beyond = rules.get("counsel.hours"), rules.get(f"{BEYOND}.hours")
    if hours is None or beyond is None:
        return problem
    over = np.array([label in beyond.labels for label in hours.labels], dtype=np.bool_)
    mine = hours.entries.column[over[hours.entries.row]]
    arcs = np.unique(mine[others[mine]])
    return problem.under(_nothing_new(problem, arcs)) if arcs.size else problem


def closed(problem: StaffingProblem, terms: PhaseTerms) -> StaffingProblem:
    """Return the problem in which what is vacant today, and not to be filled, needs nobody."""
    if terms.most_heads is None:
        return problem
    posts, arcs = problem.posts, problem.arcs
    locked = np.bincount(arcs.post[arcs.locked], minlength=len(posts.ids))
    today = np.bincount(arcs.post[arcs.current], minlength=len(posts.ids))
    known = [terms.most_heads.get(post, 0) for post in posts.ids]
    most = np.minimum(posts.most, np.maximum(np.maximum(known, locked), today))
    return replace(problem, posts=replace(posts, most=most, need=np.minimum(posts.need, most)))
