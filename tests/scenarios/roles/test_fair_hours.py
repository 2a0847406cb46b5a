"""Hours and access of a role beside counsel are made alike as well as trying every plan does."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping

import pytest

from geo.city import City
from scenarios.services import service_of
from scenarios.settings import LeximinRung, MaxMinRung, ServiceSettings, ShortageRung, StudyConfig
from tests.scenarios.made_up_travel import case_of, everywhere
from tests.scenarios.roles.role_city import (
    STEP,
    T1,
    T2,
    T3,
    V1,
    V2,
    V3,
    V4,
    A,
    B,
    case,
    held,
    planned,
    post,
    role_city,
    study,
)

#: The groups that every village is in, from south to north.
PLACES: Mapping[str, Mapping[str, str]] = {
    V1: {"county": A, "township": T1, "village": V1, "area": "rural"},
    V2: {"county": A, "township": T1, "village": V2, "area": "rural"},
    V3: {"county": A, "township": T2, "village": V3, "area": "rural"},
    V4: {"county": B, "township": T3, "village": V4, "area": "rural"},
}
VILLAGES = list(PLACES)
#: Position of the village in which everybody is found.
HOME = {"L1": 0, "L2": 0, "L3": 1, "L4": 3, "M1": 0, "M2": 0, "M3": 2}
SERVING = {(V1, "L1"), (V4, "L4")}
SEEDS = range(18)
Pair = tuple[str, str]
Amounts = list[float]


def drawn(seed: int) -> tuple[City, StudyConfig, ServiceSettings]:
    """Villages of different size, a role of the villages with hours, and what is compared."""
    draw = random.Random(seed)
    city = role_city(mediators="M1,李四,female,C1,0\nM2,周五,male,C2,1\nM3,吴六,male,C4,")
    villages = city.villages.assign(
        pop_resident=[float(draw.randint(1, 9) * 1000) for _ in VILLAGES],
        disputes_year=[float(draw.randint(0, 4)) for _ in VILLAGES],
    )
    role = post(
        "villages",
        *draw.sample(["legal_literate", "mediators"], draw.randint(1, 2)),
        need=draw.randint(0, 2),
        most=draw.randint(2, 3),
        hours=float(draw.choice([10, 25])),
        inside=draw.choice(["township", "county"]),
        within_km=draw.choice([1.5, 2.5]),
    )
    asked = {
        "role": "m",
        "service": ("hours", "hours", "access")[seed % 3],
        "between": draw.choice(["county", "township", "village", "area"]),
        "per": draw.choice(["village", "residents", "needs"]),
        "needs": {"disputes_year": 1.0},
        "discount_km": draw.choice([1.0, 3.0]),
    }
    changed = City({**city.tables, "villages": villages}, city.outlines)
    return changed, study({"m": role}), ServiceSettings.model_validate(asked)


def amounts(pairs: set[Pair], city: City, settings: StudyConfig, asked: ServiceSettings) -> list[float]:
    """What every group gets, from the definition, the least first."""
    sizes, got = defaultdict[str, float](float), defaultdict[str, float](float)
    for row in city.villages.to_dict("records"):
        size = {"village": 1.0, "residents": row["pop_resident"] / 10_000, "needs": row["disputes_year"]}
        sizes[PLACES[row["village_code"]][asked.between]] += size[asked.per]
    for village, who in pairs:
        steps = 0 if (village, who) in SERVING else abs(VILLAGES.index(village) - HOME[who])
        share = math.exp(-steps * STEP / asked.discount_km) if asked.service == "access" else 1.0
        got[PLACES[village][asked.between]] += share * settings.posts["m"].hours
    return sorted(got[group] / (size or 1.0) for group, size in sizes.items())


def plans(city: City, settings: StudyConfig) -> list[set[Pair]]:
    """Every plan that leaves the fewest people lacking; nobody is in two villages, none has too many."""
    role, pairs = settings.posts["m"], case(city, settings)[1][0].pairs
    options = {str(who): [None, *rows["unit"]] for who, rows in pairs.groupby("person_id")}
    found = defaultdict[int, list[set[Pair]]](list)
    for choice in itertools.product(*options.values()):
        heads = Counter(choice)
        if all(heads[unit] <= max(role.most or 0, 1) for unit in range(len(VILLAGES))):
            short = sum(max(role.need - heads[unit], 0) for unit in range(len(VILLAGES)))
            placed = zip(options, choice, strict=True)
            found[short].append({(VILLAGES[unit], who) for who, unit in placed if unit is not None})
    return found[min(found)]


def solved(seed: int, rung: type[MaxMinRung | LeximinRung], aim: str) -> tuple[Amounts, list[Amounts]]:
    """What the groups get in the plan of a rung, and in every plan there is; least first."""
    city, settings, asked = drawn(seed)
    fair = rung.model_validate({"aim": aim, **asked.model_dump()})
    settings = settings.model_copy(update={"ladder": (ShortageRung(aim="shortage"), fair)})
    _, posts, rungs = planned(city, settings)
    mine = amounts(held(posts), city, settings, asked)
    assert rungs[aim] == pytest.approx(mine[0])
    return mine, [amounts(plan, city, settings, asked) for plan in plans(city, settings)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_worst_off_gets_as_much_as_in_any_plan(seed: int) -> None:
    mine, every = solved(seed, MaxMinRung, "max_min")
    assert mine[0] == pytest.approx(max(each[0] for each in every))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_groups_in_turn_get_as_much_as_in_any_plan(seed: int) -> None:
    """Leximin: no plan's amounts, sorted from the least, are larger at the first place of a difference.

    Hours come in steps and are exact; amounts of access are told apart from a ten-thousandth on.
    """
    mine, every = solved(seed, LeximinRung, "leximin")
    best = max([round(each, 6) for each in plan] for plan in every)
    assert mine == pytest.approx(best, rel=1e-4 if seed % 3 == 2 else 1e-6)


def test_the_draw_has_every_kind() -> None:
    """Hours and access, for all that they can be divided by and between all groups, are among the cases."""
    asked = [drawn(seed)[2] for seed in SEEDS]
    assert {each.service for each in asked} == {"hours", "access"}
    assert {each.per for each in asked} == {"village", "residents", "needs"}
    assert {each.between for each in asked} == {"county", "township", "village", "area"}


def test_units_are_compared_where_they_are() -> None:
    """A unit that is opened counts; one of a whole township is in no village, of a county in no township."""
    role = post("committees", "mediators", hours=20.0, opening={"count": 6})
    city, settings = role_city(), study({"m": role})
    found = case_of(city, everywhere(city), settings)

    def groups(between: str) -> list[str]:
        asked = ServiceSettings.model_validate({"role": "m", "service": "hours", "between": between})
        service = service_of(asked, found, city=city, role=settings.counsel)
        of = dict(zip(found.problem.posts.ids, service.group, strict=True))
        places = [int(of[f"m:{code}"]) for code in ("C1", "C2", "C3", "C4", f"{V2}+", f"{V4}+")]
        return ["" if place < 0 else service.groups[place] for place in places]

    assert groups("county") == [A, A, A, A, A, B]
    assert groups("township") == [T1, T1, "", T2, T1, T3]
    assert groups("village") == [V1, "", "", V3, V2, V4]
    assert groups("area") == ["rural", "", "", "rural", "rural", "rural"]
