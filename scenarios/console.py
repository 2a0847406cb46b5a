"""How the commands speak: results on stdout, everything else on stderr, known errors as one clean report.

Exit codes: 0 done; 1 a defect of the program; 2 bad input; 3 ran, but binding targets are not met; 130
stopped by Ctrl-C; 141 whoever read the results has gone.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import tomllib
import traceback
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, ParamSpec, TextIO

import typer
from rich.console import Console

from scenarios.errors import InputError, ScenarioError, StudyError, in_language, reason_of
from scenarios.faults import shown
from scenarios.language import choose_language
from scenarios.messages import text
from scenarios.report import print_faults

__all__ = [
    "BAD_INPUT",
    "BINDING_MISSED",
    "DONE",
    "INTERNAL",
    "READER_GONE",
    "STOPPED",
    "error_console",
    "output_console",
    "program_version",
    "reported",
    "say",
]

DONE, INTERNAL, BAD_INPUT, BINDING_MISSED, STOPPED = 0, 1, 2, 3, 130
#: What a shell reports of a program whose reader has closed the pipe (128 + SIGPIPE).
READER_GONE = 141
_WIDTH_WITHOUT_TERMINAL = 120

Arguments = ParamSpec("Arguments")


def program_version() -> str:
    """The version of the installed program, or of the checkout it runs from."""
    try:
        return metadata.version("evenreach")
    except metadata.PackageNotFoundError:
        project = Path(__file__).resolve().parent.parent / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def output_console() -> Console:
    """Where results go."""
    return _console(stderr=False)


def error_console() -> Console:
    """Where faults, errors and progress go."""
    return _console(stderr=True)


class _Console(Console):
    """A console that leaves it to the command how to end when the reader has gone (``… | head``)."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        raise BrokenPipeError


def _console(*, stderr: bool) -> Console:
    console = _Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDTH_WITHOUT_TERMINAL
    return console


def say(console: Console, words: str) -> None:
    """Print words as they are: no markup, no line breaks that the words do not have."""
    console.print(words, markup=False, emoji=False, highlight=False, soft_wrap=True)


def reported(command: Callable[Arguments, int]) -> Callable[Arguments, None]:
    """Turn what a command returns or raises into an exit code and, for errors, one report on stderr."""

    @functools.wraps(command)
    def wrapper(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        code = _outcome(lambda: command(*args, **kwargs), option=kwargs.get("lang"))
        if code != DONE:
            raise typer.Exit(code)

    return wrapper


def _outcome(command: Callable[[], int], *, option: Any) -> int:
    lang = _language(option)
    try:
        return command()
    except (typer.Exit, typer.Abort):
        raise
    except BrokenPipeError:
        _write_nowhere()
        return READER_GONE
    except KeyboardInterrupt:
        say(error_console(), text("error.interrupted", lang))
        return STOPPED
    except Exception as error:
        return _reported_error(error, lang)


def _write_nowhere() -> None:
    """Let what is still to be flushed at the end of the process go nowhere instead of failing again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # a stream in memory has no number
            if _is_pipe_without_reader(stream):
                os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _is_pipe_without_reader(stream: TextIO) -> bool:
    try:
        stream.flush()
    except BrokenPipeError:
        return True
    return False


def _reported_error(error: Exception, lang: str) -> int:
    """Report an error: a person's mistake with its remedy, anything else as a defect."""
    from geo.errors import GeoError, TableError  # only now: geography takes a while to load

    if isinstance(error, StudyError | InputError | TableError):
        print_faults(error_console(), error.faults, lang)
        if isinstance(error, InputError) and error.unread:
            say(error_console(), text("report.tables_unread", lang, places=error.unread))
        return BAD_INPUT
    if isinstance(error, ScenarioError):
        return _told(error.in_language(lang), lang, BAD_INPUT)
    if isinstance(error, GeoError):
        return _told(str(error), lang, BAD_INPUT)
    if isinstance(error, OSError) and error.filename is not None:
        reason = in_language(reason_of(error), lang)
        words = text("error.file", lang, file=shown(str(error.filename)), reason=reason)
        return _told(words, lang, BAD_INPUT)
    return _defect(error, lang)


def _language(option: Any) -> str:
    """The language of error reports; when the wish itself is the error, it is reported in English."""
    try:
        return choose_language(option, os.environ)
    except ScenarioError:
        return "en"


def _told(message: str, lang: str, code: int) -> int:
    say(error_console(), text("error.prefix", lang, message=message))
    return code


def _defect(error: Exception, lang: str) -> int:
    """One line for a defect of the program; its traceback only for those who ask."""
    if os.environ.get("EVENREACH_DEBUG") == "1":
        traceback.print_exception(error)
    detail = shown(str(error).split("\n", 1)[0])
    return _told(text("error.internal", lang, kind=type(error).__name__, detail=detail), lang, INTERNAL)
