"""Aims in words: roles by name, what is compared, and units."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from scenarios.aim_words import aim_title, aim_unit, stage_title
from scenarios.messages import has_text
from scenarios.settings import Rung, ServiceSettings
from tests.scenarios.role_run import ROLES

FAIR = {"role": "counsel", "service": "hours", "between": "township", "per": "residents"}


def title(aim: str, lang: str, **rung: Any) -> str:
    return aim_title(aim, lang, roles=ROLES, ladder={aim: rung} if rung else {})


def test_the_shortage_of_a_role_bears_its_name() -> None:
    assert title("shortage:mediator", "en") == "Fewest vacant posts: People's mediators"
    assert title("shortage:mediator", "zh") == "缺口最小：人民调解员"
    assert title("shortage:gone", "en") == "Fewest vacant posts: gone"
    assert stage_title("stage", "shortage:literate", "zh", ROLES) == "求解：缺口最小：法律明白人"
    assert stage_title("stage", "brand_new", "zh", ROLES) == "brand_new"


def test_what_an_aim_compares_is_said() -> None:
    words = "Worst-off group raised, then the next (hours for 10,000 residents, between townships)"
    assert title("leximin", "en", **FAIR) == words
    assert title("max_min", "zh", service="fill", between="area") == "最少者尽量多（岗位配齐比例，城乡之间）"
    assert title("max_min", "en", role="mediator", between="county") == (
        "Worst-off group raised (share of posts filled: People's mediators, between counties)"
    )
    assert title("leximin", "en") == "Worst-off group raised, then the next"


@pytest.mark.parametrize(
    ("aim", "rung", "unit"),
    [
        ("shortage", {}, "posts"), ("shortage:mediator", {}, "lacking, weighted"), ("travel", {}, "min"),
        ("county_fill", {}, "share (1 is all)"), ("leximin", FAIR, "h for 10,000 residents a year"),
        ("kolm_pollak", {"service": "fill"}, "share (1 is all)"), ("even_load", {}, "share (1 is all)"),
        ("max_min", {**FAIR, "role": "mediator", "service": "access"}, "h for 10,000 residents a year"),
        ("max_min", {"role": "mediator", "service": "fill"}, "share (1 is all)"), ("brand_new", {}, "–"),
    ],
)  # fmt: skip
def test_every_aim_has_a_unit(aim: str, rung: dict[str, Any], unit: str) -> None:
    assert aim_unit(aim, "en", {aim: rung} if rung else {}) == unit


def test_every_aim_and_everything_that_can_be_compared_has_words() -> None:
    union = get_args(Rung)[0]
    aims = {get_args(one.model_fields["aim"].annotation)[0] for one in get_args(union)}
    assert {aim for aim in aims if not has_text(f"aim.{aim}") or not has_text(f"stage.{aim}")} == set()
    fields = ServiceSettings.model_fields
    services, groups, per = (get_args(fields[name].annotation) for name in ("service", "between", "per"))
    assert all(has_text(f"between.{name}") for name in groups)
    assert all(has_text(f"service.{s}.{p}") for s in services if s != "fill" for p in per)
    assert all(has_text(f"service_unit.{p}") for p in per)
