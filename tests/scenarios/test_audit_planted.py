"""Violations of every rule of the audit, planted in accepted plans over drawn cities: it finds all of them.

What is planted follows from the settings and the journeys that were drawn, not from the audit.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import pandas as pd
import pytest

from geo.city import City
from geo.travel import TravelTimes
from optimizer.staffing import Changes, OverBudget, Shortage, solve
from scenarios.adjust.terms import UNBOUND, PhaseTerms
from scenarios.audit import audit
from scenarios.settings import StudyConfig
from scenarios.settings.people import PairSettings
from scenarios.staffing import pairs_of, staffing_case
from tests.scenarios.made_up_travel import arcs_of, random_drives, random_settings, travel_of
from tests.scenarios.small_study import small_city

#: Planted of each kind, and seeds tried for them at most.
EACH, SEEDS = 20, 400

#: What the audit reads of a plan.
COLUMNS = [
    "village_code", "person_id", "minutes", "round_trip_minutes", "occupation", "office_code", "hired",
]  # fmt: skip

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Drawn:
    """A plan that the audit accepts, and all that it is held to.

    Attributes
    ----------
    city : City
    travel : TravelTimes
    config : StudyConfig
    pairs : list of (village, person)
    hired : dict of str to str
        New people and the township of their seat.
    forced : int
    load : dict of (person, village) to float
        Hours of every pair that the problem allows.
    terms : PhaseTerms or None
    """

    city: City
    travel: TravelTimes
    config: StudyConfig
    pairs: Pairs
    hired: dict[str, str]
    forced: int
    load: dict[tuple[str, str], float]
    terms: PhaseTerms | None = None

    @cached_property
    def roster(self) -> set[tuple[str, str]]:
        rows = self.city.roster.query("role == 'counsel'")
        return set(zip(rows["unit_code"], rows["person_id"], strict=True))

    @cached_property
    def villages(self) -> list[str]:
        return [str(code) for code in self.city.villages["village_code"]]

    @cached_property
    def drives(self) -> dict[tuple[str, str], tuple[float, float]]:
        travel = self.travel
        ends = zip(travel.origin.tolist(), travel.destination.tolist(), strict=True)
        times = zip(travel.minutes.tolist(), travel.round_trip.tolist(), strict=True)
        names = [(travel.origin_ids[o], travel.destination_ids[d]) for o, d in ends]
        return dict(zip(names, times, strict=True))

    @cached_property
    def table(self) -> pd.DataFrame:
        return self.plan(self.pairs, self.hired)

    @cached_property
    def accepted(self) -> bool:
        return self.faults(self.table) == []

    def plan(self, pairs: Pairs, hired: dict[str, str]) -> pd.DataFrame:
        """The rows of a plan, vacant villages among them; `hired` maps new people to their township."""
        jobs = self.city.counsel.set_index("person_id")[["occupation", "office_code"]].T.to_dict("list")
        rows = []
        for village, who in pairs:
            new = who in hired
            job, office = (self.config.hire.occupation, hired[who]) if new else jobs[who]
            start = f"seat:{office}" if new else office
            drive = self.drives.get((start, village), (math.nan, math.nan))
            rows.append((village, who, *drive, job, office, int(new)))
        vacant = sorted(set(self.villages) - {village for village, _ in pairs})
        rows += [(village, "", math.nan, math.nan, "", "", 0) for village in vacant]
        return pd.DataFrame(rows, columns=COLUMNS)

    def with_people(self, village: str, *people: str, hired: dict[str, str] | None = None) -> pd.DataFrame:
        """The plan with these people in a village in place of its own."""
        pairs = [pair for pair in self.pairs if pair[0] != village] + [(village, who) for who in people]
        return self.plan(pairs, {**self.hired, **(hired or {})})

    def faults(self, plan: pd.DataFrame) -> list[str]:
        return audit(
            city=self.city,
            travel=self.travel,
            config=self.config,
            plan=plan,
            forced_moves=self.forced,
            terms=self.terms,
        )


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def drawn(city: City) -> Callable[[int], Drawn]:
    """Cases by their seed, each made once."""
    return cache(lambda seed: _drawn(city, seed))


def _drawn(city: City, seed: int) -> Drawn:
    """Any mix of rules over made-up journeys, teams and hires; some pairs of the plan are locked."""
    draw = random.Random(seed)
    settings, travel = random_settings(draw, city, locks=0), travel_of(city, random_drives(draw, city))
    team = {"team": draw.choice([1, 1, 2]), "need": draw.choice([1, 1, 2]), "online_rate": 0.8}
    team["online_visits"] = min(draw.choice([0.0, 4.0]), settings.counsel.visits)
    team["most_villages"] = draw.choice([1, 2, 5])
    role = settings.counsel.model_copy(update=team)
    settings = settings.model_copy(update={"roles": {"counsel": role}})
    case = staffing_case(city=city, travel=travel, config=settings)
    result = solve(case.problem, ladder=(OverBudget(), Shortage(), Changes()), seconds=5.0, seed=seed)
    pairs, hired = pairs_of(case, result.plan)
    served = list(zip(pairs["village_code"], pairs["person_id"], strict=True))
    known = [pair for pair in served if pair[1] not in set(hired["person_id"])]
    locked = draw.sample(known, min(len(known), draw.randint(0, 2)))
    locks = tuple(PairSettings(village=village, person=who) for village, who in locked)
    settings = settings.model_copy(update={"roles": {"counsel": role.model_copy(update={"locks": locks})}})
    return Drawn(
        city=city,
        travel=travel,
        config=settings,
        pairs=served,
        hired=dict(zip(hired["person_id"], hired["office_code"], strict=True)),
        forced=round(result.certificates[0].objective),
        load={pair: each[1] for pair, each in arcs_of(case).items()},
    )


# --- one planter a rule: the broken plan and the words of the fault, or None where the case has no room ---

Planted = tuple[pd.DataFrame, str] | None
Planter = Callable[[Drawn, random.Random], Planted]


def _cell(case: Drawn, draw: random.Random, words: str, **cells: Any) -> Planted:
    """Change cells of a row that somebody serves."""
    plan = case.table.copy()
    served = plan.index[plan["person_id"] != ""].tolist()
    if not served:
        return None
    row = draw.choice(served)
    at = f"{plan.at[row, 'person_id']} at {plan.at[row, 'village_code']}"
    for name, value in cells.items():
        plan.loc[row, name] = value(plan.at[row, name]) if callable(value) else value
    return plan, words.format(at=at, village=plan.at[row, "village_code"])


def _on_register(case: Drawn, draw: random.Random) -> list[tuple[Any, Any, float]]:
    """Every village and person of the register with the minutes between them, in drawn order."""
    rows = [
        (village, person, case.drives[person.office_code, village.village_code][0])
        for village in case.city.villages.itertuples()
        for person in case.city.counsel.itertuples()
        if (person.office_code, village.village_code) in case.drives
    ]
    draw.shuffle(rows)
    return rows


def _agreed(case: Drawn, village: str, person: str) -> bool:
    """Whether a pair may be beyond limit and jurisdiction."""
    role = case.config.counsel
    locked = any((lock.village, lock.person) == (village, person) for lock in role.locks)
    return locked or (role.keep_beyond_limit and (village, person) in case.roster)


def _limit_of(case: Drawn, village: Any) -> float:
    return float(getattr(case.config.counsel.limit_minutes, village.area))


def _at_home(case: Drawn, village: Any, person: Any) -> bool:
    anywhere = case.config.counsel.jurisdiction.get(person.occupation) == "city"
    return anywhere or person.county_code == village.county_code


def occupation(case: Drawn, draw: random.Random) -> Planted:
    for village, person, _ in _on_register(case, draw):
        if person.occupation not in case.config.counsel.occupations:
            plan = case.with_people(village.village_code, person.person_id)
            return plan, f"{person.person_id} at {village.village_code}: occupation {person.occupation}"
    return None


def limit(case: Drawn, draw: random.Random) -> Planted:
    for village, person, minutes in _on_register(case, draw):
        code, who = village.village_code, person.person_id
        if minutes > _limit_of(case, village) + 1e-4 and not _agreed(case, code, who):
            return case.with_people(code, who), f"{who} at {code}: {minutes:.1f} minutes is beyond the limit"
    return None


def jurisdiction(case: Drawn, draw: random.Random) -> Planted:
    for village, person, _ in _on_register(case, draw):
        code, who = village.village_code, person.person_id
        if not _at_home(case, village, person) and not _agreed(case, code, who):
            words = f"of county {person.county_code} may not serve county {village.county_code}"
            return case.with_people(code, who), f"{who} at {code}: {person.occupation} {words}"
    return None


def nearest(case: Drawn, draw: random.Random) -> Planted:
    role, rows = case.config.counsel, _on_register(case, draw)
    bans = {(ban.village, ban.person) for ban in role.bans}
    for village, person, minutes in rows if role.nearest else []:
        code, who = village.village_code, person.person_id
        nearer = [
            other.person_id
            for place, other, each in rows
            if place.village_code == code
            and other.occupation in role.occupations
            and each < minutes - 1e-4
            and each <= _limit_of(case, village)
            and _at_home(case, village, other)
            and (code, other.person_id) not in bans
        ]
        if len(nearer) >= role.nearest and (code, who) not in case.roster and not _agreed(case, code, who):
            return case.with_people(code, who), f"{who} at {code}: {len(nearer)} others are nearer"
    return None


def _newcomer(case: Drawn, draw: random.Random, county: str | None = None) -> tuple[str, str]:
    """A village and the township of a new person for it, in a county if one is named."""
    villages = case.city.villages
    mine = villages if county is None else villages[villages["county_code"] == county]
    village = mine.iloc[draw.randrange(len(mine))]
    return str(village["village_code"]), str(village["township_code"])


def hired_elsewhere(case: Drawn, draw: random.Random) -> Planted:
    allowed = case.config.hire.counties
    barred = sorted(set(case.city.villages["county_code"]) - set(allowed or ()))
    if allowed is None:
        return None
    village, township = _newcomer(case, draw, draw.choice(barred))
    words = f"New at {village}: hired in county {township[:6]}, which may not hire"
    return case.with_people(village, "New", hired={"New": township}), words


def too_many_hired(case: Drawn, draw: random.Random) -> Planted:
    number = case.config.hire.number
    villages = draw.sample(case.villages, number + 1)
    new = {f"New{n}": _newcomer(case, draw)[1] for n in range(number + 1)}
    pairs = [pair for pair in case.pairs if pair[0] not in villages and pair[1] not in case.hired]
    plan = case.plan([*pairs, *zip(villages, new, strict=True)], new)
    return plan, f"{number + 1} people hired, at most {number}"


def several_places(case: Drawn, draw: random.Random) -> Planted:
    villages = draw.sample(case.villages, 2)
    pairs = [pair for pair in case.pairs if pair[0] not in villages]
    plan = case.plan([*pairs, *((v, "New") for v in villages)], {**case.hired, "New": "371001001"})
    plan.loc[plan["village_code"] == villages[0], "office_code"] = "371001101"
    return plan, "New: works from several places"


def too_many_people(case: Drawn, draw: random.Random) -> Planted:
    role = case.config.counsel
    village, township = _newcomer(case, draw)
    people, most = [str(who) for who in case.city.counsel["person_id"]], role.need * role.team
    new = {f"New{n}": township for n in range(max(0, most + 1 - len(people)))}
    crowd = [*draw.sample(people, min(most + 1, len(people))), *new]
    return case.with_people(village, *crowd, hired=new), f"{village}: {most + 1} people for {most}"


def too_many_villages(case: Drawn, draw: random.Random) -> Planted:
    role, villages = case.config.counsel, case.villages
    people = [row for row in case.city.counsel.itertuples() if row.hours_year]
    person = draw.choice(people)
    most = min(person.most_villages, role.most_villages) * role.team
    if most >= len(villages):
        return None
    mine = draw.sample(villages, most + 1)
    pairs = [pair for pair in case.pairs if pair[0] not in mine and pair[1] != person.person_id]
    plan = case.plan([*pairs, *((v, person.person_id) for v in mine)], case.hired)
    return plan, f"{person.person_id}: {most + 1} villages, at most {most}"


def too_many_villages_of_somebody_hired(case: Drawn, draw: random.Random) -> Planted:
    config, villages = case.config, case.villages
    most = config.hire.most_villages * config.counsel.team
    if most >= len(villages):
        return None
    mine = draw.sample(villages, most + 1)
    pairs = [pair for pair in case.pairs if pair[0] not in mine]
    new = {**case.hired, "New": _newcomer(case, draw)[1]}
    plan = case.plan([*pairs, *((v, "New") for v in mine)], new)
    return plan, f"New: {most + 1} villages, at most {most}"


def hours(case: Drawn, draw: random.Random) -> Planted:
    people = list(case.city.counsel.itertuples())
    draw.shuffle(people)
    for person in people:
        mine = sorted(village for who, village in case.load if who == person.person_id)
        draw.shuffle(mine)
        taken, spent = list[str](), 0.0
        while mine and spent <= person.hours_year + 0.01:
            taken.append(mine.pop())
            spent += case.load[person.person_id, taken[-1]]
        if spent > person.hours_year + 0.01:
            others = [p for p in case.pairs if p[0] not in taken and p[1] != person.person_id]
            plan = case.plan([*others, *((v, person.person_id) for v in taken)], case.hired)
            return plan, f"{person.person_id}: {spent:.1f} hours, has {person.hours_year:.1f}"
    return None


def lock(case: Drawn, draw: random.Random) -> Planted:
    locks = case.config.counsel.locks
    if not locks:
        return None
    gone = draw.choice(locks)
    pairs = [pair for pair in case.pairs if pair != (gone.village, gone.person)]
    plan = case.plan(pairs, case.hired)
    return plan, f"{gone.person} at {gone.village}: locked, but not in the plan"


def ban(case: Drawn, draw: random.Random) -> Planted:
    bans = case.config.counsel.bans
    if not bans:
        return None
    new = draw.choice(bans)
    words = f"{new.person} at {new.village}: banned, but in the plan"
    return case.with_people(new.village, new.person), words


def moves(case: Drawn, draw: random.Random) -> Planted:
    share, today = case.config.continuity.most_moved_share, case.roster
    if share is None:
        return None
    left = list(case.pairs)
    kept = [pair for pair in left if pair in today]
    draw.shuffle(kept)
    while len(today - set(left)) <= share * len(today) + case.forced + 0.01:
        if not kept:
            return None
        left.remove(kept.pop())
    words = f"{len(today - set(left))} of today's {len(today)} pairs end"
    return case.plan(left, case.hired), words


def no_row(case: Drawn, draw: random.Random) -> Planted:
    village = draw.choice(case.villages)
    plan = case.table.copy()
    return plan[plan["village_code"] != village], f"{village}: the plan has no row for this village"


def twice(case: Drawn, draw: random.Random) -> Planted:
    if not case.pairs:
        return None
    village, who = draw.choice(case.pairs)
    plan = case.table.copy()
    row = plan[(plan["village_code"] == village) & (plan["person_id"] == who)]
    return pd.concat([plan, row]), f"{village}: somebody stands twice"


def vacant_and_served(case: Drawn, draw: random.Random) -> Planted:
    if not case.pairs:
        return None
    village = draw.choice(case.pairs)[0]
    blank = case.plan([], {}).query("village_code == @village")
    return pd.concat([case.table, blank]), f"{village}: vacant and served at once"


def unknown_village_row(case: Drawn, draw: random.Random) -> Planted:
    blank = case.plan([], {}).iloc[[draw.randrange(12)]].assign(village_code="999999999999")
    return pd.concat([case.table, blank]), "999999999999: no such village"


PLANTERS: dict[str, Planter] = {
    "no such person": lambda c, d: _cell(c, d, "P99 at {village}: no such person", person_id="P99", hired=0),
    "no such village": lambda c, d: _cell(c, d, "no such village", village_code="999999999999"),
    "minutes": lambda c, d: _cell(c, d, "{at}: ", minutes=lambda m: m + 0.01),
    "round trip": lambda c, d: _cell(c, d, "{at}: ", round_trip_minutes=lambda m: m - 0.01),
    "no minutes": lambda c, d: _cell(c, d, "{at}: nan minutes", minutes=float("nan")),
    "job": lambda c, d: _cell(c, d, "{at}: notary of", occupation="notary"),
    "office": lambda c, d: _cell(
        c, d, "{at}: ", office_code=lambda office: "G01" if office != "G01" else "F01"
    ),
    "occupation": occupation,
    "limit": limit,
    "jurisdiction": jurisdiction,
    "nearest": nearest,
    "hired elsewhere": hired_elsewhere,
    "too many hired": too_many_hired,
    "several places": several_places,
    "too many people": too_many_people,
    "too many villages": too_many_villages,
    "too many villages of somebody hired": too_many_villages_of_somebody_hired,
    "hours": hours,
    "lock": lock,
    "ban": ban,
    "moves": moves,
    "no row": no_row,
    "twice": twice,
    "vacant and served": vacant_and_served,
    "unknown village row": unknown_village_row,
}


@pytest.mark.parametrize("kind", PLANTERS)
def test_every_planted_violation_is_found(kind: str, drawn: Callable[[int], Drawn]) -> None:
    """Twenty of twenty; every plan that they are planted in is accepted."""
    planted = 0
    for seed in range(SEEDS):
        case = drawn(seed)
        broken = PLANTERS[kind](case, random.Random(seed + 1))
        if broken is None:
            continue
        plan, words = broken
        assert case.accepted, seed
        faults = case.faults(plan)
        assert any(words in fault for fault in faults), (seed, words, faults)
        planted += 1
        if planted == EACH:
            return
    raise AssertionError(f"{planted} of {EACH} cases had room")


# --- a phase of an adjustment ----------------------------------------------------------------------------


def phase(case: Drawn, **terms: Any) -> Drawn:
    """The case as a phase whose budget the plan just keeps."""
    banned = sum((ban.village, ban.person) in case.roster for ban in case.config.counsel.bans)
    ended = len(case.roster - set(case.pairs)) - banned
    heads = dict.fromkeys(case.city.villages["village_code"], 0)
    for village, _ in case.pairs:
        heads[village] += 1
    held = PhaseTerms(**{"most_moved": max(ended, 0), "most_heads": heads, **terms})
    return replace(case, forced=0, config=_no_share(case), terms=held)


def _no_share(case: Drawn) -> Any:
    free = case.config.continuity.model_copy(update={"most_moved_share": None})
    return case.config.model_copy(update={"continuity": free})


def test_every_pair_ended_beyond_the_budget_of_a_phase_is_found(drawn: Callable[[int], Drawn]) -> None:
    """Twenty phases whose budget is used up, and one more pair of the roster that ends."""
    planted = 0
    for seed in range(SEEDS):
        case, draw = phase(drawn(seed), most_heads=None), random.Random(seed)
        kept = sorted(set(case.pairs) & case.roster)
        terms = case.terms
        ended = len(case.roster - set(case.pairs))
        bans = {(ban.village, ban.person) for ban in case.config.counsel.bans}
        if not kept or terms is None or ended != terms.most_moved + len(case.roster & bans):
            continue
        assert case.accepted, seed
        gone = draw.choice(kept)
        plan = case.plan([pair for pair in case.pairs if pair != gone], case.hired)
        words = f"{ended + 1} pairs of the roster end, at most {ended} may"
        assert words in case.faults(plan), seed
        planted += 1
        if planted == EACH:
            return
    raise AssertionError(f"{planted} of {EACH} cases had room")


def test_everybody_in_a_vacancy_that_is_not_to_be_filled_is_found(drawn: Callable[[int], Drawn]) -> None:
    """Twenty villages that are vacant today and stay so; somebody comes all the same."""
    planted = 0
    for seed in range(SEEDS):
        whole, draw = phase(drawn(seed), most_moved=UNBOUND), random.Random(seed)
        today = {village for village, _ in whole.roster}
        served = {village for village, _ in whole.pairs}
        vacant = sorted(set(whole.villages) - served - today)
        if not vacant:
            continue
        assert whole.accepted, seed
        village, who = draw.choice(vacant), draw.choice(["P01", "P02", "P03", "P04"])
        words = f"{village}: 1 people, 0 today, and vacancies are not to be filled"
        assert words in whole.faults(whole.with_people(village, who)), seed
        planted += 1
        if planted == EACH:
            return
    raise AssertionError(f"{planted} of {EACH} cases had room")
