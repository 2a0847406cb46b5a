"""The roles beside counsel in words: titles of their measures, attributes of people, what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.measure_names import MONEY, PERSONNEL
from scenarios.messages import has_text, text
from scenarios.role_facts import Asked, RoleFacts
from scenarios.roles.given import shares_given
from scenarios.settings import LocalName

__all__ = ["attributes", "given_words", "measure_title", "post_key", "unit_words"]

Roles = Mapping[str, RoleFacts]


def post_key(name: str) -> tuple[str, str, str] | None:
    """Role, figure and what of a measure ``posts.<role>.<figure>[.<what>]``; None for one of counsel."""
    parts = name.split(".", 3)
    if parts[0] != "posts" or len(parts) < 3:
        return None
    return parts[1], parts[2], parts[3] if len(parts) > 3 else ""


def measure_title(name: str, lang: str, roles: Roles) -> str:
    """The title of any measure; one that the catalogue lacks is shown as it is.

    Parameters
    ----------
    name : str
        A dotted name, see `scenarios.measure_names`.
    lang : {'zh', 'en'}
    roles : Mapping of str to RoleFacts
        By the id of the role.
    """
    if name.startswith(PERSONNEL):
        who = _attribute("occupation", name.removeprefix(PERSONNEL), lang)
        return text("measure.personnel", lang, who=who)
    if name.startswith(MONEY):
        what = name.removeprefix(MONEY)
        return text("measure.money", lang, what=text("money.total", lang) if what == "total" else what)
    parts = post_key(name)
    key = f"measure.{name}" if parts is None else f"measure.posts.{parts[1]}"
    if not has_text(key):
        return name
    if parts is None:
        return text(key, lang)
    role, figure, what = parts
    facts = roles.get(role) or RoleFacts(LocalName(zh=role, en=role))
    asked = {"lacking": facts.requirements, "shares": facts.shares}.get(figure, {}).get(what)
    words = what if asked is None else attributes(asked, lang)
    return text(key, lang, role=facts.name.text(lang), units=unit_words(facts, lang), what=words)


def unit_words(role: RoleFacts, lang: str) -> str:
    """What a role staffs: committees, grids ..."""
    key = f"role_unit.{role.unit}"
    return text(key if has_text(key) else "role_unit.units", lang)


def attributes(asked: Asked, lang: str) -> str:
    """The people that a requirement or share is about: women, full-time."""
    words = (_attribute(name, value, lang) for name, value in asked.where.items())
    return text("reach.comma", lang).join(words)


def _attribute(name: str, value: str, lang: str) -> str:
    key = f"occupation.{value}" if name == "occupation" else f"person.{name}.{value}"
    return text(key, lang) if has_text(key) else value


def given_words(given: str, role: RoleFacts, lang: str) -> str:
    """What somebody becomes so that shares hold: to be made full-time, to be trained.

    Parameters
    ----------
    given : str
        A cell of the column ``given``, which may name several shares.
    role : RoleFacts
    lang : {'zh', 'en'}
    """
    return text("reach.comma", lang).join(_given_words(share, role, lang) for share in shares_given(given))


def _given_words(share: str, role: RoleFacts, lang: str) -> str:
    asked = role.shares.get(share)
    names = () if asked is None else tuple(asked.where)
    key = f"given.{names[0]}" if len(names) == 1 else ""
    if has_text(key):
        return text(key, lang)
    return text("role.given", lang, what=share if asked is None else attributes(asked, lang))
