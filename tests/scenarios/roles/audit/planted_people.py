"""People where they may not be: each gives the broken plan and words of what is found."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from tests.scenarios.roles.audit.sound import HELD, Found, Planter, Sound, anyone, key_of
from tests.scenarios.roles.drawn import serving_today

__all__ = ["STRANGERS"]

_PERSON = ["person_id", "person", "sex", "full_time", "trained", "status", "skill", "occupation", "pool"]


def _stranger(plan: Sound, draw: random.Random, *, pool: str = "") -> Found:
    """Somebody of a pool in a unit that they may not be in."""
    everybody = plan.everybody()
    everybody = everybody[everybody["pool"].str.contains(pool)]
    allowed = {key_of(row) for row in plan.allowed}
    options = [
        (place, row)
        for place in plan.rows(*HELD, "vacant")
        for row in everybody[everybody["role"] == plan.posts["role"].iloc[place]].to_dict("records")
        if (row["role"], plan.posts["unit_code"].iloc[place], row["person_id"]) not in allowed
    ]
    if not options:
        return None
    place, row = draw.choice(options)
    cells = {name: row[name] for name in _PERSON}
    return plan.cell(place, **cells, change="new", lacking=0), "may not be there"


def too_far(plan: Sound, draw: random.Random) -> Found:
    return _stranger(plan, draw)


def office_elsewhere(plan: Sound, draw: random.Random) -> Found:
    return _stranger(plan, draw, pool="office_staff")


def not_beside_counsel(plan: Sound, draw: random.Random) -> Found:
    """Counsel hold the role in a village that they served today, and are not counsel of in the plan."""
    counsel = set(zip(plan.plan["village_code"], plan.plan["person_id"], strict=True))
    row = anyone(
        [
            row
            for row in plan.allowed
            if plan.settings.posts[row["role"]].beside_counsel
            and row["pool"] == "counsel"
            and (row["village_code"], row["person_id"]) not in counsel
        ],
        draw,
    )
    if row is None:
        return None
    words = f"{row['role']}, {row['person_id']} at {row['unit_code']}: may not be there"
    return plan.holding(plan.held | {key_of(row)}), words


def not_counsel_today(plan: Sound, draw: random.Random) -> Found:
    """Counsel hold the role in a village that they come to in the plan."""
    counsel = set(zip(plan.plan["village_code"], plan.plan["person_id"], strict=True))
    fresh = counsel - serving_today(plan.city)
    options = [
        (place, who)
        for place in plan.rows(*HELD, "vacant")
        for who in ("P1", "P2")
        if (plan.posts["village_code"].iloc[place], who) in fresh
        and who in _counsel_beside(plan, plan.posts["role"].iloc[place])
    ]
    if not options:
        return None
    place, who = draw.choice(options)
    row = plan.posts.iloc[place]
    person = plan.city.counsel.set_index("person_id").loc[who]
    lawyer = person["occupation"] == "lawyer"
    cells = {
        **dict.fromkeys(_PERSON, ""),
        **person[["sex", "occupation"]],
        "person_id": who,
        "person": person["name"],
        "pool": "counsel",
        "full_time": "1",
        "skill": "duty_lawyer" if lawyer else "",
    }
    words = f"{row['role']}, {who} at {row['unit_code']}: may not be there"
    return plan.cell(place, **cells, change="new", lacking=0, km=0.0, given=""), words


def _counsel_beside(plan: Sound, role: str) -> set[str]:
    """Counsel of the occupations who may hold a role beside their duty."""
    settings, counsel = plan.settings.posts[role], plan.city.counsel
    if not settings.beside_counsel or "counsel" not in settings.pool:
        return set()
    known = counsel["occupation"].isin(settings.counsel_occupations or counsel["occupation"])
    return set(counsel.loc[known, "person_id"])


def counsel_of_another_occupation(plan: Sound, draw: random.Random) -> Found:
    """The settings come to name an occupation that somebody who holds a post as counsel does not have."""
    rows = plan.posts[(plan.posts["pool"] == "counsel") & plan.posts["change"].isin(HELD)]
    row = anyone(rows.to_dict("records"), draw)
    if row is None:
        return None
    other = "gls_worker" if row["occupation"] == "lawyer" else "lawyer"
    role = plan.settings.posts[row["role"]].model_copy(update={"counsel_occupations": (other,)})
    settings = plan.settings.model_copy(update={"posts": {**plan.settings.posts, row["role"]: role}})
    words = f"{row['role']}, {row['person_id']} at {row['unit_code']}: nobody of counsel"
    return replace(plan, settings=settings), words


STRANGERS: Mapping[str, Planter] = {
    planter.__name__: planter
    for planter in (
        too_far, office_elsewhere, not_beside_counsel, not_counsel_today, counsel_of_another_occupation,
    )
}  # fmt: skip
