"""Too many of something: each gives the broken plan and words of what is found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from tests.scenarios.roles.audit.sound import Found, Key, Planter, Sound, anyone, key_of
from tests.scenarios.roles.role_city import V1, V2, V3

__all__ = ["LIMITS"]


def crowded(plan: Sound, draw: random.Random) -> Found:
    """Everybody who may be in a unit is in it."""
    for role in draw.sample(plan.roles, len(plan.roles)):
        today = Counter(role.pairs.loc[role.pairs["current"], "unit"])
        for unit, number in Counter(role.pairs["unit"]).items():
            need = 0 if role.units["new"][unit] else role.settings.need
            most = max(role.settings.most or max(role.settings.need, 1), need, today[unit])
            if number > most:
                rows = role.pairs[role.pairs["unit"] == unit]
                code = role.units["unit_code"][unit]
                more = {(role.name, code, who) for who in rows["person_id"]}
                return plan.holding(plan.held | more), f"{code}: {number} people for {most}"
    return None


def in_too_many_units(plan: Sound, draw: random.Random) -> Found:
    for role in draw.sample(plan.roles, len(plan.roles)):
        today = Counter(role.pairs.loc[role.pairs["current"], "person_id"])
        for who, number in Counter(role.pairs["person_id"]).items():
            most = max(role.settings.most_units, today[who])
            if number > most:
                codes = role.units["unit_code"].to_numpy()[role.pairs["unit"]]
                mine = codes[role.pairs["person_id"] == who]
                more = {(role.name, str(code), who) for code in mine}
                return plan.holding(plan.held | more), f"{who}: {number} units, at most {most}"
    return None


def too_many_trained(plan: Sound, draw: random.Random) -> Found:
    for name, role in plan.settings.posts.items():
        fresh = {
            key_of(row)
            for row in plan.allowed
            if row["role"] == name and row["trained"] == "0" and not row["current"]
        }
        if role.train is not None and len(fresh) > role.train:
            words = f"{len(fresh)} people to be trained, at most {role.train}"
            return plan.holding(plan.held | fresh), words
    return None


def opened_with_too_few(plan: Sound, draw: random.Random) -> Found:
    rows = [row for row in plan.allowed if row["new"] and plan.settings.posts[row["role"]].need > 1]
    row = anyone(rows, draw)
    if row is None:
        return None
    others = {key for key in plan.held if key[:2] != (row["role"], row["unit_code"])}
    return plan.holding(others | {key_of(row)}), f"{row['unit_code']}: opened with 1 people"


def too_many_hours(plan: Sound, draw: random.Random) -> Found:
    """Counsel hold every post that takes hours; what they have is beyond it."""
    hours = {name: role.hours for name, role in plan.settings.posts.items()}
    has = dict(zip(plan.city.counsel["person_id"], plan.city.counsel["hours_year"], strict=True))
    for who in draw.sample(sorted(has), len(has)):
        more = {key_of(row) for row in plan.allowed if row["person_id"] == who and hours[row["role"]]}
        if sum(hours[role] for role, _, _ in more) > has[who]:
            return plan.holding(plan.held | more), f"{who}: "
    return None


def two_roles_at_once(plan: Sound, draw: random.Random) -> Found:
    for name, role in plan.settings.posts.items():
        for other in role.exclusive_with:
            mine = [row for row in plan.allowed if row["role"] == name]
            if other == "counsel":
                who = set(plan.plan["person_id"]) & {row["person_id"] for row in mine}
                theirs: set[Key] = set()
            else:
                both = [row for row in plan.allowed if row["role"] == other]
                who = {row["person_id"] for row in both} & {row["person_id"] for row in mine}
                theirs = {key_of(row) for row in both if row["person_id"] in who}
            if who:
                more = {key_of(row) for row in mine if row["person_id"] in who}
                return plan.holding(plan.held | more | theirs), f"{name} and {other} at once"
    return None


def paired_with_too_many(plan: Sound, draw: random.Random) -> Found:
    """One counsel serves every village; the limit of pairs is that of the study."""
    wanted: Counter[str] = Counter()
    for role in plan.roles:
        if role.settings.pair_with_counsel:
            for code, new in zip(role.units["village_code"], role.units["new"], strict=True):
                wanted[code] += role.settings.need * (not new)
    number, most = sum(wanted[village] for village in (V1, V2, V3)), plan.settings.counsel.most_pairs
    if most is None or number <= most:
        return None
    alone = plan.plan.assign(person_id="P1", hired=0, round_trip_minutes=21.0)
    return replace(plan, plan=alone), "P1: "


LIMITS: Mapping[str, Planter] = {
    planter.__name__: planter
    for planter in (
        crowded, in_too_many_units, too_many_trained, opened_with_too_few, too_many_hours,
        two_roles_at_once, paired_with_too_many,
    )
}  # fmt: skip
