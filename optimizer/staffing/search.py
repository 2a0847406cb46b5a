"""One rung: from the relaxation to a plan and the proof of how good it is.

The bound comes from the relaxation; plans come from rounding the few fractional people, from the kernel of
arcs that the relaxation finds cheap, and from neighbourhoods around the best plan. Arcs whose reduced cost
exceeds the gap are out of every better plan, so the last integer program over the others proves the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.clock import Clock
from optimizer.errors import ProblemError, SolverError
from optimizer.monitor import Monitor
from optimizer.result import Status, relative_gap
from optimizer.staffing.aims import Aim, Linear
from optimizer.staffing.flow import cheapest_flow, fitting_plan, is_flow
from optimizer.staffing.greedy import greedy
from optimizer.staffing.problem import Bools, Floats, Ints, Plan
from optimizer.staffing.relaxation import Point, Relaxation

__all__ = ["Effort", "Outcome", "Search"]

_WHOLE = 1e-6
# How far a tie may move the value: less than one head in whole numbers, a part of the gap otherwise.
_TIE_WHOLE = 0.3
_TIE_SHARE = 0.2
# So few arcs a post left by the reduced costs that the proof comes before any further heuristic.
_FEW = 6
_SMALL = 5_000
# People in a neighbourhood, and how many join at a time.
_NEIGHBOURS = 24
_FRESH = 8
# A proof that needs more new arcs than this costs more time than it saves.
_MOST_ARRIVALS = 30_000


@dataclass(frozen=True)
class Effort:
    """How hard to try; counts, not seconds, so that the same seed gives the same plan.

    Attributes
    ----------
    gap : float
        Relative gap of the reported value at which a rung is done.
    nodes : int
        Most branch-and-bound nodes of the proving program.
    neighbourhoods : int
        Most neighbourhoods tried after one another without improvement.
    """

    gap: float = 1e-3
    nodes: int = 4000
    neighbourhoods: int = 40


@dataclass(frozen=True)
class Outcome:
    """The best plan of a rung, its linear value, the proven linear bound, and how the rung ended."""

    plan: Plan
    value: float
    bound: float
    status: Status


class Search:
    """Climb one rung on a relaxation.

    Parameters
    ----------
    relaxation : Relaxation
    aim : Aim
    tie : Aim or None
        An aim that may choose among equals: with a weight too small to cost the rung's optimum it keeps the
        program from wandering among plans of one value, and hands a good plan to the next rung.
    effort : Effort
    clock : Clock
    monitor : Monitor
    seed : int
    """

    def __init__(
        self,
        relaxation: Relaxation,
        aim: Aim,
        *,
        tie: Aim | None,
        effort: Effort,
        clock: Clock,
        monitor: Monitor,
        seed: int,
    ) -> None:
        self._relaxation = relaxation
        self._aim = aim
        self._linear: Linear = aim.linear(relaxation.problem)
        self._goal, self._slack = self._linear, 0.0
        if tie is not None:
            self._slack = _TIE_WHOLE if self._linear.integral else _TIE_SHARE * effort.gap
            self._goal = self._linear.plus(*_scaled(tie.linear(relaxation.problem), self._slack, relaxation))
        self._effort = effort
        self._clock = clock
        self._monitor = monitor
        self._random = np.random.default_rng(seed)
        self._plan: Plan | None = None
        self._value = math.inf
        self._rank = math.inf
        self._bound = -math.inf

    def run(self, incumbent: Plan | None) -> Outcome:
        """Return the best plan found from an incumbent (None: from nothing).

        Raises
        ------
        ProblemError
            When locks contradict hours or heads, so that no plan exists.
        """
        self._offer(greedy(self._relaxation.problem) if incumbent is None else incumbent)
        self._raise_bound(self._relaxation.floor(self._goal))
        if incumbent is None and is_flow(self._goal) and self._relaxation.problem.most_moved is None:
            self._flow()
            if self._done():
                assert self._plan is not None
                return Outcome(self._plan, self._value, self._bound, self._status())
        point = self._relaxation.minimise(self._goal, clock=self._clock)
        if not point.feasible and incumbent is not None:
            raise SolverError(f"{self._aim.name}: HiGHS finds no point although there is a plan")
        if not point.feasible:
            raise ProblemError("locks: no plan keeps all of them; free those who hold too many")
        if not point.finished:
            assert self._plan is not None
            return Outcome(self._plan, self._value, self._bound, self._status())
        self._raise_bound(point.bound)
        if not self._done():
            point = self._branch(point)
        if not self._done():
            self._heuristics(point)
        if not self._done():
            self._prove(point)
        self._improve(point, self._effort.neighbourhoods)
        self._relaxation.hold_total(-math.inf, math.inf)
        assert self._plan is not None
        return Outcome(self._plan, self._value, self._bound, self._status())

    def _branch(self, point: Point) -> Point:
        """Take the number of heads short to be whole: the bound is that of the better side.

        Where heads short are dear, the fraction of one is most of the gap, and no cut on people sees it.
        """
        total = float(point.values[self._relaxation.columns.short].sum())
        if not self._goal.short.any() or abs(total - round(total)) < 1e-4:
            return point
        sides = []
        for lower, upper in ((-math.inf, math.floor(total)), (math.ceil(total), math.inf)):
            self._relaxation.hold_total(lower, upper)
            side = self._relaxation.minimise(self._goal, clock=self._clock)
            sides.append((side.bound if side.feasible else math.inf, (lower, upper), side))
        sides.sort(key=lambda each: each[0])
        (bound, limits, better), (other, _, _) = sides
        self._raise_bound(bound)
        # Only when the other side cannot hold a better plan may the search stay on this one.
        pruned = other >= self._rank
        self._relaxation.hold_total(*(limits if pruned else (-math.inf, math.inf)))
        # What the point of a side proves about arcs holds on that side alone.
        return better if pruned and better.finished and better.feasible else point

    def _flow(self) -> None:
        """Solve without the hours: exact where they never bind, a bound and arcs to start from elsewhere."""
        relaxation = self._relaxation
        flow = cheapest_flow(relaxation.problem, relaxation.able, self._goal)
        self._raise_bound(flow.bound)
        plan = fitting_plan(relaxation.problem, relaxation.able, self._goal, flow)
        if not (relaxation.problem.arcs.locked & ~plan.chosen).any():
            self._offer(plan)
        relaxation.include(np.flatnonzero(flow.chosen | plan.chosen))

    # --- news

    def _offer(self, plan: Plan) -> bool:
        rank = self._relaxation.value_of(plan, self._goal)
        if rank >= self._rank - 1e-9 * max(1.0, abs(rank)):
            return False
        self._plan, self._rank = plan, rank
        self._value = self._relaxation.value_of(plan, self._linear)
        self._tell()
        return True

    def _raise_bound(self, goal_bound: float) -> None:
        """Take a bound on the goal: the tie can have added its slack to it, never more."""
        bound = goal_bound - self._slack
        if self._linear.integral and math.isfinite(bound):
            bound = math.ceil(bound - 1e-6 * max(1.0, abs(bound)))
        bound = self._aim.tighten(bound, self._relaxation.problem)
        self._bound = max(self._bound, min(bound, self._value))
        self._tell()

    def _tell(self) -> None:
        problem = self._relaxation.problem
        report = [
            self._aim.report(value, problem) if math.isfinite(value) else None
            for value in (self._value, self._bound)
        ]
        self._monitor.report(aim=self._aim.name, incumbent=report[0], bound=report[1])

    def _gap(self) -> float:
        if not (math.isfinite(self._value) and math.isfinite(self._bound)):
            return math.inf
        problem = self._relaxation.problem
        return relative_gap(
            objective=self._aim.report(self._value, problem), bound=self._aim.report(self._bound, problem)
        )

    def _done(self) -> bool:
        return self._proven() or self._clock.left() <= 0 or self._monitor.cancelled()

    def _proven(self) -> bool:
        return (
            self._value - self._bound <= 1e-9 * max(1.0, abs(self._value)) or self._gap() <= self._effort.gap
        )

    def _status(self) -> Status:
        if self._proven():
            return Status.OPTIMAL
        return Status.CANCELLED if self._monitor.cancelled() else Status.LIMIT

    # --- plans out of a point

    def _heuristics(self, point: Point) -> None:
        """Round, then widen, until the rung is done or so few arcs are left that the proof is cheaper."""
        for search, width, nodes in _STEPS:
            search(self, point, width, nodes)
            if self._done() or self._few_left(point):
                return

    def _round(self, point: Point, width: int, nodes: int) -> None:
        """Keep what is whole; decide again everything that people and posts with fractions touch."""
        problem, columns = self._relaxation.problem, self._relaxation.columns
        arcs, value = problem.arcs, point.arc_values
        person, post = (
            np.zeros(len(problem.people.ids), dtype=np.bool_),
            np.zeros(len(problem.posts.ids), dtype=np.bool_),
        )
        broken = np.flatnonzero(_fractional(value))
        person[arcs.person[broken]] = True
        post[arcs.post[broken]] = True
        post |= _fractional(point.values[columns.short])
        person[columns.places] |= _fractional(point.values[columns.hired])
        if not person.any() and not post.any():
            self._offer(self._relaxation.plan_of(np.round(point.values)))
            return
        free = person[arcs.person] | post[arcs.post]
        cheap = self._cheapest(point, width)
        self._solve_part(free & cheap, np.round(value), nodes=nodes, share=0.25)

    def _few_left(self, point: Point) -> bool:
        """Whether the gap leaves so few arcs that deciding them all is cheaper than guessing on."""
        left = int((point.arc_reduced_costs <= self._rank - point.bound).sum())
        return left <= max(_FEW * len(self._relaxation.problem.posts.ids), _SMALL)

    def _agree(self, point: Point, width: int, nodes: int) -> None:
        """Keep what plan and relaxation have in common; decide again about everybody else."""
        if self._plan is None:
            return
        problem = self._relaxation.problem
        arcs = problem.arcs
        differs = np.flatnonzero(np.abs(point.arc_values - self._plan.chosen) > _WHOLE)
        free = np.isin(arcs.person, arcs.person[differs]) | np.isin(arcs.post, arcs.post[differs])
        cheap = self._cheapest(point, width) | self._plan.chosen
        self._solve_part(free & cheap, self._plan.chosen.astype(np.float64), nodes=nodes, share=0.25)

    def _kernel(self, point: Point, width: int, nodes: int) -> None:
        """Solve over the arcs in use and the ``width`` cheapest of each post by reduced cost."""
        free = self._cheapest(point, width)
        if self._plan is not None:
            free |= self._plan.chosen
        self._solve_part(free, np.zeros(free.size), nodes=nodes, share=0.2)

    def _cheapest(self, point: Point, width: int) -> Bools:
        """Arcs that the point uses and the ``width`` cheapest of each post by reduced cost."""
        arcs = self._relaxation.problem.arcs
        order = np.lexsort((point.arc_reduced_costs, arcs.post))
        post = arcs.post[order]
        rank = np.arange(order.size) - np.searchsorted(post, post)
        free: Bools = point.arc_values > _WHOLE
        free[order[rank < width]] = True
        return free

    def _solve_part(self, free: Bools, fixed: Floats, *, nodes: int, share: float) -> None:
        """Solve with some arcs free and the others fixed; offer what comes out."""
        relaxation = self._relaxation
        start = None if self._plan is None else relaxation.columns_of(self._plan)
        lower, upper = relaxation.bounds()
        inside = relaxation.arcs
        hold = inside[~free[inside]]
        columns = relaxation.column_of(hold)
        lower[columns] = np.maximum(fixed[hold], lower[columns])
        upper[columns] = lower[columns]
        self._solve_within(lower, upper, start, gap=self._effort.gap / 4, nodes=nodes, share=share)

    def _solve_within(
        self, lower: Floats, upper: Floats, start: Floats | None, *, gap: float, nodes: int, share: float
    ) -> float:
        """Solve within bounds on the columns, offer the plan, and return the bound of that program."""
        if start is not None and not self._within(start, lower, upper):
            start = None
        answer = self._relaxation.integer(
            self._goal,
            lower=lower,
            upper=upper,
            start=start,
            gap=gap,
            least=self._least(),
            nodes=nodes,
            seconds=share * min(self._clock.left(), 1e6),
        )
        if answer.values is not None:
            self._offer(self._relaxation.plan_of(answer.values))
        return answer.bound

    def _least(self) -> float:
        """Difference that cannot matter: two plans with whole-numbered values differ by one or not at all."""
        return 1.0 - self._slack - 0.05 if self._linear.integral else 1e-6

    @staticmethod
    def _within(start: Floats, lower: Floats, upper: Floats) -> bool:
        return bool((start >= lower - _WHOLE).all() and (start <= upper + _WHOLE).all())

    # --- proof

    def _prove(self, point: Point) -> None:
        """Solve over every arc that a better plan could use; what it proves holds for all arcs."""
        relaxation = self._relaxation
        room = self._rank - point.bound
        missing = relaxation.missing_below(point, room)
        if missing.size > _MOST_ARRIVALS:
            return
        if missing.size:
            relaxation.activate(missing)
        lower, upper = relaxation.bounds()
        inside = relaxation.arcs
        columns = relaxation.column_of(inside)
        cost = point.arc_reduced_costs[inside]
        never = (cost > room) & (lower[columns] == 0)
        always = cost < -room
        upper[columns[never]] = 0.0
        lower[columns[always]] = 1.0
        start = None if self._plan is None else relaxation.columns_of(self._plan)
        gap, nodes = self._effort.gap / 2, self._effort.nodes
        bound = self._solve_within(lower, upper, start, gap=gap, nodes=nodes, share=0.6)
        # A plan outside the program costs at least the value at hand, so the smaller of both is a bound.
        self._raise_bound(min(bound + self._goal.constant, self._rank))

    # --- neighbourhoods

    def _look_around(self, point: Point, width: int, failures: int) -> None:
        """Try neighbourhoods until so many in a row have not helped; they take arcs of any rank."""
        del width
        self._improve(point, failures)

    def _improve(self, point: Point, most_failures: int) -> None:
        """Decide again, around one post after another, who serves what, while that helps."""
        failures = 0
        problem = self._relaxation.problem
        arcs, posts = problem.arcs, len(problem.posts.ids)
        while failures < most_failures and not self._done():
            before = self._rank
            assert self._plan is not None
            inside = np.isin(arcs.person, self._neighbourhood(point))
            elsewhere = np.bincount(arcs.post[self._plan.chosen & ~inside], minlength=posts)
            free = inside & (elsewhere[arcs.post] < problem.posts.need[arcs.post])
            self._solve_part(free, self._plan.chosen.astype(np.float64), nodes=100, share=0.05)
            failures = 0 if self._rank < before else failures + 1

    def _neighbourhood(self, point: Point) -> Ints:
        """People around a post drawn at random: the cheapest for it, and for what those serve."""
        arcs = self._relaxation.problem.arcs
        assert self._plan is not None
        posts = {int(self._random.choice(self._suspects(point)))}
        people: set[int] = set()
        while len(people) < _NEIGHBOURS:
            near = np.flatnonzero(np.isin(arcs.post, list(posts)))
            near = near[np.argsort(point.arc_reduced_costs[near], kind="stable")]
            fresh = [int(p) for p in dict.fromkeys(arcs.person[near].tolist()) if p not in people][:_FRESH]
            if not fresh:
                break
            people.update(fresh)
            posts.update(arcs.post[self._plan.chosen & np.isin(arcs.person, fresh)].tolist())
        return np.array(sorted(people), dtype=np.int64)

    def _suspects(self, point: Point) -> Ints:
        """Posts to look at: those short though the relaxation fills them, or served otherwise in it."""
        problem = self._relaxation.problem
        arcs, size = problem.arcs, len(problem.posts.ids)
        assert self._plan is not None
        filled = np.bincount(arcs.post[self._plan.chosen], minlength=size)
        wished = np.bincount(arcs.post, point.arc_values, size)
        other = np.bincount(arcs.post, np.abs(point.arc_values - self._plan.chosen), size) > 0.5
        draw = self._random.random()
        for pool in (np.flatnonzero(filled < wished - 0.5), np.flatnonzero(other)):
            if pool.size and draw < 0.7:
                return pool
            draw = self._random.random()
        return np.arange(size)


def _fractional(values: Floats) -> Bools:
    """Which values are further from whole than rounding explains."""
    found: Bools = np.abs(values - np.round(values)) > _WHOLE
    return found


def _scaled(tie: Linear, slack: float, relaxation: Relaxation) -> tuple[Linear, float]:
    """Return the tie and the weight that keeps its value between 0 and the slack, whatever the plan."""
    need = relaxation.problem.posts.need
    worst = max(float(tie.arc.max(initial=0.0)), float(tie.short.max(initial=0.0)))
    return tie, slack / max(worst * float(need.sum()), 1e-12)


# The heuristics in order: arcs a post that each may choose from, and nodes (failures, for the neighbourhoods)
# at which it gives up. Short looks come first: what a program finds it mostly finds near its root.
_STEPS = (
    (Search._round, 8, 20),
    (Search._round, 40, 60),
    (Search._agree, 8, 60),
    (Search._look_around, 0, 12),
    (Search._round, 40, 400),
    (Search._agree, 16, 400),
    (Search._kernel, 6, 60),
)
