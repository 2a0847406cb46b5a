"""What an expression may name before the tables are read is what pairs and posts have once they are."""

from __future__ import annotations

from scenarios.rule_names import NO_ARCS, NO_POSTS
from scenarios.study_rules import attributes
from tests.scenarios.made_up_travel import case_of, everywhere
from tests.scenarios.roles.role_city import post, role_city, study


def test_the_names_are_those_of_a_study() -> None:
    """The same names, of texts, numbers and flags alike."""
    city = role_city()
    case = case_of(city, everywhere(city), study({"desk": post("stations", "staff")}))
    arcs, posts = attributes(case, city)
    assert set(arcs) == set(NO_ARCS) and set(posts) == set(NO_POSTS)
    assert {name: values.dtype.kind for name, values in arcs.items()} == {
        name: values.dtype.kind for name, values in NO_ARCS.items()
    }
