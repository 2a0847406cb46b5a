"""What a stored run knows of its roles beside counsel: their names, units and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scenarios.settings import LocalName

if TYPE_CHECKING:
    from scenarios.settings import PostSettings
    from scenarios.store import StoredRun

__all__ = ["Asked", "RoleFacts", "role_facts", "roles_of_settings", "roles_of_tables"]


@dataclass(frozen=True)
class Asked:
    """People with some attributes: of a requirement so many at least, of a share a part of all."""

    where: Mapping[str, str]
    least: int = 1


@dataclass(frozen=True)
class RoleFacts:
    """One role beside counsel.

    Attributes
    ----------
    name : LocalName
    unit : str
        Table of what is staffed; ``units`` where that is not known.
    need : int
        People that each unit needs.
    requirements, shares : Mapping
        By name.
    paired : bool
        Whether each is paired with the counsel of the village.
    """

    name: LocalName
    unit: str = "units"
    need: int = 1
    requirements: Mapping[str, Asked] = field(default_factory=dict)
    shares: Mapping[str, Asked] = field(default_factory=dict)
    paired: bool = False


def role_facts(posts: Any) -> dict[str, RoleFacts]:
    """Read the section ``posts`` of a resolved study, as YAML has it."""
    return {str(name): _role(str(name), found) for name, found in posts.items()} if _is(posts) else {}


def roles_of_settings(posts: Mapping[str, PostSettings]) -> dict[str, RoleFacts]:
    """The same from the settings of a study that has not been run."""
    return role_facts({name: role.model_dump() for name, role in posts.items()})


def roles_of_tables(run: StoredRun, named: Mapping[str, RoleFacts]) -> dict[str, RoleFacts]:
    """The roles that a run has figures of; one that its settings do not name goes by its id."""
    found = run.metrics.get("posts") or {}
    return {name: named.get(name) or RoleFacts(LocalName(zh=name, en=name)) for name in found}


def _role(name: str, found: Any) -> RoleFacts:
    told = found if _is(found) else {}
    return RoleFacts(
        name=LocalName(**told["name"]) if _is(told.get("name")) else LocalName(zh=name, en=name),
        unit=str(told.get("unit", "units")),
        need=int(told.get("need", 1)),
        requirements=_asked(told.get("requirements")),
        shares=_asked(told.get("shares")),
        paired=bool(told.get("pair_with_counsel", False)),
    )


def _asked(found: Any) -> dict[str, Asked]:
    members = found.items() if _is(found) else ()
    return {
        str(name): Asked({str(k): str(v) for k, v in one.get("where", {}).items()}, int(one.get("least", 1)))
        for name, one in members
    }


def _is(found: Any) -> bool:
    return isinstance(found, Mapping)
