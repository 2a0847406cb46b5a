"""What growth is for: needs in people worked out by hand from values, residents and shares."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from optimizer.headcount import Scope, Target
from scenarios.headcount.case import HeadcountCase, headcount_case
from tests.scenarios.headcount.growing import LAWYERS, MEDIATORS, city, config, grown, named, target

PEOPLE = {**LAWYERS, **MEDIATORS, "notary": named("notary")}
NAN = float("nan")


def case_of(value: dict[str, Any], asked: dict[str, Any], **given: Any) -> HeadcountCase:
    settings = config([{**target("T1", 0), **value}], professions=PEOPLE,
                      targets=({"code": "T1", **asked},), **given)  # fmt: skip
    return headcount_case(city(), settings)


def wanted(value: dict[str, Any], asked: dict[str, Any], **given: Any) -> Target:
    (found,) = case_of(value, asked, **given).problem.targets
    return found


def same(found: np.ndarray[Any, Any], right: list[Any]) -> bool:
    return bool(np.allclose(found, np.array(right), rtol=0, atol=1e-9, equal_nan=True))


def test_a_target_for_residents_needs_people_for_those_of_the_year() -> None:
    """109,000 residents, a tenth more each year: 5 for 10,000 are 54.5 · 1.21 people in the second year."""
    lawyers = {"counts": ("lawyer",), "per": 10_000}
    assert same(wanted({"value": 5}, lawyers).need, [NAN, 54.5])
    assert same(wanted({"value": 5}, lawyers, residents_growth=0.1).need, [NAN, 65.945])
    assert same(wanted({"value": 5}, {**lawyers, "per": 100_000}).need, [NAN, 5.45])


def test_a_plain_number_is_the_number() -> None:
    found = wanted({"value": 60}, {"counts": ("lawyer", "notary")}, residents_growth=0.1)
    assert same(found.need, [NAN, 60.0])
    assert dict(found.coefficients) == {"lawyer": 1, "notary": 1}
    assert found.scope is Scope.CITY


def test_every_year_asks_in_every_year_for_the_value_of_that_year() -> None:
    value = {"value": 5, "by_year": {"2023": 4}}
    asked = {"counts": ("lawyer",), "per": 10_000}
    assert same(wanted(value, asked).need, [NAN, 54.5])
    assert same(wanted(value, {**asked, "every_year": True}).need, [43.6, 54.5])


def test_each_county_has_a_need_of_its_own() -> None:
    asked = {"counts": ("lawyer",), "per": 10_000, "each_county": True}
    found = wanted({"value": 5}, asked)
    assert found.scope is Scope.COUNTY
    assert same(found.need, [[NAN, 30.0], [NAN, 20.0], [NAN, 4.5]])
    plain = wanted({"value": 7}, {"counts": ("lawyer",), "each_county": True, "every_year": True})
    assert same(plain.need, [[7.0, 7.0]] * 3)


def test_a_share_is_written_without_a_fraction_of_the_people() -> None:
    """At least 40 % full-time is 0.6 · full − 0.4 · part ≥ 0."""
    found = wanted({"value": 40, "unit": "%"}, {"counts": ("full",), "share_of": ("part",)})
    assert dict(found.coefficients) == {"full": Fraction(3, 5), "part": Fraction(-2, 5)}
    assert same(found.need, [NAN, 0.0])


def test_a_share_is_that_of_the_last_year_planned() -> None:
    """30 % until 2024 and 40 % after it: 30 % in a plan that ends in 2024."""
    value = {"value": 40, "by_year": {"2024": 30}}
    found = wanted(value, {"counts": ("full",), "share_of": ("part",)})
    assert dict(found.coefficients) == {"full": Fraction(7, 10), "part": Fraction(-3, 10)}


@pytest.mark.parametrize("attribute", ["binding", "expected", "narrative", "norm"])
def test_a_target_binds_as_the_study_says(attribute: str) -> None:
    found = wanted({"value": 1, "attribute": attribute}, {"counts": ("lawyer",), "weight": 7})
    assert (found.binding, found.weight) == (attribute == "binding", 7)


def test_forty_per_cent_full_time_is_reached_with_the_fewest_made_full_time() -> None:
    """Three of fifteen are full-time; six are 40 %, so that three part-time mediators are made full-time."""
    asked = {"code": "T1", "counts": ("full",), "share_of": ("part",)}
    answer = grown(config([target("T1", 40)], professions=MEDIATORS, targets=(asked,)))
    assert answer.result.figures.stock[:, :, -1].sum(axis=1).tolist() == [6, 9]
    assert answer.result.plan.started.sum() == 3


def test_forty_per_cent_in_each_county_are_made_full_time_where_they_lack() -> None:
    """East has one of ten and needs four; west has two of five; in the zone there is nobody to count."""
    asked = {"code": "T1", "counts": ("full",), "share_of": ("part",), "each_county": True}
    answer = grown(config([target("T1", 40)], professions=MEDIATORS, targets=(asked,)))
    assert answer.result.figures.stock[:, :, -1].tolist() == [[4, 2, 0], [6, 3, 0]]


def test_what_is_made_alike_is_people_for_ten_thousand_residents_of_the_last_year() -> None:
    (service,) = case_of({"value": 5}, {"counts": ("lawyer",)}, residents_growth=0.1).problem.services
    assert dict(service.coefficients) == {"lawyer": 1}
    assert same(service.need, [7.26, 4.84, 1.089])
    chosen = case_of({"value": 5}, {"counts": ("lawyer",)}, fair=("notary",)).problem.services[0]
    assert list(chosen.coefficients) == ["notary"]


def test_of_several_professions_the_attained_part_of_their_targets_is_made_alike() -> None:
    """A plain number or a share of the same profession is not what it attains."""
    settings = config(
        [target("T1", 5), target("T2", 4, by_year={"2024": 2}), target("T3", 60), target("T4", 10)],
        professions=PEOPLE,
        targets=(
            {"code": "T1", "counts": ("lawyer",), "per": 10_000},
            {"code": "T2", "counts": ("notary",), "per": 100_000},
            {"code": "T3", "counts": ("lawyer",)},
            {"code": "T4", "counts": ("notary",), "share_of": ("lawyer",)},
        ),
        fair=("lawyer", "notary"),
    )
    (service,) = headcount_case(city(), settings).problem.services
    assert same(service.need, [[30.0, 20.0, 4.5], [1.2, 0.8, 0.18]])
