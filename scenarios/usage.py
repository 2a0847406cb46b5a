"""A command line that cannot be meant: told in the reader's language, with the option and the nearest fix."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from scenarios.console import BAD_INPUT, error_console, say
from scenarios.errors import ScenarioError
from scenarios.faults import nearest, shown
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.setting_faults import explained

__all__ = ["SpokenGroup"]

#: Where a context keeps the words of the command line.
_WORDS = "evenreach.words"
#: What all errors of a command line have in common; typer brings them from one place or another.
_UsageError: Any = typer.BadParameter.__mro__[1]


class SpokenGroup(TyperGroup):
    """The commands, and what is said when the words after them do not fit."""

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> Any:
        """Read the options before the command."""
        words = list(args)  # a parser takes them away one by one
        with _told(words):
            context = super().make_context(info_name, args, *more, **extra)
        context.meta[_WORDS] = words
        return context

    def invoke(self, ctx: Any) -> Any:
        """Read the words after the command, and run it."""
        with _told(ctx.meta[_WORDS]):
            return super().invoke(ctx)


@contextmanager
def _told(words: Sequence[str]) -> Iterator[None]:
    try:
        yield
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        lang = _language(words)
        message = text("usage.see_help", lang, problem=_problem(error, words, lang), command=_command(error))
        say(error_console(), text("error.prefix", lang, message=message))
        raise typer.Exit(BAD_INPUT) from error


def _language(words: Sequence[str]) -> Language:
    """The language that the command line asks for, wherever; English when the wish itself is wrong."""
    asked = None
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            asked = words[place + 1]
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
    try:
        return choose_language(asked, os.environ)
    except ScenarioError:
        return "en"


def _command(error: Any) -> str:
    return str(error.ctx.command_path) if error.ctx is not None else "evenreach"


def _problem(error: Any, words: Sequence[str], lang: Language) -> str:
    """What is wrong, by the kind of error; what is none of the usual kinds in its own words."""
    kind = type(error).__name__
    if kind == "MissingParameter":
        return text("usage.missing", lang, name=_name(error.param))
    if kind == "NoSuchOption":
        return _unknown("usage.unknown_option", error.option_name, _options(error), lang)
    if kind == "BadOptionUsage":
        key = "usage.no_value" if "not take a value" in error.message else "usage.needs_value"
        return text(key, lang, name=error.option_name)
    if kind == "BadParameter" and isinstance(error.__cause__, ValidationError):
        return _value(error, lang)
    commands = getattr(error.ctx.command, "commands", None) if error.ctx is not None else None
    if kind in ("UsageError", "NoSuchCommand") and commands is not None and words:
        return _unknown("usage.unknown_command", words[0], list(commands), lang)
    extra = re.search(r"unexpected extra argument\S* \((.*)\)", error.message)
    if kind == "UsageError" and extra is not None:
        return text("usage.extra", lang, found=shown(extra[1]))
    return str(error.format_message()).rstrip(".")


def _name(param: Any) -> str:
    """An option by its longest spelling, an argument as the help calls it."""
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name)


def _options(error: Any) -> list[str]:
    return [option for param in error.ctx.command.params for option in param.opts if option.startswith("--")]


def _unknown(key: str, found: str, known: Sequence[str], lang: Language, **more: str) -> str:
    return text(key, lang, found=shown(found), nearest=nearest(found, known), known=", ".join(known), **more)


def _value(error: Any, lang: Language) -> str:
    """The value of an option that is no number, or out of its bounds."""
    details = error.__cause__.errors(include_url=False)[0]
    choices = re.search(r"is not one of (.*)", str(details["msg"]))
    if details["type"] == "value_error" and choices is not None:
        known = re.findall(r"'([^']*)'", choices[1])
        return _unknown("usage.choice", details["input"], known, lang, name=_name(error.param))
    code, params = explained(details)
    if code == "wrong_type":
        expected = text(f"type.{params['expected_type']}", lang)
    else:
        expected = text(f"fault.study.{code}.expected", lang, **params)
    found = shown(details["input"])
    return text("usage.value", lang, name=_name(error.param), found=found, expected=expected)
