"""What people get, in the words of a study, becomes the service that is made alike."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geo.city import City
from optimizer.staffing import Service
from scenarios.services import service_of
from scenarios.settings import ServiceSettings
from scenarios.staffing import StaffingCase
from tests.scenarios.made_up_travel import case_of, config, everywhere
from tests.scenarios.small_study import small_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def case(city: City) -> StaffingCase:
    return case_of(city, everywhere(city), config())


def service(city: City, case: StaffingCase, **words: object) -> Service:
    return service_of(ServiceSettings(**words), case, city=city, role=config().counsel)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("between", "column"), [("county", "county_code"), ("township", "township_code"), ("area", "area")]
)
def test_groups_are_those_of_the_villages(city: City, case: StaffingCase, between: str, column: str) -> None:
    """Every county, township or area is a group as large as it has villages; a village is one by itself."""
    found = service(city, case, between=between)
    villages = city.villages[column].value_counts()
    assert dict(zip(found.groups, found.size.tolist(), strict=True)) == villages.to_dict()
    each = service(city, case, between="village")
    assert set(each.groups) == set(city.villages["village_code"]) and set(each.size) == {1.0}


def test_hours_are_those_of_each_counsel_in_steps_of_a_village(city: City, case: StaffingCase) -> None:
    """A county with all its villages served gets 100 hours a village."""
    found = service(city, case, service="hours")
    assert found.step == 100.0
    assert set(found.per_arc) == {100.0}
    counties = city.villages["county_code"].value_counts()
    assert dict(zip(found.groups, found.size.tolist(), strict=True)) == counties.to_dict()


def test_access_counts_far_hours_less(city: City, case: StaffingCase) -> None:
    """An hour that is 30 minutes away counts 1/e where the discount is 30 minutes."""
    found = service(city, case, service="access", discount_minutes=30.0)
    expected = 100.0 * np.exp(-case.problem.arcs.minutes / 30.0)
    assert found.per_arc == pytest.approx(expected) and found.step == 0.0
    assert found.per_arc.max() <= 100.0 and found.per_arc.min() >= 100.0 * math.exp(-4.0)


def test_hours_can_be_for_residents_or_for_needs(city: City, case: StaffingCase) -> None:
    """The size of a county is its residents in ten thousands, or its weighted needs."""
    people = city.villages.groupby("county_code")["pop_resident"].sum() / 10_000
    found = service(city, case, service="hours", per="residents")
    assert dict(zip(found.groups, found.size.tolist(), strict=True)) == pytest.approx(people.to_dict())
    old = city.villages.groupby("county_code")["elderly"].sum() * 0.5
    found = service(city, case, service="hours", per="needs", needs={"elderly": 0.5})
    expected = {code: each if each > 0 else 1.0 for code, each in old.items()}
    assert dict(zip(found.groups, found.size.tolist(), strict=True)) == pytest.approx(expected)
