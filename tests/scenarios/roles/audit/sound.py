"""Plans of the optimiser that are sound, to plant violations in, and what planting needs."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from geo.city import City
from scenarios.audit import audit
from scenarios.roles import Role, role_table
from scenarios.roles.audit import audit_roles
from scenarios.settings import StudyConfig
from tests.scenarios.made_up_travel import everywhere, travel_of
from tests.scenarios.roles.drawn import drawn
from tests.scenarios.roles.role_city import case, planned

#: Cities that are planned, and how often each violation has to be found at least.
CITIES, EACH = 45, 20
HELD = ["kept", "new", "moved"]

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
        rows = self.posts[self.posts["change"].isin(HELD)]
        return set(zip(rows["role"], rows["unit_code"], rows["person_id"], strict=True))

    def everybody(self) -> pd.DataFrame:
        """A row for every pair that somebody may have."""
        if id(self.roles) not in _EVERYBODY:
            table = self.holding({key_of(row) for row in self.allowed}).posts
            _EVERYBODY[id(self.roles)] = table[table["change"].isin(HELD)]
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


def key_of(row: dict[str, Any]) -> Key:
    return row["role"], row["unit_code"], row["person_id"]


def anyone(items: list[Any], draw: random.Random) -> Any:
    return draw.choice(items) if items else None
