"""Budgets as rules of a staffing problem: what a plan spends on some lines stays within a cap."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.staffing import Entries, Violation
from scenarios.money.bill import fixed_items, home_counties, points_opened, serving_today
from scenarios.money.paying import exact
from scenarios.money.rates import pair_yuan
from scenarios.roles.rules import matches

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.staffing import StaffingProblem
    from optimizer.staffing.formulation import Formulation
    from scenarios.roles import Role
    from scenarios.settings import BudgetSettings, MoneySettings, SalarySettings, StudyConfig
    from scenarios.staffing import StaffingCase

__all__ = ["BudgetRule", "budget_rules"]

Ints = NDArray[np.int64]

#: Rows are kept up to this share of what they add up to (`optimizer.staffing.extras`).
_ROOM = 1e-6
_NONE: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _Cost:
    """What a plan pays once for every so many pairs that it has among some.

    Attributes
    ----------
    line, county : str
    yuan : int
    arcs : ndarray of int
    each : int
        Pairs that one payment is for: 1 for a pair's own, more for a person with several posts.
    opening : str
        Column of the unit that is opened by such pairs; '' where it is not about one.
    """

    line: str
    county: str
    yuan: int
    arcs: Ints
    each: int = 1
    opening: str = ""


@dataclass(frozen=True, eq=False)
class BudgetRule:
    """``Σ weight · payments <= most``, where payments are for pairs, for people, and for units that open.

    Weights are whole numbers: yuan times the share that counts, without what divides all of them. So nothing
    is lost to round-off.

    Attributes
    ----------
    name : str
    place : str
        The county of the cap; ``city`` for the whole.
    costs : tuple of _Cost
    weights : tuple of int
        Of each of the costs.
    most : int
    """

    name: str
    place: str
    costs: tuple[_Cost, ...]
    weights: tuple[int, ...]
    most: int

    def apply(self, formulation: Formulation) -> None:
        """Add the cap, and a column for everybody who is paid once for several posts."""
        row = f"{self.name}:{self.place}"
        several = [cost for cost in self.costs if cost.each > 1 and not cost.opening]
        payments = iter(_payments(formulation, row, several).tolist())
        known = {name: column for column, name in enumerate(formulation.extras.names)}
        arcs, columns = Entries(), Entries()
        for cost, weight in zip(self.costs, self.weights, strict=True):
            if cost.opening:
                columns = columns.plus(Entries.of(0, [known[cost.opening]], float(weight)))
            elif cost.each > 1:
                columns = columns.plus(Entries.of(0, [next(payments)], float(weight)))
            else:
                arcs = arcs.plus(Entries.of(0, cost.arcs, float(weight)))
        # Room that is given for round-off must not reach the next whole number.
        upper = self.most - max(0.0, _ROOM * abs(self.most) - 0.5)
        formulation.add_rows([row], arcs=arcs, columns=columns, upper=upper)

    def violations(self, problem: StaffingProblem, pairs: Collection[tuple[str, str]]) -> list[Violation]:
        """Add up what the pairs of a plan cost."""
        people, posts = problem.people.ids, problem.posts.ids
        taken = set(pairs)
        chosen = {
            arc
            for arc, (p, d) in enumerate(
                zip(problem.arcs.person.tolist(), problem.arcs.post.tolist(), strict=True)
            )
            if (people[p], posts[d]) in taken
        }
        spent = self.spent(chosen)
        return [Violation(self.name, self.place, spent, self.most)] if spent > self.most else []

    def spent(self, chosen: Collection[int]) -> int:
        """What some pairs cost, in the unit of the cap."""
        total = 0
        for cost, weight in zip(self.costs, self.weights, strict=True):
            number = sum(arc in chosen for arc in cost.arcs.tolist())
            total += weight * (min(number, 1) if cost.opening else -(-number // cost.each))
        return total


def _payments(formulation: Formulation, name: str, costs: Sequence[_Cost]) -> Ints:
    """A column for each of the costs: one for every ``each`` of its pairs, begun ones included."""
    names = [f"{name}:{number}" for number in range(len(costs))]
    columns = formulation.add_columns(names, whole=True)
    if costs:
        rows = np.arange(len(costs))
        formulation.add_rows(
            names,
            arcs=Entries.of(
                np.repeat(rows, [cost.arcs.size for cost in costs]),
                np.concatenate([cost.arcs for cost in costs]),
                1.0,
            ),
            columns=Entries.of(rows, columns, [-float(cost.each) for cost in costs]),
            upper=0.0,
        )
    return columns


def budget_rules(case: StaffingCase, *, city: City, config: StudyConfig) -> list[BudgetRule]:
    """Return a rule for every cap of the study.

    In an adjustment a cap that today's roster is beyond is moved to what that costs.

    Parameters
    ----------
    case : StaffingCase
        With its whole problem, roles included.
    city : City
    config : StudyConfig
    """
    money = config.money
    if money is None or not money.budget:
        return []
    costs = list(_costs(case, money, city=city, config=config))
    unchanged = [*fixed_items(city, money, config.demand), *points_opened(config, city)]
    fixed = [_Cost(each.line, each.county, each.yuan, _NONE) for each in unchanged]
    rules = []
    for name, cap in money.budget.items():
        for county, most in cap.limits:
            rule = _rule(name, cap, county, most, money, costs=costs, fixed=fixed)
            if rule is not None:
                rules.append(rule if case.terms is None else _lenient(rule, case.problem))
    return rules


def _rule(
    name: str,
    cap: BudgetSettings,
    county: str,
    most: int,
    money: MoneySettings,
    *,
    costs: list[_Cost],
    fixed: list[_Cost],
) -> BudgetRule | None:
    """A cap as a rule; None where nothing that a plan decides counts in it."""

    def counted(cost: _Cost) -> Fraction:
        if not (cap.lines is None or cost.line in cap.lines) or county not in ("", cost.county):
            return Fraction(0)
        if cap.source is None:
            return Fraction(cost.yuan)
        return cost.yuan * exact(money.shares(cost.line, cost.county).get(cap.source, 0.0))

    mine = [(cost, yuan) for cost in costs if (yuan := counted(cost))]
    if not mine:
        return None
    unit = math.lcm(*(yuan.denominator for _, yuan in mine))
    weights = [int(yuan * unit) for _, yuan in mine]
    step = math.gcd(*weights)
    left = math.floor((most - sum(map(counted, fixed))) * unit / step)
    place = county or "city"
    divided = tuple(weight // step for weight in weights)
    return BudgetRule(f"budget.{name}", place, tuple(cost for cost, _ in mine), divided, left)


def _lenient(rule: BudgetRule, problem: StaffingProblem) -> BudgetRule:
    today = rule.spent(set(np.flatnonzero(problem.arcs.current).tolist()))
    return BudgetRule(rule.name, rule.place, rule.costs, rule.weights, max(rule.most, today))


def _costs(case: StaffingCase, money: MoneySettings, *, city: City, config: StudyConfig) -> Iterator[_Cost]:
    """Everything that a plan decides about and that costs."""
    wanted = _capped_lines(money)
    if money.subsidy is not None and "subsidy" in wanted:
        yield from _subsidies(case, money, city=city, team=config.counsel.team)
    roles = {role.name: role for role in case.roles}
    for name, line in money.salaries.items():
        if f"salaries.{name}" not in wanted:
            continue
        if line.role == "counsel":
            yield from _counsel_paid(case, f"salaries.{name}", line, city)
        elif line.role in roles:
            yield from _others_paid(case.problem, f"salaries.{name}", line, roles[line.role], city, config)
    if money.setup is not None and "setup" in wanted:
        for name, yuan in money.setup.units.items():
            if name in roles:
                yield from _opened(roles[name], yuan)


def _capped_lines(money: MoneySettings) -> set[str]:
    return {line for cap in money.budget.values() for line in (cap.lines or money.lines)}


def _subsidies(case: StaffingCase, money: MoneySettings, *, city: City, team: int) -> Iterator[_Cost]:
    """Pairs of one county that are paid alike go together."""
    assert money.subsidy is not None
    yuan = pair_yuan(
        case.arcs["person_id"], case.arcs["minutes"], subsidy=money.subsidy, counsel=city.counsel, team=team
    )
    group = np.array(case.problem.posts.group, dtype=object)
    county = group[case.problem.arcs.post[: len(case.arcs)]]
    for code in sorted(set(county)):
        for amount in np.unique(yuan[county == code]).tolist():
            arcs = np.flatnonzero((county == code) & (yuan == amount)).astype(np.int64)
            yield _Cost("subsidy", code, amount, arcs)


def _counsel_paid(case: StaffingCase, line_id: str, line: SalarySettings, city: City) -> Iterator[_Cost]:
    """A payment for everybody with a village, and at places of hiring for every person hired."""
    people, today = case.people, serving_today(city)
    most = case.problem.people.most[: len(people)]
    person = case.problem.arcs.person[: len(case.arcs)]
    rows = zip(
        people["person_id"], people["hire"], people["occupation"], people["county_code"], most, strict=True
    )
    for place, (who, hired, occupation, county, villages) in enumerate(rows):
        paid = line.paid == "all" or bool(hired) or (line.paid == "new" and who not in today)
        if paid and line.where.get("occupation", occupation) == occupation:
            arcs = np.flatnonzero(person == place).astype(np.int64)
            if arcs.size:
                yield _Cost(line_id, county, line.yuan, arcs, each=max(int(villages), 1))


def _others_paid(
    problem: StaffingProblem,
    line_id: str,
    line: SalarySettings,
    role: Role,
    city: City,
    config: StudyConfig,
) -> Iterator[_Cost]:
    """A payment for everybody with a post; who can have only one is paid with it."""
    home, today = home_counties(city, config, role.name)
    right = matches(role.pairs, line.where)
    arcs_of: dict[str, list[int]] = {}
    for row, who in zip(np.flatnonzero(right).tolist(), role.pairs["person_id"][right], strict=True):
        if line.paid == "all" or who not in today:
            arcs_of.setdefault(who, []).append(role.first + row)
    most = dict(zip(problem.people.ids, problem.people.most.tolist(), strict=True))
    single: dict[str, list[int]] = {}
    for who, arcs in arcs_of.items():
        each = most[f"{role.name}:{who}"]
        if each == 1:
            single.setdefault(home[who], []).extend(arcs)
        else:
            yield _Cost(line_id, home[who], line.yuan, np.array(arcs, dtype=np.int64), each=each)
    for county, arcs in single.items():
        yield _Cost(line_id, county, line.yuan, np.array(arcs, dtype=np.int64))


def _opened(role: Role, yuan: int) -> Iterator[_Cost]:
    """A payment for every unit that is opened."""
    new, county = role.units["new"].to_numpy(), role.units["county_code"].to_numpy()
    for unit, pairs in role.pairs.groupby("unit"):
        place = int(str(unit))
        if new[place]:
            opening = f"{role.name}.opening:{role.post(role.units['unit_code'].iloc[place])}"
            arcs = role.first + pairs.index.to_numpy(dtype=np.int64)
            yield _Cost("setup", county[place], yuan, arcs, opening=opening)
