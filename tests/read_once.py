"""A file that was read before is not read again while the tests run: the tables come out as copies.

Reading is most of the time of a small city, and most tests change one of its tables or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path

from geo.columns import TableSpec
from geo.faults import Fault
from geo.source import Source
from geo.table import Table

Answer = tuple[Table | None, list[Fault]]
#: As many as all tables of a few cities; the oldest go first.
KEPT = 300


def remembering(read: Callable[[Source, TableSpec], Answer]) -> Callable[[Source, TableSpec], Answer]:
    """The reader of one table, which remembers what came of the same bytes declared and specified alike."""
    kept: dict[tuple[Source, str, bytes], Answer] = {}

    @wraps(read)
    def reading(source: Source, spec: TableSpec) -> Answer:
        try:
            content = source.path.read_bytes()
        except OSError:
            return read(source, spec)
        anywhere = replace(source, path=Path(source.path.suffix))
        key = (anywhere, repr(spec), hashlib.sha256(content).digest())
        if key not in kept:
            answer = read(source, spec)
            if answer[1]:  # a fault names the file
                return answer
            if len(kept) >= KEPT:
                del kept[next(iter(kept))]
            kept[key] = _copy(answer, source, spec)
        return _copy(kept[key], source, spec)

    return reading


def _copy(answer: Answer, source: Source, spec: TableSpec) -> Answer:
    """The same answer about a file at its place, of which nothing is shared."""
    table, faults = answer
    if table is None:
        return None, list(faults)
    return replace(
        table,
        source=source,
        spec=spec,
        headers=dict(table.headers),
        texts=table.texts.copy(),
        frame=table.frame.copy(),
        geometry=None if table.geometry is None else table.geometry.copy(),
    ), list(faults)
