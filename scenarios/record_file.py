"""Plans kept as JSON files: written whole or not at all, read only where they are what a version wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Set
from pathlib import Path
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.faults import shown
from scenarios.whole_file import whole_file

__all__ = ["read_record", "write_record"]

Record = dict[str, Any]


def write_record(record: Mapping[str, Any], path: Path) -> Path:
    """Write a record as JSON, whole or not at all.

    Parameters
    ----------
    record : mapping
    path : Path
        Its folder is made where there is none.

    Raises
    ------
    ValueError
        A number is not finite: JSON has none such.
    """
    with whole_file(path) as part:
        text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
        part.write_text(f"{text}\n", encoding="utf-8")
    return path


def read_record(
    path: Path,
    *,
    schema: int,
    keys: Set[str],
    fault: str,
    is_whole: Callable[[Record], bool] = lambda _: True,
) -> Record:
    """Read what `write_record` wrote.

    Parameters
    ----------
    path : Path
    schema : int
        The format that is read; it stands in the record.
    keys : set of str
        What a record has at least.
    fault : str
        Key of the text that says that ``{file}`` is no such record.
    is_whole : callable
        What else must hold of a record.

    Raises
    ------
    FileNotFoundError
    ScenarioError
        The file is damaged, or another version wrote it.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ScenarioError.said(fault, file=shown(str(path))) from error
    is_record = isinstance(found, dict) and found.get("schema") == schema and found.keys() >= keys
    if not is_record or not is_whole(found):
        raise ScenarioError.said(fault, file=shown(str(path)))
    return dict(found)
