"""A target in words: what it asks for, what the plan reaches, what is missing, in the reader's language.

The rows are those of ``metrics["targets"]`` (`scenarios.targets.judge_targets`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from scenarios.measure_names import PERSONNEL, measure_of, measure_unit
from scenarios.messages import LANGUAGES, catalogue, text
from scenarios.rounding import number, percent
from scenarios.targets import deciding_aim, is_met

if TYPE_CHECKING:
    from scenarios.settings import TargetSettings

__all__ = [
    "Verdict", "beside_words", "is_percent", "missed_by", "reached", "reading_name", "readings",
    "target_name",
    "target_proof", "unit_words", "verdict", "wanted",
]  # fmt: skip

Target = Mapping[str, Any]
_SIGNS = {">=": "≥", "<=": "≤", "=": "="}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Decimals of a figure by unit of its measure, one for all others; more where they decide.
_DIGITS = {"none": 3, "per_minute": 4, "people_each": 2}
_MORE_DIGITS = 6
#: No plan gives anybody more villages than the rule on counsel allows.
_CAPPED = "load.max"


class Verdict(NamedTuple):
    """What became of a target, and in words."""

    kind: Literal["met", "missed", "no_data"]
    words: str


def readings(target: Target) -> list[Target]:
    """A target and its other readings, each as a target of its own."""
    also = target.get("also", ())
    return [target, *({**target, "reading": each["name"], **each, "name": target["name"]} for each in also)]


def target_name(target: Target, lang: str) -> str:
    """The title of a target, with the reading where there are several."""
    name, reading = str(target["name"][lang]), target.get("reading")
    return name if reading is None else text("target.reading", lang, name=name, reading=reading[lang])


def reading_name(target: TargetSettings, lang: str) -> str:
    """The title of a target of a study, with the reading that its own measure is."""
    names = {"name": target.name.model_dump(), "reading": target.reading and target.reading.model_dump()}
    return target_name(names, lang)


def verdict(target: Target, lang: str) -> Verdict:
    """Whether the plan meets a target, by how much it misses, or which data would tell."""
    if target["met_after"]:
        return Verdict("met", text("summary.met", lang))
    if target["after"] is not None:
        return Verdict("missed", text("summary.missed", lang, by=missed_by(target, lang)))
    lacking = target.get("lacking", ())
    if not lacking:
        return Verdict("no_data", text("summary.no_figure", lang))
    words = dict.fromkeys(_lacking(each, lang) for each in lacking if not each["observed"])
    names = [str(each["observed"]) for each in lacking if each["observed"]]
    if names:
        file = next(_file(each, lang) for each in lacking if each["observed"])
        words[text("target.lacks_observed", lang, file=file, names=", ".join(names))] = None
    return Verdict("no_data", text("target.no_data", lang, what=text("target.and", lang).join(words)))


def _file(lacking: Mapping[str, Any], lang: str) -> str:
    return lacking["file"] or text("target.table", lang, table=lacking["table"])


def _lacking(lacking: Mapping[str, Any], lang: str) -> str:
    """The file, column and rows that would give a figure."""
    key = "target.lacks_table"
    if lacking["column"]:
        key = "target.lacks_cells" if lacking["blank"] else "target.lacks_column"
        key = "target.lacks_rows" if lacking["where"] and not lacking["blank"] else key
    words = {name: str(lacking[name]) for name in ("column", "where", "blank")}
    return text(key, lang, file=_file(lacking, lang), **words)


def beside_words(target: Target, lang: str, titles: Callable[[str], str]) -> str:
    """Figures that stand beside a target: how many people a share is of."""
    parts = [
        text("target.beside", lang, name=titles(each["measure"]), value=_rounded(float(each["after"]), 2))
        for each in target.get("beside", ())
        if each["after"] is not None
    ]
    return text("target.and", lang).join(parts)


def wanted(target: Target, lang: str) -> str:
    """What a target asks for: ``≥ 100 %``."""
    sign = _SIGNS.get(target["op"], target["op"])
    return f"{sign} {_asked(target)} {unit_words(target, lang)}".rstrip()


def reached(target: Target, side: str) -> str:
    """A target's figure on one side, ``before`` or ``after``, without its unit.

    It has as many decimals as it takes for the figure to be met exactly when the target is.
    """
    value = target[side]
    if value is None:
        return "–"
    found, asked = float(value), float(target["value"])
    met = is_met(found, target["op"], asked)
    least = _digits(target)
    tries = (_figure(target, found, digits) for digits in range(least, least + _MORE_DIGITS))
    exact = f"{_decimal(found):,f}"
    return next((one for one in tries if is_met(_read(one), target["op"], asked) == met), exact)


def missed_by(target: Target, lang: str) -> str:
    """How far a plan falls short of a target: what a reader finds who subtracts the figures shown.

    `reached` shows no figure as met that is missed, so the distance is never nought. That of two shares is
    in percentage points.
    """
    distance = abs(_exact(reached(target, "after")) - _exact(_asked(target)))
    if _unit(target) == "percent":
        return f"{distance:,f} {text('unit.points', lang)}"
    digits = ".0" if distance == distance.to_integral_value() else ""
    return f"{distance:,{digits}f} {unit_words(target, lang)}".rstrip()


def _asked(target: Target) -> str:
    """The figure that a target asks for, exactly, so that it can be compared with what is reached."""
    value = float(target["value"])
    words = number(value)
    return words if _read(words) == value else f"{_decimal(value):,f}"


def unit_words(target: Target, lang: str) -> str:
    """The unit of a target in the reader's language.

    The study writes it in one language only: what the catalogue knows is translated, a unit in the other
    script gives way to that of the measure, anything else stands as it is.
    """
    written = str(target["unit"])
    key = _unit_keys().get(_folded(written))
    if key is not None:
        return text(key, lang)
    is_foreign = bool(_CHINESE.search(written)) != (lang == "zh") and any(map(str.isalpha, written))
    unit = _unit(target)
    return text(f"unit.{unit}", lang) if is_foreign and unit != "none" else written


@cache
def _unit_keys() -> Mapping[str, str]:
    """Keys of the catalogue's units by how they are written in any language; the first one counts."""
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        for key, words in catalogue(lang).items():
            if key.startswith("unit.") and key != "unit.none":
                found.setdefault(_folded(words), key)
    return found


