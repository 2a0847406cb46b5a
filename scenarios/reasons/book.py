"""The reasons for a plan as a workbook: conflicts, repairs, townships, losses, backups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.staffing.explain import MoreHours, NewPair
from scenarios.messages import text
from scenarios.reasons.conflict_words import beyond_words, element_words
from scenarios.reasons.explain_view import township_places
from scenarios.reasons.repair_words import proof_words
from scenarios.workbook import Cell, Column, Kind, Row, add_sheet, new_workbook, save

if TYPE_CHECKING:
    from optimizer.staffing.explain import Repair
    from scenarios.reasons.asked import Again
    from scenarios.reasons.explanation import Explanation
    from scenarios.reasons.repairs import CountyRepair

__all__ = ["write_reasons"]


#: Every column by its catalogue key, and what its cells hold.
_COLUMNS: dict[str, Kind] = {
    "list.county": "text",
    "list.township": "text",
    "list.village": "text",
    "list.village_code": "text",
    "list.counsel": "text",
    "explain.vacant_village": "text",
    "explain.rule_kind": "text",
    "explain.rule": "long",
    "explain.kind": "text",
    "explain.what": "long",
    "explain.amount": "number",
    "explain.yuan": "number",
    "explain.fills": "integer",
    "explain.left_vacant": "integer",
    "explain.proof": "text",
    "explain.gain": "number",
    "explain.gain_bound": "number",
    "explain.own_vacant": "integer",
    "explain.drive": "number",
    "explain.would_take": "long",
    "explain.leaver": "text",
    "explain.serves": "integer",
    "explain.taken_over": "integer",
    "explain.hours_served": "number",
    "explain.which_vacant": "long",
    "explain.backup": "text",
    "explain.backup_note": "text",
}


def write_reasons(
    again: Again, found: Explanation, path: Path, *, titles: tuple[str, str], lang: str
) -> Path:
    """Write five sheets.

    Parameters
    ----------
    again : Again
    found : Explanation
    path : Path
        The .xlsx to write.
    titles : tuple of str
        Of study and scenario.
    lang : {'zh', 'en'}

    Returns
    -------
    Path
        The file.
    """
    book = new_workbook()
    printed = {
        "heading": text("explain.heading", lang, study=titles[0], scenario=titles[1]),
        "pages": text("list.pages", lang),
    }
    for sheet in _SHEETS:
        columns = [Column(text(key, lang), _COLUMNS[key]) for key in sheet.columns]
        add_sheet(
            book, text(sheet.title, lang), columns=columns, rows=sheet.rows(again, found, lang), **printed
        )
    save(book, path, when=datetime.now(UTC))
    return path


def _conflict_rows(again: Again, found: Explanation, lang: str) -> Iterator[Row]:
    names = again.names
    for each in found.obstacles:
        county, village = names.counties.get(each.county_code, ""), names.post(each.post, lang)
        for element in () if each.conflict is None else each.conflict.elements:
            kind = text(f"explain.rule_kind.{element.kind}", lang)
            yield Row([county, village, kind, element_words(element, names, lang)])
        for post in each.like:
            words = text("explain.alike", lang, post=village)
            yield Row([county, names.post(post, lang), text("explain.rule_kind.alike", lang), words])
    for place in found.beyond:
        where = names.posts[place.post]
        kind = text("explain.rule_kind.beyond", lang)
        yield Row([where.county, names.post(place.post, lang), kind, beyond_words(place, names, lang)])


def _repair_rows(again: Again, found: Explanation, lang: str) -> Iterator[Row]:
    for county in found.repairs:
        name = again.names.counties.get(county.county_code, county.county_code)
        for which, each in county.by_kind():
            kind = text(f"explain.repair.{which}", lang)
            if each is None:
                none = text("explain.not_offered", lang)
                yield Row([name, kind, text("explain.total", lang), None, None, 0, county.vacant, none])
                continue
            filled = county.filled(each)
            total: list[Cell] = [name, kind, text("explain.total", lang), None, each.price, filled,
                                 each.shortage, proof_words(each, lang)]  # fmt: skip
            yield Row(total)
            for what, amount, price in _uses(again, county, each, lang):
                yield Row([name, kind, what, amount, price, None, None, ""])


def _uses(
    again: Again, county: CountyRepair, found: Repair, lang: str
) -> Iterator[tuple[str, float, float | None]]:
    """Every person, hour and pair of a repair; the places of hiring come first."""
    names, prices = again.names, again.ready.config.repair_prices
    for place, count in found.hired:
        what = text("explain.hire_at", lang, township=names.township(place))
        yield what, float(count), count * prices.person
    for each in found.used:
        option = each.option
        if isinstance(option, MoreHours):
            what = text("explain.hours_of", lang, person=names.person(option.person, lang))
            yield what, each.amount, each.price
        elif isinstance(option, NewPair):
            who, where = names.person(option.person, lang), names.post(option.post, lang)
            yield text("explain.pair", lang, person=who, post=where), 1.0, each.price


def _heat_rows(again: Again, found: Explanation, lang: str) -> Iterator[Row]:
    places, comma = township_places(again), text("reach.comma", lang)
    for each in found.heat:
        name, county = places.get(each.group, (each.group, ""))
        taken = comma.join(again.names.post(post, lang) for post in each.fills)
        own = found.vacant_by_township.get(each.group, 0)
        yield Row([county, name, each.gain, each.bound, own, each.minutes if each.fills else None, taken])


def _loss_rows(again: Again, found: Explanation, lang: str) -> Iterator[Row]:
    names, comma = again.names, text("reach.comma", lang)
    for each in found.losses.worst_first():
        vacant = comma.join(names.post(post, lang) for post in each.vacant)
        who = names.person(each.person, lang)
        figures = (len(each.posts), len(each.taken_over), len(each.vacant), each.hours)
        yield Row([who, *figures, vacant])


def _backup_rows(again: Again, found: Explanation, lang: str) -> Iterator[Row]:
    names = again.names
    rows: list[tuple[str, Row]] = []
    for each in found.losses.people:
        backups = dict(each.backups)
        for post in each.posts:
            place, backup = names.posts[post], backups.get(post, "")
            note = "" if backup else text(
                "explain.no_backup" if post in each.without else "explain.none_needed", lang)  # fmt: skip
            cells: list[Cell] = [
                place.county, place.township, place.name, place.code, names.person(each.person, lang),
                names.person(backup, lang) if backup else "", note,
            ]  # fmt: skip
            rows.append((post, Row(cells, fill="vacant" if post in each.without else "")))
    yield from (row for _, row in sorted(rows, key=lambda pair: pair[0]))


@dataclass(frozen=True)
class _Sheet:
    """A sheet of the book: keys of its title and columns, and what fills it."""

    title: str
    columns: tuple[str, ...]
    rows: Callable[[Again, Explanation, str], Iterator[Row]]


_SHEETS = (
    _Sheet(
        "explain.sheet.conflicts",
        ("list.county", "explain.vacant_village", "explain.rule_kind", "explain.rule"),
        _conflict_rows,
    ),
    _Sheet(
        "explain.sheet.repairs",
        ("list.county", "explain.kind", "explain.what", "explain.amount", "explain.yuan", "explain.fills",
         "explain.left_vacant", "explain.proof"),
        _repair_rows,
    ),
    _Sheet(
        "explain.sheet.heat",
        ("list.county", "list.township", "explain.gain", "explain.gain_bound", "explain.own_vacant",
         "explain.drive", "explain.would_take"),
        _heat_rows,
    ),
    _Sheet(
        "explain.sheet.losses",
        ("explain.leaver", "explain.serves", "explain.taken_over", "explain.left_vacant",
         "explain.hours_served", "explain.which_vacant"),
        _loss_rows,
    ),
    _Sheet(
        "explain.sheet.backups",
        ("list.county", "list.township", "list.village", "list.village_code", "list.counsel",
         "explain.backup", "explain.backup_note"),
        _backup_rows,
    ),
)  # fmt: skip
