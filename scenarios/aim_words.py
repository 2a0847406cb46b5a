"""Aims of the ladder in words: what each is about, what it compares, and the unit of its objective."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from scenarios.messages import has_text, text
from scenarios.role_facts import RoleFacts

__all__ = ["aim_title", "aim_unit", "compared", "stage_title"]

Roles = Mapping[str, RoleFacts]
#: Settings of each rung by its aim, as the resolved study has them.
Ladder = Mapping[str, Mapping[str, Any]]

#: Units (catalogue keys ``unit.<unit>``) of the aims that have one whatever the study says.
_UNITS = {
    "over_budget": "pairs",
    "shortage": "posts",
    "wishes": "weighted",
    "county_fill": "share",
    "travel": "minutes",
    "changes": "changes",
    "hired": "people",
    "beyond_rules": "villages",
    "even_load": "share",
}
#: Aims about what groups get.
_COMPARING = ("max_min", "leximin", "kolm_pollak")


def aim_title(aim: str, lang: str, *, roles: Roles, ladder: Ladder) -> str:
    """The title of an aim: with the name of its role, or with what it compares."""
    title = stage_title("aim", aim, lang, roles)
    service = compared(aim, lang, roles=roles, ladder=ladder)
    return text("aim.comparing", lang, aim=title, service=service) if service else title


def stage_title(kind: Literal["aim", "stage"], aim: str, lang: str, roles: Roles) -> str:
    """The words of an aim (kind ``aim``) or of a stage of a run (``stage``), with the name of the role."""
    first, _, role = aim.partition(":")
    if not has_text(f"{kind}.{first}"):
        return aim
    title = text(f"aim.{first}", lang) if kind == "aim" else text(f"stage.{first}", lang)
    if not role:
        return title
    if first == "headcount":  # what follows is an aim of growth
        return text("stage.headcount_aim", lang, aim=text(f"growth_aim.{role}", lang))
    if first == "siting":
        return text("stage.siting_aim", lang, aim=text(f"siting_aim.{role}", lang))
    known = roles.get(role)
    return text("aim.of_role", lang, aim=title, role=role if known is None else known.name.text(lang))


def compared(aim: str, lang: str, *, roles: Roles, ladder: Ladder) -> str:
    """What an aim compares and between whom; empty for aims that compare nothing."""
    rung = ladder.get(aim)
    if aim not in _COMPARING or rung is None:
        return ""
    role = roles.get(str(rung.get("role", "counsel")))
    service = text(f"service.{_service(rung)}", lang)
    if role is not None:
        service = text("aim.of_role", lang, aim=service, role=role.name.text(lang))
    return text("aim.between", lang, service=service, groups=text(f"between.{_between(rung)}", lang))


def aim_unit(aim: str, lang: str, ladder: Ladder) -> str:
    """The unit in which an aim's objective is told."""
    first, _, role = aim.partition(":")
    rung = ladder.get(aim)
    if first in _COMPARING and rung is not None:
        unit = _service(rung)
        return text("unit.share" if unit == "fill" else f"service_unit.{unit.partition('.')[2]}", lang)
    # A shortage of a role adds up people, units that lack something, and units not opened, by their weights.
    unit = "weighted" if first == "shortage" and role else _UNITS.get(first, "none")
    return text(f"unit.{unit}", lang)


def _service(rung: Mapping[str, Any]) -> str:
    name = str(rung.get("service", "fill"))
    return name if name == "fill" else f"{name}.{rung.get('per', 'village')}"


def _between(rung: Mapping[str, Any]) -> str:
    return str(rung.get("between", "county"))