def _folded(words: str) -> str:
    """Without what does not tell two spellings apart: full width, letter case, blanks, kinds of dots."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().replace("・", "·").split())


def _figure(target: Target, value: float, digits: int) -> str:
    return percent(value, digits=digits) if _unit(target) == "percent" else _rounded(value, digits)


def is_percent(target: Target) -> bool:
    """Whether a target is about a share in per cent."""
    return _unit(target) == "percent"


def _unit(target: Target) -> str:
    """The unit of the measure that a target names; of a formula, per cent where the target says so."""
    if measure_of(target["measure"]) is not None:
        return measure_unit(target["measure"])
    key = _unit_keys().get(_folded(str(target["unit"])), "")
    return "percent" if key == "unit.percent" else "none"


def _digits(target: Target) -> int:
    return _DIGITS.get(_unit(target), 1)


def _rounded(value: float, digits: int) -> str:
    """Rounded; whole numbers without decimals."""
    rounded = round(value, digits)
    return f"{rounded:,.0f}" if rounded.is_integer() else f"{rounded:,.{digits}f}"


def _read(words: str) -> float:
    return float(_exact(words))


def _exact(words: str) -> Decimal:
    return Decimal(words.replace(",", ""))


def _decimal(value: float) -> Decimal:
    """The shortest decimal that is this figure."""
    return Decimal(repr(value))


def target_proof(target: Target, lang: str) -> str:
    """How far the aim that decides a target's figure is proven; a dash where no single aim does."""
    status, counted = target.get("status"), target["measure"].startswith(PERSONNEL)
    # People on the register: hiring as few as possible is no proof that there could not be more.
    if status and not counted:
        return text(f"rung_status.{status}", lang)
    if target["measure"] == _CAPPED and target.get("met_after"):
        return text("target.by_rule", lang)
    return text("target.count", lang) if counted or deciding_aim(target["measure"]) == "hired" else "–"
