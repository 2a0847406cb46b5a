"""People of an occupation after a plan, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from scenarios.indicators.lacking import Lacking
from scenarios.measures.personnel import occupations_of, personnel, personnel_lacking
from scenarios.plan_table import plan_table
from tests.scenarios.hand_city import NORTH, SOUTH, HandCity, city, config, hired, pairs, village


def counted(
    place: HandCity, before: HandCity, *new: tuple[Any, ...], occupation: str = "gls_worker"
) -> dict[str, int | None]:
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


@pytest.mark.parametrize(
    ("rows", "found", "counties"),
    [
        ([(NORTH, 5.0), (SOUTH, 7.0)], {NORTH: 5, SOUTH: 7}, None),
        ([(NORTH, 5.0), (SOUTH, 0.0)], {NORTH: 5, SOUTH: 0}, None),
        ([(NORTH, 5.0)], {NORTH: 5, SOUTH: None}, (SOUTH,)),
        ([(NORTH, 5.0), (SOUTH, float("nan"))], {NORTH: 5, SOUTH: None}, (SOUTH,)),
        ([], {NORTH: None, SOUTH: None}, ()),
    ],
)
def test_people_are_those_of_the_headcounts_and_of_nothing_else(
    rows: list[tuple[str, float]], found: dict[str, int | None], counties: tuple[str, ...] | None
) -> None:
    """A county without a row is not known, however many of the occupation are on the register of counsel."""
    known = city()
    headcounts = pd.DataFrame(
        [(code, "gls_worker", number) for code, number in rows] + [(NORTH, "notary", 9.0)],
        columns=["county_code", "occupation", "number"],
    )
    place = replace(known, headcounts=headcounts)
    assert counted(place, place) == found
    gap = personnel_lacking("gls_worker", place)
    if counties is None:
        assert gap is None
    else:
        names = dict(zip(known.counties["county_code"], known.counties["name"], strict=True))
        where = "occupation = gls_worker"
        assert gap == Lacking("headcounts", "number", where, counties=tuple(names[code] for code in counties))


def test_only_occupations_that_some_county_has_a_number_of_are_counted() -> None:
    known = city()
    assert occupations_of(known) == ["gls_worker", "lawyer"]
    assert occupations_of(replace(known, headcounts=known.headcounts.iloc[:0])) == []
    assert occupations_of(replace(known, headcounts=known.headcounts.assign(number=float("nan")))) == []


def test_who_joins_is_in_the_headcounts_already() -> None:
    """Newcomers raise both the register and the headcounts: nobody is counted twice."""
    before = city()
    more = before.counsel.iloc[[2]].assign(person_id="NEW00001")
    numbers = before.headcounts.assign(
        number=before.headcounts["number"].where(
            ~(before.headcounts["occupation"].eq("gls_worker") & before.headcounts["county_code"].eq(SOUTH)),
            before.headcounts["number"] + 3,
        )
    )
    after = replace(before, counsel=pd.concat([before.counsel, more]), headcounts=numbers)
    assert counted(after, before) == {NORTH: 5, SOUTH: 10}
