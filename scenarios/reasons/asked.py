"""What is asked about: a scenario solved again, a post of it by code or name, and a person there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from scenarios.errors import RunNotFoundError, ScenarioError
from scenarios.planning import Solved, insist, solve_scenario
from scenarios.prepared import Prepared, prepare
from scenarios.reasons.names import Names
from scenarios.roles import role_table
from scenarios.staffing import pairs_of

if TYPE_CHECKING:
    from scenarios.run_monitor import RunMonitor
    from scenarios.settings import SolverOverrides
    from scenarios.study import Study

__all__ = [
    "Again",
    "Stored",
    "checked",
    "people_at",
    "person_asked",
    "post_asked",
    "solved_again",
    "village_asked",
]

#: Whether a stored run is the plan at hand.
Stored = Literal["none", "same", "differs"]
_CANDIDATES = 8


@dataclass(frozen=True, eq=False)
class Again:
    """A scenario solved again.

    Attributes
    ----------
    ready : Prepared
    solved : Solved
    names : Names
    stored : {'none', 'same', 'differs'}
        Whether a run of the scenario is stored, and has this plan.
    """

    ready: Prepared
    solved: Solved
    names: Names
    stored: Stored


def solved_again(
    study: Study,
    scenario: str,
    *,
    out: Path,
    overrides: SolverOverrides,
    monitor: RunMonitor,
    check: Callable[[Names], object] | None = None,
) -> Again:
    """Solve a scenario with the seed and settings of its run, and compare with that where it is stored.

    Parameters
    ----------
    study : Study
    scenario : str
    out : Path
        Folder of all runs.
    overrides : SolverOverrides
    monitor : RunMonitor
    check : callable, optional
        Called with the names before anything is solved: who asks about what there is not need not wait.

    Raises
    ------
    ScenarioError
        When the scenario plans nothing, or plans in phases; and what `check` raises.
    """
    resolved = study.resolve(scenario)
    if resolved.scenario.evaluate:
        raise ScenarioError.said("error.nothing_planned", scenario=scenario)
    if resolved.config.adjustment.phases:
        raise ScenarioError.said("error.reasons_of_phases", scenario=scenario)
    monitor.stage("read")
    ready = prepare(study, scenario, out=out, overrides=overrides)
    names = Names.of(ready.city, ready.config)
    if check is not None:
        check(names)
    solved = solve_scenario(ready.city, ready.travel, ready.config, today=ready.today, monitor=monitor)
    stored = _stored(out / study.id / resolved.scenario.name, ready, solved)
    return Again(ready, solved, names, stored)


def _stored(folder: Path, ready: Prepared, solved: Solved) -> Stored:
    from scenarios.store import read_run

    try:
        run = read_run(folder)
    except RunNotFoundError:
        return "none"
    pairs, _ = pairs_of(solved.case, solved.result.plan)
    posts = role_table(solved.case.roles, solved.result.plan.chosen, city=ready.city, plan=pairs)
    plan = run.plan[run.plan["person_id"].ne("")]
    then = set(zip(plan["village_code"], plan["person_id"], strict=True))
    now = set(zip(pairs["village_code"], pairs["person_id"], strict=True))
    columns = ["role", "unit_code", "person_id"]
    held = [each.loc[each["change"].ne("ended"), columns] for each in (run.posts, posts)]
    before, after = (set(each.itertuples(index=False, name=None)) for each in held)
    return "same" if then == now and before == after else "differs"


def village_asked(names: Names, words: str) -> str:
    """The code of a village, given as code or as a name that only one village has.

    Raises
    ------
    ScenarioError
        When no village, or more than one, is called so.
    """
    villages = {post: place for post, place in names.posts.items() if place.role == "counsel"}
    if words in villages:
        return words
    called = [code for code, place in villages.items() if place.name == words]
    if not called:
        raise ScenarioError.said("error.unknown_village", found=words)
    if len(called) > 1:
        raise ScenarioError.said("error.village_name_shared", found=words, known=_few(called))
    return called[0]


def post_asked(names: Names, words: str) -> str:
    """The id of a post: a village's, or ``role:unit_code``.

    Raises
    ------
    ScenarioError
        When there is no such post.
    """
    if words in names.posts:
        return words
    role = words.partition(":")[0]
    if role in names.roles:
        raise ScenarioError.said("error.unknown_unit", found=words, role=role)
    if ":" in words:
        raise ScenarioError.said(
            "error.unknown_role", found=role, known=", ".join(("-", *names.roles)[1:]) or "–"
        )
    return village_asked(names, words)


def people_at(again: Again, post: str) -> list[str]:
    """Who holds a post in the plan, by the ids of the problem."""
    problem, plan = again.solved.case.problem, again.solved.result.plan
    place = problem.posts.ids.index(post)
    there = np.flatnonzero(plan.chosen & (problem.arcs.post == place))
    return sorted(problem.people.ids[p] for p in problem.arcs.person[there])


def person_asked(again: Again, post: str, person: str | None) -> list[str]:
    """Who of them is asked about: the person named, else everybody.

    Whoever is hired has an id of the plan's own, which stands for the place at which they are.

    Raises
    ------
    ScenarioError
        When the person named does not hold the post.
    """
    there = people_at(again, post)
    if person is None:
        return there
    role = again.names.posts[post].role
    own = {each: each for each in there}
    own |= {each.removeprefix(f"{role}:"): each for each in there}
    own |= _hired(again, post)
    if person not in own:
        known = ", ".join(dict.fromkeys(each.removeprefix(f"{role}:") for each in there)) or "–"
        name = again.names.posts[post].name
        raise ScenarioError.said("error.not_at_post", person=person, post=name, known=known)
    return [own[person]]


def _hired(again: Again, post: str) -> dict[str, str]:
    """Ids that the plan gives to those hired for a village, and the places that they stand for."""
    case, plan = again.solved.case, again.solved.result.plan
    pairs, hired = pairs_of(case, plan)
    mine = pairs[pairs["village_code"].eq(post) & pairs["person_id"].isin(set(hired["person_id"]))]
    seats = {each.rpartition(":")[0]: each for each in people_at(again, post) if ":" in each}
    return {p: seats[p.rpartition("-")[0]] for p in mine["person_id"] if p.rpartition("-")[0] in seats}


def checked(again: Again) -> None:
    """A plan that breaks a rule is a defect of the program and is not explained.

    Raises
    ------
    AssertionError
    """
    from optimizer.staffing import verify

    case, result = again.solved.case, again.solved.result
    broken = verify(case.problem, result.plan.pairs(case.problem), forced_moves=again.solved.forced_moves)
    insist([str(violation) for violation in broken])


def _few(codes: list[str]) -> str:
    return ", ".join(codes[:_CANDIDATES]) + (" …" if len(codes) > _CANDIDATES else "")
