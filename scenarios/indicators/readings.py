"""The readings of a target, and the key of each: the code, and for another one than the first its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scenarios.messages import text

if TYPE_CHECKING:
    from scenarios.settings import TargetSettings

__all__ = ["reading_key", "readings", "target_name", "weighable", "weighed_titles"]

Target = Mapping[str, Any]


def readings(target: Target) -> list[Target]:
    """A target and its other readings, each as a target of its own."""
    also = target.get("also", ())
    return [target, *({**target, "reading": each["name"], **each, "name": target["name"]} for each in also)]


def reading_key(reading: Target) -> str:
    """The key by which a reading is weighed; the plain code is the first one."""
    return _key(str(reading["code"]), str(reading.get("id", "")))


def _key(code: str, name: str) -> str:
    return f"{code}.{name}" if name else code


def weighable(targets: Iterable[TargetSettings]) -> dict[str, TargetSettings]:
    """Return the keys that weights may be given for, each with its target."""
    return {_key(target.code, name): target for target in targets for name in ("", *target.also)}


def target_name(target: Target, lang: str) -> str:
    """The title of a target, with the reading where there are several."""
    name, reading = str(target["name"][lang]), target.get("reading")
    return name if reading is None else text("target.reading", lang, name=name, reading=reading[lang])


def weighed_titles(targets: Iterable[TargetSettings], lang: str) -> dict[str, str]:
    """Return the titles of all readings of a study's targets, by the key of each."""
    found = {}
    for target in targets:
        name = target.name.model_dump()
        first = target.reading and target.reading.model_dump()
        found[target.code] = target_name({"name": name, "reading": first}, lang)
        for reading, each in target.also.items():
            words = {"name": name, "reading": each.name.model_dump()}
            found[_key(target.code, reading)] = target_name(words, lang)
    return found
