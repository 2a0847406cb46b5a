"""Violations in the cells and rows of posts.csv: each gives the broken plan and words of what is found."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tests.scenarios.roles.audit.sound import HELD, Found, Planter, Sound, anyone
from tests.scenarios.roles.role_city import V1

__all__ = ["CELLS"]


def tampered(words: str, *changes: str, **cells: Any) -> Planter:
    def plant(plan: Sound, draw: random.Random) -> Found:
        place = anyone(plan.rows(*changes), draw)
        return None if place is None else (plan.cell(place, **cells), words)

    return plant


def wrong_change(plan: Sound, draw: random.Random) -> Found:
    place = anyone(plan.rows(*HELD), draw)
    if place is None:
        return None
    other = draw.choice([c for c in HELD if c != plan.posts["change"].iloc[place]])
    return plan.cell(place, change=other), f"change '{other}', it is"


def wrong_lacking(plan: Sound, draw: random.Random) -> Found:
    place = anyone(plan.rows("vacant"), draw)
    if place is None:
        return None
    return plan.cell(place, lacking=plan.posts["lacking"].iloc[place] + 1), "said to be lacking"


def no_vacant_row(plan: Sound, draw: random.Random) -> Found:
    place = anyone(plan.rows("vacant"), draw)
    if place is None:
        return None
    return replace(plan, posts=plan.posts.drop(index=plan.posts.index[place])), "said to be lacking"


def gone_without_a_word(plan: Sound, draw: random.Random) -> Found:
    place = anyone(plan.rows("kept", "ended"), draw)
    if place is None:
        return None
    return replace(plan, posts=plan.posts.drop(index=plan.posts.index[place])), "neither kept nor ended"


def twice(plan: Sound, draw: random.Random) -> Found:
    place = anyone(plan.rows(*HELD), draw)
    if place is None:
        return None
    return replace(plan, posts=pd.concat([plan.posts, plan.posts.iloc[[place]]])), "stands 2 times"


def wrong_counsel(plan: Sound, draw: random.Random) -> Found:
    place = anyone(plan.rows(*HELD), draw)
    if place is None:
        return None
    other = draw.choice([c for c in ("", "P1", "P2") if c != plan.posts["counsel_id"].iloc[place]])
    return plan.cell(place, counsel_id=other), "paired with"


def wrong_km(plan: Sound, draw: random.Random) -> Found:
    place = anyone(plan.rows(*HELD), draw)
    return None if place is None else (plan.cell(place, km=plan.posts["km"].iloc[place] + 0.5), "on the map")


def wrong_place(plan: Sound, draw: random.Random) -> Found:
    place = anyone(plan.rows(*HELD, "ended", "vacant"), draw)
    if place is None:
        return None
    column = draw.choice(["county_code", "township_code", "village_code", "kind", "unit"])
    return plan.cell(place, **{column: "x"}), "not those of the tables"


def given_what_they_have(plan: Sound, draw: random.Random) -> Found:
    for name, role in plan.settings.posts.items():
        for what, share in role.shares.items():
            has = (plan.posts["role"] == name) & plan.posts["change"].isin(HELD)
            for column, value in share.where.items():
                has &= plan.posts[column] == value
            place = anyone(np.flatnonzero(has).tolist(), draw)
            if place is not None:
                return plan.cell(place, given=what), "but has it"
    return None


def given_to_too_many(plan: Sound, draw: random.Random) -> Found:
    """One more than may be given it, whether the share asks for it or not."""
    for name, role in plan.settings.posts.items():
        for what, share in role.shares.items():
            mine = (plan.posts["role"] == name) & plan.posts["change"].isin(HELD)
            if mine.sum() > share.most_given:
                places = draw.sample(np.flatnonzero(mine).tolist(), share.most_given + 1)
                posts = plan.posts.copy()
                posts.loc[mine, "given"] = ""
                posts.loc[posts.index[places], "given"] = what
                return replace(plan, posts=posts), f"people given {what}, at most {share.most_given}"
    return None


CELLS: Mapping[str, Planter] = {
    "no such unit": tampered("no such unit", *HELD, unit_code="C99"),
    "a unit opened beside another": tampered("no such unit", *HELD, unit_code=f"{V1}++"),
    "no such person": tampered("nobody of", *HELD, person_id="Q99"),
    "no such pool": tampered("no pool", *HELD, pool="police"),
    "no such role": tampered("no such role", *HELD, role="bishop"),
    "no such change": tampered("is unknown", *HELD, change="promoted"),
    "no such share": tampered("is no share of the role", *HELD, given="wings"),
    "another name": tampered("is not called", *HELD, person="张三"),
    "another attribute": tampered("attributes are not", *HELD, sex="unknown"),
    "lacking at a person": tampered("in the row of a person", *HELD, lacking=1),
    "a person at a vacancy": tampered("somebody is named", "vacant", person_id="P1"),
    "counsel of nobody": tampered("paired with", "vacant", "ended", counsel_id="P1"),
    "given and ended": tampered("is no share|but the post ends", "ended", given="part"),
    **{
        planter.__name__: planter
        for planter in (
            wrong_change, wrong_lacking, no_vacant_row, gone_without_a_word, twice, wrong_counsel, wrong_km,
            wrong_place, given_what_they_have, given_to_too_many,
        )
    },
}  # fmt: skip
