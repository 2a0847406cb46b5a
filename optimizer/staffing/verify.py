"""Check a plan against every rule of its problem, one pair after the other.

Nothing here is shared with the solver: no array formulation, no capacity, no aims; only dictionaries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from optimizer.staffing.problem import StaffingProblem
from optimizer.staffing.violation import Violation

__all__ = ["Violation", "verify"]

_ROUNDING = 1e-6


def verify(
    problem: StaffingProblem, pairs: Iterable[tuple[str, str]], *, forced_moves: int = 0
) -> list[Violation]:
    """Return every rule that the pairs break; an empty list is a valid plan.

    Parameters
    ----------
    problem : StaffingProblem
    pairs : iterable of (person id, post id)
    forced_moves : int
        Moves beyond `StaffingProblem.most_moved` that the ladder has proven to be unavoidable.

    Returns
    -------
    list of Violation
    """
    taken = Counter(pairs)
    arc_of = {
        (problem.people.ids[p], problem.posts.ids[d]): a
        for a, (p, d) in enumerate(zip(problem.arcs.person.tolist(), problem.arcs.post.tolist(), strict=True))
    }
    found = [Violation("unknown_pair", f"{p} at {d}", 1, 0) for p, d in taken if (p, d) not in arc_of]
    found += [Violation("double_pair", f"{p} at {d}", n, 1) for (p, d), n in taken.items() if n > 1]
    known = [pair for pair in taken if pair in arc_of]
    found += _heads(problem, known)
    found += _people(problem, known, arc_of)
    found += _locks(problem, known, arc_of)
    found += _moves(problem, known, arc_of, forced_moves)
    for rule in problem.rules:
        found += rule.violations(problem, known)
    return found


def _heads(problem: StaffingProblem, pairs: list[tuple[str, str]]) -> list[Violation]:
    heads = Counter(post for _, post in pairs)
    return [
        Violation("too_many_heads", post, heads[post], most)
        for post, most in zip(problem.posts.ids, problem.posts.most.tolist(), strict=True)
        if heads[post] > most
    ]


def _people(
    problem: StaffingProblem, pairs: list[tuple[str, str]], arc_of: dict[tuple[str, str], int]
) -> list[Violation]:
    loads: dict[str, list[float]] = defaultdict(list)
    for pair in pairs:
        loads[pair[0]].append(float(problem.arcs.load[arc_of[pair]]))
    found, hired = [], 0
    for index, person in enumerate(problem.people.ids):
        most, hours = int(problem.people.most[index]), float(problem.people.hours[index])
        held = sorted(loads[person], reverse=True)
        if problem.people.hire[index]:
            heads = 0 if not held else -(-len(held) // most) if most else len(held) + problem.most_hired + 1
            hired += heads
            # The heaviest `most` together are the worst that one of the people hired there can get.
            held = held[:most]
        if len(held) > most:
            found.append(Violation("most_posts", person, len(held), most))
        if sum(held) > hours * (1 + _ROUNDING) + _ROUNDING:
            found.append(Violation("hours", person, sum(held), hours))
    if hired > problem.most_hired:
        found.append(Violation("most_hired", "everybody hired", hired, problem.most_hired))
    return found


def _locks(
    problem: StaffingProblem, pairs: list[tuple[str, str]], arc_of: dict[tuple[str, str], int]
) -> list[Violation]:
    kept = set(pairs)
    return [
        Violation("lock", f"{p} at {d}", 0, 1)
        for (p, d), a in arc_of.items()
        if problem.arcs.locked[a] and (p, d) not in kept
    ]


def _moves(
    problem: StaffingProblem, pairs: list[tuple[str, str]], arc_of: dict[tuple[str, str], int], forced: int
) -> list[Violation]:
    if problem.most_moved is None:
        return []
    kept = set(pairs)
    ended = sum(1 for pair, a in arc_of.items() if problem.arcs.budgeted[a] and pair not in kept)
    moved, allowed = ended + problem.lost_pairs, problem.most_moved + forced
    return [] if moved <= allowed else [Violation("most_moved", "today's roster", moved, allowed)]
