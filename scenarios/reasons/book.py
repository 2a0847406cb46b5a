"""The reasons for a plan as a workbook: conflicts, repairs, townships, losses, backups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.staffing.explain import MoreHours, NewPair
from scenarios.messages import text
from scenarios.reasons.conflict_words import beyond_words, element_words
from scenarios.reasons.explain_view import township_places
from scenarios.reasons.repair_words import proof_words
from scenarios.workbook import Cell, Column, Row, add_sheet, new_workbook, save

if TYPE_CHECKING:
    from optimizer.staffing.explain import Repair
    from scenarios.reasons.asked import Again
    from scenarios.reasons.explanation import Explanation
    from scenarios.reasons.repairs import CountyRepair

__all__ = ["write_reasons"]


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
    sheets = (
        ("explain.sheet.conflicts", _conflict_columns(lang), _conflict_rows(again, found, lang)),
        ("explain.sheet.repairs", _repair_columns(lang), _repair_rows(again, found, lang)),
        ("explain.sheet.heat", _heat_columns(lang), _heat_rows(again, found, lang)),
        ("explain.sheet.losses", _loss_columns(lang), _loss_rows(again, found, lang)),
        ("explain.sheet.backups", _backup_columns(lang), _backup_rows(again, found, lang)),
    )
    for key, columns, rows in sheets:
        add_sheet(book, text(key, lang), columns=columns, rows=rows, **printed)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(book, path, when=datetime.now(UTC))
    return path


def _conflict_columns(lang: str) -> list[Column]:
    return [
        Column(text("list.county", lang)),
        Column(text("explain.vacant_village", lang)),
        Column(text("explain.rule_kind", lang)),
        Column(text("explain.rule", lang), "long"),
    ]


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


def _repair_columns(lang: str) -> list[Column]:
    return [
        Column(text("list.county", lang)),
        Column(text("explain.kind", lang)),
        Column(text("explain.what", lang), "long"),
        Column(text("explain.amount", lang), "number"),
        Column(text("explain.yuan", lang), "number"),
        Column(text("explain.fills", lang), "number"),
        Column(text("explain.left_vacant", lang), "number"),
        Column(text("explain.proof", lang)),
    ]


def _repair_rows(again: Again, found: Explanation, lang: str) -> Iterator[Row]:
    for county in found.repairs:
        for each in county.repairs:
            name = again.names.counties.get(county.county_code, county.county_code)
            kind = text(f"explain.repair.{each.kind}", lang)
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


def _heat_columns(lang: str) -> list[Column]:
    return [
        Column(text("list.county", lang)),
        Column(text("list.township", lang)),
        Column(text("explain.gain", lang), "number"),
        Column(text("explain.gain_bound", lang), "number"),
        Column(text("explain.own_vacant", lang), "integer"),
        Column(text("explain.would_take", lang), "long"),
    ]


def _heat_rows(again: Again, found: Explanation, lang: str) -> Iterator[Row]:
    places, comma = township_places(again), text("reach.comma", lang)
    for each in found.heat:
        name, county = places.get(each.group, (each.group, ""))
        taken = comma.join(again.names.post(post, lang) for post in each.fills)
        own = found.vacant_by_township.get(each.group, 0)
        yield Row([county, name, each.gain, each.bound, own, taken])


def _loss_columns(lang: str) -> list[Column]:
    return [
        Column(text("explain.leaver", lang)),
        Column(text("explain.serves", lang), "integer"),
        Column(text("explain.taken_over", lang), "integer"),
        Column(text("explain.left_vacant", lang), "integer"),
        Column(text("explain.which_vacant", lang), "long"),
    ]


def _loss_rows(again: Again, found: Explanation, lang: str) -> Iterator[Row]:
    names, comma = again.names, text("reach.comma", lang)
    for each in sorted(found.losses.people, key=lambda loss: (-len(loss.vacant), loss.person)):
        vacant = comma.join(names.post(post, lang) for post in each.vacant)
        who = names.person(each.person, lang)
        yield Row([who, len(each.posts), len(each.taken_over), len(each.vacant), vacant])


def _backup_columns(lang: str) -> list[Column]:
    return [
        *(Column(text(key, lang)) for key in ("list.county", "list.township", "list.village",
                                              "list.village_code", "list.counsel", "explain.backup")),
        Column(text("explain.backup_note", lang)),
    ]  # fmt: skip


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
