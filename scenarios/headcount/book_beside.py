"""Sheets of what is asked beside a plan of growth: what holds it back, prices, gains, frontier, one more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from scenarios.headcount.words import DIGITS, change_words, proof_words
from scenarios.messages import text
from scenarios.rounding import cut_off
from scenarios.workbook import Column, Kind, Row

__all__ = ["sheets_beside"]

Record = Mapping[str, Any]
#: Title by its key, columns and rows of a sheet.
Sheet = tuple[str, list[Column], list[Row]]


def sheets_beside(record: Record, lang: str) -> Iterator[Sheet]:
    """Yield the sheets of all that was asked.

    Parameters
    ----------
    record : mapping
        Of the plan; ``reasons``, ``frontier`` and ``value`` are None or lacking where nobody asked.
    lang : {'zh', 'en'}
    """
    if record.get("reasons"):
        yield _limits(record["reasons"]["limits"], lang)
        yield _prices(record["reasons"]["prices"], lang)
        yield _gains(record, lang)
    if record.get("frontier"):
        yield _frontier(record["frontier"], lang)
    if record.get("value"):
        yield _value(record["value"], lang)


def _columns(found: Sequence[tuple[str, Kind]], lang: str) -> list[Column]:
    return [Column(text(key, lang), kind) for key, kind in found]


def _limits(found: Sequence[Record], lang: str) -> Sheet:
    columns: list[tuple[str, Kind]] = [
        ("headcount.limit", "text"), ("headcount.whom", "text"), ("summary.county", "text"),
        ("headcount.year", "integer"), ("headcount.used_up", "integer"), ("headcount.most", "integer"),
    ]  # fmt: skip
    rows = [
        Row([each["rule"][lang], each["whom"][lang], each["county"], each["year"], each["used"],
             each["allowed"]])
        for each in found
    ]  # fmt: skip
    return "limits", _columns(columns, lang), rows


def _prices(found: Sequence[Record], lang: str) -> Sheet:
    columns: list[tuple[str, Kind]] = [
        ("summary.code", "text"), ("headcount.saved", "integer"), ("summary.certified", "text")
    ]  # fmt: skip
    rows = [Row([each["code"], each["saved"], proof_words(each["proven"], lang)]) for each in found]
    return "prices", _columns(columns, lang), rows


def _gains(record: Record, lang: str) -> Sheet:
    columns = [Column(text("headcount.more", lang), "long")]
    columns += [Column(rung["aim"][lang], "text") for rung in record["certificates"]]
    rows = [
        Row([each["more"][lang], *map(change_words, each["before"], each["after"]),
             proof_words(each["proven"], lang)])
        for each in record["reasons"]["gains"]
    ]  # fmt: skip
    return "gains", [*columns, Column(text("summary.certified", lang), "text")], rows


def _frontier(found: Record, lang: str) -> Sheet:
    columns: list[tuple[str, Kind]] = [
        ("headcount.least", "ratio"), ("headcount.yuan_more", "integer"), ("headcount.step", "integer"),
        ("summary.certified", "text"),
    ]  # fmt: skip
    points = found["points"]
    steps = [None, *(after["yuan"] - before["yuan"] for before, after in pairwise(points))]
    rows = [
        Row([cut_off(each["least"], digits=DIGITS), each["yuan"], step, proof_words(each["proven"], lang)])
        for each, step in zip(points, steps, strict=False)
    ]
    return "frontier", _columns(columns, lang), rows


def _value(found: Sequence[Record], lang: str) -> Sheet:
    columns: list[tuple[str, Kind]] = [
        ("summary.county", "text"), ("headcount.vacant", "ratio"), ("headcount.filled", "ratio"),
        ("headcount.filled_most", "ratio"), ("headcount.worst_share", "ratio"), ("summary.certified", "text"),
    ]  # fmt: skip
    rows = [
        Row([each["county"] or text("headcount.nobody_more", lang),
             *(cut_off(each[name], digits=DIGITS) for name in ("vacant", "filled", "filled_most")),
             None if each["least_filled"] is None else cut_off(100.0 * each["least_filled"]),
             proof_words(each["proven"], lang)])
        for each in found
    ]  # fmt: skip
    return "value", _columns(columns, lang), rows
