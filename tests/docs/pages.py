"""The documents of the project taken apart: code blocks, tables, links, headings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
GUIDES = tuple(sorted((ROOT / "docs").glob("*.md")))
#: Every document that people read; those outside README and docs are checked for their links alone.
DOCUMENTS = (
    *READMES,
    *GUIDES,
    *(path for path in (ROOT / "CHANGELOG.md", ROOT / "data" / "README.md", ROOT / "benchmarks" / "README.md")
      if path.exists()),
)  # fmt: skip

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.M | re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and content of every code block."""
    return _FENCE.findall(text(page))


def commands(page: Path) -> list[list[str]]:
    """The words of every shell command in the code blocks of a page, comments left out.

    A block without a language holds commands when each of its lines begins with one.
    """
    return [
        words
        for language, content in blocks(page)
        if language == "sh" or (not language and _is_shell(content))
        for line in content.splitlines()
        if (words := shlex.split(line, comments=True))
    ]


def _is_shell(content: str) -> bool:
    return all(re.match(r"(evenreach|make|python) ", line) for line in content.splitlines())


def first_cells(page: Path, heading: str) -> list[str]:
    """What stands as code in the first cells of the table whose first header is `heading`."""
    lines = iter(text(page).splitlines())
    for line in lines:
        if line.startswith(f"| {heading} |"):
            next(lines)
            return list(_codes(lines))
    raise AssertionError(f"{page.name}: no table begins with {heading!r}")


def _codes(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        found = re.match(r"\| `([^`]+)`", line)
        if found is None:
            return
        yield found[1]


def links(page: Path) -> list[str]:
    """Where the links and images of a page lead, code left out."""
    return _LINK.findall(_FENCE.sub("", text(page)))


def codes_of(page: Path) -> set[str]:
    """What stands as code in the running text of a page."""
    return set(re.findall(r"`([^`\n]+)`", _FENCE.sub("", text(page))))


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page have where Markdown is shown as GitHub shows it."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text(page)), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}
