"""What a phase may change in the roles beside counsel: planned phases pass, one change too many does not."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest

from geo.city import City
from scenarios.adjust.post_audit import audit_phase
from scenarios.adjust.terms import Held
from scenarios.settings import StudyConfig
from tests.scenarios.adjust.drawn import adjusting, done, phase
from tests.scenarios.made_up_travel import everywhere
from tests.scenarios.roles.drawn import drawn
from tests.scenarios.roles.role_city import G1, G2, V1, V2, V3, V4, post, role_city, study

#: Drawn cities in which each of the three may be broken: people of other roles, and a role that trains.
SEEDS = (3, 6, 8, 9, 12, 13, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 27, 31, 33, 34)
TRAIN = 1
NEW_VILLAGE: dict[str, Any] = {
    "village_code": f"{V1[:9]}099", "township_code": V1[:9], "county_code": V1[:6], "name": "新村",
    "area": "rural", "lon": 122.0, "lat": 37.0, "crs": "CGCS2000",
}  # fmt: skip


@dataclass(frozen=True)
class Phases:
    """What the check has been given after the last of two phases, and the phase that fills no vacancies."""

    city: City
    config: StudyConfig
    held: Held
    posts: tuple[pd.DataFrame, ...]
    closed: int

    def faults(self, upto: int) -> list[str]:
        return audit_phase(city=self.city, config=self.config, held=self.held, posts=self.posts[: upto + 1])

    def before(self, number: int) -> Held:
        return self.held if number == 0 else held_in(self.posts[number - 1])

    def ended(self, number: int) -> int:
        """Pairs that end in a phase though the person stays."""
        gone = self.config.adjustment.departures
        return sum(who not in gone for _, _, who in self.before(number) - held_in(self.posts[number]))

    def begun(self, role: str) -> list[tuple[str, str, str]]:
        """Pairs of legal-literate persons without training that begin in any phase."""
        literate = [table[table["pool"].eq("legal_literate")] for table in self.posts]
        return [
            pair
            for number, table in enumerate(literate)
            for pair in held_in(table) - self.before(number)
            if pair[0] == role and pair[2] in self.untrained()
        ]

    def untrained(self) -> set[str]:
        table = self.city.legal_literate
        return set(table.loc[table["trained"].eq(0.0), "person_id"])

    def adding(self, number: int, role: str, unit: str, who: str, pool: str = "mediators") -> Phases:
        """The same with somebody who comes to a unit in a phase, and stays."""
        row = dict.fromkeys(self.posts[0], "") | {"km": 0.0, "lacking": 0, "change": "new"}
        row |= {"role": role, "unit_code": unit, "person_id": who, "pool": pool}
        return self.changed(
            number, lambda table: pd.concat([table, pd.DataFrame([row])[table.columns]], ignore_index=True)
        )

    def ending(self, number: int, pair: tuple[str, str, str]) -> Phases:
        """The same with a pair that ends in a phase."""
        return self.changed(number, lambda table: table[[one != pair for one in pairs_of(table)]])

    def changed(self, number: int, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Phases:
        posts = [change(table) if at >= number else table for at, table in enumerate(self.posts)]
        return replace(self, posts=tuple(posts))


def pairs_of(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(table["role"], table["unit_code"], table["person_id"], strict=True))


def held_in(table: pd.DataFrame) -> Held:
    return frozenset(pairs_of(table[table["change"].isin(["kept", "new", "moved"])]))


@cache
def outcome(seed: int) -> Phases:
    """A drawn adjustment of two phases, one of which fills no vacancies; somebody leaves, a village is new.

    No legal-literate person has been trained.
    """
    draw = random.Random(seed)
    city, settings = drawn(seed, roles=4)
    literate = city.legal_literate.assign(trained=0.0)
    city = City(MappingProxyType({**city.tables, "legal_literate": literate}), city.outlines)
    posts = {name: role.model_copy(update={"train": TRAIN}) for name, role in settings.posts.items()}
    people = [*city.mediators["person_id"], *city.legal_literate["person_id"]]
    closed = draw.randint(0, 1)
    phases = [
        phase(1, fill_vacancies=number != closed, most_moved_posts=draw.randint(0, 1)) for number in range(2)
    ]
    base = settings.model_copy(update={"posts": posts})
    config = adjusting(*phases, departures=[draw.choice(people)], new_villages=[NEW_VILLAGE], base=base)
    with patch("scenarios.adjust.phases.audit_phase", wraps=audit_phase) as check:
        done(city, config, everywhere(city))
    assert check.call_count == 2
    told: Mapping[str, Any] = check.call_args.kwargs
    return Phases(told["city"], told["config"], told["held"], tuple(told["posts"]), closed)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_more_pairs_end_than_a_phase_allows(seed: int) -> None:
    """Pairs may end up to the phase's number, those of people who have left aside; one more is a fault."""
    draw, planned = random.Random(seed), outcome(seed)
    assert planned.faults(0) == planned.faults(1) == []
    most = [each.most_moved_posts for each in planned.config.adjustment.phases]
    gone = planned.config.adjustment.departures
    staying = [[pair for pair in sorted(planned.before(at)) if pair[2] not in gone] for at in range(2)]
    number = draw.choice([at for at in range(2) if len(staying[at]) > most[at]])
    for pair in draw.sample(staying[number], len(staying[number])):
        if planned.ended(number) > most[number]:
            break
        assert not about(planned.faults(number), "end, at most")
        planned = planned.ending(number, pair)
    told = f"{most[number] + 1} pairs of the roles beside counsel end, at most {most[number]} may"
    assert about(planned.faults(number), "end, at most") == [told]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_unit_gets_more_people_than_it_had_where_vacancies_are_not_filled(seed: int) -> None:
    """A unit may be as full as before, who leaves counted, or as the phase found it; one more is a fault."""
    draw, planned = random.Random(seed), outcome(seed)
    number = planned.closed
    rows = planned.posts[number]
    rows = rows[rows["village_code"].ne(NEW_VILLAGE["village_code"])]
    role, unit = draw.choice(sorted(zip(rows["role"], rows["unit_code"], strict=True)))
    most = max(heads(planned.held, role, unit), heads(planned.before(number), role, unit))
    for who in range(most - heads(held_in(planned.posts[number]), role, unit)):
        planned = planned.adding(number, role, unit, f"Y{who}")
    assert planned.faults(number) == []
    told = f"{role}, {unit}: {most + 1} people, {most} before, and vacancies are not to be filled"
    assert planned.adding(number, role, unit, "Z").faults(number) == [told]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_more_people_are_trained_than_the_role_allows_in_all_phases_together(seed: int) -> None:
    """As many may be trained as the role says, in whichever phase; one more in another phase is a fault."""
    draw, planned = random.Random(seed), outcome(seed)
    role = draw.choice([name for name, each in planned.config.posts.items() if "legal_literate" in each.pool])
    who = draw.choice(sorted(planned.untrained()))
    for number in range(TRAIN - len(planned.begun(role))):
        planned = planned.adding(0, role, f"U{number}", who, "legal_literate")
    assert not about(planned.faults(1), "trained")
    assert not about(planned.adding(1, role, "U", "M1").faults(1), "trained")
    told = f"{role}: {TRAIN + 1} people to be trained in all phases, at most {TRAIN}"
    assert about(planned.adding(1, role, "U", who, "legal_literate").faults(1), "trained") == [told]


