"""Names from somebody's files, where Streamlit would read Markdown: a picture in a name would be fetched."""

from __future__ import annotations

import re

__all__ = ["plain"]

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&])")


def plain(words: object) -> str:
    """Words as they stand, every sign of Markdown made harmless and line breaks turned into blanks."""
    return _SIGNS.sub(r"\\\1", " ".join(str(words).split()))
