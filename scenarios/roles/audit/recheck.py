"""The whole recheck: every role on its own, then the roles together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from scenarios.roles.audit.counsel import Counsel
from scenarios.roles.audit.counts import counts_faults
from scenarios.roles.audit.one_row import row_faults
from scenarios.roles.audit.role import AuditedRole
from scenarios.roles.audit.rows import Row, records
from scenarios.roles.audit.together import together_faults

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.settings import StudyConfig

__all__ = ["audit_roles"]


def audit_roles(*, city: City, config: StudyConfig, posts: pd.DataFrame, plan: pd.DataFrame) -> list[str]:
    """Return a sentence for every rule that the roles beside counsel break; none for a sound plan.

    Parameters
    ----------
    city : City
    config : StudyConfig
        Settings of the scenario.
    posts : DataFrame
        The columns of posts.csv.
    plan : DataFrame
        The columns of plan.csv: who is counsel of which village.
    """
    counsel = Counsel(city, config.counsel, [row for row in records(plan) if row["person_id"]])
    by_role: dict[str, list[Row]] = defaultdict(list)
    for row in records(posts):
        by_role[row["role"]].append(row)
    found = [f"{name}: no such role" for name in sorted(by_role.keys() - config.posts.keys())]
    audited = {
        name: AuditedRole(name, settings, city, by_role[name], counsel)
        for name, settings in config.posts.items()
    }
    for role in audited.values():
        found += _faults(role)
    found += together_faults(audited, counsel)
    return found


def _faults(role: AuditedRole) -> Iterator[str]:
    """Every rule that a role breaks on its own."""
    for row in role.rows:
        title = f"{role.name}, {row['person_id'] or 'nobody'} at {row['unit_code']}"
        yield from (f"{title}: {words}" for words in row_faults(role, row))
    yield from (f"{role.name}, {words}" for words in counts_faults(role))