def about(faults: list[str], words: str) -> list[str]:
    return [fault for fault in faults if words in fault]


def heads(held: Held, role: str, unit: str) -> int:
    return sum((role, unit) == pair[:2] for pair in held)


def test_pairs_of_units_that_are_gone_do_not_count_as_ended() -> None:
    """Where no pair may end, one whose unit is no longer in the tables still may; another is a fault."""
    planned = outcome(SEEDS[0])
    role = next(iter(planned.config.posts))
    unit = next(code for name, code, _ in pairs_of(planned.posts[0]) if name == role)
    phases = [phase(0), phase(0)]
    planned = replace(planned, config=adjusting(*phases, base=planned.config), held=planned.before(1))
    first = replace(planned, posts=planned.posts[:1])
    assert replace(first, held=first.held | {(role, "C9", "M1")}).faults(0) == []
    (fault,) = replace(first, held=first.held | {(role, unit, "Y")}).faults(0)
    assert fault.startswith("1 pairs")


def test_a_post_that_somebody_has_left_is_no_vacancy_of_today() -> None:
    """What today had may be filled again though vacancies are not filled; what it had not may not."""
    planned = outcome(SEEDS[0])
    table = planned.posts[1]
    pair = min(held_in(table))
    left = table[[each != pair for each in pairs_of(table)]]
    phases = [phase(0, most_moved_posts=1), phase(0, fill_vacancies=False)]
    planned = replace(planned, config=adjusting(*phases, base=planned.config), posts=(left, table))
    assert replace(planned, held=held_in(table)).faults(1) == []
    (fault,) = replace(planned, held=held_in(left)).faults(1)
    assert "vacancies are not to be filled" in fault


