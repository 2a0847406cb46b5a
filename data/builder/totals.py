"""The small file of totals that calibrates a city, and the defaults where there is none."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from .demand import checked_demand
from .register import Register

#: What a city may say about the roles beside counsel: legal-literate persons who can be trained in a year,
#: mediators who may be made full-time, and committees that it should have.
POSTS = ("train", "made_full_time", "committees")


class TotalsError(ValueError):
    """The file of totals cannot be used."""


@dataclass(frozen=True)
class Census:
    """People counted together in one or several counties."""

    counties: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class Island:
    """A village on an island: where it lies, and the ferry that serves it.

    `radius_km` draws a small disc into the county's outline where the boundary package has no polygon
    part; without `ferry_minutes` no road or ferry leads there.
    """

    village: str
    at: tuple[float, float]
    radius_km: float | None = None
    ferry_minutes: float | None = None
    port: str | None = None


@dataclass(frozen=True)
class Totals:
    """Numbers that the tables of a city must add up to. Empty parts are derived from the register.

    `by_hand` is the folder, beside that of the totals, of the files which nobody builds: what the city's plan
    asks for, and what was observed.
    """

    id: str = ""
    name: Mapping[str, str] = field(default_factory=dict)
    census: tuple[Census, ...] = ()
    persons_per_household: Mapping[str, float] = field(default_factory=lambda: {"rural": 2.45, "urban": 2.6})
    elderly: Mapping[str, float] = field(default_factory=lambda: {"rural": 0.26, "urban": 0.17})
    seats: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    centres: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    islands: tuple[Island, ...] = ()
    institutions: Mapping[str, int] = field(default_factory=dict)
    personnel: Mapping[str, int] = field(default_factory=dict)
    counsel: Mapping[str, Any] = field(default_factory=dict)
    service: Mapping[str, Any] = field(default_factory=dict)
    committees: Mapping[str, Any] = field(default_factory=dict)
    disputes_year: int = 0
    demand: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    posts: Mapping[str, int] = field(default_factory=dict)
    hire: int = 0
    by_hand: str = ""


def load_totals(path: Path | None) -> Totals:
    """Read a file of totals; None gives the empty totals.

    Raises
    ------
    TotalsError
        When a key is unknown or a part has the wrong shape; the message names the key.
    """
    if path is None:
        return Totals()
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict):
        raise TotalsError(f"{path}: expected a mapping of parts, found {type(raw).__name__}")
    known = [part.name for part in fields(Totals)]
    for key in raw:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            raise TotalsError(f"{path}: unknown key {key}; did you mean {near[0] if near else known}?")
    try:
        return Totals(**{key: _shaped(key, value) for key, value in raw.items()})
    except (TypeError, KeyError, AttributeError) as fault:
        raise TotalsError(f"{path}: {fault}") from fault


def check_codes(totals: Totals, register: Register) -> None:
    """Check that every code of the totals is one of the city's.

    Raises
    ------
    TotalsError
        Naming all codes that the register does not have, each with its part.
    """
    counties, towns = set(register.counties.county_code), set(register.townships.township_code)
    villages = set(register.villages.village_code)
    unknown = [f"census {code}" for count in totals.census for code in count.counties if code not in counties]
    unknown += [f"centres {code}" for code in totals.centres if code not in counties]
    unknown += [
        f"counsel.capacity {code}" for code in totals.counsel.get("capacity", {}) if str(code) not in counties
    ]
    unknown += [f"seats {code}" for code in totals.seats if code not in towns]
    unknown += [
        f"service.branches {code}" for code in totals.service.get("branches", {}) if str(code) not in towns
    ]
    unknown += [f"islands {island.village}" for island in totals.islands if island.village not in villages]
    unknown += [
        f"islands port {i.port}" for i in totals.islands if i.port is not None and i.port not in towns
    ]
    if unknown:
        raise TotalsError(
            f"codes that {register.name} does not have: {', '.join(unknown)}; quote the register's codes"
        )


def _shaped(key: str, value: Any) -> Any:
    if key == "census":
        return tuple(Census(tuple(map(str, row["counties"])), int(row["people"])) for row in value)
    if key == "islands":
        return tuple(Island(**{**row, "at": tuple(row["at"])}) for row in value)
    if key in ("seats", "centres"):
        return {str(code): (float(lon), float(lat)) for code, (lon, lat) in value.items()}
    if key == "disputes_year":
        return _whole(key, value)
    if key == "demand":
        return checked_demand(value)
    if key == "posts":
        return _posts(value)
    if key == "by_hand" and not isinstance(value, str):
        raise TypeError(f"by_hand: expected the name of a folder, found {value!r}")
    return value


def _posts(value: Any) -> dict[str, int]:
    for name in value:
        if name not in POSTS:
            raise TypeError(f"posts: unknown key {name}; known: {', '.join(POSTS)}")
    return {name: _whole(f"posts.{name}", number) for name, number in value.items()}


def _whole(key: str, value: Any) -> int:
    """Return a number of things; a bool is a number to Python, but not to whoever wrote it."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(f"{key}: expected a whole number from 0, found {value!r}")
    return value
