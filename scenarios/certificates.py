"""Certificates in words: what is proven about each aim of a run, and how its status is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scenarios.aim_words import aim_title, aim_unit
from scenarios.group_names import group_names
from scenarios.messages import has_text, text
from scenarios.rounding import gap_text, number
from scenarios.run_facts import RunFacts, facts_of

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["GroupWords", "RungWords", "group_words", "proof_note", "rung_title", "rung_words"]


#: A gap above which the reader is warned that the search has hardly begun.
_FAR = 0.05


class RungWords(NamedTuple):
    """One rung of the ladder, each part ready to print."""

    aim: str
    status: str
    objective: str
    bound: str
    unit: str
    gap: str
    seconds: str


class GroupWords(NamedTuple):
    """What one group gets at least, and what it could get at most."""

    group: str
    amount: str
    bound: str


def rung_title(rung: Mapping[str, Any], facts: RunFacts, lang: str) -> str:
    """The title of a rung's aim."""
    return aim_title(str(rung["aim"]), lang, roles=facts.roles, ladder=facts.ladder)


def rung_words(rung: Mapping[str, Any], facts: RunFacts, lang: str) -> RungWords:
    """A row of ``metrics["rungs"]`` in words."""
    seconds = rung["seconds"]
    return RungWords(
        aim=rung_title(rung, facts, lang),
        status=_word("rung_status", rung["status"], lang),
        objective=number(rung["objective"]),
        bound=number(rung["bound"]),
        unit=aim_unit(str(rung["aim"]), lang, facts.ladder),
        gap=_gap_words(rung, facts, lang),
        seconds="–" if seconds is None else f"{seconds:.1f}",
    )


def _gap_words(rung: Mapping[str, Any], facts: RunFacts, lang: str) -> str:
    """The gap, and how small it was asked to be where that is not what the study asks of all aims."""
    gap, asked = gap_text(rung["gap"]), rung.get("asked")
    if asked is None or asked == facts.gap or not rung["gap"]:
        return gap
    return text("certificate.asked", lang, gap=gap, asked=f"{100 * asked:g} %")


def group_words(run: StoredRun, rung: Mapping[str, Any], lang: str) -> list[GroupWords]:
    """What the groups of a rung get, from the least; none where only the worst-off was looked at.

    A rung that raises the worst-off alone knows the same least amount of every group and no bound of any:
    its own row says as much.
    """
    groups = rung.get("groups") or ()
    if all(one.get("bound") is None for one in groups):
        return []
    between = str(facts_of(run).ladder.get(str(rung["aim"]), {}).get("between", "county"))
    names = group_names(run, between, lang)
    return [
        GroupWords(names.get(one["group"], one["group"]), number(one["amount"]), number(one["bound"]))
        for one in groups
    ]


def proof_note(run: StoredRun, lang: str) -> str:
    """What "proven best" means in this run, what a tolerance has cost, and which aims are far from proven."""
    rungs, facts = run.metrics.get("rungs") or (), facts_of(run)
    note = [text("certificate.note", lang, gap=f"{100 * facts.gap:g} %")]
    for rung in rungs:
        delivered = rung.get("delivered")
        if delivered is not None and number(delivered) != number(rung["objective"]):
            aim = rung_title(rung, facts, lang)
            note.append(text("certificate.delivered", lang, aim=aim, value=number(delivered)))
    open_ = (rung for rung in rungs if rung.get("unique") is False)
    note += [text("certificate.not_unique", lang, aim=rung_title(rung, facts, lang)) for rung in open_]
    far = [rung for rung in rungs if rung["gap"] is None or rung["gap"] > _FAR]
    if far:
        aims = text("certificate.and", lang).join(rung_title(rung, facts, lang) for rung in far)
        note.append(text("certificate.far", lang, aims=aims))
    return " ".join(note)


def _word(kind: str, value: Any, lang: str) -> str:
    """The catalogue's word; one that it lacks is shown as it is."""
    key = f"{kind}.{value}"
    return text(key, lang) if has_text(key) else str(value)
