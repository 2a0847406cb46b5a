"""Commands that say why: why this person for this village, and what a plan lacks, costs and risks."""

from __future__ import annotations

import os
import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.cli_progress import terminal_monitor
from scenarios.console import DONE, output_console, reported, say
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.settings import SolverOverrides
from scenarios.study import Study
from scenarios.whole_report import load_for_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from scenarios.reasons.asked import Again
    from scenarios.reasons.names import Names
    from scenarios.run_monitor import RunMonitor

__all__ = ["add_commands"]

#: Seconds for reasons, beside those of the plan; of a post that several hold, for all of them together.
_WHY, _EXPLAIN = 30.0, 50.0


def add_commands(app: typer.Typer) -> None:
    """Add the commands ``why`` and ``explain``."""
    app.command()(why)
    app.command()(explain)


@reported
def why(
    study: given.StudyArgument,
    scenario: given.PlannedArgument,
    post: given.PostArgument,
    person: given.PersonOption = None,
    out: given.OutOption = Path("out"),
    seconds: given.SecondsOption = None,
    quiet: given.QuietOption = False,
    lang: given.LangOption = None,
) -> int:
    """Say why somebody serves a village: the next best three, what each would cost, who else would move."""
    language = choose_language(lang, os.environ)
    loaded = load_for_tables(find_study(study))
    from scenarios.reasons.asked import person_asked, post_asked
    from scenarios.reasons.post import post_lines

    with ExitStack() as stack:
        monitor = terminal_monitor(stack, loaded, scenario, quiet=quiet, lang=language)
        again = _solved(loaded, scenario, out, seconds, monitor, lambda names: post_asked(names, post))
        asked = post_asked(again.names, post)
        people = person_asked(again, asked, person)
        monitor.stage("reasons")
        lines = list(post_lines(again, asked, people, language, seconds=_WHY))
    _say_all(again, lines, language)
    return DONE


@reported
def explain(
    study: given.StudyArgument,
    scenario: given.PlannedArgument,
    village: given.VillageOption = None,
    to: given.BookOption = None,
    depart: given.LeaverOption = None,
    out: given.OutOption = Path("out"),
    seconds: given.SecondsOption = None,
    quiet: given.QuietOption = False,
    lang: given.LangOption = None,
) -> int:
    """Say what stands in the way of vacant villages, the cheapest repair, and whose loss would hurt."""
    language = choose_language(lang, os.environ)
    given.require_suffix(to, ".xlsx", error="error.reasons_format")
    loaded = load_for_tables(find_study(study))
    from scenarios.reasons.asked import village_asked
    from scenarios.reasons.explain_view import explanation_view, loss_lines
    from scenarios.reasons.explanation import explanation, loss_of

    with ExitStack() as stack:
        monitor = terminal_monitor(stack, loaded, scenario, quiet=quiet, lang=language)
        again = _solved(loaded, scenario, out, seconds, monitor, lambda names: _known(names, village))
        code = None if village is None else village_asked(again.names, village)
        found = explanation(again, village=code, seconds=_EXPLAIN, monitor=monitor)
        losses = [] if depart is None else list(
            loss_lines(again, loss_of(again, found.losses, depart), depart, language))  # fmt: skip
    _say_all(again, losses, language)
    for part in explanation_view(again, found, language, village=code):
        output_console().print(part) if not isinstance(part, str) else say(output_console(), part)
    if to is not None:
        from scenarios.reasons.book import write_reasons

        titles = (loaded.resolve(scenario).study_name.text(language),
                  loaded.resolve(scenario).scenario.title.text(language))  # fmt: skip
        file = write_reasons(again, found, to, titles=titles, lang=language)
        say(output_console(), text("explain.written", language, file=str(file)))
    else:
        say(output_console(), text("explain.next", language, study=shlex.quote(study), scenario=scenario))
    return DONE


def _known(names: Names, village: str | None) -> None:
    from scenarios.reasons.asked import village_asked

    if village is not None:
        village_asked(names, village)


def _solved(
    study: Study,
    scenario: str,
    out: Path,
    seconds: float | None,
    monitor: RunMonitor,
    check: Callable[[Names], object],
) -> Again:
    from scenarios.reasons.asked import checked, solved_again

    again = solved_again(
        study, scenario, out=out, overrides=SolverOverrides(seconds=seconds), monitor=monitor, check=check
    )
    checked(again)
    return again


def _say_all(again: Again, lines: list[str], lang: Language) -> None:
    from scenarios.reasons.why_words import same_plan_words

    for line in (same_plan_words(again, lang), *lines):
        say(output_console(), line)
