"""Every text that people read, in Chinese and English, from scenarios/catalogue/zh.yaml and en.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

__all__ = [
    "DYNAMIC_PREFIXES",
    "LANGUAGES",
    "Language",
    "MessageError",
    "catalogue",
    "has_text",
    "placeholders",
    "text",
]

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

#: Keys that the code puts together from data: nobody finds them in the code as they stand.
DYNAMIC_PREFIXES = (
    "aim.",
    "area.",
    "attribute.",
    "between.",
    "change.",
    "explain.",
    "expression.",
    "fault.",
    "given.",
    "growth_action.",
    "growth_aim.",
    "growth_cost.",
    "growth_limit.",
    "growth_sheet.",
    "jurisdiction.",
    "kind.",
    "measure.",
    "move.",
    "occupation.",
    "part.",
    "scope.",
    "person.",
    "pool.",
    "price.",
    "reason.",
    "role_change.",
    "role_unit.",
    "rung_status.",
    "service.",
    "service_unit.",
    "spelling.",
    "sex.",
    "siting_aim.",
    "siting_change.",
    "siting_figure.",
    "siting_left.",
    "siting_origin.",
    "siting_problem.",
    "siting_rule.",
    "siting_sheet.",
    "siting_sites.",
    "siting_told.",
    "siting_unit.",
    "siting_way.",
    "siting_weight.",
    "stage.",
    "status.",
    "target_kind.",
    "table.",
    "tier.",
    "type.",
    "unit.",
    "unit_kind.",
    "why.",
)


class MessageError(LookupError):
    """The catalogue has no such text, or a gap of the text was not filled: a defect of the program."""


_GAP = re.compile(r"\{(\w+)\}")


@cache
def catalogue(lang: Language) -> Mapping[str, str]:
    """All texts of one language by key."""
    content = (files("scenarios") / "catalogue" / f"{lang}.yaml").read_text(encoding="utf-8")
    return {str(key): str(value) for key, value in yaml.load(content, Loader=yaml.CSafeLoader).items()}


def placeholders(template: str) -> frozenset[str]:
    """Names of the gaps in a text: ``{name}``."""
    return frozenset(_GAP.findall(template))


def has_text(key: str) -> bool:
    """Tell whether the catalogue has a text."""
    return key in catalogue("en")


def text(key: str, lang: str, /, **params: object) -> str:
    """One text with its gaps filled.

    Parameters
    ----------
    key : str
        Such as ``measure.gini``.
    lang : str
        ``zh`` or ``en``.
    **params
        A value for every gap; more may be given than the text uses.

    Raises
    ------
    MessageError
        When the language, the text or the value of a gap is missing.
    """
    if lang not in LANGUAGES:
        raise MessageError(f"there is no catalogue for language {lang!r}; there are {', '.join(LANGUAGES)}")
    template = catalogue(lang).get(key)
    if template is None:
        raise MessageError(f"catalogue {lang} has no text {key!r}; add it to scenarios/catalogue/{lang}.yaml")
    missing = placeholders(template) - params.keys()
    if missing:
        raise MessageError(f"text {key!r} needs a value for {', '.join(sorted(missing))}")
    return _GAP.sub(lambda gap: str(params[gap.group(1)]), template)
