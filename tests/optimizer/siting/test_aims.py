"""An aim that cannot be meant is refused in words; the nearest sound one is accepted."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from optimizer.errors import ProblemError
from optimizer.siting.aims import (
    Access,
    Apart,
    Cost,
    Cover,
    EvenTravel,
    Farthest,
    GradualReach,
    Reach,
    Travel,
    WorstAccess,
    aim_name,
)
from tests.optimizer.siting.made_up import AIMS, made_up

AIM: dict[type, dict[str, Any]] = {
    Cover: {"within": 10.0},
    Reach: {"within": 10.0},
    GradualReach: {"full": 5.0, "none": 10.0},
    Farthest: {},
    Cost: {"rate": 1.0},
    EvenTravel: {"kappa": 0.1},
    Access: {"catchment": 10.0, "supply": np.ones(2)},
    WorstAccess: {"catchment": 10.0, "supply": np.ones(2), "group": np.array([0, 1]), "names": ("a", "b")},
}


@pytest.mark.parametrize(
    ("kind", "wrong", "message", "near"),
    [
        (Cover, {"within": -1.0}, "cover: within is -1.0; give ways from 0 on", {"within": 0.0}),
        (Cover, {"within": np.array([1.0, np.inf])}, "cover: within is", {"within": np.array([1.0, 9.0])}),
        (Cover, {"times": 0}, "cover: times is 0; give 1 or more", {"times": 1}),
        (Reach, {"within": np.nan}, "reach: within is nan", {"within": 1.0}),
        (Reach, {"second": 1.5}, "reach: second is 1.5; give a share from 0 to 1", {"second": 1.0}),
        (Reach, {"second": -0.5}, "reach: second is -0.5", {"second": 0.0}),
        (GradualReach, {"full": -1.0}, "gradual reach: full is -1.0; give a number from 0 on", {"full": 0.0}),
        (
            GradualReach,
            {"none": 5.0},
            "gradual reach: none is 5.0; give a way beyond full (5.0)",
            {"none": 5.1},
        ),
        (GradualReach, {"none": np.inf}, "gradual reach: none is inf", {"none": 1e6}),
        (Farthest, {"bands": (5.0, 5.0)}, "farthest: bands are (5.0, 5.0)", {"bands": (5.0, 4.0)}),
        (Farthest, {"bands": (5.0, -1.0)}, "give ways from 0 on that fall", {"bands": (5.0, 0.0)}),
        (Farthest, {"bands": (np.inf,)}, "farthest: bands are (inf,)", {"bands": (9.0,)}),
        (Cost, {"rate": -1.0}, "cost: rate is -1.0; give a number from 0 on", {"rate": 0.0}),
        (EvenTravel, {"kappa": 0.0}, "even travel: kappa is 0.0; give a number above 0", {"kappa": 0.001}),
        (EvenTravel, {"kappa": np.inf}, "even travel: kappa is inf", {"kappa": 2.0}),
        (
            Access,
            {"catchment": -1.0},
            "access: catchment is -1.0; give a number from 0 on",
            {"catchment": 0.0},
        ),
        (Access, {"supply": np.array([1.0, -1.0])}, "access: supply has -1.0", {"supply": np.zeros(2)}),
        (Access, {"target": 0.0}, "access: target is 0.0; give a number above 0, or inf", {"target": np.inf}),
        (WorstAccess, {"catchment": np.nan}, "worst access: catchment is nan", {"catchment": 1.0}),
        (
            WorstAccess,
            {"supply": np.array([np.inf, 0.0])},
            "worst access: supply has",
            {"supply": np.ones(2)},
        ),
        (WorstAccess, {"levels": 0}, "worst access: levels is 0; give 1 or more", {"levels": 1}),
        (
            WorstAccess,
            {"group": np.array([0, 2])},
            "worst access: group 2 of 2; count from 0",
            {"group": np.array([1, 0])},
        ),
    ],
)
def test_an_aim_that_cannot_be_meant_is_refused(
    kind: type, wrong: dict[str, Any], message: str, near: dict[str, Any]
) -> None:
    """Ways, shares, numbers and groups."""
    with pytest.raises(ProblemError, match=re.escape(message)):
        kind(**{**AIM[kind], **wrong})
    kind(**{**AIM[kind], **near})


def test_gradual_reach_falls_evenly_between_its_two_ways() -> None:
    """All up to the first, nothing from the second on."""
    share = GradualReach(full=2.0, none=6.0).share(np.array([0.0, 2.0, 3.0, 5.0, 6.0, 9.0]))
    assert share.tolist() == [1.0, 1.0, 0.75, 0.25, 0.0, 0.0]


def test_each_kind_of_aim_has_a_name_of_its_own() -> None:
    """The name under which certificates tell it."""
    assert [aim_name(made_up(0, kind)[1]) for kind in AIMS] == list(AIMS)
    assert {type(made_up(0, kind)[1]) for kind in AIMS} == {*AIM, Travel, Apart}
