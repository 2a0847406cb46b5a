"""What commands that plan show of their progress on the terminal."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.console import error_console
from scenarios.messages import Language
from scenarios.progress import EventFile, Listener, tell_all
from scenarios.progress_display import ProgressDisplay
from scenarios.role_facts import roles_of_settings

if TYPE_CHECKING:
    from scenarios.run_monitor import RunMonitor
    from scenarios.study import Study

__all__ = ["progress_listener", "shown_progress", "terminal_monitor"]


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
    stack: ExitStack,
    study: Study,
    scenario: str,
    *,
    quiet: bool,
    lang: Language,
    progress_file: Path | None = None,
) -> RunMonitor:
    """Return a monitor that shows on the terminal what it is told, unless the command is to be quiet.

    Parameters
    ----------
    stack : ExitStack
        Takes the display off the terminal, and closes the file, when it is closed.
    study : Study
    scenario : str
    quiet : bool
    lang : Language
    progress_file : Path, optional
        Gets it, too, for another process.
    """
    from scenarios.run_monitor import RunMonitor

    shown = shown_progress(study, scenario, quiet=quiet, lang=lang)
    return RunMonitor(progress_listener(stack, progress_file, shown))


def progress_listener(
    stack: ExitStack, progress_file: Path | None, display: ProgressDisplay | None
) -> Listener:
    """Who hears of progress: the terminal, the file, both or nobody.

    Parameters
    ----------
    stack : ExitStack
        Takes the display off the terminal, and closes the file, when it is closed.
    progress_file : Path or None
    display : ProgressDisplay or None
    """
    shown = None if display is None else stack.enter_context(display)
    file = None if progress_file is None else stack.enter_context(EventFile(progress_file))
    return tell_all(shown, file)
