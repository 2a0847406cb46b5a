"""Rules of a task in words: what each asks for, what the plan gives, and whether it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.messages import text
from scenarios.rounding import cut_off
from scenarios.siting.words import limit_words, way_words, weight_title

__all__ = ["rule_rows"]

Record = Mapping[str, Any]


def rule_rows(task: Record, lang: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rules of a task: name, what is asked, what the plan gives, what is today, kept or not.

    Parameters
    ----------
    task : mapping
        See `scenarios.siting.record.task_record`; one of an older version has no rules.
    lang : {'zh', 'en'}
    """
    for rule in task.get("rules", ()):
        name = text(f"siting_told.{rule['rule']}", lang, county=rule["county"])
        kept = text("siting.kept_yes" if rule["kept"] else "siting.kept_no", lang)
        today = "–" if rule["today"] is None else _amount(rule, rule["today"], task, lang)
        yield name, _asked(rule, task, lang), _given(rule, task, lang), today, kept


def _asked(rule: Record, task: Record, lang: str) -> str:
    least, most = (
        None if rule[end] is None else _amount(rule, rule[end], task, lang) for end in ("least", "most")
    )
    if rule["rule"] == "remote":
        limit = limit_words({"rural": rule["within"], "urban": rule["within"]}, task, lang)
        words = {"share": f"{100 * rule['least']:g}", "decile": f"{100 * rule['decile']:g}", "limit": limit}
        return text("siting_told.remote_asked", lang, weight=weight_title(task, lang), **words)
    if rule["rule"] == "gap":
        return text("siting_told.gap_asked", lang, way=most)
    if least == most:
        return text("siting_told.exactly", lang, least=least)
    if most is None:
        return text("siting_told.at_least", lang, least=least)
    if least is None:
        return text("siting_told.at_most", lang, most=most)
    return text("siting_told.between", lang, least=least, most=most)


def _given(rule: Record, task: Record, lang: str) -> str:
    if rule["rule"] != "remote":
        return "–" if rule["found"] is None else _amount(rule, rule["found"], task, lang)
    villages = {name: f"{rule[name]:,}" for name in ("reached", "villages")}
    return text("siting_told.remote_given", lang, share=_percent(rule["found"]), **villages)


def _amount(rule: Record, value: float, task: Record, lang: str) -> str:
    """A figure of a rule with its unit."""
    if rule["rule"] == "remote":
        return text("siting_told.percent", lang, share=_percent(value))
    if rule["rule"] == "gap":
        return way_words(value, task, lang)
    if rule["rule"] == "budget":
        return text("siting_told.yuan", lang, amount=f"{value:,.0f}")
    return f"{value:,.0f}"


def _percent(share: float) -> str:
    """A share cut off and not rounded: what falls short of a rule must not seem to keep it."""
    return f"{cut_off(100 * share):g}"
