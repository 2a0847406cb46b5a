"""What commands that plan show of their progress on the terminal."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from scenarios.console import error_console
from scenarios.messages import Language
from scenarios.progress_display import ProgressDisplay
from scenarios.role_facts import roles_of_settings

if TYPE_CHECKING:
    from scenarios.run_monitor import RunMonitor
    from scenarios.study import Study

__all__ = ["shown_progress", "terminal_monitor"]


def shown_progress(study: Study, scenario: str, *, quiet: bool, lang: Language) -> ProgressDisplay | None:
    """Return the display of a scenario's progress; None for a command that is to be quiet.

    Parameters
    ----------
    study : Study
    scenario : str
    quiet : bool
    lang : Language
    """
    if quiet:
        return None
    return ProgressDisplay(error_console(), lang, roles_of_settings(study.resolve(scenario).config.posts))


def terminal_monitor(
    stack: ExitStack, study: Study, scenario: str, *, quiet: bool, lang: Language
) -> RunMonitor:
    """Return a monitor that shows on the terminal what it is told, unless the command is to be quiet.

    Parameters
    ----------
    stack : ExitStack
        Takes the display off the terminal when it is closed.
    study : Study
    scenario : str
    quiet : bool
    lang : Language
    """
    from scenarios.run_monitor import RunMonitor

    shown = shown_progress(study, scenario, quiet=quiet, lang=lang)
    return RunMonitor(None if shown is None else stack.enter_context(shown))
