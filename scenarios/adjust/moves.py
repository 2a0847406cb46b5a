"""The list of moves: who leaves which post in which phase, who comes, and why, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from optimizer.staffing import Plan
from scenarios.adjust.beyond import beyond
from scenarios.adjust.city import adjusted_city
from scenarios.adjust.columns import MOVE_COLUMNS, no_moves
from scenarios.adjust.reasons import Reason, Reasons
from scenarios.adjust.swaps import BANNED, LEFT, Swap, swaps_of
from scenarios.adjust.undo import Scales
from scenarios.adjust.words import Names, reason_text, role_title

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.planning import Planned, Solved
    from scenarios.settings import LocalName, StudyConfig

__all__ = ["COUNSEL", "Move", "PhaseMoves", "counsel_moves", "moves_table"]

COUNSEL = "counsel"
Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Move:
    """One move.

    Attributes
    ----------
    role : str
    unit_code : str
        Of a move of counsel the village.
    before, after : str
        Ids of who leaves and who comes; blank for nobody.
    reason : Reason
    """

    role: str
    unit_code: str
    before: str
    after: str
    reason: Reason


@dataclass(frozen=True)
class PhaseMoves:
    """The moves of one phase, its number counted from 1."""

    number: int
    name: LocalName
    moves: tuple[Move, ...]


def counsel_moves(
    solved: Solved, plan: Plan, planned: Planned, *, before: Pairs, city: City, config: StudyConfig
) -> list[Move]:
    """Return the moves of counsel in one phase, village by village.

    Parameters
    ----------
    solved : Solved
    plan : Plan
        Without moves that serve nothing.
    planned : Planned
        What the plan comes to.
    before : frozenset of (village, person)
        The roster that the phase starts from, with who leaves in it.
    city : City
        Before the adjustment.
    config : StudyConfig
    """
    case, gone = solved.case, set(config.adjustment.departures)
    arcs = zip(case.arcs["village_code"], case.arcs["person_id"], strict=True)
    kept = {pair for pair, now in zip(arcs, case.problem.arcs.current[: len(case.arcs)], strict=True) if now}
    lost = before - kept
    leave = {
        LEFT: [pair for pair in lost if pair[1] in gone],
        BANNED: [pair for pair in lost if pair[1] not in gone],
    }
    swaps = swaps_of(case.problem, plan.chosen, counsel=len(case.arcs), gone=leave)
    reasons = Reasons(
        Scales(case.problem, solved.aims),
        plan,
        swaps,
        new_villages={village.village_code for village in config.adjustment.new_villages},
        beyond=beyond(before, old=city, new=adjusted_city(city, config.adjustment), config=config),
    ).all()
    after, ids = _coming(solved, planned, swaps), case.problem.posts.ids
    return [Move(COUNSEL, ids[swap.post], swap.before, after[swap], reasons[swap]) for swap in swaps]


def _coming(solved: Solved, planned: Planned, swaps: Iterable[Swap]) -> dict[Swap, str]:
    """Who comes with each swap: of a place of hiring the person who is hired there for the village."""
    people, posts = solved.case.people, solved.case.problem.posts.ids
    seats = people[people["hire"]].set_index("person_id")["seat"].to_dict()
    hired = planned.pairs[planned.pairs["person_id"].isin(planned.hired["person_id"])]
    waiting = sorted(zip(hired["village_code"], hired["person_id"], strict=True))
    found = {}
    for swap in swaps:
        found[swap] = swap.after
        if swap.after in seats:
            start = f"{seats[swap.after]}-"
            pair = next(p for p in waiting if p[0] == posts[swap.post] and p[1].startswith(start))
            waiting.remove(pair)
            found[swap] = pair[1]
    return found


def moves_table(phases: Iterable[PhaseMoves], *, old: City, new: City, config: StudyConfig) -> pd.DataFrame:
    """Write the moves of all phases out.

    Parameters
    ----------
    phases : iterable of PhaseMoves
    old, new : City
        Before and after the adjustment: who has left is named by the one, what is new by the other.
    config : StudyConfig

    Returns
    -------
    DataFrame
        The columns of `MOVE_COLUMNS`, ordered by phase, role, county, unit.
    """
    names = Names.of(old, new, config)
    rows = [_row(phase, move, names, config) for phase in phases for move in phase.moves]
    if not rows:
        return no_moves()
    table = pd.DataFrame(rows, columns=list(MOVE_COLUMNS))
    first = table["role"].ne(COUNSEL)
    order = ["phase", "_first", "role", "county_code", "unit_code", "before_id", "after_id"]
    return table.assign(_first=first).sort_values(order, ignore_index=True)[list(MOVE_COLUMNS)]


def _row(phase: PhaseMoves, move: Move, names: Names, config: StudyConfig) -> Sequence[object]:
    unit: Mapping[str, str] = names.unit(move.role, move.unit_code)
    return (
        phase.number, phase.name.zh, phase.name.en,
        move.role, role_title(move.role, config, "zh"), role_title(move.role, config, "en"),
        move.unit_code, unit["name"], unit["township_code"], unit["township"], unit["county_code"],
        unit["county"], move.before, names.person(move.before), move.after, names.person(move.after),
        move.reason.kind,
        *(reason_text(move.reason, names, config, role=move.role, unit=move.unit_code, before=move.before,
                      after=move.after, lang=lang) for lang in ("zh", "en")),
    )  # fmt: skip
