"""What `validate` says below its table: villages far from roads, columns perhaps misspelt."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.columns import header_key
from geo.formats import Cells, read_cells
from geo.off_road import off_road_villages
from scenarios.indicators.columns import measured_specs
from scenarios.messages import text
from scenarios.plan_table import rows_of

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.study import Study

__all__ = ["FIRST_NAMED", "column_notes", "off_road_note", "validated"]

#: So many villages are named; a study without half of its roads has thousands.
FIRST_NAMED = 10
#: How alike two names are of which one is perhaps the other misspelt.
_ALIKE = 0.75


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
    yield from column_notes(study, city, lang)
    names = ", ".join(study.scenarios)
    yield text("validate.done", lang, scenarios=len(study.scenarios), names=names, study=shlex.quote(asked))


def column_notes(study: Study, city: City, lang: str) -> Iterator[str]:
    """Name the columns that measures speak of and a file has not, where it has one of nearly that name.

    A column may be absent, so that a measure has no data yet: then nothing is said.
    """
    sources = study.resolve(study.scenarios[0]).sources()
    for table, named in _named_columns(study).items():
        if table not in sources or not (absent := [each for each in named if _is_blank(city, table, each)]):
            continue
        cells = read_cells(sources[table])
        headers = list(cells.headers) if isinstance(cells, Cells) else []
        told_apart = {header_key(header) for header in headers}
        names = [*headers, *(str(name) for name in city.tables[table] if name not in absent)]
        for column in absent:
            near = difflib.get_close_matches(column, names, n=1, cutoff=_ALIKE)
            if near and header_key(column) not in told_apart:
                words = {"file": sources[table].name, "column": column, "nearest": near[0]}
                yield text("validate.column", lang, **words)


def _named_columns(study: Study) -> dict[str, list[str]]:
    """Columns that measures of some scenario speak of beyond those that every study has, by table."""
    measures = [each for name in study.scenarios for each in study.resolve(name).config.measures.values()]
    return {table: list(spec.names) for table, spec in measured_specs(measures).items()}


def _is_blank(city: City, table: str, column: str) -> bool:
    """Whether nothing at all stands in a column: only then it may be absent."""
    found = city.tables[table].get(column)
    return found is None or bool((found.isna() | (found == "")).all())


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
