"""Faults that span several settings of roles, fairness rungs and rules, beside the nearest valid study."""

from __future__ import annotations

import pytest

from tests.scenarios.study_text import changed, faults_in

POSTS = """\
posts:
  mediator:
    name: {{zh: 调解员, en: Mediators}}
    unit: committees
    pool: [mediators]
    need: {need}
    most: {most}
    exclusive_with: [{other}]
    hours: {hours}
  keeper:
    name: {{zh: 看守人, en: Keepers}}
    unit: villages
    pool: [legal_literate]
rules:
  own: {{expression: "{expression}"}}
hire: {{number: 0"""
GOOD = {"need": 3, "most": 3, "hours": 0, "other": "keeper", "expression": "sum(x[role == 'mediator']) >= 1"}
MEDIATORS = "  - {aim: leximin, role: mediator, service: access, per: residents}"
RUNG = "  - {aim: county_fill, tolerance: 0}"


def study(rung: str = RUNG, **words: object) -> str:
    """The valid study with two roles, a rule, and a rung in place of the fill of counties."""
    return changed("hire: {number: 0", POSTS.format(**{**GOOD, **words})).replace(RUNG, rung)


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        (RUNG, {}),
        (RUNG, {"other": "counsel"}),
        ("  - {aim: leximin, role: mediator, between: township}", {}),
        ("  - {aim: max_min, service: hours, per: needs, needs: {disputes_year: 1}}", {}),
        (MEDIATORS, {"hours": 20}),
    ],
)
def test_a_sound_study_has_no_fault(rung: str, words: dict[str, object]) -> None:
    """Roles may exclude counsel and one another, a rung may compare a role, or hours of one that has some."""
    assert faults_in(study(rung, **words)) == ()


@pytest.mark.parametrize(
    ("rung", "words", "code", "path"),
    [
        (RUNG, {"most": 2}, "most_below_need", "posts.mediator.most"),
        (RUNG, {"other": "mediator"}, "not_allowed", "posts.mediator.exclusive_with.0"),
        (RUNG, {"other": "kepeer"}, "not_allowed", "posts.mediator.exclusive_with.0"),
        (RUNG, {"expression": "sum(x) >"}, "bad_expression", "rules.own.expression"),
        (RUNG, {"expression": "sum(x*x) >= 1"}, "bad_expression", "rules.own.expression"),
        (RUNG, {"expression": "sum(x[minute > 40]) <= 1"}, "bad_expression", "rules.own.expression"),
        (RUNG, {"expression": "for town: sum(x) >= 1"}, "bad_expression", "rules.own.expression"),
        ("  - {aim: leximin, role: mediators}", {}, "not_allowed", "ladder.leximin.role"),
        (MEDIATORS, {}, "role_without_hours", "ladder.leximin.service"),
        ("  - {aim: max_min, service: hours, per: needs}", {}, "needs_without_weight", "ladder.max_min"),
    ],
)
def test_a_fault_names_its_place(rung: str, words: dict[str, object], code: str, path: str) -> None:
    """Each study differs from the valid one in one place, and that place is reported."""
    found = [(fault.code, fault.path) for fault in faults_in(study(rung, **words))]
    assert found == [(f"study.{code}", path)]
