"""Certificates in words: what is proven about each aim of a run, and how its status is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scenarios.messages import has_text, text
from scenarios.rounding import gap_text, number
from scenarios.run_facts import facts_of

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["RungWords", "proof_note", "rung_words"]


#: A gap above which the reader is warned that the search has hardly begun.
_FAR = 0.05


class RungWords(NamedTuple):
    """One rung of the ladder, each part ready to print."""

    aim: str
    status: str
    objective: str
    bound: str
    gap: str
    seconds: str


def rung_words(rung: Mapping[str, Any], lang: str) -> RungWords:
    """A row of ``metrics["rungs"]`` in words."""
    seconds = rung["seconds"]
    return RungWords(
        aim=_word("aim", rung["aim"], lang),
        status=_word("rung_status", rung["status"], lang),
        objective=number(rung["objective"]),
        bound=number(rung["bound"]),
        gap=gap_text(rung["gap"]),
        seconds="–" if seconds is None else f"{seconds:.1f}",
    )


def proof_note(run: StoredRun, lang: str) -> str:
    """What "proven best" means in this run, what a tolerance has cost, and which aims are far from proven."""
    rungs = run.metrics.get("rungs") or ()
    note = [text("certificate.note", lang, gap=f"{100 * facts_of(run).gap:g} %")]
    for rung in rungs:
        delivered = rung.get("delivered")
        if delivered is not None and number(delivered) != number(rung["objective"]):
            aim = _word("aim", rung["aim"], lang)
            note.append(text("certificate.delivered", lang, aim=aim, value=number(delivered)))
    far = [rung for rung in rungs if rung["gap"] is None or rung["gap"] > _FAR]
    if far:
        aims = text("certificate.and", lang).join(_word("aim", rung["aim"], lang) for rung in far)
        note.append(text("certificate.far", lang, aims=aims))
    return " ".join(note)


def _word(kind: str, value: Any, lang: str) -> str:
    """The catalogue's word; one that it lacks is shown as it is."""
    key = f"{kind}.{value}"
    return text(key, lang) if has_text(key) else str(value)
