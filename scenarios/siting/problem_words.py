"""What the optimiser says of a problem that it cannot take, in words of the study and of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scenarios.errors import Told

if TYPE_CHECKING:
    from optimizer.errors import ProblemError

__all__ = ["problem_words"]

#: What settings and tables can bring about although they passed their checks: its words, and the setting of
#: the task that it is about. Gaps of the catalogue's text are named as the groups.
_REASONS: Mapping[str, tuple[str, str]] = {
    r"open sites: at least (?P<least>\d+) of (?P<found>\d+) that are not banned": (
        "too_few_places",
        "number",
    ),
    r"open sites: at most (?P<most>-?\d+), but (?P<least>\d+) are forced": ("too_many_forced", "number"),
    r"open sites: (?P<most>\d+), but (?P<least>\d+) are forced": ("too_many_forced", "number"),
    r"open sites: at least (?P<least>-?\d+) and at most (?P<most>-?\d+)": ("numbers_clash", "number"),
    r"open sites: 0; give at least 1": ("no_number", "number"),
    r"site .*: forced and banned": ("forced_and_banned", "forced"),
    r"rule 'gap': (behind|ahead) has no weight": ("gap_of_one", "gap"),
    r"beyond: (?P<found>\S+); .*\((?P<longest>\S+)\)": ("beyond_short", "beyond"),
    r"\w+: 0 places and \d+ sites|\w+: \d+ places and 0 sites": ("nothing_there", "where"),
    r".*supply has": ("odd_supply", "objective"),
}


def problem_words(error: ProblemError) -> tuple[str, str]:
    """Return why a problem cannot be planned, and the setting of the task that it is about.

    Parameters
    ----------
    error : ProblemError

    Returns
    -------
    words : str
        `Told` in the reader's language; the optimiser's own English for what no setting should bring about.
    setting : str
        ``''``: the task as a whole.
    """
    for pattern, (key, setting) in _REASONS.items():
        found = re.match(pattern, str(error))
        if found is not None:
            return Told.said(f"siting_problem.{key}", **found.groupdict()), setting
    return Told.said("siting_problem.other", words=str(error)), ""
