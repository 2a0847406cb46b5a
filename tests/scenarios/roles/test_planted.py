"""Violations planted in plans of the optimiser: the audits find every one of them, and say which it is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.city import City
from scenarios.audit import audit
from scenarios.roles import Role, role_table
from scenarios.roles.audit import audit_roles
from scenarios.settings import StudyConfig
from tests.scenarios.made_up_travel import everywhere, travel_of
from tests.scenarios.roles.drawn import drawn, serving_today
from tests.scenarios.roles.role_city import V1, V2, V3, case, planned

#: Cities that are planned, and how often each violation has to be found at least.
CITIES, EACH = 45, 20
_PERSON = ["person_id", "person", "sex", "full_time", "trained", "status", "skill", "occupation", "pool"]
_HELD = ["kept", "new", "moved"]

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Sound:
    """A plan of the optimiser: the tables of counsel and of the roles."""

    city: City
    settings: StudyConfig
    roles: tuple[Role, ...]
    plan: pd.DataFrame
    posts: pd.DataFrame
    allowed: list[dict[str, Any]]

    def faults(self) -> list[str]:
        return audit_roles(city=self.city, config=self.settings, posts=self.posts, plan=self.plan)

    def counsel_faults(self) -> list[str]:
        travel = travel_of(self.city, everywhere(self.city))
        return audit(city=self.city, travel=travel, config=self.settings, plan=self.plan)

    @property
    def held(self) -> set[Key]:
        """Role, unit and person of everybody who holds a post."""
        rows = self.posts[self.posts["change"].isin(_HELD)]
        return set(zip(rows["role"], rows["unit_code"], rows["person_id"], strict=True))

    def everybody(self) -> pd.DataFrame:
        """A row for every pair that somebody may have."""
        if id(self.roles) not in _EVERYBODY:
            table = self.holding({_key(row) for row in self.allowed}).posts
            _EVERYBODY[id(self.roles)] = table[table["change"].isin(_HELD)]
        return _EVERYBODY[id(self.roles)]

    def holding(self, held: set[Key]) -> Sound:
        """The plan in which these and no others hold posts, its table written as ever."""
        first = self.roles[0].first
        mine = [(row["role"], row["unit_code"], row["person_id"]) in held for row in self.allowed]
        chosen = np.concatenate([np.zeros(first, dtype=bool), np.array(mine, dtype=bool)])
        assert sum(mine) == len(held)
        return replace(self, posts=role_table(self.roles, chosen, city=self.city, plan=self.plan))

    def cell(self, place: int, **cells: Any) -> Sound:
        """The plan with some cells of a row of the roles changed."""
        posts = self.posts.copy()
        for name, value in cells.items():
            posts.loc[posts.index[place], name] = value
        return replace(self, posts=posts)

    def rows(self, *changes: str) -> list[int]:
        return np.flatnonzero(self.posts["change"].isin(changes)).tolist()


_EVERYBODY: dict[int, pd.DataFrame] = {}
Found = tuple[Sound, str] | None
Planter = Callable[[Sound, random.Random], Found]


@cache
def sound(seed: int) -> Sound:
    city, settings = drawn(seed, roles=4)
    plan, posts, _ = planned(city, settings)
    roles = case(city, settings)[1]
    return Sound(city, settings, roles, plan, posts, _allowed(roles))


def _allowed(roles: tuple[Role, ...]) -> list[dict[str, Any]]:
    """Every pair that somebody may have: role, unit, village, person, pool, trained, current, new."""
    found = []
    for role in roles:
        pairs = role.pairs.assign(role=role.name)
        for name in ("unit_code", "village_code", "new"):
            pairs[name] = role.units[name].to_numpy()[pairs["unit"]]
        found += [{str(name): cell for name, cell in row.items()} for row in pairs.to_dict("records")]
    return found


def _key(row: dict[str, Any]) -> Key:
    return row["role"], row["unit_code"], row["person_id"]


def _any(items: list[Any], draw: random.Random) -> Any:
    return draw.choice(items) if items else None


# --- cells -----------------------------------------------------------------------------------------------


def _tampered(words: str, *changes: str, **cells: Any) -> Planter:
    def plant(plan: Sound, draw: random.Random) -> Found:
        place = _any(plan.rows(*changes), draw)
        return None if place is None else (plan.cell(place, **cells), words)

    return plant


def wrong_change(plan: Sound, draw: random.Random) -> Found:
    place = _any(plan.rows(*_HELD), draw)
    if place is None:
        return None
    other = draw.choice([c for c in _HELD if c != plan.posts["change"].iloc[place]])
    return plan.cell(place, change=other), f"change '{other}', it is"


def wrong_lacking(plan: Sound, draw: random.Random) -> Found:
    place = _any(plan.rows("vacant"), draw)
    if place is None:
        return None
    return plan.cell(place, lacking=plan.posts["lacking"].iloc[place] + 1), "said to be lacking"


def no_vacant_row(plan: Sound, draw: random.Random) -> Found:
    place = _any(plan.rows("vacant"), draw)
    if place is None:
        return None
    return replace(plan, posts=plan.posts.drop(index=plan.posts.index[place])), "said to be lacking"


def gone_without_a_word(plan: Sound, draw: random.Random) -> Found:
    place = _any(plan.rows("kept", "ended"), draw)
    if place is None:
        return None
    return replace(plan, posts=plan.posts.drop(index=plan.posts.index[place])), "neither kept nor ended"


def twice(plan: Sound, draw: random.Random) -> Found:
    place = _any(plan.rows(*_HELD), draw)
    if place is None:
        return None
    return replace(plan, posts=pd.concat([plan.posts, plan.posts.iloc[[place]]])), "stands 2 times"


def wrong_counsel(plan: Sound, draw: random.Random) -> Found:
    place = _any(plan.rows(*_HELD), draw)
    if place is None:
        return None
    other = draw.choice([c for c in ("", "P1", "P2") if c != plan.posts["counsel_id"].iloc[place]])
    return plan.cell(place, counsel_id=other), "paired with"


def wrong_km(plan: Sound, draw: random.Random) -> Found:
    place = _any(plan.rows(*_HELD), draw)
    return None if place is None else (plan.cell(place, km=plan.posts["km"].iloc[place] + 0.5), "on the map")


def wrong_place(plan: Sound, draw: random.Random) -> Found:
    place = _any(plan.rows(*_HELD, "ended", "vacant"), draw)
    if place is None:
        return None
    column = draw.choice(["county_code", "township_code", "village_code", "kind", "unit"])
    return plan.cell(place, **{column: "x"}), "not those of the tables"


def given_what_they_have(plan: Sound, draw: random.Random) -> Found:
    for name, role in plan.settings.posts.items():
        for what, share in role.shares.items():
            has = (plan.posts["role"] == name) & plan.posts["change"].isin(_HELD)
            for column, value in share.where.items():
                has &= plan.posts[column] == value
            place = _any(np.flatnonzero(has).tolist(), draw)
            if place is not None:
                return plan.cell(place, given=what), "but has it"
    return None


def given_to_too_many(plan: Sound, draw: random.Random) -> Found:
    """One more than may be given it, whether the share asks for it or not."""
    for name, role in plan.settings.posts.items():
        for what, share in role.shares.items():
            mine = (plan.posts["role"] == name) & plan.posts["change"].isin(_HELD)
            if mine.sum() > share.most_given:
                places = draw.sample(np.flatnonzero(mine).tolist(), share.most_given + 1)
                posts = plan.posts.copy()
                posts.loc[mine, "given"] = ""
                posts.loc[posts.index[places], "given"] = what
                return replace(plan, posts=posts), f"people given {what}, at most {share.most_given}"
    return None


# --- people where they may not be ------------------------------------------------------------------------


def _stranger(plan: Sound, draw: random.Random, *, pool: str = "") -> Found:
    """Somebody of a pool in a unit that they may not be in."""
    everybody = plan.everybody()
    everybody = everybody[everybody["pool"].str.contains(pool)]
    allowed = {_key(row) for row in plan.allowed}
    options = [
        (place, row)
        for place in plan.rows(*_HELD, "vacant")
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
    row = _any(
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
    return plan.holding(plan.held | {_key(row)}), words


def not_counsel_today(plan: Sound, draw: random.Random) -> Found:
    """Counsel hold the role in a village that they come to in the plan."""
    counsel = set(zip(plan.plan["village_code"], plan.plan["person_id"], strict=True))
    fresh = counsel - serving_today(plan.city)
    options = [
        (place, who)
        for place in plan.rows(*_HELD, "vacant")
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
    rows = plan.posts[(plan.posts["pool"] == "counsel") & plan.posts["change"].isin(_HELD)]
    row = _any(rows.to_dict("records"), draw)
    if row is None:
        return None
    other = "gls_worker" if row["occupation"] == "lawyer" else "lawyer"
    role = plan.settings.posts[row["role"]].model_copy(update={"counsel_occupations": (other,)})
    settings = plan.settings.model_copy(update={"posts": {**plan.settings.posts, row["role"]: role}})
    words = f"{row['role']}, {row['person_id']} at {row['unit_code']}: nobody of counsel"
    return replace(plan, settings=settings), words


# --- too many of something -------------------------------------------------------------------------------


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
            _key(row)
            for row in plan.allowed
            if row["role"] == name and row["trained"] == "0" and not row["current"]
        }
        if role.train is not None and len(fresh) > role.train:
            words = f"{len(fresh)} people to be trained, at most {role.train}"
            return plan.holding(plan.held | fresh), words
    return None


def opened_with_too_few(plan: Sound, draw: random.Random) -> Found:
    rows = [row for row in plan.allowed if row["new"] and plan.settings.posts[row["role"]].need > 1]
    row = _any(rows, draw)
    if row is None:
        return None
    others = {key for key in plan.held if key[:2] != (row["role"], row["unit_code"])}
    return plan.holding(others | {_key(row)}), f"{row['unit_code']}: opened with 1 people"


def too_many_hours(plan: Sound, draw: random.Random) -> Found:
    """Counsel hold every post that takes hours; what they have is beyond it."""
    hours = {name: role.hours for name, role in plan.settings.posts.items()}
    has = dict(zip(plan.city.counsel["person_id"], plan.city.counsel["hours_year"], strict=True))
    for who in draw.sample(sorted(has), len(has)):
        more = {_key(row) for row in plan.allowed if row["person_id"] == who and hours[row["role"]]}
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
                theirs = {_key(row) for row in both if row["person_id"] in who}
            if who:
                more = {_key(row) for row in mine if row["person_id"] in who}
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


KINDS: dict[str, Planter] = {
    "no such unit": _tampered("no such unit", *_HELD, unit_code="C99"),
    "a unit opened beside another": _tampered("no such unit", *_HELD, unit_code=f"{V1}++"),
    "no such person": _tampered("nobody of", *_HELD, person_id="Q99"),
    "no such pool": _tampered("no pool", *_HELD, pool="police"),
    "no such role": _tampered("no such role", *_HELD, role="bishop"),
    "no such change": _tampered("is unknown", *_HELD, change="promoted"),
    "no such share": _tampered("is no share of the role", *_HELD, given="wings"),
    "another name": _tampered("is not called", *_HELD, person="张三"),
    "another attribute": _tampered("attributes are not", *_HELD, sex="unknown"),
    "lacking at a person": _tampered("in the row of a person", *_HELD, lacking=1),
    "a person at a vacancy": _tampered("somebody is named", "vacant", person_id="P1"),
    "counsel of nobody": _tampered("paired with", "vacant", "ended", counsel_id="P1"),
    "given and ended": _tampered("is no share|but the post ends", "ended", given="part"),
    **{
        planter.__name__: planter
        for planter in (
            wrong_change, wrong_lacking, no_vacant_row, gone_without_a_word, twice, wrong_counsel, wrong_km,
            wrong_place, given_what_they_have, given_to_too_many, too_far, office_elsewhere,
            not_beside_counsel, not_counsel_today, counsel_of_another_occupation, crowded,
            in_too_many_units, too_many_trained, opened_with_too_few, too_many_hours,
            two_roles_at_once, paired_with_too_many,
        )
    },
}  # fmt: skip


def test_the_plans_are_sound() -> None:
    for seed in range(EACH):
        plan = sound(seed)
        assert plan.faults() == plan.counsel_faults() == [], seed
        again = plan.holding(plan.held).posts
        pd.testing.assert_frame_equal(again, plan.posts)


@pytest.mark.parametrize("kind", KINDS)
def test_every_planted_violation_is_found(kind: str) -> None:
    """Twenty times, up to six times in a city, in another place each time."""
    planted = 0
    for seed in range(CITIES):
        for turn in range(6 if planted < EACH else 0):
            found = KINDS[kind](sound(seed), random.Random(f"{seed} {turn}"))
            if found is None:
                break
            broken, words = found
            faults = broken.faults()
            assert any(part in fault for part in words.split("|") for fault in faults), (seed, words, faults)
            planted += 1
    assert planted >= EACH


# --- counsel, in the same plans --------------------------------------------------------------------------


def _with(plan: pd.DataFrame, place: int, **cells: Any) -> pd.DataFrame:
    changed = plan.copy()
    for name, value in cells.items():
        changed.loc[changed.index[place], name] = value
    return changed


def _row_of(plan: pd.DataFrame, village: str, who: str) -> pd.DataFrame:
    """A row of a village, served by somebody of the one office."""
    row = plan[plan["village_code"] == village].iloc[[0]]
    job = {"P1": "lawyer", "P2": "gls_worker"}[who]
    return row.assign(
        person_id=who, occupation=job, office_code="F1", hired=0, minutes=10.0, round_trip_minutes=21.0
    )


def _all_of(plan: pd.DataFrame, who: str) -> pd.DataFrame:
    return pd.concat([_row_of(plan, village, who) for village in (V1, V2, V3)])


COUNSEL: dict[str, tuple[Callable[[pd.DataFrame, int], pd.DataFrame], str]] = {
    "no such person": (lambda plan, n: _with(plan, n, person_id="Q9"), "no such person"),
    "no such village": (lambda plan, n: _with(plan, n, village_code="9"), "no such village"),
    "other minutes": (lambda plan, n: _with(_all_of(plan, "P1"), n, minutes=9.0), "by road"),
    "other office": (lambda plan, n: _with(_all_of(plan, "P1"), n, office_code="J1"), "not in the tables"),
    "no row": (lambda plan, n: plan.drop(index=plan.index[n]), "has no row for this village"),
    "twice": (lambda plan, n: pd.concat([plan, plan.iloc[[n]]]), "somebody stands twice"),
    "two for one": (
        lambda plan, n: pd.concat([_all_of(plan, "P1"), _row_of(plan, (V1, V2, V3)[n], "P2")]),
        "2 people for 1",
    ),
    "too many villages": (lambda plan, n: _all_of(plan, "P2"), "3 villages, at most 2"),
    "too many hours": (lambda plan, n: _all_of(plan, "P2"), "312.6 hours, has 220.0"),
    "hired by nobody": (
        lambda plan, n: _with(_all_of(plan, "P1"), n, hired=1, person_id="N1", office_code="371001001"),
        "1 people hired, at most 0",
    ),
}


@pytest.mark.parametrize("kind", COUNSEL)
def test_every_violation_planted_among_counsel_is_found(kind: str) -> None:
    change, words = COUNSEL[kind]
    for seed in range(EACH):
        plan = sound(seed)
        broken = replace(plan, plan=change(plan.plan, seed % 3))
        faults = broken.counsel_faults()
        assert any(words in fault for fault in faults), (seed, faults)
