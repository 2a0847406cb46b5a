"""People of an occupation after a plan, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from scenarios.measures.personnel import personnel
from scenarios.plan_table import plan_table
from tests.scenarios.hand_city import NORTH, SOUTH, HandCity, city, config, hired, pairs, village


def counted(
    place: HandCity, before: HandCity, *new: tuple[Any, ...], occupation: str = "gls_worker"
) -> dict[str, int]:
    """The count by county after a plan in which P1 and whoever is hired have a village each."""
    rows = [(village(n), who, 10.0, 20.0) for n, who in enumerate(["P1", *(row[0] for row in new)], start=1)]
    plan = plan_table(city=place, pairs=pairs(*rows), config=config(), hired=hired(*new))
    return personnel(occupation, city=place, city_before=before, plan=plan)


def newcomer(name: str, occupation: str) -> tuple[Any, ...]:
    return (name, name, "", occupation, f"{SOUTH}001", SOUTH, 600.0, 5, 0.0, "")


@pytest.mark.parametrize(
    ("new", "south"), [((), 7), (("gls_worker",), 8), (("gls_worker", "lawyer"), 8), (("lawyer",), 7)]
)
def test_everybody_of_the_headcounts_and_whoever_is_hired_of_the_occupation(
    new: tuple[str, ...], south: int
) -> None:
    """Five and seven in the counties, one of them counsel; a lawyer who is hired is no grassroots worker.

    Who is hired counts where they are based.
    """
    people = [newcomer(f"H{n}", occupation) for n, occupation in enumerate(new)]
    assert counted(city(), city(), *people) == {NORTH: 5, SOUTH: south}


@pytest.mark.parametrize(("leaving", "south"), [("P1", 7), ("P3", 6)])
def test_who_leaves_is_taken_off(leaving: str, south: int) -> None:
    """The lawyer P1 is not among the grassroots workers, P3 is."""
    before = city()
    counsel = before.counsel[before.counsel["person_id"] != leaving]
    after = replace(before, counsel=counsel)
    plan = plan_table(city=after, pairs=pairs((village(1), "P2", 10.0, 20.0)), config=config(), hired=hired())
    found = personnel("gls_worker", city=after, city_before=before, plan=plan)
    assert found == {NORTH: 5, SOUTH: south}


def test_without_headcounts_the_register_of_counsel_is_counted() -> None:
    known = city()
    bare = replace(known, headcounts=known.headcounts.iloc[:0])
    assert counted(bare, bare, newcomer("H1", "gls_worker")) == {SOUTH: 2}
    blank = replace(known, headcounts=known.headcounts.assign(number=float("nan")))
    assert counted(blank, blank, occupation="lawyer") == {NORTH: 2}
    elsewhere = pd.DataFrame([(NORTH, "notary", 9.0)], columns=["county_code", "occupation", "number"])
    assert counted(replace(known, headcounts=elsewhere), known, occupation="lawyer") == {NORTH: 40}
