"""The cheapest repair, against every use of the options on small problems."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.staffing import StaffingProblem
from optimizer.staffing.explain.prices import (
    MoreHours,
    NewPair,
    NewPerson,
    Option,
    Repair,
    cheapest_repair,
)
from tests.optimizer.staffing.cases import random_problem


def small(seed: int) -> StaffingProblem:
    """A random problem with few arcs, nobody hired and no budget."""
    problem = random_problem(seed)
    arcs, random = problem.arcs, np.random.default_rng(seed)
    keep = random.permutation(arcs.post.size)[:7]
    names = ("person", "post", "load", "minutes", "current", "locked", "budgeted")
    people = replace(problem.people, hire=np.zeros(len(problem.people.ids), dtype=bool))
    fewer = replace(arcs, **{name: getattr(arcs, name)[keep] for name in names})
    return replace(problem, people=people, arcs=fewer, most_moved=None)


def options(problem: StaffingProblem, seed: int) -> list[Option]:
    """A new person, more hours and some pairs that no arc allows yet."""
    random = np.random.default_rng(seed + 50)
    people, posts = problem.people.ids, problem.posts.ids
    have = {(people[p], posts[d]) for p, d in zip(problem.arcs.person, problem.arcs.post, strict=True)}
    serves = tuple(post for post in posts if random.random() < 0.7)[:3]
    load = tuple(float(h) for h in random.integers(5, 20, len(serves)))
    found: list[Option] = [
        NewPerson("new", 30.0, 2, serves, load, float(random.integers(5, 20))),
        MoreHours(people[0], 20.0, float(random.integers(1, 4)) / 4),
    ]
    free = [(p, d) for p in people for d in posts if (p, d) not in have]
    for place in random.permutation(len(free))[:2]:
        price = float(random.integers(1, 12))
        found.append(NewPair(*free[place], 15.0, price, ("travel_limit", "jurisdiction")[place % 2]))
    return found


def by_hand(problem: StaffingProblem, offers: list[Option]) -> tuple[float, float]:
    """Least weighted shortage, and the least price of that."""
    people, posts, arcs = problem.people, problem.posts, problem.arcs
    pairs = [
        (people.ids[p], posts.ids[d], h, 0.0)
        for p, d, h in zip(arcs.person, arcs.post, arcs.load, strict=True)
    ]
    hours, most = (dict(zip(people.ids, each, strict=True)) for each in (people.hours, people.most))
    extra, rate, once = dict.fromkeys(people.ids, 0.0), dict.fromkeys(people.ids, 0.0), {}
    for each in offers:
        if isinstance(each, NewPair):
            pairs.append((each.person, each.post, each.load, each.price))
        elif isinstance(each, MoreHours):
            extra[each.person], rate[each.person] = each.most, each.price
        else:
            pairs += [(each.id, d, h, 0.0) for d, h in zip(each.posts, each.load, strict=True)]
            hours[each.id], most[each.id], once[each.id] = each.hours, each.most, each.price
    best = (np.inf, np.inf)
    need = dict(zip(posts.ids, posts.need, strict=True))
    for bits in itertools.product([False, True], repeat=len(pairs)):
        taken = [pair for pair, bit in zip(pairs, bits, strict=True) if bit]
        price, fits = sum(pair[3] for pair in taken), True
        for person in hours:
            mine = [pair for pair in taken if pair[0] == person]
            beyond = max(0.0, sum(pair[2] for pair in mine) - hours[person])
            fits &= len(mine) <= most[person] and beyond <= extra.get(person, 0.0) + 1e-9
            price += beyond * rate.get(person, 0.0) + (once.get(person, 0.0) if mine else 0.0)
        filled = {d: sum(1 for pair in taken if pair[1] == d) for d in posts.ids}
        if fits and all(filled[d] <= need[d] for d in posts.ids):
            short = sum(w * (need[d] - filled[d]) for d, w in zip(posts.ids, posts.weight, strict=True))
            best = min(best, (round(float(short), 6), round(price, 6)))
    return best


@pytest.mark.parametrize("block", range(25))
def test_each_kind_and_all_together_agree_with_trying_everything(block: int) -> None:
    """On 100 problems shortage and price of every kind are those of the best use of its options."""
    for seed in range(4 * block, 4 * block + 4):
        problem = small(seed)
        offers = options(problem, seed)
        for told in cheapest_repair(problem, options=offers):
            mine = [each for each in offers if told.kind in (each.kind, "all")]
            assert (told.shortage, told.price) == pytest.approx(by_hand(problem, mine), abs=1e-4), seed
            assert told.exact and told.price_bound == pytest.approx(told.price, abs=1e-4), (seed, told)
            assert told.feasible == (told.shortage == 0)
            check(problem, told)


def check(problem: StaffingProblem, told: Repair) -> None:
    """Only what is told to be used is used."""
    people, posts, arcs = problem.people.ids, problem.posts.ids, problem.arcs
    have = {(people[p], posts[d]) for p, d in zip(arcs.person, arcs.post, strict=True)}
    used = [each.option for each in told.used]
    new = {each.id for each in used if isinstance(each, NewPerson)}
    have |= {(each.person, each.post) for each in used if isinstance(each, NewPair)}
    assert all(pair in have or pair[0] in new for pair in told.pairs)


def test_options_that_name_nothing_are_refused() -> None:
    """Unknown people and posts, loads too few and negative prices are errors that say so."""
    problem = small(3)
    person, post = problem.people.ids[0], problem.posts.ids[0]
    for option, words in (
        (MoreHours("nobody", 1.0, 1.0), "'nobody' is nobody on the register"),
        (NewPair(person, "nowhere", 1.0, 1.0), "no post 'nowhere'"),
        (NewPerson("n", 1.0, 1, (post,), (), 1.0), "give one load each"),
        (MoreHours(person, 1.0, -1.0), "price -1.0"),
    ):
        with pytest.raises(ProblemError, match=words):
            cheapest_repair(problem, options=[option])


def test_places_of_hiring_are_one_more_kind_at_a_price_each() -> None:
    """Three posts, a person for one of them, and a place at which each person takes two: one is hired for 50.
    Two hours more at 10 each let the person take the two lighter posts, and one stays vacant."""
    problem = StaffingProblem.of(
        person_ids=["p", "h"], hours=np.array([10.0, 20.0]), most=np.array([3, 2]),
        hire=np.array([False, True]), post_ids=["a", "b", "c"], group=["g"] * 3,
        arc_person=["p", "p", "p", "h", "h", "h"], arc_post=["a", "b", "c"] * 2,
        load=np.array([10.0, 6.0, 6.0, 10.0, 10.0, 10.0]), minutes=np.ones(6), most_hired=3,
    )  # fmt: skip
    people, hours, together = cheapest_repair(
        problem, options=[MoreHours("p", 2.0, 10.0)], hire_price=50.0, seconds=20
    )
    assert (people.kind, people.price, people.hired) == ("people", 50.0, (("h", 1),))
    assert people.exact and people.price_bound == 50.0 and people.feasible
    assert (hours.kind, hours.shortage, hours.hired) == ("hours", 1.0, ())
    assert hours.price == pytest.approx(20.0)
    assert (together.kind, together.price) == ("all", 50.0)


def test_all_together_is_no_dearer_than_one_kind_alone() -> None:
    """Where the search for all kinds was cut short, the best of one kind is told with the bounds of all."""
    problem = small(3)
    offers = options(problem, 3)
    *alone, together = cheapest_repair(problem, options=offers, seconds=1e-3)
    assert together.kind == "all"
    assert (together.shortage, together.price) <= min((each.shortage, each.price) for each in alone)
