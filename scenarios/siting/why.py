"""Reasons of a plan of sites as data: why a site, what the next one adds, and who stays beyond reach."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from scenarios.siting.rest import Rest
from scenarios.siting.spot import Spot

__all__ = ["Curve", "Other", "Reasons", "SiteWhy", "Step"]


@dataclass(frozen=True)
class Other:
    """What a plan would be with another site, or none, in place of one.

    Attributes
    ----------
    spot : Spot or None
        The other site; None where there is none.
    value : float or None
        Of the aim; None where not all who have to be could be reached or served.
    broken : tuple of str
        Limits that it breaks: ``number``, ``budget``, ``by_county.CODE``, ``remote``, ``gap``.
    """

    spot: Spot | None
    value: float | None
    broken: tuple[str, ...]


@dataclass(frozen=True)
class SiteWhy:
    """Why a site is open.

    Attributes
    ----------
    aim : str
    spot : Spot
    origin : str
        ``chosen``, ``forced`` (new, in any case), ``kept`` (stands already and has to stay), ``stays``
        (stands already and might be closed), or ``counted`` (a point of another tier).
    villages : int
        Whom it serves, a part of a village as one.
    weight : float
        Of these.
    mean, worst : float or None
        Their ways, as counted.
    mean_without : float or None
        Mean way of those of them whom another open site reaches, were it closed; None where sites are short
        of room, and who goes where is not known.
    lost_without : int or None
        Villages among them that no other open site reaches.
    value : float or None
        Of the aim in the plan; None for a site that is to be far from others and has none.
    closed : Other
        Without it.
    neighbours : tuple of Other
        The best first.
    """

    aim: str
    spot: Spot
    origin: str
    villages: int
    weight: float
    mean: float | None
    worst: float | None
    mean_without: float | None
    lost_without: int | None
    value: float | None
    closed: Other
    neighbours: tuple[Other, ...]


@dataclass(frozen=True)
class Step:
    """The best plan with a number of new sites.

    Attributes
    ----------
    number : int
        New sites at most.
    value, bound : float or None
        None where there is no plan.
    change : float or None
        Of the value for each new site since the step before.
    status : str
        Of the certificate.
    """

    number: int
    value: float | None
    bound: float | None
    change: float | None
    status: str


@dataclass(frozen=True)
class Curve:
    """What each new site adds.

    Attributes
    ----------
    aim : str
        What is measured; of the fewest sites that reach all it is who is reached.
    planned : int
        New sites of the plan.
    steps : tuple of Step
    whole : bool
        False where it was stopped before the last number.
    gap : float
        Relative gap at which the plan of a number counts as proven.
    """

    aim: str
    planned: int
    steps: tuple[Step, ...]
    whole: bool
    gap: float = 0.0


@dataclass(frozen=True)
class Reasons:
    """What is asked of one task; None for what is not."""

    why: SiteWhy | None = None
    curve: Curve | None = None
    rest: Rest | None = None

    def record(self) -> dict[str, Any]:
        """Return what is asked as JSON has it."""
        return {name: part for name, part in asdict(self).items() if part is not None}
