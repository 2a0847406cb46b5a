"""Roles beside counsel in words: measures, attributes, what people become."""

from __future__ import annotations

import pytest

from scenarios.measure_names import POST_FIGURES, measure_of, measure_unit
from scenarios.messages import has_text
from scenarios.role_facts import Asked, role_facts, roles_of_settings
from scenarios.role_words import attributes, given_words, measure_title, unit_words
from scenarios.settings import PostSettings
from tests.scenarios.role_run import ROLES


@pytest.mark.parametrize(
    ("name", "en", "zh"),
    [
        ("short", "Vacant posts", "顾问缺口"),
        ("posts.mediator.units", "People's mediators: committees", "人民调解员：调委会数"),
        ("posts.literate.covered", "Legal-literate persons: share of the grids with enough people",
         "法律明白人：网格配齐率"),
        ("posts.mediator.lacking.women",
         "People's mediators: committees that lack enough people of the kind “women”",
         "人民调解员：缺少“女性”的调委会数"),
        ("posts.mediator.shares.full_time", "People's mediators: share “full-time”",
         "人民调解员：“专职”占比"),
        ("posts.unknown.heads", "unknown: posts held", "unknown：在岗人次"),
        ("posts.mediator.brand_new", "posts.mediator.brand_new", "posts.mediator.brand_new"),
        ("brand_new", "brand_new", "brand_new"),
    ],
)  # fmt: skip
def test_every_measure_has_a_title_with_the_name_of_its_role(name: str, en: str, zh: str) -> None:
    assert (measure_title(name, "en", ROLES), measure_title(name, "zh", ROLES)) == (en, zh)


@pytest.mark.parametrize("figure", [*POST_FIGURES, "lacking", "shares"])
def test_every_figure_of_a_role_has_a_title_and_a_unit(figure: str) -> None:
    assert has_text(f"measure.posts.{figure}")
    measure = measure_of(f"posts.mediator.{figure}")
    assert measure is not None
    assert has_text(f"unit.{measure.unit}")


def test_a_measure_that_no_version_knows_has_no_unit() -> None:
    assert measure_unit("posts.mediator.brand_new") == "none"
    assert measure_unit("brand_new") == "none"


def test_attributes_are_told_in_words_and_unknown_ones_as_they_are() -> None:
    assert attributes(Asked({"skill": "duty_lawyer", "sex": "female"}), "zh") == "值班律师、女性"
    assert attributes(Asked({"occupation": "lawyer"}), "en") == "Lawyer"
    assert attributes(Asked({"skill": "notary"}), "en") == "notary"


def test_what_somebody_becomes_is_said_by_the_attribute() -> None:
    roles = role_facts(
        {"r": {"shares": {"a": {"where": {"full_time": "1"}}, "b": {"where": {"sex": "male"}}}}}
    )
    assert given_words("a", roles["r"], "zh") == "拟转专职"
    assert given_words("b", roles["r"], "en") == "to become: men"
    assert given_words("a+b", roles["r"], "en") == "to be made full-time, to become: men"
    assert given_words("", roles["r"], "en") == ""
    assert given_words("of an earlier version", roles["r"], "en") == "to become: of an earlier version"


def test_facts_are_read_from_settings_and_whatever_is_missing_has_a_default() -> None:
    settings = PostSettings.model_validate(
        {"name": {"zh": "甲", "en": "A"}, "unit": "stations", "pool": ("staff",), "need": 2}
    )
    facts = roles_of_settings({"a": settings})["a"]
    assert (facts.name.en, facts.unit, facts.need, facts.paired) == ("A", "stations", 2, False)
    bare = role_facts({"a": None})["a"]
    assert (bare.name.zh, unit_words(bare, "en"), bare.requirements) == ("a", "units", {})
    assert role_facts(None) == {}


def test_a_measure_of_money_is_told_as_cost() -> None:
    assert measure_title("money.total", "en", {}) == "Cost, yuan a year: Total"
    assert measure_title("money.source.city", "zh", {}) == "费用（元/年）：source.city"
