"""The public names of geo, and its tree of exceptions."""

from __future__ import annotations

import types

import pytest

import geo
from geo import CrsError, Fault, GeoError, RoadError, TableError

PUBLIC = [
    "FAULT_CODES", "KNOWN_CRS", "LISTED_PER_CODE", "OUTLINES", "SCHEMAS", "TABLES", "City", "CrsError",
    "Fault", "GeoError", "RoadError", "RoadNetwork", "Source", "TableError", "TravelTimes", "from_cgcs2000",
    "read_city", "road_network", "snap", "to_cgcs2000", "travel_times",
]  # fmt: skip


def test_all_lists_exactly_the_public_names() -> None:
    """`__all__` is the interface: a name enters or leaves it only together with this list."""
    assert geo.__all__ == PUBLIC
    bound = {
        name
        for name, value in vars(geo).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert bound == set(PUBLIC)


@pytest.mark.parametrize("error", [TableError, CrsError, RoadError])
def test_every_error_is_also_a_value_error(error: type[Exception]) -> None:
    """Whoever knows nothing of geo can still catch ValueError."""
    assert issubclass(error, GeoError)
    assert issubclass(error, ValueError)


def test_table_error_keeps_its_faults_and_tells_them() -> None:
    """The message of the exception alone says what is wrong and where."""
    fault = Fault("村.csv", 5, "经度", "abc", "not_a_number", (("reason", "text"),))
    error = TableError(iter([fault]))
    assert error.faults == (fault,)
    assert (
        str(error)
        == "1 fault(s) in the tables:\n  村.csv row 5 column 经度 'abc': not_a_number (reason: text)"
    )
