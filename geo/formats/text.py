"""CSV in UTF-8, with or without a byte order mark, or GB18030."""

from __future__ import annotations

import codecs
import csv
import io

from geo.formats.cells import Cells, FormatFault, from_records
from geo.source import Source

__all__ = ["decode", "read_csv"]

_TRIED = ("utf-8-sig", "gb18030")


def read_csv(source: Source) -> Cells:
    """Read the cells of a CSV file.

    Raises
    ------
    FormatFault
        ``undecodable`` text, or ``unreadable`` quoting.
    OSError
        If the file cannot be opened.
    """
    text = decode(source.path.read_bytes(), source.encoding)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        records = list(reader)
    except csv.Error as error:
        raise FormatFault("unreadable", row=reader.line_num, reason=str(error)) from error
    if not records:
        raise FormatFault("empty_table")
    return from_records(records[0], records[1:])


def decode(raw: bytes, encoding: str | None) -> str:
    """Decode the bytes of a CSV file.

    Parameters
    ----------
    raw : bytes
    encoding : str or None
        As declared; None tries strict UTF-8, then GB18030. GB18030 gives a meaning to nearly any bytes, so
        text that is mostly UTF-8 but damaged is reported rather than read as GB18030.

    Raises
    ------
    FormatFault
        ``undecodable``.
    """
    tried = _TRIED if encoding is None else (_bom_free(encoding),)
    damaged = encoding is None and _is_damaged_utf8(raw)
    for name in tried[:1] if damaged else tried:
        try:
            text = raw.decode(name)
        except (UnicodeError, LookupError):
            continue
        if "\x00" not in text:
            return text.removeprefix("\ufeff")
    raise FormatFault("undecodable", row=_first_bad_row(raw, tried[0]), tried=", ".join(tried))


def _bom_free(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return encoding
    return {"utf-8": "utf-8-sig", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)


def _is_damaged_utf8(raw: bytes) -> bool:
    text = raw.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return broken > 0 and sum(character > "\x7f" for character in text) > 2 * broken


def _first_bad_row(raw: bytes, encoding: str) -> int | None:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError as error:
        return raw.count(b"\n", 0, error.start) + 1
    except LookupError:
        return None
    return None
