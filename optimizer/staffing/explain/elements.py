"""What has to hold for posts to be filled, as rows with names that can be let go one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.integer import Stop
from optimizer.linear import LinearProgram, Rows
from optimizer.staffing.model.whole import whole_model
from optimizer.staffing.problem import Bools, Floats, Ints, StaffingProblem

__all__ = ["Element", "Holding"]


@dataclass(frozen=True)
class Element:
    """One thing that has to hold.

    Attributes
    ----------
    kind : str
        ``need`` (a post), ``most_heads`` (a post), ``hours`` or ``most_posts`` (a person), ``lock`` (a pair),
        ``rule`` (a row of a rule), ``most_hired`` or ``most_moved``.
    name : str
        Id of the post or person, name of the row; of a lock the person; empty for the last two.
    post : str
        Of a lock.
    """

    kind: str
    name: str = ""
    post: str = ""


class Holding:
    """Linear rows, one or more an element, that hold until they are let go.

    Parameters
    ----------
    problem : StaffingProblem
    posts : collection of str
        That must be filled.
    """

    def __init__(self, problem: StaffingProblem, posts: Collection[str]) -> None:
        model = whole_model(problem, levels=False)
        where, upper = model.where, model.upper.copy()
        asked = np.array([each in posts for each in problem.posts.ids], dtype=np.bool_)
        upper[where["short"]] = np.where(asked, 0.0, problem.posts.need)
        upper[where["excess"]] = 0.0
        # How many may be hired is an element, so no bound may say it as well.
        upper[where["hired"]] = float(problem.posts.most.sum())
        lower = model.lower.copy()
        lower[where["x"]] = 0.0
        self._lower, self._upper, self._whole = lower, upper, np.flatnonzero(model.whole)
        self._fixed = model.whole & (lower == upper)
        self._program = LinearProgram(seed=0)
        none = np.zeros(0, dtype=np.int64)
        self._program.add_columns(lower=lower, upper=upper, column=none, row=none, value=np.zeros(0))
        entries = model.matrix.tocoo()
        self._add(entries.row, entries.col, entries.data, model.row_lower, model.row_upper)
        self._ends: list[tuple[Element, int, float, float]] = []
        self._name(problem, model.row_names, asked)
        # Ends that are elements of their own: the most of a post is a row beside its need.
        heads = np.arange(asked.size)
        self._second(problem, [Element("most_heads", problem.posts.ids[d]) for d in heads], heads)
        self._locks(problem, where["x"].start)
        self.elements: tuple[Element, ...] = tuple(dict.fromkeys(each for each, *_ in self._ends))
        self._rows_of: dict[Element, list[tuple[int, float, float]]] = {each: [] for each in self.elements}
        for element, row, low, high in self._ends:
            self._rows_of[element].append((row, low, high))
        self._element_of = {row: element for element, row, *_ in self._ends}

    def _add(self, row: Ints, column: Ints, value: Floats, lower: Floats, upper: Floats) -> None:
        self._program.add_rows(
            Rows(row.astype(np.int64), column.astype(np.int64), value.astype(float), lower, upper)
        )

    def _name(self, problem: StaffingProblem, names: Sequence[str], asked: Bools) -> None:
        posts, people = problem.posts, problem.people
        for d in np.flatnonzero(asked & (posts.need > 0)):
            self._ends.append((Element("need", posts.ids[d]), int(d), float(posts.need[d]), np.inf))
        # Rules come last, so whatever they are called, the rows of the problem have their names.
        place = {name: row for row, name in enumerate(names)}
        for p, person in enumerate(people.ids):
            room = 0.0 if people.hire[p] else float(people.most[p])
            self._ends.append((Element("most_posts", person), place[f"posts[{person}]"], -np.inf, room))
            if not people.hire[p]:
                high = float(people.hours[p])
                self._ends.append((Element("hours", person), place[f"hours[{person}]"], -np.inf, high))
        limit = float(problem.most_hired)
        self._ends.append((Element("most_hired"), place["most_hired"], -np.inf, limit))
        if problem.most_moved is not None:
            counted = float(problem.arcs.budgeted.sum() + problem.lost_pairs - problem.most_moved)
            self._ends.append((Element("most_moved"), place["most_moved"], counted, np.inf))
        extras, rules = problem.extras, len(names) - len(problem.extras.row_names)
        for row, name in enumerate(extras.row_names):
            low, high = float(extras.row_lower[row]), float(extras.row_upper[row])
            self._ends.append((Element("rule", name), rules + row, low, high))

    def _second(self, problem: StaffingProblem, elements: Sequence[Element], heads: Ints) -> None:
        arcs, first = problem.arcs, self._program.rows
        most = problem.posts.most.astype(float)
        every = np.arange(arcs.post.size)
        self._add(arcs.post, every, np.ones(every.size), np.full(most.size, -np.inf), most)
        for d, element in zip(heads.tolist(), elements, strict=True):
            self._program.set_row(d, float(problem.posts.need[d]), np.inf)
            self._ends.append((element, first + d, -np.inf, float(most[d])))

    def _locks(self, problem: StaffingProblem, first_column: int) -> None:
        arcs, first = problem.arcs, self._program.rows
        locked = np.flatnonzero(arcs.locked)
        if not locked.size:
            return
        ones = np.ones(locked.size)
        self._add(np.arange(locked.size), first_column + locked, ones, ones, np.full(locked.size, np.inf))
        for row, a in enumerate(locked.tolist()):
            person, post = problem.people.ids[arcs.person[a]], problem.posts.ids[arcs.post[a]]
            self._ends.append((Element("lock", person, post), first + row, 1.0, np.inf))

    # --- questions

    def let_go(self, element: Element) -> None:
        """Let an element go until it is taken up again."""
        for row, _, _ in self._rows_of[element]:
            self._program.set_row(row, -np.inf, np.inf)

    def take_up(self, element: Element) -> None:
        """Hold an element again."""
        for row, low, high in self._rows_of[element]:
            self._program.set_row(row, low, high)

    def reason(self, seconds: float) -> tuple[bool, frozenset[Element] | None]:
        """Ask the linear program whether what is held can be held together.

        Returns
        -------
        possible : bool
            True as well when the time was too short.
        reason : frozenset of Element, or None
            Elements that cannot hold together; None where HiGHS does not say which.
        """
        answer = self._program.solve(seconds=seconds)
        if answer.feasible:
            return True, None
        why = self._program.contradiction()
        if why is None:
            return False, None
        rows = np.flatnonzero(why[0])
        return False, frozenset(self._element_of[int(row)] for row in rows if int(row) in self._element_of)

    def possible(self, *, nodes: int, seconds: float) -> bool | None:
        """Ask for a whole-numbered point; None when the limit of nodes or time was reached first."""
        answer = self._program.integer(
            whole=self._whole,
            lower=self._lower,
            # A row over fixed columns alone would not be looked at; a whole number up to a half is 0 as well.
            upper=np.where(self._fixed, self._lower + 0.5, self._upper),
            start=None,
            stop=Stop(gap=1.0, least=1.0, nodes=nodes, seconds=seconds),
        )
        if answer.values is not None:
            return True
        return False if answer.bound == np.inf else None
