"""The last sheet of a county's workbook: how its words are meant, what is counted, what is proven."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scenarios.beyond_reach import few_named
from scenarios.certificates import proof_note, rung_words
from scenarios.list_job import ListJob
from scenarios.rounding import number, percent
from scenarios.workbook import Column, Row

__all__ = ["note_columns", "note_rows"]


def note_columns(job: ListJob) -> list[Column]:
    """The columns of the sheet."""
    return [Column(job.say("list.notes.item")), Column(job.say("list.notes.content"), "long")]


def note_rows(job: ListJob, code: str) -> Iterator[Row]:
    """The notes of one county."""
    say = job.say
    yield Row([say("list.notes.scenario"), job.facts.title(job.lang)])
    yield Row([say("list.notes.date"), _moment(job.facts.started)])
    yield from _figures(job, code)
    yield from _roles(job, code)
    yield from _statuses(job)
    yield from _hours(job)
    phones = "list.notes.phones_full" if job.phones else "list.notes.phones_masked"
    yield Row([say("list.notes.phones"), say(phones)])
    yield from _certificates(job)


def _figures(job: ListJob, code: str) -> Iterator[Row]:
    """What is counted of the county, and those of its villages that nobody could serve."""
    county = job.county_figures(code)
    if county is not None:
        shares = {name: percent(county[name]) for name in ("nominal", "effective")}
        counts = {name: str(county[name]) for name in ("villages", "short")}
        yield Row([job.say("list.notes.county"), job.say("list.notes.county_figures", **counts, **shares)])
    lost = job.unreachable.loc[job.unreachable["county_code"] == code]
    if len(lost):
        words = job.say("summary.unreachable", count=len(lost), names=few_named(lost, job.lang))
        yield Row([job.say("list.notes.unreachable_item"), words], fill="vacant")


def _roles(job: ListJob, code: str) -> Iterator[Row]:
    """What is counted of the other roles, and how their sheets are meant."""
    for name, role in job.roles.items():
        figures = job.role_figures(name, code)
        if figures is not None:
            counts = {one: number(figures[one]) for one in ("units", "heads", "short")}
            words = job.say("list.notes.role", covered=percent(figures["covered"]), need=role.need, **counts)
            yield Row([role.name.text(job.lang), words])
    if job.roles:
        yield Row([job.say("list.notes.role_words_item"), job.say("list.notes.role_words")])


def _statuses(job: ListJob) -> Iterator[Row]:
    """How each status is meant, in its colour."""
    role = job.facts.role
    hours, limits = f"{round(role.hours_each, 1):g}", role.limit_minutes
    gaps = {
        "ok": {"hours": hours},
        "long_drive": {"rural": f"{limits.rural:g}", "urban": f"{limits.urban:g}"},
        "few_hours": {"hours": hours},
        "vacant": {},
    }
    keys = {
        "ok": "list.notes.ok",
        "long_drive": "list.notes.long_drive",
        "few_hours": "list.notes.few_hours",
        "vacant": "list.notes.vacant",
    }
    for status, words in gaps.items():
        fill = "" if status == "ok" else status
        yield Row([job.word("status", status), job.say(keys[status], **words)], fill=fill)


def _hours(job: ListJob) -> Iterator[Row]:
    """What a village is to get, and from how many; teams and visits online only where there are such."""
    role = job.facts.role
    yield Row([job.say("list.notes.hours_item"), job.say("list.notes.hours", visits=f"{role.visits:g}")])
    if role.team > 1:
        words = {"team": role.team, "hours": f"{role.hours:g}", "most": role.most_each}
        yield Row([job.say("list.notes.team_item"), job.say("list.notes.team", **words)])
    if role.online_visits:
        online = {"online": f"{role.online_visits:g}", "rate": f"{role.online_rate:g}"}
        yield Row([job.say("list.notes.online_item"), job.say("list.notes.online", **online)])


def _certificates(job: ListJob) -> Iterator[Row]:
    metrics, item = job.run.metrics, job.say("list.notes.certificate")
    rungs = metrics.get("rungs", [])
    if not rungs:
        yield Row([item, job.say("list.notes.evaluated")])
        return
    for place, rung in enumerate(rungs, start=1):
        words = rung_words(rung, job.facts, job.lang)._asdict()
        line = job.say("list.notes.rung", tolerance=number(rung.get("tolerance")), **words)
        yield Row([f"{item} {place}", line])
    yield Row([job.say("list.notes.meaning"), proof_note(job.run, job.lang)])
    verified = "list.notes.verified" if metrics.get("verified") else "list.notes.unverified"
    yield Row([job.say("list.notes.check"), job.say(verified)])


def _moment(when: datetime) -> str:
    """On the clock on which the run was dated; the one that is no office's own clock is named."""
    return when.strftime("%Y-%m-%d %H:%M") + ("" if when.utcoffset() else " UTC")
