"""Bounds of the aims by linear relaxation: of the search of this program, and of another solver beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from optimizer.clock import Clock
from optimizer.result import relative_gap
from optimizer.staffing import Aim, StaffingProblem
from optimizer.staffing.model import RelaxationBound, own_bound, relaxation_bound
from scenarios.aim_words import aim_title, aim_unit
from scenarios.errors import ScenarioError
from scenarios.messages import text
from scenarios.rounding import gap_text, number
from scenarios.summary_table import keyed_table

if TYPE_CHECKING:
    from scenarios.role_facts import RoleFacts

__all__ = ["bounds_view", "check_bounding", "lp_bounds"]

_SOLVERS = ("pdlp", "glop")
Bounds = tuple[RelaxationBound, RelaxationBound]


def check_bounding(solver: str) -> None:
    """Refuse what makes no bounds of its own.

    Raises
    ------
    ScenarioError
    """
    if solver not in _SOLVERS:
        raise ScenarioError.said("error.unknown_bound", found=solver, known=", ".join(_SOLVERS))


def lp_bounds(
    problem: StaffingProblem, ladder: Sequence[Aim], *, solver: str, seconds: float, seed: int
) -> list[Bounds]:
    """Return two bounds on each aim, whatever the others are: of this program, and of the other solver.

    Parameters
    ----------
    problem : StaffingProblem
        Not prepared.
    ladder : sequence of Aim
    solver : {'pdlp', 'glop'}
    seconds : float
        Wall time; each bound gets an equal share of what is left.
    seed : int
    """
    clock, found = Clock(seconds), list[Bounds]()
    for place, aim in enumerate(ladder):
        open_ = 2 * (len(ladder) - place)
        own = own_bound(problem, aim, seconds=clock.left() / open_, seed=seed)
        other = relaxation_bound(problem, aim, solver=solver, seconds=clock.left() / (open_ - 1))
        found.append((own, other))
    return found


def bounds_view(
    bounds: Sequence[Bounds], *, roles: Mapping[str, RoleFacts], ladder: Mapping[str, Any], lang: str
) -> Table:
    """Return one row an aim: both bounds, how far they are apart, and whether each is the optimum.

    Parameters
    ----------
    bounds : sequence of pairs of RelaxationBound
        From `lp_bounds`.
    roles : mapping of str to RoleFacts
    ladder : mapping of str to mapping
        Settings of each rung by its aim.
    lang : {'zh', 'en'}
    """
    columns = [("summary.aim", False)]
    table = keyed_table("bounds.title", columns, lang)
    for each in bounds[0]:
        name = text("bounds.own", lang) if each.solver == "own" else each.solver
        table.add_column(text("bounds.bound", lang, solver=name), justify="right")
        table.add_column(text("summary.seconds", lang), justify="right")
    table.add_column(text("summary.unit", lang), overflow="fold")
    table.add_column(text("bounds.apart", lang), justify="right")
    for own, other in bounds:
        cells = [aim_title(own.aim, lang, roles=roles, ladder=ladder)]
        for each in (own, other):
            cells += [_told(each, lang), f"{each.seconds:.1f}"]
        cells.append(aim_unit(own.aim, lang, ladder))
        known = math.isfinite(own.bound)
        cells.append(gap_text(relative_gap(objective=own.bound, bound=other.bound) if known else None))
        table.add_row(*map(Text, cells))
    return table


def _told(bound: RelaxationBound, lang: str) -> str:
    value = number(bound.bound if math.isfinite(bound.bound) else None)
    return value if bound.finished else text("bounds.unfinished", lang, value=value)
