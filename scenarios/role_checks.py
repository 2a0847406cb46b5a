"""Rules that span several settings of roles, fairness rungs and rules of a study's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.errors import ExpressionError
from optimizer.expressions import parse
from scenarios.expression_words import expression_words
from scenarios.faults import nearest
from scenarios.origins import Steps
from scenarios.rule_names import NO_ARCS, NO_POSTS
from scenarios.settings import ServiceSettings

__all__ = [
    "Found",
    "compared_roles",
    "exclusive_roles",
    "most_below_need",
    "nearest_below_need",
    "readable_expressions",
]

#: Path, code of the fault, value and params.
Found = tuple[Steps, str, Any, Mapping[str, str]]


def exclusive_roles(sections: Mapping[str, Any]) -> Iterator[Found]:
    """A role can exclude counsel and other roles of the study, not itself."""
    for name, role in sections["posts"].items():
        allowed = ["counsel", *(other for other in sections["posts"] if other != name)]
        for place, other in enumerate(role.exclusive_with):
            if other not in allowed:
                words = {"nearest": nearest(other, allowed), "allowed": ", ".join(allowed)}
                yield ("posts", name, "exclusive_with", place), "not_allowed", other, words


def most_below_need(sections: Mapping[str, Any]) -> Iterator[Found]:
    """A unit that may have fewer people than it needs could never be staffed."""
    for name, role in sections["posts"].items():
        if role.most is not None and role.most < role.need:
            yield ("posts", name, "most"), "most_below_need", role.most, {"need": str(role.need)}


def nearest_below_need(sections: Mapping[str, Any]) -> Iterator[Found]:
    """A village that nobody serves today could not be filled from fewer people than it needs.

    Counsel of today and locked ones come on top of the nearest, so villages that have some could be filled;
    people who are hired do, too, so that a scenario that hires may leave the rest to them.
    """
    for name, role in sections["roles"].items():
        if role.nearest is not None and role.nearest < role.heads and not sections["hire"].number:
            words = {"need": str(role.heads)}
            yield ("roles", name, "nearest"), "nearest_below_need", role.nearest, words


def compared_roles(sections: Mapping[str, Any]) -> Iterator[Found]:
    """Rungs and caps on the spread compare counsel or a role of the study; hours of a role that has some."""
    known = ["counsel", *sections["posts"]]
    without = {name for name, role in sections["posts"].items() if not role.hours}
    compared: list[tuple[Steps, ServiceSettings]] = [
        (("ladder", place), rung)
        for place, rung in enumerate(sections["ladder"])
        if isinstance(rung, ServiceSettings)
    ]
    compared += [
        (("rules", name, "spread"), rule.spread)
        for name, rule in sections["rules"].items()
        if rule.spread is not None
    ]
    for path, service in compared:
        if service.role not in known:
            words = {"nearest": nearest(service.role, known), "allowed": ", ".join(known)}
            yield (*path, "role"), "not_allowed", service.role, words
        elif service.service != "fill" and service.role in without:
            yield (*path, "service"), "role_without_hours", service.service, {"role": service.role}


def readable_expressions(sections: Mapping[str, Any]) -> Iterator[Found]:
    """An expression has to be one, and may name what pairs and posts have."""
    for name, rule in sections["rules"].items():
        if rule.expression is not None:
            try:
                parse(rule.expression).rows(NO_ARCS, NO_POSTS)
            except ExpressionError as error:
                path, words = ("rules", name, "expression"), {"problem": expression_words(error)}
                yield path, "bad_expression", rule.expression, words
