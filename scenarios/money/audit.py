"""Recheck what a finished plan spends against every cap, from the tables and the settings alone.

This shares no code with the bill (`scenarios.money.bill`), the rates or the rule of the solver: dictionaries
and loops, and fractions where shares are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from scenarios.roles.audit.people import pool_of
from scenarios.roles.audit.places import units
from scenarios.roles.audit.rows import HELD, Row, records, shares_of, words
from scenarios.siting.points import sited_points

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.settings import BudgetSettings, MoneySettings, SalarySettings, StudyConfig

__all__ = ["audit_money"]

_MINUTE = 1e-6


def audit_money(
    *,
    city: City,
    config: StudyConfig,
    plan: pd.DataFrame,
    posts: pd.DataFrame,
    today: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> list[str]:
    """Return a sentence for every cap that a plan is beyond; none for a sound plan.

    Parameters
    ----------
    city : City
    config : StudyConfig
    plan, posts : DataFrame
        The columns of plan.csv and posts.csv.
    today : tuple of DataFrame, optional
        Today's tables of the same kinds, where a plan may spend as much as they do (an adjustment).
    """
    money = config.money
    if money is None or not money.budget:
        return []
    spends = _Auditor(city, config, money, plan, posts)
    before = None if today is None else _Auditor(city, config, money, *today)
    return [fault for name in money.budget for fault in _caps(name, money.budget[name], spends, before)]


def _caps(name: str, cap: BudgetSettings, spends: _Auditor, before: _Auditor | None) -> Iterator[str]:
    limits = {"": cap.most, **cap.by_county}
    for county, most in limits.items():
        if most is None:
            continue
        spent = spends.of(cap, county)
        allowed = Fraction(most) if before is None else max(Fraction(most), before.of(cap, county))
        if spent > allowed:
            place = f"county {county}" if county else "the city"
            yield f"budget {name}: {place} spends {float(spent):,.2f} yuan, at most {float(allowed):,.2f}"


class _Auditor:
    """What every line costs in every county: one method a line."""

    def __init__(
        self, city: City, config: StudyConfig, money: MoneySettings, plan: pd.DataFrame, posts: pd.DataFrame
    ) -> None:
        self.city, self.config, self.money = city, config, money
        self.served = [row for row in records(plan) if row["person_id"]]
        self.held = [row for row in records(posts) if row["change"] in HELD]
        self.county_of = {row["village_code"]: row["county_code"] for row in records(city.villages)}
        self.register = {row["person_id"]: row for row in records(city.counsel)}
        self.yuan: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        self._pairs()
        self._fixed()
        for name, line in money.salaries.items():
            self._salaries(f"salaries.{name}", line)
        self._opened()

    def of(self, cap: BudgetSettings, county: str) -> Fraction:
        """What counts against a cap in a county, or in the city."""
        found = Fraction(0)
        for (line, place), yuan in self.yuan.items():
            if (cap.lines is None or line in cap.lines) and (not county or place == county):
                found += yuan * (Fraction(1) if cap.source is None else self._share(line, place, cap.source))
        return found

    def _share(self, line: str, county: str, source: str) -> Fraction:
        settings, key = self.money.lines[line], county if county else "city"
        chosen = settings.sources_by_county.get(key) or settings.sources
        chosen = chosen or self.money.sources_by_county.get(key) or self.money.sources or {"county": 1}
        return Fraction(str(chosen.get(source, 0)))

    def _pairs(self) -> None:
        rates, team = self.money.subsidy, Decimal(self.config.counsel.team)
        if rates is None:
            return
        grades: dict[str, int] = {str(grade): yuan for grade, yuan in rates.grades.items()}
        for row in self.served:
            person = self.register.get(row["person_id"], {})
            grade, own = words(person.get("grade")), words(person.get("yuan_per_village"))
            if rates.own_rate and own:
                yuan = Decimal(repr(float(person["yuan_per_village"]))).quantize(Decimal(1), ROUND_HALF_UP)
            elif grade:
                yuan = Decimal(grades.get(grade, rates.base))
            else:
                yuan = Decimal(rates.base if rates.ungraded is None else rates.ungraded)
            passed = [band for band in rates.distance if row["minutes"] > band.beyond_minutes + _MINUTE]
            if passed:
                yuan += max(passed, key=lambda band: band.beyond_minutes).yuan
            part = (yuan / team).to_integral_value(ROUND_CEILING)
            self.yuan["subsidy", self.county_of[row["village_code"]]] += int(part)

    def _fixed(self) -> None:
        for name in self.money.cases:
            self._awards(name)
        if self.money.duty is not None:
            days: dict[str, int] = {str(tier): number for tier, number in self.money.duty.days.items()}
            for row in records(self.city.service_points):
                yuan = self.money.duty.yuan_per_day * days.get(row["tier"], 0)
                self.yuan["duty", words(row["county_code"])] += yuan

    def _awards(self, name: str) -> None:
        """A case that villages count is paid there; others are paid for the city, then parted."""
        case = self.config.demand.cases.get(name)
        cases: dict[str, int] = defaultdict(int)
        for row in records(self.city.villages):
            number = float(row.get("disputes_year" if case is None else case.by, 0.0))
            cases[row["county_code"]] += 0 if number != number else int(number)
        rate = self.money.cases[name].yuan
        if case is None:
            due = {county: Fraction(rate * number) for county, number in cases.items()}
        else:
            told = case.yearly if case.total is None else case.total
            in_all = rate * Fraction(str(told)) / (len(case.years) if case.yearly is None else 1)
            whole = int(2 * in_all + 1) // 2  # to the nearest yuan, half a yuan upwards
            due = {county: Fraction(whole * number, sum(cases.values())) for county, number in cases.items()}
        odd = sum(due.values()) - sum(map(int, due.values()))
        first = sorted(due, key=lambda county: (int(due[county]) - due[county], county))[: int(odd)]
        for county, yuan in due.items():
            self.yuan[f"cases.{name}", county] += int(yuan) + (county in first)

    def _salaries(self, line_id: str, line: SalarySettings) -> None:
        paid = self._counsel(line) if line.role == "counsel" else self._others(line)
        for county in paid.values():
            self.yuan[line_id, county] += line.yuan

    def _counsel(self, line: SalarySettings) -> dict[str, str]:
        """Home county of everybody paid, by person."""
        today = {row["person_id"] for row in records(self.city.roster) if row["role"] == "counsel"}
        seats = {row["township_code"]: row["county_code"] for row in records(self.city.townships)}
        paid = {}
        for row in self.served:
            who, hired = row["person_id"], bool(row["hired"])
            wanted = {"all": True, "hired": hired, "new": who not in today}[line.paid]
            if wanted and all(row[str(name)] == value for name, value in line.where.items()):
                paid[who] = seats[row["office_code"]] if hired else self.register[who]["county_code"]
        return paid

    def _others(self, line: SalarySettings) -> dict[str, str]:
        role = self.config.posts[line.role]
        there = {code for code, unit in units(self.city, role).items() if not unit.new}
        home: dict[str, str] = {}
        today = set()
        for pool in role.pool:
            for who, person in pool_of(self.city, role, pool):
                home.setdefault(who, person.at.county)
                if person.holds in there:
                    today.add(who)
        paid = {}
        for row in self.held:
            if row["role"] == line.role and (line.paid == "all" or row["person_id"] not in today):
                given = [role.shares[share].where for share in shares_of(row) if share in role.shares]
                has: Row = dict(row)
                for where in given:
                    has |= {str(name): value for name, value in where.items()}
                if all(has[str(name)] == value for name, value in line.where.items()):
                    paid[row["person_id"]] = home[row["person_id"]]
        return paid

    def _opened(self) -> None:
        if self.money.setup is None:
            return
        for tier, places in self.money.setup.opens.items():
            for place in places:
                county = "" if place == "city" else place
                self.yuan["setup", county] += self.money.setup.points[tier] * places[place]
        for row in records(sited_points(self.city)):
            self.yuan["setup", words(row["county_code"])] += row["yuan"]
        for name, yuan in self.money.setup.units.items():
            known = units(self.city, self.config.posts[name])
            mine = {row["unit_code"] for row in self.held if row["role"] == name}
            for code in mine:
                if code in known and known[code].new:
                    self.yuan["setup", known[code].at.county] += yuan
