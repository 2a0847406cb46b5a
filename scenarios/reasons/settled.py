"""A plan of counsel as a problem of its own: whoever it hires is a person like all others, at their place.

Questions about a plan that stands (who could step in, what one more person would bring, what a repair costs)
must not hire the plan's people a second time somewhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.staffing import Plan, StaffingProblem
from optimizer.staffing.problem import Arcs, Bools, People, Posts
from scenarios.staffing import pairs_of, staffing_case

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.planning import Solved
    from scenarios.settings import StudyConfig

__all__ = ["Settled", "cut_out", "settled"]

_ARC_FIELDS = ("person", "post", "load", "minutes", "current", "locked", "budgeted")


@dataclass(frozen=True, eq=False)
class Settled:
    """A plan of counsel and the problem in which everybody whom it hires has a name.

    Attributes
    ----------
    problem : StaffingProblem
        Of counsel alone: register, people hired, and places at which further people may be hired.
    plan : Plan
    people : DataFrame
        A row for each of the people, in their order: ``person_id, occupation, origin, county_code, hire``.
    """

    problem: StaffingProblem
    plan: Plan
    people: pd.DataFrame

    def without_places(self) -> tuple[StaffingProblem, Plan]:
        """The problem of the people who are there, and the plan in it."""
        arcs, problem = self.problem.arcs, self.problem
        mine = np.flatnonzero(~problem.people.hire[arcs.person])
        there = np.flatnonzero(~problem.people.hire)
        # Places come last, so the positions of people stay.
        fewer = replace(problem, people=_people(problem.people, there), arcs=_arcs(arcs, mine), most_hired=0)
        return fewer, Plan(self.plan.chosen[mine])


def settled(city: City, travel: TravelTimes, config: StudyConfig, solved: Solved) -> Settled:
    """Settle the plan of a scenario.

    Parameters
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    solved : Solved
        Of that scenario.
    """
    enough = len(city.villages) * config.counsel.heads
    case = staffing_case(city=city, travel=travel, config=config, most_hired=enough, roles=False)
    pairs, hired = pairs_of(solved.case, solved.result.plan)
    case_people = case.people.reset_index(drop=True)
    there = int((~case_people["hire"]).sum())
    place_of = _places(solved, pairs, hired)
    whole, people = case.problem, case_people
    if len(hired):
        whole, people = _with_hired(case.problem, case_people, hired, place_of, there)
    keys = set(zip(pairs["person_id"], pairs["village_code"], strict=True))
    arcs, ids, posts = whole.arcs, whole.people.ids, whole.posts.ids
    chosen = np.fromiter(
        ((ids[p], posts[d]) in keys for p, d in zip(arcs.person, arcs.post, strict=True)),
        dtype=np.bool_,
        count=arcs.post.size,
    )
    most = whole.most_moved
    # What the plan had to move beyond its budget is moved.
    budget = None if most is None else most + solved.forced_moves
    return Settled(replace(whole, most_moved=budget), Plan(chosen), people)


def _places(solved: Solved, pairs: pd.DataFrame, hired: pd.DataFrame) -> dict[str, str]:
    """The place of everybody hired, by the ids of both."""
    if not len(hired):
        return {}
    mine = solved.case.arcs[solved.result.plan.chosen[: len(solved.case.arcs)]]
    places = set(solved.case.people.loc[solved.case.people["hire"], "person_id"])
    by_village: dict[str, list[str]] = {}
    for village, person in zip(mine["village_code"], mine["person_id"], strict=True):
        if person in places:
            by_village.setdefault(village, []).append(person)
    found: dict[str, str] = {}
    new = pairs[pairs["person_id"].isin(set(hired["person_id"]))]
    for village, person in zip(new["village_code"], new["person_id"], strict=True):
        seat = person.rpartition("-")[0]
        found.setdefault(person, next(p for p in by_village[village] if p.rpartition(":")[0] == seat))
    return found


def _with_hired(
    problem: StaffingProblem,
    people: pd.DataFrame,
    hired: pd.DataFrame,
    place_of: dict[str, str],
    there: int,
) -> tuple[StaffingProblem, pd.DataFrame]:
    """Put the hired between the register and the places, each with the arcs of their place."""
    who, arcs, new = problem.people, problem.arcs, len(hired)
    place = [who.ids.index(place_of[person]) for person in hired["person_id"]]
    order = np.concatenate([np.arange(there), place, np.arange(there, len(who.ids))]).astype(np.int64)
    ids = (*who.ids[:there], *hired["person_id"], *who.ids[there:])
    hire = np.concatenate([who.hire[:there], np.zeros(new, dtype=np.bool_), who.hire[there:]])
    larger = replace(_people(who, order), ids=ids, hire=hire)
    moved = replace(arcs, person=np.where(arcs.person < there, arcs.person, arcs.person + new))
    parts = [moved]
    for k, p in enumerate(place):
        mine = _arcs(arcs, np.flatnonzero(arcs.person == p))
        parts.append(replace(mine, person=np.full(mine.post.size, there + k, dtype=np.int64)))
    joined = Arcs(**{name: np.concatenate([getattr(each, name) for each in parts]) for name in _ARC_FIELDS})
    table = people.iloc[order].reset_index(drop=True)
    table = table.assign(person_id=list(ids), hire=hire)
    return replace(problem, people=larger, arcs=joined), table


def cut_out(
    problem: StaffingProblem, plan: Plan, *, posts: Bools, extra: Bools
) -> tuple[StaffingProblem, list[int]]:
    """Some posts with everybody who may serve them; what these people serve elsewhere they keep.

    Parameters
    ----------
    problem : StaffingProblem
        Without rules.
    plan : Plan
    posts : ndarray of bool, shape (posts,)
    extra : ndarray of bool, shape (people,)
        Further people, who may serve none of them yet.

    Returns
    -------
    problem : StaffingProblem
    people : list of int
        Positions in the whole of its people.
    """
    arcs, who = problem.arcs, problem.people
    inside = posts[arcs.post]
    people = extra.copy()
    people[arcs.person[inside]] = True
    elsewhere = np.flatnonzero(plan.chosen & ~inside)
    spent = np.bincount(arcs.person[elsewhere], arcs.load[elsewhere], len(who.ids))
    held = np.bincount(arcs.person[elsewhere], minlength=len(who.ids))
    mine, theirs = np.flatnonzero(people), np.flatnonzero(posts)
    left = _people(who, mine)
    left = replace(
        left,
        hours=np.where(left.hire, left.hours, np.maximum(left.hours - spent[mine], 0.0)),
        most=np.where(left.hire, left.most, np.maximum(left.most - held[mine], 0)),
    )
    kept = _arcs(arcs, np.flatnonzero(inside))
    number, place = np.cumsum(people) - 1, np.cumsum(posts) - 1
    part = StaffingProblem(
        people=left,
        posts=_posts(problem.posts, theirs),
        arcs=replace(kept, person=number[kept.person], post=place[kept.post]),
        most_hired=problem.most_hired,
        most_moved=problem.most_moved,
        lost_pairs=problem.lost_pairs + int((arcs.budgeted & ~inside & ~plan.chosen).sum()),
    )
    return part, mine.tolist()


def _people(people: People, order: np.ndarray) -> People:
    ids = tuple(people.ids[p] for p in order)
    return People(ids=ids, hours=people.hours[order], most=people.most[order], hire=people.hire[order])


def _posts(posts: Posts, order: np.ndarray) -> Posts:
    return Posts(
        ids=tuple(posts.ids[d] for d in order),
        need=posts.need[order],
        most=posts.most[order],
        weight=posts.weight[order],
        role=tuple(posts.role[d] for d in order),
        group=tuple(posts.group[d] for d in order),
        limit=posts.limit[order],
    )


def _arcs(arcs: Arcs, order: np.ndarray) -> Arcs:
    return Arcs(**{name: getattr(arcs, name)[order] for name in _ARC_FIELDS})
