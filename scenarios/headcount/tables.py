"""The plan of growth as tables: who is where each year, what is done, what targets reach, what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.headcount import COSTS, Figures, Plan, limits
from scenarios.headcount.wanted import FAIR

if TYPE_CHECKING:
    from optimizer.headcount import HeadcountResult, Limit
    from scenarios.headcount.case import HeadcountCase

__all__ = [
    "Action",
    "CountyCost",
    "CountyYear",
    "FairRow",
    "TargetYear",
    "actions",
    "budget_years",
    "costs",
    "county_years",
    "fair_rows",
    "payroll",
    "target_years",
]


@dataclass(frozen=True)
class CountyYear:
    """One profession in one county at the end of one year: before + came + moved_in - left - moved_out."""

    county: str
    profession: str
    year: int
    before: int
    left: int
    came: int
    trained_away: int
    moved_in: int
    moved_out: int
    bought: int
    stock: int


@dataclass(frozen=True)
class Action:
    """Something to do in a county and year.

    Attributes
    ----------
    year : int
    county : str
    kind : str
        start, relocation, branch or purchase.
    profession : str
    way : str
        Of a start; empty for others.
    source : str
        County that people relocate from; empty for others.
    number : int
    yuan : int
    """

    year: int
    county: str
    kind: str
    profession: str
    way: str
    source: str
    number: int
    yuan: int


@dataclass(frozen=True)
class TargetYear:
    """What a target of growth comes to, in people and in its own unit.

    Attributes
    ----------
    code : str
    county : str
        Empty for the city.
    year : int
        0 is today.
    people : int
        Of those who count.
    bought : int
        Of these, and of those whom a share is of, service bought.
    value : float
        In the unit of the target.
    need : float or None
        People needed; None in a year that asks for none, and of shares.
    short : float
        What is lacking, in people.
    """

    code: str
    county: str
    year: int
    people: int
    bought: int
    value: float
    need: float | None
    short: float


@dataclass(frozen=True)
class FairRow:
    """What one group gets: people for 10,000 residents, or the attained part of a profession's target."""

    group: str
    today: float
    amount: float
    bound: float


@dataclass(frozen=True)
class CountyCost:
    """What a county costs in a year beside doing nothing.

    Attributes
    ----------
    county : str
    year : int
    parts : mapping of str to int
        Yuan for each of `optimizer.headcount.COSTS`; of salaries those beyond `payroll`.
    payroll : int
        Salaries when nothing is done.
    """

    county: str
    year: int
    parts: Mapping[str, int]
    payroll: int

    @property
    def more(self) -> int:
        """Yuan beyond doing nothing."""
        return sum(self.parts.values())


def county_years(case: HeadcountCase, result: HeadcountResult) -> Iterator[CountyYear]:
    """Yield who is where, by profession, county and year."""
    problem, plan = case.problem, result.plan
    stock = result.figures.stock
    for k, profession in enumerate(problem.kinds):
        for c, county in enumerate(problem.counties):
            before = int(problem.stock[k, c])
            for t, year in enumerate(problem.years):
                came = away = 0
                for p, path in enumerate(problem.paths):
                    arrived = int(plan.started[p, c, t - path.delay]) if t >= path.delay else 0
                    came += arrived if path.gains == profession else 0
                    away += arrived if path.loses == profession else 0
                yield CountyYear(
                    county=county,
                    profession=profession,
                    year=year,
                    before=before,
                    left=int(problem.leaving[k, c, t]),
                    came=came,
                    trained_away=away,
                    moved_in=int(plan.relocated[k, :, c, t].sum()),
                    moved_out=int(plan.relocated[k, c, :, t].sum()),
                    bought=int(plan.purchased[k, c, t]),
                    stock=int(stock[k, c, t]),
                )
                before = int(stock[k, c, t])


def actions(case: HeadcountCase, result: HeadcountResult) -> list[Action]:
    """Return what is to be done, by year, county, kind and profession."""
    problem, plan = case.problem, result.plan
    found = []
    for c, county in enumerate(problem.counties):
        for t, year in enumerate(problem.years):
            for p, path in enumerate(problem.paths):
                number = int(plan.started[p, c, t])
                profession, way = case.ways[path.id]
                cost = number * int(path.yuan[c])
                found.append(Action(year, county, "start", profession, way, "", number, cost))
            for move in problem.relocations:
                k = problem.kinds.index(move.kind)
                for s, source in enumerate(problem.counties):
                    number = int(plan.relocated[k, s, c, t])
                    cost = number * int(move.yuan[c])
                    found.append(Action(year, county, "relocation", move.kind, "", source, number, cost))
            for b, branch in enumerate(problem.branches):
                number = int(plan.branches[b, c, t])
                cost = number * int(branch.yuan[c])
                found.append(Action(year, county, "branch", branch.id, "", "", number, cost))
            for bought in problem.purchases:
                number = int(plan.purchased[problem.kinds.index(bought.kind), c, t])
                cost = number * int(bought.yuan[c])
                found.append(Action(year, county, "purchase", bought.kind, "", "", number, cost))
    done = [action for action in found if action.number]
    return sorted(done, key=lambda each: (each.year, each.county, each.kind, each.profession, each.source))


