"""Plan an adjustment phase by phase: the plan of one is the roster of the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.staffing import Plan, verify
from scenarios.adjust.city import adjusted_city, with_roster
from scenarios.adjust.moves import PhaseMoves, counsel_moves, moves_table
from scenarios.adjust.post_audit import audit_phase, audit_posts
from scenarios.adjust.post_moves import post_moves
from scenarios.adjust.shortage import mended
from scenarios.adjust.swaps import pruned
from scenarios.adjust.terms import UNBOUND, Held, PhaseTerms
from scenarios.adjust.undo import Scales
from scenarios.audit import audit
from scenarios.eligible import roster_pairs
from scenarios.plan_table import plan_table
from scenarios.planning import Planned, Solved, insist, solve_scenario
from scenarios.roles import Role, role_table, today_table
from scenarios.staffing import pairs_of

if TYPE_CHECKING:
    from geo.city import City
    from geo.travel import TravelTimes
    from scenarios.run_monitor import RunMonitor
    from scenarios.settings import PhaseSettings, StudyConfig

__all__ = ["Adjusted", "plan_phases"]

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Adjusted:
    """The answer to an adjustment.

    Attributes
    ----------
    planned : Planned
        The plan at the end of the last phase.
    city : City
        After the adjustment, with today's roster, people who have left included: what changes are told from.
    moves : DataFrame
        See `scenarios.adjust.moves.moves_table`.
    phases : tuple of dict
        Of each phase: ``name, most_moved, ended, begun, forced, rungs``; of the last ``left_beyond``, too:
        what the roles beside counsel break as they did before, counted by `scenarios.adjust.post_audit`.
    """

    planned: Planned
    city: City
    moves: pd.DataFrame
    phases: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class _Start:
    """Where a phase starts: the city with its roster, those who leave too, and who holds what else.

    And what lies behind: pairs of counsel that an earlier phase has started with, and how many people of each
    role have been trained.
    """

    city: City
    pairs: Pairs
    held: Held
    first: bool
    passed: Pairs = frozenset()
    trained: Mapping[str, int] = field(default_factory=Counter)


def plan_phases(
    city: City, travel: TravelTimes, config: StudyConfig, *, today: pd.DataFrame, monitor: RunMonitor
) -> Adjusted:
    """Plan every phase of a scenario's adjustment.

    People are hired in the last phase only: nobody can be found at once. Each phase gets an equal share of
    the scenario's time. Phases have no dates, so that how many can be trained in a year is for all together.

    Parameters
    ----------
    city : City
        As the tables have it.
    travel : TravelTimes
        To the villages of the adjusted city, from the offices of both.
    config : StudyConfig
    today : DataFrame
        Table of today's roster, the reference of the aversion to long journeys.
    monitor : RunMonitor

    Raises
    ------
    AssertionError
        When a plan breaks a rule, or a list of moves does not lead to the plan: a defect of the program.
    """
    after = adjusted_city(city, config.adjustment)
    held = _held(today_table(city, config))
    start = _Start(after, _pairs(roster_pairs(city)), held, first=True)
    heads = _heads(start, config)
    moves: list[PhaseMoves] = []
    posts: list[pd.DataFrame] = []
    facts: list[dict[str, Any]] = []
    last = len(config.adjustment.phases) - 1
    for number, phase in enumerate(config.adjustment.phases):
        terms = _terms(phase, start, heads)
        here = _config(config, start, hires=number == last)
        solved = solve_scenario(start.city, travel, here, today=today, monitor=monitor, terms=terms)
        plan, planned = _planned(solved, start, travel, here, terms)
        posts.append(planned.posts)
        insist(audit_phase(city=after, config=config, held=held, posts=posts))
        made = counsel_moves(solved, plan, planned, before=start.pairs, city=city, config=config)
        made += post_moves(solved, plan, planned, before=start.held, city=city, config=config)
        # Who is given an attribute in one phase still has it in the next.
        told = {move for each in moves for move in each.moves if move.before == move.after}
        moves.append(PhaseMoves(number + 1, phase.name, tuple(m for m in made if m not in told)))
        facts.append(_facts(phase, start, planned))
        start = _next(start, solved, plan, planned)
    table = moves_table(moves, old=city, new=after, config=config)
    whole = with_roster(after, roster_pairs(city))
    planned = replace(planned, posts=_posts_since_today(solved, plan, planned, city=whole, held=held))
    facts[-1]["left_beyond"] = _left_beyond(planned, start, config, city=city, held=held)
    repair = mended(planned, city=after, travel=travel, config=here, monitor=monitor)
    return Adjusted(replace(planned, repair=repair), whole, table, tuple(facts))


def _config(config: StudyConfig, start: _Start, *, hires: bool) -> StudyConfig:
    """The settings of a phase: its part of the time, training that is left, hires at the end, no share."""
    parts = len(config.adjustment.phases)
    posts = {
        name: role if role.train is None
        else role.model_copy(update={"train": max(role.train - start.trained.get(name, 0), 0)})
        for name, role in config.posts.items()
    }  # fmt: skip
    return config.model_copy(
        update={
            "solver": config.solver.model_copy(update={"seconds": config.solver.seconds / parts}),
            "hire": config.hire if hires else config.hire.model_copy(update={"number": 0}),
            "posts": posts,
            "continuity": config.continuity.model_copy(update={"most_moved_share": None}),
        }
    )


def _heads(start: _Start, config: StudyConfig) -> Mapping[str, int]:
    """People of every post today, those who leave included; posts of new villages are not bound."""
    villages = pd.Series([village for village, _ in start.pairs], dtype="str").value_counts()
    units = pd.Series([f"{role}:{unit}" for role, unit, _ in start.held], dtype="str").value_counts()
    new = [village.village_code for village in config.adjustment.new_villages]
    free = [f"{role}:{code}{end}" for code in new for role in config.posts for end in ("", "+")]
    return {
        **{str(name): int(n) for name, n in pd.concat([villages, units]).items()},
        **dict.fromkeys([*new, *free], UNBOUND),
    }


def _terms(phase: PhaseSettings, start: _Start, heads: Mapping[str, int]) -> PhaseTerms:
    return PhaseTerms(
        most_moved=phase.most_moved,
        most_moved_posts=phase.most_moved_posts,
        most_heads=None if phase.fill_vacancies else heads,
        held=None if start.first else start.held,
    )


def _planned(
    solved: Solved, start: _Start, travel: TravelTimes, config: StudyConfig, terms: PhaseTerms
) -> tuple[Plan, Planned]:
    """The plan of a phase without moves that serve nothing; checked against problem and tables."""
    case, result = solved.case, solved.result
    plan = pruned(Scales(case.problem, solved.aims), result.plan, counsel=len(case.arcs))
    broken = verify(case.problem, plan.pairs(case.problem), forced_moves=solved.forced_moves)
    insist([str(violation) for violation in broken])
    pairs, hired = pairs_of(case, plan)
    posts = role_table(case.roles, plan.chosen, city=start.city, plan=pairs)
    table = plan_table(city=start.city, pairs=pairs, config=config, hired=hired)
    forced = solved.forced_moves
    insist(audit(city=start.city, travel=travel, config=config, plan=table, forced_moves=forced, terms=terms))
    return plan, Planned(pairs, hired, result.certificates, posts=posts, forced_moves=forced)


def _left_beyond(planned: Planned, end: _Start, config: StudyConfig, *, city: City, held: Held) -> int:
    """What the roles beside counsel break as they did before, counted; anything else is a defect."""
    # Posts beside counsel may be where somebody was counsel when a phase began.
    passed = pd.DataFrame(sorted(end.passed), columns=["village_code", "person_id"], dtype="str")
    after = with_roster(end.city, passed)
    plan = plan_table(city=after, pairs=planned.pairs, config=config, hired=planned.hired)
    served = _pairs(roster_pairs(city))
    faults, left = audit_posts(
        city=after, config=config, posts=planned.posts, plan=plan, served=served, held=held
    )
    insist(faults)
    return len(left)


def _next(start: _Start, solved: Solved, plan: Plan, planned: Planned) -> _Start:
    held = frozenset(
        (role.name, str(unit), str(person))
        for role in solved.case.roles
        for taken in [role.pairs[plan.chosen[role.first : role.first + len(role.pairs)]]]
        for unit, person in zip(
            role.units["unit_code"].to_numpy()[taken["unit"]], taken["person_id"], strict=True
        )
    )
    fresh = {
        role.name: int((plan.chosen[role.first : role.first + len(role.pairs)] & _untrained(role)).sum())
        for role in solved.case.roles
    }
    return _Start(
        with_roster(start.city, planned.pairs), _pairs(planned.pairs), held, first=False,
        passed=start.passed | start.pairs, trained=Counter(fresh) + Counter(start.trained),
    )  # fmt: skip


def _untrained(role: Role) -> NDArray[np.bool_]:
    """Pairs that begin and need somebody to be trained."""
    begun = ~role.pairs["current"].to_numpy(dtype=np.bool_)
    return begun & role.pairs["trained"].eq("0").to_numpy(dtype=np.bool_)


def _posts_since_today(
    solved: Solved, plan: Plan, planned: Planned, *, city: City, held: Held
) -> pd.DataFrame:
    """Who holds what at the end, told as changes of today's and not of the last phase's start."""
    roles = []
    for role in solved.case.roles:
        units = role.units["unit_code"].to_numpy()[role.pairs["unit"]]
        names = zip(units, role.pairs["person_id"], strict=True)
        current = np.array([(role.name, *name) in held for name in names], dtype=np.bool_)
        roles.append(replace(role, pairs=role.pairs.assign(current=current)))
    return role_table(roles, plan.chosen, city=city, plan=planned.pairs)


def _facts(phase: PhaseSettings, start: _Start, planned: Planned) -> dict[str, Any]:
    after = _pairs(planned.pairs)
    return {
        "name": phase.name.model_dump(),
        "most_moved": phase.most_moved,
        "ended": len(start.pairs - after),
        "begun": len(after - start.pairs),
        "forced": planned.forced_moves,
        "rungs": list(planned.certificates),
    }


def _pairs(table: pd.DataFrame) -> Pairs:
    return frozenset(zip(table["village_code"], table["person_id"], strict=True))


def _held(posts: pd.DataFrame) -> Held:
    held = posts[posts["person_id"].ne("")]
    return frozenset(zip(held["role"], held["unit_code"], held["person_id"], strict=True))
