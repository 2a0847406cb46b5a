"""Names of columns and rows: unique for readers, and legal in the files that other solvers read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

__all__ = ["legal", "unique"]

#: Longest name that the readers of LP files take.
_LONGEST = 255
#: Words that mean something in an LP file, and beginnings that would read as a number.
_RESERVED = re.compile(
    r"(?i)^(?:[0-9.].*|e[0-9+.\-]*|inf|infinity|free|st|s\.t\.|subject|such|that|to|min|max|minimi[sz]e|"
    r"maximi[sz]e|minimum|maximum|bounds?|bin|binary|binaries|gens?|generals?|ints?|integers?|semis?|sec|sos"
    r"|sos1|sos2|end|obj|rhs|range|bound)$"
)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Tell equal names apart by a number, in their order."""
    return _apart(names, "~", longest=None)


def legal(names: Iterable[str]) -> tuple[str, ...]:
    """Write names with ASCII letters, digits, dots and underscores only; unique, the same every time.

    ``x[陈 p1,v:2]`` becomes ``x.u9648_p1.v_2``: brackets and commas turn into dots, letters beyond ASCII into
    their code points, everything else into underscores.
    """
    return _apart((_plain(name) for name in names), "_", longest=_LONGEST)


def _plain(name: str) -> str:
    dotted = re.sub(r"[\[,]", ".", name.replace("]", ""))
    letters = "".join(f"u{ord(c):04x}" if ord(c) > 127 and c.isalnum() else c for c in dotted)
    plain = re.sub(r"[^A-Za-z0-9_.]", "_", letters)
    return f"n_{plain}" if not plain or _RESERVED.match(plain) else plain


def _apart(names: Iterable[str], mark: str, *, longest: int | None) -> tuple[str, ...]:
    taken: set[str] = set()
    # Where to go on counting for a name: thousands of equal ones must not each count from the start.
    last: dict[str, int] = {}
    found = []
    for name in names:
        free = name[:longest]
        if free in taken:
            for number in count(last.get(name, 1) + 1):
                end = f"{mark}{number}"
                free = (name if longest is None else name[: longest - len(end)]) + end
                if free not in taken:
                    last[name] = number
                    break
        taken.add(free)
        found.append(free)
    return tuple(found)
