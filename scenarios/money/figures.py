"""The figures of money in metrics.json: what lines cost by county and source, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scenarios.money.bill import Staffed, bill
from scenarios.money.paying import exact, parted

if TYPE_CHECKING:
    from scenarios.settings import BudgetSettings, MoneySettings

__all__ = ["money_figures", "spent"]

Row = dict[str, Any]
Bill = Mapping[tuple[str, str], int]


def money_figures(money: MoneySettings | None, *, before: Staffed | None, after: Staffed) -> Row | None:
    """Return what a plan costs, beside what today's roster costs at the same rates.

    Parameters
    ----------
    money : MoneySettings or None
        None: there are no figures.
    before : Staffed or None
        Today's roster; None leaves its figures out.
    after : Staffed
        The plan.

    Returns
    -------
    dict or None
        ``total, total_before``; ``cells``, a row a line, county and source with ``before`` and ``after`` in
        whole yuan, of which everything else is a sum; ``lines``, ``by_county`` and ``by_source``; ``budget``,
        what each cap allows and what the plan spends of it.
    """
    if money is None:
        return None
    now = bill(after, money)
    then = None if before is None else bill(before, money)
    county = dict(zip(after.city.counties["county_code"], after.city.counties["name"], strict=True))
    cells = _cells(money, {} if then is None else then, now)
    if then is None:
        cells = [{**cell, "before": None} for cell in cells]
    return {
        **_sums(cells),
        "lines": [
            {
                "line": line,
                "name": _name(money, line),
                "counsel": _of_counsel(money, line),
                **_sums_of(cells, "line", line),
            }
            for line in money.lines
        ],
        "by_county": [
            {"county_code": code, "name": county.get(code), **_sums_of(cells, "county_code", code)}
            for code in (*sorted(county), *([""] if any(not cell["county_code"] for cell in cells) else []))
        ],
        "by_source": [
            {"source": source, **_sums_of(cells, "source", source)}
            for source in dict.fromkeys(cell["source"] for cell in cells)
        ],
        "cells": cells,
        "budget": [row for name, cap in money.budget.items() for row in _budget(name, cap, money, then, now)],
    }


def _cells(money: MoneySettings, before: Bill, after: Bill) -> list[Row]:
    """Every line, county and source, in the order of the lines, counties by code, what has none last."""
    cells = []
    order = list(money.lines)
    places = sorted(before.keys() | after.keys(), key=lambda place: (order.index(place[0]), place[1] or "~"))
    for line, county in places:
        shares = money.shares(line, county)
        sides = [parted(bill.get((line, county), 0), shares) for bill in (before, after)]
        cells += [
            {"line": line, "county_code": county, "source": source,
             "before": sides[0][source], "after": sides[1][source]}
            for source in shares
        ]  # fmt: skip
    return cells


def _name(money: MoneySettings, line: str) -> dict[str, str] | None:
    """Title of a line of salaries in both languages; the others have theirs in the catalogue."""
    kind, _, name = line.partition(".")
    return money.salaries[name].name.model_dump() if kind == "salaries" else None


def _of_counsel(money: MoneySettings, line: str) -> bool:
    """Whether it is counsel of villages whom a line pays."""
    kind, _, name = line.partition(".")
    return kind == "subsidy" or (kind == "salaries" and money.salaries[name].role == "counsel")


def _sums_of(cells: list[Row], key: str, value: str) -> Row:
    sums = _sums([cell for cell in cells if cell[key] == value])
    return {"before": sums["total_before"], "after": sums["total"]}


def _sums(cells: list[Row]) -> Row:
    known = [cell["before"] for cell in cells if cell["before"] is not None]
    return {
        "total": sum(cell["after"] for cell in cells),
        "total_before": sum(known) if len(known) == len(cells) else None,
    }


def _budget(
    name: str, cap: BudgetSettings, money: MoneySettings, before: Bill | None, after: Bill
) -> list[Row]:
    """A row for the cap of the city and of each county."""
    return [
        {
            "name": name,
            "county_code": county,
            "source": cap.source,
            "most": most,
            "before": None if before is None else float(spent(before, cap, money, county)),
            "after": float(spent(after, cap, money, county)),
        }
        for county, most in sorted(cap.limits)
    ]


def spent(costs: Bill, cap: BudgetSettings, money: MoneySettings, county: str) -> Any:
    """What counts against a cap, in a county or (``''``) the city: a fraction, as shares are not rounded."""
    lines = money.lines if cap.lines is None else cap.lines
    return sum(
        yuan * (1 if cap.source is None else exact(money.shares(line, place).get(cap.source, 0.0)))
        for (line, place), yuan in costs.items()
        if line in lines and county in ("", place)
    )
