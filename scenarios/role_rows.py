"""The figures of the roles beside counsel, before and after, ready to print: a row a role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from scenarios.messages import text
from scenarios.role_facts import Asked, RoleFacts, roles_of_tables
from scenarios.role_words import attributes, given_words
from scenarios.roles.given import shares_given
from scenarios.rounding import number, percent
from scenarios.run_facts import facts_of, has_plan

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["RoleRow", "role_rows"]

Figures = Mapping[str, Any]
_CHANGES = ("new", "moved", "ended")


class RoleRow(NamedTuple):
    """One role: each cell of figures has one line for each thing that it tells of."""

    role: str
    units: str
    covered: str
    heads: str
    short: str
    lacking: tuple[str, ...]
    shares: tuple[str, ...]
    changes: tuple[str, ...]


def role_rows(run: StoredRun, lang: str) -> list[RoleRow]:
    """Return a row for each role of a run; none for a run without roles, or of an earlier version."""
    after, before = run.metrics.get("posts") or {}, run.metrics.get("posts_before") or {}
    planned = has_plan(run.metrics)
    roles = roles_of_tables(run, facts_of(run).roles)
    return [
        _row(run, name, facts, before.get(name) if planned else None, after[name], lang)
        for name, facts in roles.items()
    ]


def _row(
    run: StoredRun, name: str, facts: RoleFacts, before: Figures | None, after: Figures, lang: str
) -> RoleRow:
    def both(figure: str) -> str:
        write = percent if figure == "covered" else number
        return _change(None if before is None else before.get(figure), after.get(figure), write)

    def parts(figure: str, asked: Mapping[str, Asked]) -> tuple[str, ...]:
        write = percent if figure == "shares" else number
        was = (before or {}).get(figure, {})
        return tuple(
            f"{attributes(asked[what], lang) if what in asked else what} {_change(was.get(what), now, write)}"
            for what, now in after.get(figure, {}).items()
        )

    return RoleRow(
        role=facts.name.text(lang),
        units=both("units"),
        covered=both("covered"),
        heads=both("heads"),
        short=both("short"),
        lacking=parts("lacking", facts.requirements),
        shares=parts("shares", facts.shares),
        changes=() if before is None else tuple(_changes(run, name, facts, after, lang)),
    )


def _changes(run: StoredRun, name: str, facts: RoleFacts, after: Figures, lang: str) -> Iterator[str]:
    """What becomes of people and units; what does not occur is left out."""
    for change in _CHANGES:
        if after.get(change):
            yield f"{text(f'role_change.{change}', lang)} {number(after[change])}"
    mine = run.posts.loc[run.posts["role"].eq(name) & run.posts["given"].ne(""), "given"]
    each = mine.map(shares_given).explode()
    for share, count in each.value_counts(sort=False).items():
        yield f"{given_words(str(share), facts, lang)} {number(count)}"
    if after.get("opened"):
        yield f"{text('role_change.opened', lang)} {number(after['opened'])}"


def _change(before: float | None, after: float | None, write: Any) -> str:
    """Two figures with an arrow between them; one where nothing has changed or nothing was before."""
    shown = str(write(after))
    was = shown if before is None else str(write(before))
    return shown if was == shown else f"{was} → {shown}"
