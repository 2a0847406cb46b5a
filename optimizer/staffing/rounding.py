"""Plans out of a point of the relaxation: small integer programs over the arcs that are in doubt."""

from __future__ import annotations

import numpy as np

from optimizer.staffing.plan import hours_left
from optimizer.staffing.problem import Bools, Floats
from optimizer.staffing.ranking import cheapest_of_each
from optimizer.staffing.relaxation import Point, Relaxation
from optimizer.staffing.rung import Rung

__all__ = ["agree", "few_left", "fractional", "kernel", "loose_ends", "own_posts", "round_off"]

_WHOLE = 1e-6
# So few arcs a post left by the reduced costs that the proof comes before any further heuristic.
_FEW = 6
_SMALL = 5_000
#: A goal about more posts than this part of them is one about the whole.
_FEW_POSTS = 0.5
_OWN = 200


def round_off(rung: Rung, point: Point, width: int, nodes: int) -> None:
    """Keep what is whole; decide again everything that people and posts with fractions touch."""
    relaxation = rung.relaxation
    problem, columns = relaxation.problem, relaxation.columns
    arcs, value = problem.arcs, point.arc_values
    person, post = (
        np.zeros(len(problem.people.ids), dtype=np.bool_),
        np.zeros(len(problem.posts.ids), dtype=np.bool_),
    )
    broken = np.flatnonzero(fractional(value))
    person[arcs.person[broken]] = True
    post[arcs.post[broken]] = True
    post |= fractional(point.values[columns.short])
    person[columns.places] |= fractional(point.values[columns.hired])
    if not person.any() and not post.any():
        rung.offer(relaxation.plan_of(np.round(point.values)))
        return
    free = person[arcs.person] | post[arcs.post]
    cheap = _cheapest(relaxation, point, width)
    rung.solve_part(free & cheap, np.round(value), nodes=nodes, learning=True)


def agree(rung: Rung, point: Point, width: int, nodes: int) -> None:
    """Keep what plan and relaxation have in common; decide again about everybody else."""
    if rung.plan is None:
        return
    arcs, chosen = rung.relaxation.problem.arcs, rung.plan.chosen
    differs = np.flatnonzero(np.abs(point.arc_values - chosen) > _WHOLE)
    free = np.isin(arcs.person, arcs.person[differs]) | np.isin(arcs.post, arcs.post[differs])
    cheap = _cheapest(rung.relaxation, point, width) | chosen
    rung.solve_part(free & cheap, chosen.astype(np.float64), nodes=nodes)


def kernel(rung: Rung, point: Point, width: int, nodes: int) -> None:
    """Solve over the arcs in use and the ``width`` cheapest of each post by reduced cost."""
    free = _cheapest(rung.relaxation, point, width)
    if rung.plan is not None:
        free |= rung.plan.chosen
    rung.solve_part(free, np.zeros(free.size), nodes=nodes)


def own_posts(rung: Rung) -> None:
    """Decide again about the posts that the goal is about; everybody else stays as in the plan.

    A goal of one role need not undo what the rungs above have settled for the others. Arcs are those that the
    relaxation has at hand, so that this can come before any linear program.
    """
    posts = _counted(rung)
    if rung.plan is None or not posts.any() or posts.mean() > _FEW_POSTS:
        return
    chosen = rung.plan.chosen
    rung.solve_part(posts[rung.relaxation.problem.arcs.post], chosen.astype(np.float64), nodes=_OWN)


def loose_ends(rung: Rung) -> None:
    """Decide again about everybody who has time left and every post that has a place left.

    Where few pairs may end, what helps begins at the one and leads to the other in a move or two: whoever has
    time left follows somebody, who goes where nobody is. Everybody else stays or ends.
    """
    relaxation, plan = rung.relaxation, rung.plan
    if plan is None:
        return
    problem, chosen = relaxation.problem, plan.chosen
    arcs, people, posts = problem.arcs, problem.people, problem.posts
    left = hours_left(chosen, problem)
    room = people.hire | (people.most > np.bincount(arcs.person[chosen], minlength=len(people.ids)))
    vacant = posts.need > np.bincount(arcs.post[chosen], minlength=len(posts.ids))
    free = vacant[arcs.post] | (room[arcs.person] & (arcs.load <= left[arcs.person]))
    free |= arcs.current | chosen
    relaxation.include(np.flatnonzero(free))
    rung.solve_part(free, np.zeros(free.size), nodes=_OWN)


def _counted(rung: Rung) -> Bools:
    """Posts that the goal counts heads short of, or that rows of the columns it counts are about."""
    problem, linear = rung.relaxation.problem, rung.goal.linear
    extras = problem.extras
    posts: Bools = linear.short != 0
    columns, rows = linear.extra != 0, np.zeros(len(extras.row_names), dtype=np.bool_)
    while True:
        more = np.zeros_like(rows)
        more[extras.others.row[columns[extras.others.column]]] = True
        if not (more & ~rows).any():
            break
        rows |= more
        columns[extras.others.column[rows[extras.others.row]]] = True
    posts[problem.arcs.post[extras.arcs.column[rows[extras.arcs.row]]]] = True
    posts[extras.shorts.column[rows[extras.shorts.row]]] = True
    posts[problem.arcs.post[linear.arc != 0]] = True
    return posts


def few_left(rung: Rung, point: Point) -> bool:
    """Whether the gap leaves so few arcs that deciding them all is cheaper than guessing on."""
    left = int((point.arc_reduced_costs <= rung.rank - point.bound).sum())
    return left <= max(_FEW * len(rung.relaxation.problem.posts.ids), _SMALL)


def _cheapest(relaxation: Relaxation, point: Point, width: int) -> Bools:
    """Arcs that the point uses and the ``width`` cheapest of each post by reduced cost."""
    free: Bools = point.arc_values > _WHOLE
    free[cheapest_of_each(relaxation.problem.arcs.post, point.arc_reduced_costs, width)] = True
    return free


def fractional(values: Floats) -> Bools:
    """Which values are further from whole than rounding explains."""
    found: Bools = np.abs(values - np.round(values)) > _WHOLE
    return found
