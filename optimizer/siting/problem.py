"""Sites cover places: who lives where, where a site may be, how far it is, and what a plan must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.errors import ProblemError
from optimizer.siting.limits import check_numbers
from optimizer.siting.rules import AmountRule, Rule

__all__ = ["Places", "Sites", "SitingProblem", "Ways"]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Who is to be reached.

    Attributes
    ----------
    ids : tuple of str
        Unique.
    weight : ndarray of float, shape (places,)
        How much each counts in every aim: its people; from 0 on.
    demand : ndarray of float, shape (places,)
        How much of a site's capacity each takes; from 0 on.
    """

    ids: tuple[str, ...]
    weight: Floats
    demand: Floats

    @classmethod
    def of(
        cls, ids: Sequence[str], *, weight: ArrayLike | None = None, demand: ArrayLike | None = None
    ) -> Places:
        """Check places; each weighs one, and takes as much as it weighs, where that is left out."""
        weight = _amounts("weight", 1.0 if weight is None else weight, len(ids))
        demand = _amounts("demand", weight if demand is None else demand, len(ids))
        return cls(ids=_unique("places", ids), weight=weight, demand=demand)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sites:
    """Where a site may be, or is today.

    Attributes
    ----------
    ids : tuple of str
        Unique.
    capacity : ndarray of float, shape (sites,)
        Most demand that each serves; ``inf`` where there is no limit.
    existing : ndarray of bool, shape (sites,)
        Open today. Those that are neither forced nor banned may be closed.
    price : ndarray of float, shape (sites,)
        Cost of opening each that is not open today.
    closing : ndarray of float, shape (sites,)
        Cost of closing each that is open today; below 0 where closing saves money.
    forced, banned : ndarray of bool, shape (sites,)
        Open, or closed, in every plan.
    """

    ids: tuple[str, ...]
    capacity: Floats
    existing: Bools
    price: Floats
    closing: Floats
    forced: Bools
    banned: Bools

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        *,
        capacity: ArrayLike | None = None,
        existing: ArrayLike | None = None,
        price: ArrayLike | None = None,
        closing: ArrayLike | None = None,
        forced: ArrayLike | None = None,
        banned: ArrayLike | None = None,
    ) -> Sites:
        """Check sites; what is left out: no limit of capacity, none open today, no cost, a free choice.

        Raises
        ------
        ProblemError
        """
        size = len(ids)
        found = cls(
            ids=_unique("sites", ids),
            capacity=_amounts("capacity", np.inf if capacity is None else capacity, size, endless=True),
            existing=_flags("existing", existing, size),
            price=_amounts("price", 0.0 if price is None else price, size),
            closing=_amounts("closing", 0.0 if closing is None else closing, size, signed=True),
            forced=_flags("forced", forced, size),
            banned=_flags("banned", banned, size),
        )
        both = found.forced & found.banned
        if both.any():
            raise ProblemError(f"site {ids[int(both.argmax())]}: forced and banned; choose one")
        return found

    @property
    def limited(self) -> bool:
        """Whether any site has a limit of capacity."""
        return bool(np.isfinite(self.capacity).any())

    @property
    def marginal(self) -> Floats:
        """What a plan costs more with each site open than with it closed, shape (sites,)."""
        return np.where(self.existing, -self.closing, self.price)

    @property
    def all_closed(self) -> float:
        """What it costs to close every site that is open today."""
        return float(self.closing[self.existing].sum())

    def cost(self, opened: Bools) -> float:
        """What opening and closing costs from today to a plan."""
        return self.all_closed + float(self.marginal[opened].sum())


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """How far it is from places to sites; a pair that is not listed cannot serve.

    Attributes
    ----------
    place, site : ndarray of int, shape (pairs,)
        Positions among the places and the sites; each pair at most once.
    way : ndarray of float, shape (pairs,)
        Minutes, kilometres ...; from 0 on.
    """

    place: Ints
    site: Ints
    way: Floats

    @classmethod
    def of(cls, *, place: ArrayLike, site: ArrayLike, way: ArrayLike) -> Ways:
        """Take positions and ways as they are; the problem checks them."""
        return cls(
            place=np.asarray(place, dtype=np.int64),
            site=np.asarray(site, dtype=np.int64),
            way=np.asarray(way, dtype=np.float64),
        )

    @classmethod
    def of_matrix(cls, way: ArrayLike) -> Ways:
        """Take a matrix, shape (places, sites), with ``inf`` where a pair cannot serve."""
        matrix = np.asarray(way, dtype=np.float64)
        place, site = np.nonzero(np.isfinite(matrix))
        return cls.of(place=place, site=site, way=matrix[place, site])

    def within(self, limit: float) -> Ways:
        """Return the pairs no farther apart than a limit."""
        return self.where(self.way <= limit)

    def where(self, kept: Bools | Ints) -> Ways:
        """Return some of the pairs: those that are marked, or at the positions that are listed."""
        return Ways(place=self.place[kept], site=self.site[kept], way=self.way[kept])

    def nearest_first(self, kept: Bools) -> tuple[Ints, Ints]:
        """Return the positions of the marked pairs, each place's from the nearest on, and where each begins.

        Of sites that are as far the first one comes first.
        """
        mine = np.flatnonzero(kept)
        ranked = mine[np.lexsort((self.site[mine], self.way[mine], self.place[mine]))]
        return ranked, np.flatnonzero(np.diff(self.place[ranked], prepend=-1))


