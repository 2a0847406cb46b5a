"""Random small cities with random roles, and the best plan found by trying every one."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.city import City
from scenarios.roles import Role
from scenarios.settings import PostSettings, StudyConfig
from tests.scenarios.roles.role_city import (
    G1,
    G2,
    G3,
    G5,
    T1,
    T2,
    V1,
    V2,
    V3,
    A,
    case,
    post,
    role_city,
    study,
)

Pair = tuple[str, str]

#: Hours that a village takes of its counsel.
EACH = 104.2
#: Hours of counsel, and most villages.
_HAS = {"P1": (330.0, 3), "P2": (220.0, 2)}


def drawn(seed: int, *, roles: int = 3) -> tuple[City, StudyConfig]:
    """Three villages in two townships, two counsel, and up to three roles under any mix of rules."""
    draw = random.Random(seed)
    settings: dict[str, PostSettings] = {}
    units = ["committees", "grids", "stations", "villages"]
    for unit in draw.sample(units, draw.randint(1, roles)):
        name = unit[:-1]
        settings[name] = _role(draw, unit, tuple(settings))
    most_pairs = draw.choice([None, None, 1, 2, 3])
    return _city(draw), study(settings, counsel={"most_pairs": most_pairs})


def _city(draw: random.Random) -> City:
    """The bodies stand; who is there is drawn, some of them in two tables at once."""
    sex, flag = ("female", "male"), ("0", "1", "")

    def person(table: str, number: int) -> str:
        return draw.choice([f"{table}{number}", f"{table}{number}", f"X{number}", f"P{1 + number % 2}"])

    def mediator(n: int) -> str:
        return f"{person('M', n)},某{n},{draw.choice(sex)},C{draw.randint(1, 3)},{draw.choice(flag)}"

    def literate(n: int) -> str:
        village, grid = draw.choice([(V1, G1), (V1, G2), (V2, G3), (V3, G5)])
        status = f"{draw.choice(['serving', 'candidate'])},{draw.choice(flag)}"
        return f"{person('L', n)},某{n},{draw.choice(sex)},{village},{grid},{status}"

    def staff(n: int) -> str:
        unit, skill = draw.choice(["S1", "S2", "J1", "J1", "S0"]), draw.choice(["general", "legal_aid"])
        return f"{person('W', n)},某{n},{draw.choice(sex)},{unit},{skill},"

    grids = draw.sample([f"{G1},{V1}", f"{G2},{V1}", f"{G3},{V2}", f"{G5},{V3}"], draw.randint(2, 4))
    codes = {row.split(",")[0] for row in grids}
    people = [literate(n) for n in range(draw.randint(1, 4))]
    return role_city(
        counties=f"{A},甲区,district,60000",
        townships=f"{T1},{A},一镇,town,122,37.00\n{T2},{A},二镇,town,122,37.02",
        villages="\n".join(
            f"{code},{code[:9]},{A},村{code[-1]},rural,122,{lat}"
            for code, lat in ((V1, "37.00"), (V2, "37.01"), (V3, "37.02"))
        ),
        grids="\n".join(sorted(grids)),
        offices=f"F1,所,law_firm,{A},{T1},122,37.00\nJ1,司,judicial_office,{A},{T1},122,37.00",
        service_points="\n".join(
            [
                "S0,心,city_centre,,,,122,37.00,,",
                f"S1,站,station,{A},{T1},,122,37.00,{draw.choice(['', 'J1'])},",
                f"S2,站,station,{A},{T2},,122,37.02,{draw.choice(['', '', 'J1'])},",
            ]
        ),
        committees=f"C1,甲,village,{A},{T1},{V1}\nC2,乙,township,{A},{T1},\nC3,丙,industry,{A},,",
        counsel=f"P1,甲一,female,lawyer,F1,{A},330,3,3000,\nP2,乙二,male,gls_worker,F1,{A},220,2,3000,",
        mediators="\n".join(_unique((mediator(n) for n in range(draw.randint(1, 4))), 0, 3)),
        legal_literate="\n".join(_unique((p for p in people if p.split(",")[4] in codes), 0)),
        staff="\n".join(_unique((staff(n) for n in range(draw.randint(1, 4))), 0, 3)),
        roster=_roster(draw),
    )


def _roster(draw: random.Random) -> str:
    """Most villages have one counsel today, P2 no more than may be served."""
    today = [draw.choice(["P1", "P1", "P2", "P2", ""]) for _ in (V1, V2, V3)]
    if today.count("P2") > _HAS["P2"][1]:
        today[-1] = "P1"
    return "\n".join(f"counsel,{v},{who}," for v, who in zip((V1, V2, V3), today, strict=True) if who)


def serving_today(city: City) -> set[Pair]:
    """Village and person of every counsel on the roster."""
    return {(row["unit_code"], row["person_id"]) for row in _rows(city.roster) if row["role"] == "counsel"}


def _unique(rows: Iterator[str], *key: int) -> list[str]:
    """The first row of each key."""
    found: dict[tuple[str, ...], str] = {}
    for row in rows:
        cells = row.split(",")
        found.setdefault(tuple(cells[k] for k in key), row)
    return list(found.values())


def _role(draw: random.Random, unit: str, others: tuple[str, ...]) -> PostSettings:
    near = {
        "committees": ["mediators", "legal_literate", "counsel"],
        "grids": ["legal_literate", "mediators"],
        "stations": ["staff", "office_staff", "counsel"],
        "villages": ["counsel", "legal_literate"],
    }[unit]
    pool = draw.sample(near, draw.randint(1, len(near)))
    attribute = draw.choice([{"sex": "female"}, {"full_time": "1"}, {"skill": "legal_aid"}, {"trained": "1"}])

    def perhaps(value: Any, empty: Any, share: float = 0.35) -> Any:
        return value if draw.random() < share else empty

    wanted = {"where": attribute, "least": draw.randint(1, 2), "weight": draw.randint(1, 3)}
    given = {
        "where": attribute,
        "share": draw.choice([0.25, 0.5, 0.7]),
        "between": draw.choice(["city", "county"]),
        "most_given": draw.randint(0, 2),
    }
    return post(
        unit,
        *pool,
        need=draw.randint(0, 2),
        most=draw.choice([None, 1, 2, 3]),
        weight=draw.randint(1, 3),
        most_units=draw.randint(1, 2),
        within_km=draw.choice([0.0, 1.2, 2.3, 9.0]),
        inside=draw.choice(["village", "township", "county", "city"]),
        mean=perhaps(draw.choice([0.5, 1.0, 1.4]), None),
        hours=perhaps(draw.choice([60.0, 116.0, 220.0]), 0.0, 0.5),
        beside_counsel=unit in {"villages", "committees"} and draw.random() < 0.6,
        counsel_occupations=perhaps((draw.choice(["lawyer", "gls_worker"]),), None, 0.2),
        exclusive_with=perhaps((draw.choice(["counsel", *others]),), ()),
        requirements=perhaps({"some": wanted}, {}),
        shares=perhaps({"part": given}, {}),
        opening=perhaps({"count": draw.randint(3, 5), "weight": draw.randint(1, 4)}, None)
        if unit in {"committees", "stations"}
        else None,
        train=perhaps(draw.randint(0, 1), None),
        pair_with_counsel=draw.random() < 0.5,
    )


# --- every plan ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pairs:
    """The pairs of a role as plain rows."""

    name: str
    settings: PostSettings
    rows: list[dict[str, Any]]
    units: list[dict[str, Any]]

    @classmethod
    def of(cls, role: Role) -> Pairs:
        return cls(role.name, role.settings, _rows(role.pairs), _rows(role.units))

    def plans(self) -> Iterator[tuple[int, ...]]:
        """Every set of rows."""
        for size in range(len(self.rows) + 1):
            yield from itertools.combinations(range(len(self.rows)), size)

    def most(self, unit: int) -> int:
        need = 0 if self.units[unit]["new"] else self.settings.need
        today = sum(row["current"] and row["unit"] == unit for row in self.rows)
        return max(self.settings.most or max(self.settings.need, 1), need, today)

    def keeps(self, plan: Sequence[int]) -> bool:
        """Whether a plan keeps what concerns this role alone."""
        role, rows = self.settings, [self.rows[i] for i in plan]
        heads, units = Counter(r["unit"] for r in rows), Counter(r["person_id"] for r in rows)
        for unit, n in heads.items():
            if n > self.most(unit) or (self.units[unit]["new"] and n < max(role.need, 1)):
                return False
        for who, n in units.items():
            held = sum(row["current"] and row["person_id"] == who for row in self.rows)
            if n > max(role.most_units, held):
                return False
        fresh = sum(row["trained"] == "0" and not row["current"] for row in rows)
        return role.train is None or fresh <= role.train

    def shortage(self, plan: Sequence[int]) -> float:
        role, rows = self.settings, [self.rows[i] for i in plan]
        heads = Counter(row["unit"] for row in rows)
        there = [d for d, unit in enumerate(self.units) if not unit["new"]]
        total = float(role.weight * sum(max(role.need - heads[d], 0) for d in there))
        for wanted in role.requirements.values():
            have = Counter(row["unit"] for row in rows if _has(row, wanted.where))
            total += wanted.weight * sum(max(wanted.least - have[d], 0) for d in {*there, *heads})
        for share, given in self._given(rows):
            total += share.weight * max(given - share.most_given, 0)
        if role.mean is not None:
            total += role.weight * max(math.ceil(role.mean * len(there) - 1e-9) - len(rows), 0)
        if role.opening is not None:
            opened = len(heads.keys() - set(there))
            total += role.opening.weight * max(role.opening.count - len(there) - opened, 0)
        return total

    def changes(self, plan: Sequence[int]) -> int:
        rows = [self.rows[i] for i in plan]
        ended = sum(row["current"] for i, row in enumerate(self.rows) if i not in plan)
        opened = {row["unit"] for row in rows if self.units[row["unit"]]["new"]}
        need = [0 if unit["new"] else self.settings.need for unit in self.units]
        new = sum(not row["current"] and self.most(row["unit"]) > need[row["unit"]] for row in rows)
        return ended + new + len(opened) + sum(given for _, given in self._given(rows))

    def _given(self, rows: list[dict[str, Any]]) -> Iterator[tuple[Any, int]]:
        """People who have to be given an attribute; the whole city is one county."""
        for share in self.settings.shares.values():
            has = sum(_has(row, share.where) for row in rows)
            yield share, max(math.ceil(share.share * len(rows) - has - 1e-9), 0)


def _rows(table: Any) -> list[dict[str, Any]]:
    return list(table.to_dict("records"))


def _has(row: Mapping[str, Any], where: Mapping[Any, str]) -> bool:
    return all(row[name] == value for name, value in where.items())


def best(city: City, settings: StudyConfig, *, most: int) -> dict[str, float] | None:
    """The value of every rung, counsel's first; None where there are too many plans to try."""
    _, found = case(city, settings)
    roles = [Pairs.of(role) for role in found]
    if sum(len(role.rows) for role in roles) > most:
        return None
    today, parts = serving_today(city), []
    for role in roles:
        mine = [(plan, role.shortage(plan), role.changes(plan)) for plan in role.plans() if role.keeps(plan)]
        parts.append(mine)
    least: tuple[float, ...] | None = None
    for servers in itertools.product((None, "P1", "P2"), repeat=3):
        pairs = {(v, p) for v, p in zip((V1, V2, V3), servers, strict=True) if p is not None}
        if not _counsel_keep(pairs, roles, settings):
            continue
        for plans in itertools.product(*parts):
            value = (3.0 - len(pairs), *(s for _, s, _ in plans))
            value = (*value, len(today - pairs) + float(sum(changes for _, _, changes in plans)))
            if least is not None and value >= least:
                continue
            if _keep_together(pairs, today, roles, [p for p, _, _ in plans]):
                least = value
    assert least is not None
    names = ["shortage", *(f"shortage:{role.name}" for role in roles), "changes"]
    return dict(zip(names, least, strict=True))


