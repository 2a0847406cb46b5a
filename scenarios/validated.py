"""What `validate` says below its table: villages that no road leads near to, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.off_road import off_road_villages
from scenarios.messages import text
from scenarios.plan_table import rows_of

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.study import Study

__all__ = ["FIRST_NAMED", "off_road_note", "validated"]

#: So many villages are named; a study without half of its roads has thousands.
FIRST_NAMED = 10


def validated(study: Study, city: City, *, asked: str, lang: str) -> Iterator[str]:
    """Say what there is to say of a study without faults.

    Parameters
    ----------
    study : Study
    city : City
        Its tables.
    asked : str
        The study as the person named it, for the command to type next.
    lang : str
    """
    note = off_road_note(study, city, lang)
    if note:
        yield note
    names = ", ".join(study.scenarios)
    yield text("validate.done", lang, scenarios=len(study.scenarios), names=names, study=asked)


def off_road_note(study: Study, city: City, lang: str) -> str:
    """Name the villages farther from any road than ``travel.snap_limit_km``; empty when there are none.

    Of scenarios with different limits the smallest counts.
    """
    limit = min(study.resolve(name).config.travel.snap_limit_km for name in study.scenarios)
    villages = off_road_villages(city, limit_km=limit)
    if villages.empty:
        return ""
    named = text("reach.comma", lang).join(
        text("validate.village", lang, name=row.name, code=row.village_code, km=f"{row.km:g}")
        for row in rows_of(villages.head(FIRST_NAMED))
    )
    more = len(villages) - FIRST_NAMED
    rest = text("reach.more", lang, count=more) if more > 0 else ""
    return text("validate.off_road", lang, count=len(villages), limit=f"{limit:g}", villages=named + rest)
