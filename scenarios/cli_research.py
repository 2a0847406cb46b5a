"""Commands for researchers: the price of fairness; the model as a file, and its bounds."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.cli_progress import terminal_monitor
from scenarios.console import DONE, output_console, reported, say
from scenarios.errors import ScenarioError
from scenarios.language import choose_language
from scenarios.messages import text
from scenarios.role_facts import roles_of_settings
from scenarios.settings import SolverOverrides
from scenarios.whole_report import load_for_tables

if TYPE_CHECKING:
    from optimizer.staffing import Aim, StaffingProblem
    from scenarios.prepared import Prepared

__all__ = ["ENGINES", "add_commands", "check_engine"]

_FORMATS = (".mps", ".lp")
#: What can plan a scenario.
ENGINES = ("own", "highs", "cp_sat", "gscip")


def add_commands(app: typer.Typer) -> None:
    """Add the commands ``price`` and ``model``."""
    app.command()(price)
    app.command()(model)


def check_engine(name: str | None) -> None:
    """Refuse what cannot plan a scenario, and say what can.

    Raises
    ------
    ScenarioError
    """
    if name == "pdlp":
        raise ScenarioError.said("error.engine_bounds_only", known=", ".join(ENGINES))
    if name not in (None, *ENGINES):
        raise ScenarioError.said("error.unknown_engine", found=str(name), known=", ".join(ENGINES))


@reported
def price(
    study: given.StudyArgument,
    scenario: given.PlannedArgument,
    out: given.OutOption = Path("out"),
    seconds: given.SecondsOption = None,
    quiet: given.QuietOption = False,
    lang: given.LangOption = None,
) -> int:
    """Tell what each fairness aim of a scenario costs in travel, changes and people."""
    language = choose_language(lang, os.environ)
    loaded = load_for_tables(find_study(study))
    from scenarios.prepared import prepare
    from scenarios.price import price_of_fairness
    from scenarios.price_view import price_view

    ready = prepare(loaded, scenario, out=out, overrides=SolverOverrides(seconds=seconds))
    with ExitStack() as stack:
        monitor = terminal_monitor(stack, loaded, scenario, quiet=quiet, lang=language)
        steps = price_of_fairness(ready.city, ready.travel, ready.config, today=ready.today, monitor=monitor)
    roles = roles_of_settings(ready.config.posts)
    ladder = {str(rung.aim): rung.model_dump() for rung in ready.config.ladder}
    output_console().print(price_view(steps, roles=roles, ladder=ladder, lang=language))
    say(output_console(), text("price.legend", language))
    return DONE


@reported
def model(
    study: given.StudyArgument,
    scenario: given.PlannedArgument,
    to: given.ModelToOption = None,
    bound: given.BoundOption = None,
    aim: given.AimOption = None,
    out: given.OutOption = Path("out"),
    seconds: given.SecondsOption = None,
    lang: given.LangOption = None,
) -> int:
    """Write a scenario's model as .mps or .lp for any solver, or print another solver's bounds."""
    language = choose_language(lang, os.environ)
    if to is None and bound is None:
        raise ScenarioError.said("error.model_nothing")
    given.require_suffix(to, *_FORMATS, error="error.model_format")
    loaded = load_for_tables(find_study(study))
    from scenarios.lp_bounds import check_bounding
    from scenarios.planning import stated
    from scenarios.prepared import prepare

    if bound is not None:
        check_bounding(bound)
    ready = prepare(loaded, scenario, out=out, overrides=SolverOverrides(seconds=seconds))
    case, ladder = stated(ready.city, ready.travel, ready.config, today=ready.today)
    chosen = _chosen(ladder, aim)
    if to is not None:
        _write(case.problem, ladder, chosen, to, language)
    if bound is not None:
        _print_bounds(case.problem, ladder if aim is None else (chosen,), bound, ready, language)
    return DONE


def _write(problem: StaffingProblem, ladder: tuple[Aim, ...], aim: Aim, to: Path, lang: str) -> None:
    from optimizer.staffing.model import whole_model, write_model

    for each in ladder:
        problem = each.prepare(problem)
    written = whole_model(problem)
    write_model(written, aim.linear(problem), to)
    rows, columns = written.matrix.shape
    numbers = {"rows": f"{rows:,}", "columns": f"{columns:,}"}
    say(output_console(), text("model.done", lang, file=str(to), aim=aim.name, **numbers))


def _print_bounds(
    problem: StaffingProblem, ladder: tuple[Aim, ...], solver: str, ready: Prepared, lang: str
) -> None:
    from scenarios.lp_bounds import bounds_view, lp_bounds

    settings = ready.config.solver
    bounds = lp_bounds(problem, ladder, solver=solver, seconds=settings.seconds, seed=settings.seed)
    rungs = {str(rung.aim): rung.model_dump() for rung in ready.config.ladder}
    roles = roles_of_settings(ready.config.posts)
    output_console().print(bounds_view(bounds, roles=roles, ladder=rungs, lang=lang))
    say(output_console(), text("bounds.legend", lang))


def _chosen(ladder: tuple[Aim, ...], name: str | None) -> Aim:
    found = [each for each in ladder if name in (None, each.name)]
    if not found:
        raise ScenarioError.said(
            "error.unknown_aim", found=str(name), known=", ".join(each.name for each in ladder)
        )
    return found[0]