def _counsel_keep(pairs: set[Pair], roles: list[Pairs], settings: StudyConfig) -> bool:
    served, paired = Counter(who for _, who in pairs), Counter[str]()
    wanted = Counter[str]()
    for role in roles:
        for unit in role.units if role.settings.pair_with_counsel else ():
            wanted[unit["village_code"]] += role.settings.need
    for village, who in pairs:
        paired[who] += wanted[village]
    most = settings.counsel.most_pairs
    return all(
        served[who] <= villages and served[who] * EACH <= hours and (most is None or paired[who] <= most)
        for who, (hours, villages) in _HAS.items()
    )


def _keep_together(
    pairs: set[Pair], today: set[Pair], roles: list[Pairs], plans: list[tuple[int, ...]]
) -> bool:
    """Hours, roles that exclude each other, and counsel only beside their duty of today and of the plan."""
    held = {role.name: [role.rows[i] for i in plan] for role, plan in zip(roles, plans, strict=True)}
    who = {name: {row["person_id"] for row in rows} for name, rows in held.items()}
    who["counsel"] = {person for _, person in pairs}
    for person, (hours, _) in _HAS.items():
        spent = EACH * sum(p == person for _, p in pairs)
        for role in roles:
            spent += role.settings.hours * sum(row["person_id"] == person for row in held[role.name])
        if spent > hours + 1e-9 and any(role.settings.hours and person in who[role.name] for role in roles):
            return False
    for role in roles:
        if any(who[role.name] & who[other] for other in role.settings.exclusive_with):
            return False
        for row in held[role.name]:
            village = role.units[row["unit"]]["village_code"]
            beside = role.settings.beside_counsel and row["pool"] == "counsel"
            if beside and (village, row["person_id"]) not in pairs & today:
                return False
    return True
