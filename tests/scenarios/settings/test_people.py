"""What a village takes of each of its counsel: numbers worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from scenarios.settings import RoleSettings
from tests.scenarios.hand_city import config


@pytest.mark.parametrize(
    ("terms", "hours"),
    [
        ({}, 112.0),  # 100 + 12 drives of an hour
        ({"team": 2}, 56.0),
        ({"online_visits": 4.0}, 108.0),  # four drives fewer
        ({"online_visits": 12.0}, 100.0),
        # Of 100 hours a third is online and takes 33.33 / 0.8 = 41.67 hours: 66.67 + 41.67 + 8 drives.
        ({"online_visits": 4.0, "online_rate": 0.8}, 116.0 + 1 / 3),
        ({"online_visits": 4.0, "online_rate": 0.8, "team": 2}, 58.0 + 1 / 6),
        ({"online_rate": 0.8}, 112.0),  # a rate for nothing
        ({"visits": 0.0}, 100.0),
        ({"hours": 0.0, "online_visits": 4.0, "online_rate": 0.5}, 8.0),
    ],
)
def test_hours_of_a_village_an_hour_away_there_and_back(terms: dict[str, Any], hours: float) -> None:
    role = RoleSettings(**terms)
    assert role.hours_of(60.0) == pytest.approx(hours)
    assert role.hours_of(np.array([60.0, 60.0])) == pytest.approx([hours, hours])


def test_drives_are_shared_by_the_team_and_spared_online() -> None:
    assert RoleSettings(team=2, online_visits=4.0).drives_each == 4.0
    assert RoleSettings().drives_each == 12.0


def test_heads_hours_and_villages_of_teams() -> None:
    role = RoleSettings(need=2, team=3, hours=90.0, most_villages=5)
    assert (role.heads, role.hours_each, role.most_each) == (6, 30.0, 15)


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        ({"team": 1}, {"team": 0}),
        ({"team": 10}, {"team": 11}),
        ({"team": 2}, {"team": 2.0}),
        ({"online_visits": 0}, {"online_visits": -0.1}),
        ({"online_rate": 1}, {"online_rate": 1.01}),
        ({"online_rate": 0.01}, {"online_rate": 0}),
        ({"most_pairs": None}, {"most_pairs": 0}),
    ],
)
def test_bounds(accepted: dict[str, Any], refused: dict[str, Any]) -> None:
    RoleSettings.model_validate(accepted)
    with pytest.raises(ValidationError):
        RoleSettings.model_validate(refused)


def test_today_has_no_teams_and_nothing_online_and_is_else_the_same() -> None:
    planned = config(team=3, online_visits=4.0, online_rate=0.8, need=2, hours=80.0)
    assert planned.as_today.counsel == RoleSettings(need=2, hours=80.0, online_rate=0.8)
    assert planned.counsel.team == 3
    assert planned.as_today.model_copy(update={"roles": planned.roles}) == planned