def target_years(case: HeadcountCase, result: HeadcountResult) -> list[TargetYear]:
    """Return what targets come to today and at the end of every year."""
    found = []
    for place, asked in enumerate(case.settings.targets):
        target = case.problem.targets[place]
        counties = case.problem.counties if asked.each_county else ("",)
        every = (*asked.counts, *asked.share_of)
        for number, county in enumerate(counties):
            for t in range(-1, len(case.problem.years)):
                rows = slice(number, number + 1) if county else slice(None)
                counted = _people(case, result, asked.counts, rows, t, bought=asked.counts_purchases)
                others = _people(case, result, asked.share_of, rows, t, bought=asked.counts_purchases)
                bought = counted + others - _people(case, result, every, rows, t, bought=False)
                residents = float((case.residents[rows, t] if t >= 0 else case.residents_today[rows]).sum())
                if asked.share_of:
                    value = 100.0 * counted / (counted + others) if counted + others else 0.0
                else:
                    value = counted * asked.per / residents if asked.per else float(counted)
                where = (number, t) if county else t
                need = None if t < 0 or asked.share_of else float(target.need[where])
                short = 0.0 if t < 0 else float(result.figures.short[target.id][where])
                found.append(
                    TargetYear(
                        asked.code, county, 0 if t < 0 else case.problem.years[t], counted, bought, value,
                        None if need is None or need != need else need, short,
                    )
                )  # fmt: skip
    return found


def _people(
    case: HeadcountCase,
    result: HeadcountResult,
    professions: tuple[str, ...],
    rows: slice,
    t: int,
    *,
    bought: bool,
) -> int:
    kinds = [case.problem.kinds.index(name) for name in professions]
    if t < 0:
        return int(case.problem.stock[kinds, rows].sum())
    found = int(result.figures.stock[kinds, rows, t].sum())
    return found + (int(result.plan.purchased[kinds, rows, t].sum()) if bought else 0)


def fair_rows(case: HeadcountCase, result: HeadcountResult) -> list[FairRow]:
    """Return what groups get today and after the last year, from the least, and what they could get."""
    today = {}
    service = next(each for each in case.problem.services if each.id == FAIR)
    # Need is for residents of the last year; what groups get today is for those of today.
    then = case.residents_today / case.residents[:, -1]
    for k, name in enumerate(service.coefficients):
        row = service.need if service.need.ndim == 1 else service.need[k]
        for c, county in enumerate(case.problem.counties):
            group = county if service.need.ndim == 1 else f"{county}/{name}"
            people = float(case.problem.stock[case.problem.kinds.index(name), c])
            today[group] = people / float(row[c] * then[c])
    bounds = {
        each.group: each.bound
        for rung in result.certificates
        if rung.aim == f"fair:{FAIR}"
        for each in rung.groups
    }
    amounts = result.figures.amounts[FAIR]
    rows = [
        FairRow(group, today[group], amount, bounds.get(group, float("inf")))
        for group, amount in amounts.items()
    ]
    return sorted(rows, key=lambda row: (row.amount, row.group))


def costs(case: HeadcountCase, figures: Figures) -> list[CountyCost]:
    """Return what every county and year costs beside doing nothing."""
    idle = Figures.of(case.problem, Plan.nothing(case.problem)).cost["salary"]
    return [
        CountyCost(
            county=county,
            year=year,
            parts={
                kind: int(figures.cost[kind][c, t] - (idle[c, t] if kind == "salary" else 0))
                for kind in COSTS
            },
            payroll=int(idle[c, t]),
        )
        for c, county in enumerate(case.problem.counties)
        for t, year in enumerate(case.problem.years)
    ]


def payroll(case: HeadcountCase) -> int:
    """Return the salaries over all years when nothing is done."""
    return Figures.of(case.problem, Plan.nothing(case.problem)).yuan


def budget_years(case: HeadcountCase, result: HeadcountResult) -> list[Limit]:
    """Return what each budget spends of its limit, by year."""
    return [each for each in limits(case.problem, result.plan) if each.rule == "budget"]