@dataclass(frozen=True, kw_only=True, eq=False)
class SitingProblem:
    """A frozen, checked instance; build it with `of`. What is sought is an aim of its own.

    Attributes
    ----------
    places : Places
    sites : Sites
    ways : Ways
        From places to sites. A limit of travel leaves pairs out.
    least, most : int
        Open sites, those that stay open and new ones together.
    split : bool
        Whether a place may be served by several sites where capacities are short.
    beyond : float or None
        Way that counts for a place, or its part, that nobody serves; no shorter than any that is listed.
        None: where ways count, all are served.
    rules : tuple of Rule
        What every plan keeps besides.
    between : Ways or None
        From sites (as places) to sites, for the aim that keeps sites apart; a pair that is not listed is
        farther apart than all that are.
    """

    places: Places
    sites: Sites
    ways: Ways
    least: int
    most: int
    split: bool
    beyond: float | None
    rules: tuple[Rule, ...]
    between: Ways | None

    @classmethod
    def of(
        cls,
        *,
        places: Places,
        sites: Sites,
        ways: Ways,
        least: int = 0,
        most: int | None = None,
        split: bool = False,
        beyond: float | None = None,
        rules: Sequence[Rule] = (),
        between: Ways | None = None,
    ) -> SitingProblem:
        """Check a problem.

        Raises
        ------
        ProblemError
            When a pair is doubled or names what is not there, a way is negative or not a number, a number of
            sites cannot be kept, or a rule has another shape.
        """
        most = len(sites.ids) if most is None else most
        check_numbers(least, most, sites.forced, sites.banned)
        _check_ways("ways", ways, len(places.ids), len(sites.ids))
        if between is not None:
            _check_ways("between", between, len(sites.ids), len(sites.ids))
        longest = float(ways.way.max(initial=0.0))
        if beyond is not None and not (np.isfinite(beyond) and beyond >= longest):
            raise ProblemError(f"beyond: {beyond}; give a way from the longest that is listed on ({longest})")
        names = [rule.name for rule in rules]
        doubled = next((name for name in names if names.count(name) > 1), None)
        if doubled is not None:
            raise ProblemError(f"rule {doubled!r}: given twice; give each a name of its own")
        for rule in rules:
            rule.check(places=len(places.ids), sites=len(sites.ids))
        return cls(
            places=places,
            sites=sites,
            ways=ways,
            least=max(least, int(sites.forced.sum())),
            most=most,
            split=split,
            beyond=beyond,
            rules=tuple(rules),
            between=between,
        )

    @property
    def amount_rules(self) -> tuple[AmountRule, ...]:
        """The rules that are of amounts of open sites."""
        return tuple(rule for rule in self.rules if isinstance(rule, AmountRule))


def _check_ways(name: str, ways: Ways, places: int, sites: int) -> None:
    if not len(ways.place) == len(ways.site) == len(ways.way):
        raise ProblemError(f"{name}: {len(ways.place)} places, {len(ways.site)} sites, {len(ways.way)} ways")
    for what, found, size in (("place", ways.place, places), ("site", ways.site, sites)):
        if len(found) and not (found.min() >= 0 and found.max() < size):
            wrong = int(found[(found < 0) | (found >= size)][0])
            raise ProblemError(f"{name}: {what} {wrong} is not among {size}; count from 0")
    if not np.isfinite(ways.way).all() or (ways.way < 0.0).any():
        raise ProblemError(f"{name}: give finite numbers from 0 on; leave a pair out that cannot serve")
    key = np.sort(ways.place * sites + ways.site)
    if len(key) and (key[1:] == key[:-1]).any():
        twice = int(key[1:][key[1:] == key[:-1]][0])
        raise ProblemError(f"{name}: place {twice // sites} and site {twice % sites} twice; give a pair once")


def _unique(what: str, ids: Sequence[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise ProblemError(f"{what}: id {each!r} is given twice")
        seen.add(each)
    return tuple(ids)


def _amounts(
    name: str, given: ArrayLike, size: int, *, endless: bool = False, signed: bool = False
) -> Floats:
    found = np.asarray(given, dtype=np.float64)
    found = np.full(size, float(found)) if found.ndim == 0 else found.copy()
    if found.shape != (size,):
        raise ProblemError(f"{name}: {found.size} given; give one each, {size} in all")
    sound = ~np.isnan(found) if endless else np.isfinite(found)
    sound &= signed | (found >= 0.0)
    if not sound.all():
        wrong = found[int(np.argmin(sound))]
        wanted = "finite numbers" if signed else "numbers from 0 on"
        raise ProblemError(f"{name}: {wrong} found; give {wanted}")
    return found


def _flags(name: str, given: ArrayLike | None, size: int) -> Bools:
    found = np.zeros(size, dtype=bool) if given is None else np.asarray(given, dtype=bool).copy()
    if found.shape != (size,):
        raise ProblemError(f"{name}: {found.size} given; give one each, {size} in all")
    return found
