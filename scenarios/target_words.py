"""A target in words: what it asks for, what the plan reaches, what is missing, in the reader's language.

The rows are those of ``metrics["targets"]`` (`scenarios.targets.judge_targets`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple

from scenarios.indicators.formula import MOST_NUMBER
from scenarios.indicators.lacking import lacks_key
from scenarios.measure_names import PERSONNEL, measure_of, measure_unit
from scenarios.messages import LANGUAGES, catalogue, text
from scenarios.rounding import cut_off, number, percent
from scenarios.targets import deciding_aim, is_met

__all__ = [
    "Verdict", "asked", "beside_words", "county_figure", "is_percent", "lacking_words", "missed_amount",
    "missed_by", "observed_words", "reached", "target_proof", "unit_words", "verdict", "wanted",
]  # fmt: skip

Target = Mapping[str, Any]
#: A figure of a target with so many decimals.
_Figure = Callable[[Target, float, int], str]
_SIGNS = {">=": "≥", "<=": "≤", "=": "="}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Decimals of a figure by unit of its measure, one for all others; more where they decide.
_DIGITS = {"none": 3, "per_minute": 4, "people_each": 2}
_MORE_DIGITS = 6
#: What a reader finds who subtracts figures may differ from what is missing by this share of it.
_MISSTATED = 0.02
#: No plan gives anybody more villages than the rule on counsel allows.
_CAPPED = "load.max"


class Verdict(NamedTuple):
    """What became of a target, and in words."""

    kind: Literal["met", "missed", "no_data"]
    words: str


def verdict(target: Target, lang: str) -> Verdict:
    """Whether the plan meets a target, by how much it misses, or which data would tell."""
    if target["met_after"]:
        return Verdict("met", text("summary.met", lang))
    if target["after"] is not None:
        return Verdict("missed", text("summary.missed", lang, by=missed_by(target, lang)))
    words = lacking_words(target, lang)
    return Verdict(
        "no_data", text("target.no_data", lang, what=words) if words else text("summary.no_figure", lang)
    )


def lacking_words(target: Target, lang: str) -> str:
    """File, column and rows that would give a figure; empty where nothing is known to be lacking."""
    lacking = target.get("lacking", ())
    words = dict.fromkeys(_lacking(each, lang) for each in lacking if not each["observed"])
    names = [_observation(each, lang) for each in lacking if each["observed"]]
    if names:
        file = next(_file(each, lang) for each in lacking if each["observed"])
        words[text("target.lacks_observed", lang, file=file, names=_listed(names, lang))] = None
    return text("target.and", lang).join(words)


def _file(lacking: Mapping[str, Any], lang: str) -> str:
    return lacking["file"] or text("target.table", lang, table=lacking["table"])


def _listed(names: Iterable[str], lang: str) -> str:
    return text("reach.comma", lang).join(names)


def _observation(lacking: Mapping[str, Any], lang: str) -> str:
    name, year = str(lacking["observed"]), lacking.get("year")
    return text("target.lacks_year", lang, name=name, year=year) if year else name


def _lacking(lacking: Mapping[str, Any], lang: str) -> str:
    if lacking.get("nought"):
        return text("target.divided_by_nought", lang, formula=lacking["nought"])
    if lacking.get("beyond"):
        return text("target.beyond", lang, most=f"{MOST_NUMBER:g}")
    if lacking.get("section"):
        return text("target.lacks_section", lang, section=lacking["section"])
    key = lacks_key(lacking["column"], lacking["where"], lacking["blank"])
    words = {name: str(lacking[name]) for name in ("column", "where", "blank")}
    if lacking.get("counties"):
        key, words["counties"] = "target.lacks_counties", _listed(lacking["counties"], lang)
    return text(key, lang, file=_file(lacking, lang), **words)


def observed_words(target: Target, lang: str) -> str:
    """Year and source of what was observed; empty where nothing was."""
    parts = [
        text("target.observed", lang, year=each["year"], source=each["source"])
        if each["source"]
        else text("target.observed_year", lang, year=each["year"])
        for each in target.get("observations", ())
    ]
    return text("target.and", lang).join(parts)


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
    return f"{sign} {asked(target)} {unit_words(target, lang)}".rstrip()


def reached(target: Target, side: str) -> str:
    """A target's figure on one side, ``before`` or ``after``, without its unit.

    It has as many decimals as it takes for the figure to be met exactly when the target is, and for a reader
    who subtracts it from what is asked for to find what is missing.
    """
    value = target[side]
    return "–" if value is None else _against(target, float(value))


def county_figure(target: Target, value: float) -> str:
    """The figure of a county, without its unit, cut off; a count is not held against that of the city."""
    if value.is_integer():
        return f"{value:,.0f}" if _unit(target) != "percent" else percent(value)
    if target.get("rate", True):
        return _against(target, value, figure=_cut)
    return _cut(target, value, _digits(target))


def _cut(target: Target, value: float, digits: int) -> str:
    return f"{cut_off(value, digits=digits):,.{digits}f}"


def _against(target: Target, found: float, *, figure: _Figure | None = None) -> str:
    value, least = float(target["value"]), _digits(target)
    met, distance = is_met(found, target["op"], value), abs(found - value)
    for digits in range(least, least + _MORE_DIGITS):
        words = (figure or _figure)(target, found, digits)
        shown = _read(words)
        true = met or abs(abs(shown - value) - distance) <= _MISSTATED * distance
        if true and is_met(shown, target["op"], value) == met:
            return words
    return f"{_decimal(found):,f}"


def missed_by(target: Target, lang: str) -> str:
    """How far a plan falls short of a target, in words; of two shares in percentage points."""
    unit = text("unit.points", lang) if is_percent(target) else unit_words(target, lang)
    return f"{missed_amount(target)} {unit}".rstrip()


def missed_amount(target: Target) -> str:
    """How far a plan falls short, without unit; empty where it does not.

    It is the distance of the figure that `reached` shows, which is as good as the exact one, is never nought,
    and adds up with that figure to what is asked for.
    """
    after = target["after"]
    if after is None or is_met(after, target["op"], float(target["value"])):
        return ""
    distance = abs(_exact(reached(target, "after")) - _exact(asked(target)))
    whole = distance == distance.to_integral_value() and not is_percent(target)
    return f"{distance:,{'.0' if whole else ''}f}"


def asked(target: Target) -> str:
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
