"""What a plan achieves: every figure of metrics.json, from the plan's table alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.indicators.figures import table_figures
from scenarios.indicators.lacking import Lacking
from scenarios.indicators.sides import Sides, names_of
from scenarios.measure_names import MONEY, PERSONNEL
from scenarios.measures.figures import Row
from scenarios.measures.parts import by_area, by_county
from scenarios.measures.personnel import occupations_of, personnel, personnel_lacking
from scenarios.measures.tally import by_person, by_village
from scenarios.measures.whole import (
    DEFAULT_AVERSION,
    changes,
    fairness,
    load,
    totals,
    travel,
    travel_aversion,
)
from scenarios.money.bill import Staffed
from scenarios.money.figures import money_figures, money_measures
from scenarios.roles import no_posts, role_figures, share_blanks
from scenarios.settings import StudyConfig
from scenarios.targets import judge_targets

if TYPE_CHECKING:
    from geo.city import City

__all__ = ["DEFAULT_AVERSION", "measure", "travel_aversion"]


def measure(
    *,
    city: City,
    plan: pd.DataFrame,
    config: StudyConfig,
    before: pd.DataFrame | None,
    city_before: City | None = None,
    posts: pd.DataFrame | None = None,
    posts_before: pd.DataFrame | None = None,
    rungs: list[Row],
    repair: Row,
    study: str = "",
    scenario: str = "",
    seconds: float = 0.0,
    verified: bool = False,
) -> Row:
    """Measure a plan and judge the study's targets by it.

    Parameters
    ----------
    city : geo.City
        The tables that the plan was made from.
    plan : DataFrame
        As :func:`scenarios.plan_table.plan_table` gives it.
    config : StudyConfig
        The resolved settings: the counsel role, hire, ladder, targets.
    before : DataFrame or None
        The table of today's roster: the other side of the targets, and the reference that fixes
        κ, so that the travel burdens of all scenarios are on one scale.  It is measured as it is,
        without the plan's teams and visits online.  None = the plan itself.
    city_before : geo.City, optional
        The tables of today's roster, where the plan was made from others (an adjustment).
    posts, posts_before : DataFrame or None
        Who holds what in the roles beside counsel, in the plan and today, see `scenarios.roles`.
    rungs : list of dict
        Certificates of the ladder, handed through.
    repair : dict
        ``more, unreachable, status, bound``; what is missing counts as none.
    study, scenario : str
        Names to put on the figures.
    seconds : float
        Time of the run.
    verified : bool
        Whether the independent check has passed.

    Returns
    -------
    dict
        The contents of metrics.json: plain Python numbers, None where a figure does not exist
        (the mean drive of nobody).  Shares are in percent.

    Raises
    ------
    UnknownMeasureError
        A target that names no figure.
    """
    reference = plan if before is None else before
    earlier_city = city_before or city
    kappa = travel_aversion(reference, config=config)
    figures = _figures(
        city=city, city_before=earlier_city, plan=plan, config=config, kappa=kappa, repair=repair
    )
    earlier = (
        None if before is None
        else _figures(city=earlier_city, city_before=earlier_city, plan=before, config=config.as_today,
                      kappa=kappa, repair=repair)
    )  # fmt: skip
    roles = {} if posts is None else role_figures(posts, config=config, city=city)
    roles_before = (
        {} if posts_before is None else role_figures(posts_before, config=config, city=earlier_city)
    )
    figures["posts"] = roles
    if earlier is not None:
        earlier["posts"] = roles_before
    money = money_figures(
        config.money,
        before=None if before is None else _staffed(earlier_city, config.as_today, before, posts_before),
        after=_staffed(city, config, plan, posts),
    )
    figures_of = partial(table_figures, measures=config.measures, year=config.year, travel=config.travel)
    tables = figures_of(city)
    same = earlier_city is city
    sides = Sides(
        earlier,
        figures,
        tables if same else figures_of(earlier_city),
        tables,
        files={table: source.path for table, source in config.sources.items()},
        money=money_measures(money),
        gaps=_gaps(config, city, posts),
    )
    targets = judge_targets(
        config.targets,
        sides=sides,
        measures=config.measures,
        posts=config.posts,
        rungs=rungs,
        year=config.year,
    )
    return {
        "schema": 1,
        "study": study,
        "scenario": scenario,
        **figures,
        "posts_before": roles_before,
        "money": money,
        "targets": targets,
        "rungs": list(rungs),
        "seconds": float(seconds),
        "verified": bool(verified),
        "repair": {
            "more": list(repair.get("more", [])),
            "unreachable": list(repair.get("unreachable", [])),
            "status": repair.get("status"),
            "bound": repair.get("bound"),
        },
    }


def _gaps(config: StudyConfig, city: City, posts: pd.DataFrame | None) -> dict[str, Lacking]:
    """What figures of the run lack that targets speak of: rows, cells of people, or the section of money."""
    found = {}
    for name in {
        name for target in config.targets for formula in target.formulas for name in names_of(formula)
    }:
        gap = None
        if name.startswith(PERSONNEL):
            gap = personnel_lacking(name.removeprefix(PERSONNEL), city)
        elif name.startswith(MONEY) and config.money is None:
            gap = Lacking("", section="money")
        elif posts is not None:
            gap = _share_lacking(name, config, posts)
        if gap is not None:
            found[name] = gap
    return found


def _share_lacking(name: str, config: StudyConfig, posts: pd.DataFrame) -> Lacking | None:
    """The blank cells without which a share of a role, ``posts.<role>.shares.<share>``, has no figure."""
    role, _, what = name.removeprefix("posts.").partition(".shares.")
    share = config.posts[role].shares.get(what) if role in config.posts else None
    found = None if share is None else share_blanks(posts, role, what, share.where)
    return None if found is None else Lacking(found[0], found[1], blank=found[2])


def _summed(people: Mapping[str, int | None]) -> int | None:
    """All people of the city; None where the number of one county is not known."""
    known = [number for number in people.values() if number is not None]
    return sum(known) if len(known) == len(people) else None


def _staffed(city: City, config: StudyConfig, plan: pd.DataFrame, posts: pd.DataFrame | None) -> Staffed:
    return Staffed(city, config, plan, no_posts() if posts is None else posts)


def _figures(
    *, city: City, city_before: City, plan: pd.DataFrame, config: StudyConfig, kappa: float, repair: Row
) -> Row:
    villages = by_village(plan, need=config.counsel.heads)
    people = by_person(city=city, plan=plan, config=config)
    staff = {
        name: personnel(name, city=city, city_before=city_before, plan=plan)
        for name in occupations_of(city_before)
    }
    counties = by_county(villages, city=city, plan=plan, people=people, repair=repair)
    return {
        **totals(villages, plan=plan, people=people),
        "personnel": {name: _summed(each) for name, each in staff.items()},
        "travel": travel(plan, kappa=kappa),
        "load": load(people),
        "fairness": fairness(villages),
        "changes": changes(plan),
        "by_county": [
            county | {"personnel": {name: each.get(county["county_code"]) for name, each in staff.items()}}
            for county in counties
        ],
        "by_area": by_area(villages, plan=plan),
    }
