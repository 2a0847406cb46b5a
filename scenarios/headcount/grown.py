"""What a plan of growth gives to scenarios: who joins an occupation, counsel or not, and where they sit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import yaml

from scenarios.messages import text

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.headcount import HeadcountResult
    from scenarios.headcount.case import HeadcountCase
    from scenarios.settings import StudyConfig

__all__ = ["Grown", "counsel_share", "grown_by", "grown_words", "newcomers_text"]


def counsel_share(city: City, occupation: str) -> Fraction:
    """Return the share of an occupation's people who are on the register of counsel today."""
    table = city.headcounts[city.headcounts["occupation"].eq(occupation)]
    every = int(table["number"].sum())
    mine = int(city.counsel["occupation"].eq(occupation).sum())
    return min(Fraction(mine, every), Fraction(1)) if every else Fraction(0)


@dataclass(frozen=True)
class Grown:
    """The newcomers that a plan of growth means.

    Attributes
    ----------
    groups : tuple of dict
        As settings of `newcomers`.
    fewer : tuple of (str, str, int)
        County, profession and how many fewer it has after the last year.
    unseated : tuple of (str, str)
        County and profession whose branch offices have no place, so that newcomers sit in those of today.
    uncounted : tuple of str
        Professions that grow, but have no number in `headcounts` that this could be added to.
    not_carried : tuple of str
        Professions that grow and are counted in tables that newcomers do not change.
    """

    groups: tuple[dict[str, Any], ...]
    fewer: tuple[tuple[str, str, int], ...]
    unseated: tuple[tuple[str, str], ...]
    uncounted: tuple[str, ...]
    not_carried: tuple[str, ...]

    @property
    def counsel(self) -> int:
        """How many become counsel."""
        return sum(each["number"] for each in self.groups)

    @property
    def at_branches(self) -> int:
        """How many of them work from branch offices."""
        return sum(each["number"] for each in self.groups if "branch" in each)


def grown_by(case: HeadcountCase, result: HeadcountResult, city: City, config: StudyConfig) -> Grown:
    """Return who joins each occupation by the end of a plan.

    Of the people that a county has more after the last year, as many become counsel as are today in the city,
    rounded down. Of these the share of all arrivals for whom the offices of today have no room work from the
    branch offices, rounded up.

    Parameters
    ----------
    case : HeadcountCase
    result : HeadcountResult
    city : City
    config : StudyConfig
    """
    groups: list[dict[str, Any]] = []
    fewer, unseated, uncounted, not_carried = [], [], [], []
    for k, name in enumerate(case.problem.kinds):
        one = case.settings.professions[name]
        more = (result.figures.stock[k, :, -1] - case.problem.stock[k]).tolist()
        if not any(more):
            continue
        if one.mediators is not None or one.trained is not None:
            not_carried += [name] if max(more) > 0 else []
            continue
        if one.stock is not None:
            uncounted.append(name)
            continue
        occupation = one.occupation or name
        is_counsel = occupation in config.counsel.occupations
        share = counsel_share(city, occupation) if is_counsel else Fraction(0)
        for county, number in zip(case.problem.counties, more, strict=True):
            if number < 0:
                fewer.append((county, name, -number))
            joining = int(max(number, 0) * share)
            at_branches = ceil(joining * _share_beyond(case, result, name, county))
            seats = _seats(case, result, name, county, at_branches)
            if at_branches and not seats:
                unseated.append((county, name))
            groups += _groups(county, occupation, number, joining, seats)
    return Grown(tuple(groups), tuple(fewer), tuple(unseated), tuple(uncounted), tuple(not_carried))


def _groups(
    county: str, occupation: str, more: int, joining: int, seats: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    """One group for the offices of today, with everybody who does not become counsel, and one a branch."""
    left, rest = joining - sum(seats.values()), more - sum(seats.values())
    if rest or left:
        group = {"county": county, "occupation": occupation, "number": left}
        yield group if left == rest else {**group, "in_all": rest}
    for township, number in seats.items():
        yield {"county": county, "occupation": occupation, "number": number, "branch": township}


def _share_beyond(case: HeadcountCase, result: HeadcountResult, name: str, county: str) -> Fraction:
    """The share of those who come to a county for whom its offices of today have no room."""
    problem, plan = case.problem, result.plan
    c, k = problem.counties.index(county), problem.kinds.index(name)
    moved = int(plan.relocated[k, :, c].sum())
    came = {p: int(plan.started[p, c].sum()) for p, path in enumerate(problem.paths) if path.gains == name}
    every = moved + sum(came.values())
    for branch in problem.branches:
        if name in branch.kinds and every:
            housed = moved + sum(number for p, number in came.items() if problem.paths[p].needs_room)
            return Fraction(max(housed - int(branch.free_room[c]), 0), every)
    return Fraction(0)


def _seats(
    case: HeadcountCase, result: HeadcountResult, name: str, county: str, number: int
) -> dict[str, int]:
    """Share people out among the townships where branch offices are opened, the first ones getting more."""
    branch = case.settings.professions[name].branch
    if branch is None or not number:
        return {}
    c = case.problem.counties.index(county)
    sort = next(b for b, each in enumerate(case.problem.branches) if name in each.kinds)
    places = branch.places.get(county, ())[: int(result.plan.branches[sort, c].sum())]
    shared = [number // len(places) + (place < number % len(places)) for place in range(len(places))]
    return {code: each for code, each in zip(places, shared, strict=True) if each}


def grown_words(
    found: Grown, case: HeadcountCase, counties: Mapping[str, str], lang: str, *, last: int
) -> Iterator[str]:
    """Yield what the newcomers of a scenario do not say by themselves."""
    comma = text("reach.comma", lang)
    titles = {name: one.name.text(lang) for name, one in case.settings.professions.items()}
    fewer, unseated = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for county, name, number in found.fewer:
        fewer[name].append(f"{counties[county]} {number}")
    for county, name in found.unseated:
        unseated[name].append(counties[county])
    for name, where in fewer.items():
        yield text("headcount.fewer", lang, profession=titles[name], counties=comma.join(where), year=last)
    for name, where in unseated.items():
        words = {"profession": titles[name], "counties": comma.join(where)}
        yield text("headcount.unseated", lang, **words, name=name)
    for name in found.uncounted:
        yield text("headcount.uncounted", lang, profession=titles[name])
    if found.not_carried:
        names = comma.join(titles[name] for name in found.not_carried)
        yield text("headcount.not_carried", lang, professions=names)


def newcomers_text(record: Mapping[str, Any], lang: str) -> str:
    """Return a scenario with newcomers as YAML, to put among those of a study.

    Parameters
    ----------
    record : mapping
        ``newcomers`` of `scenarios.headcount.record.growth_record`: the scenario that it extends (`base`),
        the year that it is about (`last`), `groups` as settings, and `words`, said above it as comments.
    lang : {'zh', 'en'}
        Of the comments.
    """
    last, base = record["last"], str(record["base"])
    name = f"grown-{last}"
    scenario = {
        f"{base}-more" if base.startswith(name) else name: {
            "name": {"zh": f"{last}年增员后", "en": f"Grown by {last}"},
            "extends": base,
            "set": [{"newcomers": record["groups"]}],
        }
    }
    comments = "".join(f"# {line}\n" for each in record["words"] for line in each[lang].splitlines())
    return comments + yaml.safe_dump({"scenarios": scenario}, sort_keys=False, allow_unicode=True, width=110)
