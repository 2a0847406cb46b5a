"""Small problems of siting with amounts, as tables."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from optimizer.siting.amounts.problem import AmountsProblem


@dataclass(frozen=True)
class Case:
    """A small problem as a table: what each site gives each row, and its steps."""

    amounts: np.ndarray
    worth: np.ndarray
    room: np.ndarray
    rest: dict[str, Any]

    def problem(self) -> AmountsProblem:
        row, site = np.nonzero(np.ones(self.amounts.shape))
        return AmountsProblem.of(
            sites=self.amounts.shape[1],
            row=row,
            site=site,
            amount=self.amounts[row, site],
            worth=self.worth,
            room=self.room,
            **self.rest,
        )

    def value(self, opened: tuple[int, ...]) -> float:
        """What a choice of sites comes to, row by row and step by step."""
        total = float(sum(self.rest["opening"][j] for j in opened))
        for row, worths, rooms in zip(self.amounts, self.worth, self.room, strict=True):
            got = float(sum(row[j] for j in opened))
            for worth, room in zip(worths, rooms, strict=True):
                total += worth * max(0.0, room - got)
                got = max(0.0, got - room)
        return total

    def keeps(self, opened: tuple[int, ...]) -> bool:
        """Whether a choice keeps counts, marks and rules."""
        rest, mine = self.rest, set(opened)
        if not rest["least"] <= len(mine) <= rest["most"]:
            return False
        if not set(np.flatnonzero(rest["forced"])) <= mine or mine & set(np.flatnonzero(rest["banned"])):
            return False
        if "rules" not in rest:
            return True
        sums = [sum(rule[j] for j in opened) for rule in rest["rules"].toarray()]
        return all(
            low - 1e-9 <= each <= high + 1e-9
            for each, low, high in zip(sums, rest["lower"], rest["upper"], strict=True)
        )

    def best(self) -> float:
        """The least value of all choices that keep what has to be kept; ``inf`` without one."""
        sites = range(self.amounts.shape[1])
        choices = itertools.chain.from_iterable(
            itertools.combinations(sites, k) for k in range(self.rest["least"], self.rest["most"] + 1)
        )
        return min((self.value(each) for each in choices if self.keeps(each)), default=np.inf)


def drawn(seed: int) -> Case:
    """A made-up case: cover by halves of the seeds, whole or broken amounts, rules for every second seed."""
    rng = np.random.default_rng(seed)
    rows, sites, steps = int(rng.integers(1, 8)), int(rng.integers(1, 8)), int(rng.integers(1, 4))
    unit = 1.0 if seed % 3 else 0.37
    amounts = rng.integers(0, 3, (rows, sites)) * unit * (rng.random((rows, sites)) < 0.6)
    room = rng.integers(0, 3, (rows, steps)) * (unit if seed % 5 else 1.0)
    if seed % 4 == 0:
        amounts, room = (amounts > 0.0).astype(float), np.ones((rows, steps))
    worth = -np.sort(-rng.integers(0, 20, (rows, steps)).astype(float), axis=1) * (1.0 if seed % 3 else 0.73)
    mark = rng.random(sites)
    forced, banned = mark < 0.1, mark > 0.9
    least = int(rng.integers(0, max(1, int((~banned).sum()) + 1)))
    rest: dict[str, Any] = {
        "least": least,
        "most": int(rng.integers(max(least, forced.sum()), sites + 1)),
        "opening": rng.integers(-2, 9, sites).astype(float) * rng.choice([0.0, 1.0]),
        "forced": forced,
        "banned": banned,
    }
    if seed % 2:
        rules = rng.integers(-1, 4, (int(rng.integers(1, 3)), sites)).astype(float)
        middle, width = rules @ (rng.random(sites) < 0.5), rng.integers(0, 3, len(rules))
        rest["rules"] = csr_array(rules)
        rest["lower"] = np.where(rng.random(len(rules)) < 0.5, -np.inf, middle - width)
        rest["upper"] = np.where(rng.random(len(rules)) < 0.4, np.inf, middle + width)
    return Case(amounts, worth, room, rest)


def chosen(opened: np.ndarray | None) -> tuple[int, ...]:
    assert opened is not None
    return tuple(np.flatnonzero(opened).tolist())


def city(*, backup: bool) -> AmountsProblem:
    """Three hundred places in the plane, as many sites that reach what is near, fourteen of them open."""
    rng = np.random.default_rng(5)
    ways = np.linalg.norm(rng.random((300, 1, 2)) - rng.random((1, 300, 2)), axis=2)
    row, site = np.nonzero(ways < 0.15)
    worth = rng.integers(1, 40, (300, 1)).astype(float)
    worth = np.hstack([worth, np.floor(worth / 2.0)]) if backup else worth
    return AmountsProblem.of(
        sites=300,
        row=row,
        site=site,
        amount=np.ones(len(row)),
        worth=worth,
        room=np.ones(worth.shape),
        least=14,
        most=14,
    )