def test_units_of_new_villages_are_filled_where_vacancies_are_not() -> None:
    """A village that the adjustment adds gets people though vacancies are not filled; others get none."""
    new = NEW_VILLAGE["village_code"]
    base = study({"aide": post("villages", "legal_literate", inside="city", within_km=9.0, most_units=9)})
    closed = phase(0, fill_vacancies=False)
    config = adjusting(closed, new_villages=[NEW_VILLAGE], base=base)
    found = done(role_city(), config, everywhere(role_city()))
    assert {unit for _, unit, _ in held_in(found.adjusted.planned.posts)} == {V1, V4, new}


CROWDED = "M1,李四,female,C2,0\nM2,周五,male,C2,1\nM3,吴六,male,C3,\nM4,郑一,male,C4,"


@pytest.mark.parametrize(
    ("broken", "settings", "fault"),
    [
        ("kept_posts", {}, "1 pairs of the roles beside counsel end, at most 0 may"),
        ("closed", {"most_units": 2}, "mediator, C1: 1 people, 0 before, and vacancies are not to be filled"),
    ],
)
def test_a_first_phase_that_goes_too_far_ends_the_adjustment(
    monkeypatch: pytest.MonkeyPatch, broken: str, settings: dict[str, Any], fault: str
) -> None:
    """A model without one of its rules must be found out in the first phase, not only in the last."""
    roster = f"counsel,{V1},P1,\ncounsel,{V2},P2,\ncounsel,{V3},P1,\ncounsel,{V4},P3,"
    city = role_city(mediators=CROWDED, roster=roster)
    role = post("committees", "mediators", inside="city", within_km=9.0, **settings)
    config = adjusting(
        phase(0, fill_vacancies=broken != "closed"),
        phase(0, most_moved_posts=1),
        base=study({"mediator": role}),
    )
    assert done(city, config, everywhere(city))
    monkeypatch.setattr(f"scenarios.staffing.{broken}", lambda problem, *_, **__: problem)
    with pytest.raises(AssertionError, match=fault):
        done(city, config, everywhere(city))


def test_training_that_is_not_carried_on_ends_the_adjustment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phases that each train as many as the role allows must be found out."""
    people = f"L1,郑七,female,{V1},{G1},candidate,0\nL2,冯八,male,{V1},{G2},candidate,0"
    city = role_city(legal_literate=people)
    base = study({"literate": post("grids", "legal_literate", inside="village", train=1)})
    config = adjusting(phase(0), phase(0), base=base)
    assert len(held_in(done(city, config, everywhere(city)).adjusted.planned.posts)) == 1
    monkeypatch.setattr("scenarios.adjust.phases._untrained", lambda role: [False] * len(role.pairs))
    with pytest.raises(AssertionError, match="literate: 2 people to be trained in all phases, at most 1"):
        done(city, config, everywhere(city))


def test_a_post_that_takes_no_hours_is_nothing_new_to_whoever_has_too_much_to_do() -> None:
    """P2 has more hours than there are today, and may come to a unit of a role without hours beside that."""
    found = outcome(38)
    mine = found.posts[-1][found.posts[-1]["person_id"].eq("P2")]
    assert any(not found.config.posts[role].hours for role in mine.loc[mine["km"].gt(0), "role"])
