"""Faults of what salaries are paid by: attributes and values that nobody of the role can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geo.columns import Kind
from geo.tables import TABLES
from scenarios.faults import nearest
from scenarios.money.checks import MoneyFault
from scenarios.roles.pools import ATTRIBUTES, KnownPeople

if TYPE_CHECKING:
    import pandas as pd

    from geo.city import City
    from scenarios.origins import Steps
    from scenarios.settings import PostSettings, SalarySettings, StudyConfig

__all__ = ["where_faults"]

_TABLE_OF = {"office_staff": "staff"}
_FLAGS = ("0", "1")


def where_faults(config: StudyConfig, city: City, people: KnownPeople) -> Iterator[MoneyFault]:
    """Yield what would cost nothing without a word: a misspelt value, a column that no table fills in.

    Parameters
    ----------
    config : StudyConfig
        Its section money has no faults of its own.
    city : City
    people : KnownPeople
    """
    for name, line in ({} if config.money is None else config.money.salaries).items():
        path: Steps = ("money", "salaries", name, "where")
        if line.role == "counsel":
            for attribute, value in line.where.items():
                yield from _unknown((*path, attribute), value, config.counsel.occupations)
        elif line.where:
            role = config.posts[line.role]
            yield from _of_role(path, line, role, people(city, role), config)


def _of_role(
    path: Steps, line: SalarySettings, role: PostSettings, everybody: pd.DataFrame, config: StudyConfig
) -> Iterator[MoneyFault]:
    if everybody.empty:
        return  # without its tables a role costs nothing whatever the words
    for attribute, value in line.where.items():
        allowed = _values(everybody, role, str(attribute))
        if allowed:
            yield from _unknown((*path, attribute), value, allowed)
            continue
        pools = [pool for pool in map(_table, role.pool) if attribute in TABLES[pool].names]
        if pools:
            words = {"file": ", ".join(config.sources[pool].path for pool in pools), "column": str(attribute)}
            yield MoneyFault((*path, attribute), "no_figures", value, words)
        else:
            known = [name for name in ATTRIBUTES if _values(everybody, role, name)]
            words = {"nearest": nearest(attribute, known), "allowed": ", ".join(known)}
            yield MoneyFault((*path, attribute), "unknown_key", attribute, words)


def _unknown(path: Steps, value: str, allowed: tuple[str, ...]) -> Iterator[MoneyFault]:
    if value not in allowed:
        words: Mapping[str, str] = {"nearest": nearest(value, allowed), "allowed": ", ".join(allowed)}
        yield MoneyFault(path, "not_allowed", value, words)


def _values(everybody: pd.DataFrame, role: PostSettings, attribute: str) -> tuple[str, ...]:
    """Values that people of a role have, could have by their tables, or may be given by the plan.

    A table in which nobody has a value says nothing about the attribute.
    """
    found = dict.fromkeys(sorted(set(everybody[attribute]) - {""}))
    for pool in role.pool:
        if everybody.loc[everybody["pool"].eq(pool), attribute].ne("").any():
            found |= dict.fromkeys(_choices(_table(pool), attribute))
    given = [share.where for share in role.shares.values() if share.most_given]
    return tuple(found | {where[name]: None for where in given for name in where if name == attribute})


def _choices(table: str, attribute: str) -> tuple[str, ...]:
    """What cells of the column can say; nothing where the column takes any text, or is not in the table."""
    if attribute not in TABLES[table].names:
        return ()
    column = TABLES[table][attribute]
    return _FLAGS if column.kind is Kind.FLAG else tuple(dict.fromkeys(column.choices.values()))


def _table(pool: str) -> str:
    return _TABLE_OF.get(pool, pool)
