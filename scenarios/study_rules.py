"""Rules of a study's own, from its settings to the optimiser."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.errors import ExpressionError
from optimizer.expressions import parse
from optimizer.staffing import Entries, LinearRule, Rule, Spread
from scenarios.errors import RuleError, Told
from scenarios.expression_words import expression_words
from scenarios.own_rule import own_rule
from scenarios.services import service_of

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import RuleSettings, StudyConfig
    from scenarios.staffing import StaffingCase

__all__ = ["attributes", "study_rules"]

_ROLE_ATTRIBUTES = ("sex", "full_time", "trained", "skill")


def study_rules(case: StaffingCase, *, city: City, config: StudyConfig) -> list[Rule]:
    """Return the rules that the study names.

    Parameters
    ----------
    case : StaffingCase
    city : City
    config : StudyConfig

    Raises
    ------
    RuleError
        When an expression cannot be read, a class cannot be found, or what it makes is no rule.
    """
    return [rule for name, each in config.rules.items() for rule in _rules(name, each, case, city, config)]


def _rules(
    name: str, settings: RuleSettings, case: StaffingCase, city: City, config: StudyConfig
) -> Iterator[Rule]:
    if settings.spread is not None:
        service = service_of(settings.spread, case, city=city, role=config.counsel, demand=config.demand)
        yield Spread(service, settings.spread.most, name)
    elif settings.expression is not None:
        yield _expression(name, settings, case, city)
    elif settings.python is not None:
        yield own_rule(name, settings)


def _expression(name: str, settings: RuleSettings, case: StaffingCase, city: City) -> Rule:
    """Turn rows over pairs into a rule; heads short are written as what is needed less who is there."""
    problem = case.problem
    try:
        rows = parse(settings.expression or "").rows(*attributes(case, city))
    except ExpressionError as error:
        raise RuleError(name, expression_words(error)) from error
    if any(row.posts.position.size for row in rows):
        raise RuleError(name, Told.said("rule.short"))
    parts = [Entries.of(r, row.arcs.position, row.arcs.value) for r, row in enumerate(rows)]
    entries = Entries()
    if parts:
        joined = [np.concatenate([getattr(p, name) for p in parts]) for name in ("row", "column", "value")]
        entries = Entries(*joined)
    price = None if settings.weight is None else (float(settings.weight),) * len(rows)
    if price is not None and any(math.isfinite(row.upper) for row in rows):
        raise RuleError(name, Told.said("rule.weight"))
    labels = tuple(row.label or "all" for row in rows)
    lower, upper = tuple(row.lower for row in rows), tuple(row.upper for row in rows)
    assert entries.column.size == 0 or entries.column.max() < problem.arcs.post.size
    return LinearRule(f"rule.{name}", labels, entries, lower, upper, price)


def attributes(case: StaffingCase, city: City) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the columns that an expression can name: of every arc, and of every post."""
    posts = _post_attributes(case, city)
    problem = case.problem
    post = problem.arcs.post
    arcs: dict[str, Any] = {name: values[post] for name, values in posts.items()}
    arcs["person"] = np.array([each.rsplit(":", 1)[-1] for each in problem.people.ids], dtype=object)[
        problem.arcs.person
    ]
    arcs["minutes"], arcs["hours"] = problem.arcs.minutes, problem.arcs.load
    arcs["current"] = problem.arcs.current
    occupation = case.people.set_index("person_id")["occupation"]
    first = len(case.arcs)
    columns = {name: np.full(post.size, "", dtype=object) for name in (*_ROLE_ATTRIBUTES, "occupation")}
    columns["occupation"][:first] = case.arcs["person_id"].map(occupation).to_numpy()
    sex = city.counsel.set_index("person_id").get("sex")
    if sex is not None:
        columns["sex"][:first] = case.arcs["person_id"].map(sex).fillna("").to_numpy()
    for role in case.roles:
        end = role.first + len(role.pairs)
        for name, values in columns.items():
            values[role.first : end] = role.pairs[name].to_numpy()
    return {**arcs, **columns}, posts


def _post_attributes(case: StaffingCase, city: City) -> dict[str, Any]:
    problem = case.problem
    villages = city.villages.set_index("village_code")
    unit = np.array([post.split(":", 1)[-1] for post in problem.posts.ids], dtype=object)
    table = pd.DataFrame(
        {"post": unit, "role": list(problem.posts.role), "county": list(problem.posts.group), "village": unit}
    )
    first = sum(kind == "counsel" for kind in problem.posts.role)
    for role in case.roles:
        table.loc[first : first + len(role.units) - 1, "village"] = role.units["village_code"].to_numpy()
        first += len(role.units)
    table["township"] = table["village"].map(villages["township_code"]).fillna("")
    table["area"] = table["village"].map(villages["area"]).fillna("")
    return {str(name): table[name].astype(str).to_numpy(dtype=object) for name in table}
