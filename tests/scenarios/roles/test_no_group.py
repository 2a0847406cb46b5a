"""A role whose units lie in none of the groups that are compared is refused in words."""

from __future__ import annotations

import pytest

from scenarios.errors import ScenarioError
from scenarios.services import service_of
from scenarios.settings import ServiceSettings
from tests.scenarios.made_up_travel import case_of, everywhere
from tests.scenarios.roles.role_city import post, role_city, study


@pytest.mark.parametrize("service", ["fill", "hours", "access"])
def test_stations_lie_in_townships_and_in_no_village(service: str) -> None:
    city, settings = role_city(), study({"desk": post("stations", "staff", hours=20.0)})
    case = case_of(city, everywhere(city), settings)

    def between(group: str) -> tuple[str, ...]:
        asked = ServiceSettings.model_validate({"role": "desk", "service": service, "between": group})
        return service_of(asked, case, city=city, role=settings.counsel).groups

    assert between("township")
    with pytest.raises(ScenarioError, match="no unit of the role desk lies in a village"):
        between("village")
