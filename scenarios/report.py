"""Faults of tables and study files as people read them: a table on a terminal, plain blocks elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scenarios.errors import StudyFault, Told, in_language
from scenarios.messages import has_text, text

if TYPE_CHECKING:
    from geo.faults import Fault

__all__ = ["MOST_SHOWN", "fault_texts", "plain_faults", "print_faults", "render_faults"]

MOST_SHOWN = 200
_NARROWEST_TABLE = 110

_COLUMNS = ("report.file", "report.row", "report.column", "report.value", "report.expected", "report.fix")
_COUNTED = re.compile(r"(\d+) (digits|characters)")
#: What tables call the one column whose values a study may add to.
_OCCUPATION = ("occupation", "职业", "人员类别", "执业类别", "执业身份")
#: Params whose value is a word of ours: param -> prefix of the catalogue keys.
_WORDS = {
    "expected_type": "type",
    "found_type": "type",
    "reason": "reason",
    "spelling": "spelling",
    "found": "reason",
    "expected": "reason",
}


def render_faults(faults: Sequence[Fault | StudyFault], lang: str) -> Table:
    """A table: file, row or line, column or setting, value found, what is expected, how to fix it."""
    table = Table(
        title=text("report.title", lang, count=_total(faults)), title_justify="left", show_lines=True
    )
    for key in _COLUMNS:
        table.add_column(text(key, lang), overflow="fold", justify="right" if key == "report.row" else "left")
    for fault in faults[:MOST_SHOWN]:
        file, row, column, value = _place(fault, lang)
        table.add_row(*(Text(cell) for cell in (file, row, column, value, *fault_texts(fault, lang))))
    if len(faults) > MOST_SHOWN:
        table.add_row("", "", "", "", text("report.more", lang, count=len(faults) - MOST_SHOWN), "")
    return table


def plain_faults(faults: Sequence[Fault | StudyFault], lang: str) -> str:
    """The same as text without any drawing: one block a fault, its first line ``file:line: setting``."""
    blocks = [text("report.title", lang, count=_total(faults))]
    for fault in faults[:MOST_SHOWN]:
        file, row, column, value = _place(fault, lang)
        expected, fix = fault_texts(fault, lang)
        place = ": ".join(part for part in (f"{file}:{row}" if row else file, column) if part)
        said = zip(_COLUMNS[3:], (value, expected, fix), strict=True)
        blocks.append(
            "\n".join([place, *(f"    {text(key, lang)}: {words}" for key, words in said if words)])
        )
    if len(faults) > MOST_SHOWN:
        blocks.append(text("report.more", lang, count=len(faults) - MOST_SHOWN))
    return "\n".join(blocks)


def print_faults(console: Console, faults: Sequence[Fault | StudyFault], lang: str) -> None:
    """Print faults: as a table where a person looks at a terminal that is wide enough, else as plain text."""
    if console.is_terminal and console.width >= _NARROWEST_TABLE:
        console.print(render_faults(faults, lang))
    else:
        console.print(plain_faults(faults, lang), markup=False, emoji=False, highlight=False, soft_wrap=True)


def fault_texts(fault: Fault | StudyFault, lang: str) -> tuple[str, str]:
    """What is expected instead of a fault, and how to fix it.

    A code that the catalogue does not know is shown as it is: a report must not fail over a missing text.
    """
    params = {name: _worded(name, value, lang) for name, value in fault.params}
    expected, fix = f"fault.{fault.code}.expected", f"fault.{fault.code}.fix"
    if not (has_text(expected) and has_text(fix)):
        details = ", ".join(f"{name}: {value}" for name, value in params.items())
        words = text("report.no_text.expected", lang, code=fault.code)
        return words, text("report.no_text.fix", lang, params=details)
    if params.get("nearest") == "" and has_text(f"{fix}_alone"):
        fix = f"{fix}_alone"
    if not isinstance(fault, StudyFault) and fault.column in _OCCUPATION and has_text(f"{fix}_occupation"):
        fix = f"{fix}_occupation"
    return text(expected, lang, **params), text(fix, lang, **params)


def _worded(name: str, value: str, lang: str) -> str:
    """The value of a param in the reader's language, where it is one of the program's own words."""
    if isinstance(value, Told):
        return in_language(value, lang)
    prefix = _WORDS.get(name)
    if prefix is None:
        return value
    counted = _COUNTED.fullmatch(value)
    if counted:
        return text(f"reason.{counted[2]}", lang, number=counted[1])
    key = f"{prefix}.{value.lower().replace(' ', '_')}"
    return text(key, lang) if has_text(key) else value


def _place(fault: Fault | StudyFault, lang: str) -> tuple[str, str, str, str]:
    """File, row or line, column or setting, and value found, each ready to print."""
    if isinstance(fault, StudyFault):
        scenario = dict(fault.params).get("scenario")
        inside = f" ({text('report.in_scenario', lang, scenario=scenario)})" if scenario else ""
        number, column = fault.line, f"{fault.path}{inside}"
    else:
        number, column = fault.row, fault.column or ""
    return fault.file, "" if number is None else str(number), column, fault.value or ""


def _total(faults: Iterable[Fault | StudyFault]) -> int:
    """How many faults there are, those that are only counted included."""
    return sum(int(dict(fault.params)["count"]) if fault.code == "and_more" else 1 for fault in faults)
