"""People of an occupation after a plan, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from scenarios.measures.personnel import personnel
from scenarios.plan_table import plan_table
from tests.scenarios.hand_city import NORTH, SOUTH, HandCity, city, config, hired, pairs, village


def counted(place: HandCity, before: HandCity, *new: tuple[Any, ...], occupation: str = "gls_worker") -> int:
    """The count after a plan in which P1 and whoever is hired have a village each."""
    rows = [(village(n), who, 10.0, 20.0) for n, who in enumerate(["P1", *(row[0] for row in new)], start=1)]
    plan = plan_table(city=place, pairs=pairs(*rows), config=config(), hired=hired(*new))
    return personnel(occupation, city=place, city_before=before, plan=plan)


def newcomer(name: str, occupation: str) -> tuple[Any, ...]:
    return (name, name, "", occupation, f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, "")


@pytest.mark.parametrize(
    ("new", "number"), [((), 12), (("gls_worker",), 13), (("gls_worker", "lawyer"), 13), (("lawyer",), 12)]
)
def test_everybody_of_the_headcounts_and_whoever_is_hired_of_the_occupation(
    new: tuple[str, ...], number: int
) -> None:
    """Five and seven in the counties, one of them counsel; a lawyer who is hired is no grassroots worker."""
    people = [newcomer(f"H{n}", occupation) for n, occupation in enumerate(new)]
    assert counted(city(), city(), *people) == number


@pytest.mark.parametrize(("leaving", "number"), [("P1", 12), ("P3", 11)])
def test_who_leaves_is_taken_off(leaving: str, number: int) -> None:
    """The lawyer P1 is not among the grassroots workers, P3 is."""
    before = city()
    counsel = before.counsel[before.counsel["person_id"] != leaving]
    after = replace(before, counsel=counsel)
    plan = plan_table(city=after, pairs=pairs((village(1), "P2", 10.0, 20.0)), config=config(), hired=hired())
    assert personnel("gls_worker", city=after, city_before=before, plan=plan) == number


def test_without_headcounts_the_register_of_counsel_is_counted() -> None:
    known = city()
    bare = replace(known, headcounts=known.headcounts.iloc[:0])
    assert counted(bare, bare, newcomer("H1", "gls_worker")) == 2
    blank = replace(known, headcounts=known.headcounts.assign(number=float("nan")))
    assert counted(blank, blank, occupation="lawyer") == 2
    elsewhere = pd.DataFrame([(NORTH, "notary", 9.0)], columns=["county_code", "occupation", "number"])
    assert counted(replace(known, headcounts=elsewhere), known, occupation="lawyer") == 40
