"""The table of all targets in words, for the terminal and the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table
from rich.text import Text

from scenarios.indicators.readings import readings, target_name
from scenarios.messages import has_text, text
from scenarios.summary_table import keyed_table
from scenarios.target_words import (
    Verdict,
    beside_words,
    county_figure,
    observed_words,
    reached,
    target_proof,
    verdict,
    wanted,
)

__all__ = [
    "TargetLine", "counted", "counties_table", "decided_words", "scope_words", "target_lines",
    "targets_table",
]  # fmt: skip

Target = Mapping[str, Any]
#: How a verdict is printed; one that is missed and binding is told apart.
_STYLES = {"met": "green", "missed": "yellow", "no_data": ""}


@dataclass(frozen=True)
class TargetLine:
    """One reading of a target in words.

    Attributes
    ----------
    code, name, section, attribute, wanted, before, after, beside, proof, decided, observed : str
        As shown; `beside` are figures that belong to it, `observed` year and source of what was observed.
    verdict : Verdict
    binding : bool
    """

    code: str
    name: str
    section: str
    attribute: str
    wanted: str
    before: str
    after: str
    verdict: Verdict
    beside: str
    proof: str
    decided: str
    observed: str
    binding: bool


def target_lines(
    targets: Sequence[Target], lang: str, titles: Callable[[str], str]
) -> list[TargetLine]:  # fmt: skip
    """Return every reading of every target in words.

    Parameters
    ----------
    targets : sequence of dict
        As `scenarios.targets.judge_targets` gives them.
    lang : {'zh', 'en'}
    titles : callable
        The title of a measure.
    """
    return [_line(each, lang, titles) for target in targets for each in readings(target)]


def _line(target: Target, lang: str, titles: Callable[[str], str]) -> TargetLine:
    return TargetLine(
        code=str(target["code"]),
        name=target_name(target, lang),
        section=str(target.get("section") or ""),
        attribute=text(f"attribute.{target['attribute']}", lang),
        wanted=wanted(target, lang),
        before=reached(target, "before"),
        after=reached(target, "after"),
        verdict=verdict(target, lang),
        beside=beside_words(target, lang, titles),
        proof=target_proof(target, lang),
        decided=decided_words(target, lang),
        observed=observed_words(target, lang),
        binding=target["attribute"] == "binding",
    )


def decided_words(target: Target, lang: str) -> str:
    """Which decisions move a target."""
    parts = (f"part.{part}" for part in target.get("decided_by", ()))
    return text("reach.comma", lang).join(text(key, lang) for key in parts if has_text(key))


def scope_words(target: Target, lang: str) -> str:
    """What a target is about."""
    places = (f"scope.{place}" for place in target.get("scope") or ())
    return text("reach.comma", lang).join(text(key, lang) for key in places if has_text(key))


def counted(lines: Sequence[TargetLine], lang: str) -> str:
    """How many are met, missed and without data."""
    kinds = [line.verdict.kind for line in lines]
    numbers = {kind: kinds.count(kind) for kind in ("met", "missed", "no_data")}
    return text("targets.counted", lang, number=len(lines), **numbers)


def counties_table(targets: Sequence[Target], counties: Mapping[str, str], lang: str) -> Table:
    """Return the figures of the counties, of the readings that are known of them."""
    table = keyed_table("targets.counties", [("summary.code", False), ("summary.target", False)], lang)
    for name in counties.values():
        table.add_column(name, justify="right", overflow="fold")
    for reading in (each for target in targets for each in readings(target)):
        known = reading.get("by_county") or {}
        if known:
            cells = (county_figure(reading, known[code]) if code in known else "–" for code in counties)
            table.add_row(Text(str(reading["code"])), Text(target_name(reading, lang)), *cells)
    return table


def targets_table(lines: Sequence[TargetLine], lang: str, *, planned: bool) -> Table:
    """Return the table for the terminal; of a run that planned nothing, with one column of figures."""
    figures = ["summary.before", "summary.after"] if planned else ["map.today"]
    columns = [
        ("summary.code", False), ("summary.target", False), ("summary.attribute", False),
        ("summary.wanted", True), *((key, True) for key in figures), ("summary.verdict", False),
    ]  # fmt: skip
    table = keyed_table("targets.title", columns, lang)
    for line in lines:
        missed = line.verdict.kind == "missed" and line.binding
        table.add_row(
            Text(line.code),
            Text("\n".join(part for part in (line.name, line.beside, line.observed) if part)),
            line.attribute,
            Text(line.wanted),
            *([line.before] if planned else []),
            line.after,
            Text(line.verdict.words, style="bold red" if missed else _STYLES[line.verdict.kind]),
        )
    return table
