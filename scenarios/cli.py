"""The command ``evenreach``. Each command parses, calls the library and prints; see docs/cli.md."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios import cli_options as given
from scenarios.bundled import copy_bundled, find_study
from scenarios.cli_demand import add_commands as add_demand
from scenarios.cli_headcount import add_commands as add_headcount
from scenarios.cli_money import add_commands as add_money
from scenarios.cli_progress import progress_listener, shown_progress
from scenarios.cli_reasons import add_commands as add_reasons
from scenarios.cli_research import add_commands, check_engine
from scenarios.cli_siting import add_commands as add_siting
from scenarios.cli_stored import stored_run
from scenarios.cli_targets import add_commands as add_targets
from scenarios.console import (
    BAD_INPUT,
    BINDING_MISSED,
    DONE,
    STOPPED,
    error_console,
    output_console,
    program_version,
    reported,
    say,
)
from scenarios.errors import ScenarioError
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.settings import SolverOverrides
from scenarios.study import Study, load_study
from scenarios.usage import SpokenGroup
from scenarios.whole_report import load_for_tables

if TYPE_CHECKING:
    from scenarios.store import StoredRun

__all__ = ["app", "main"]

app = typer.Typer(
    name="evenreach",
    cls=SpokenGroup,
    help="Plan public legal services so that every village is reached alike.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"evenreach {program_version()}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    pass


@app.command()
@reported
def validate(study: given.StudyArgument, lang: given.LangOption = None) -> int:
    """Read every file of a study and report all faults at once; writes nothing."""
    language = choose_language(lang, os.environ)
    loaded = load_for_tables(find_study(study))
    from scenarios.run import validate_study
    from scenarios.validated import validated
    from scenarios.views import tables_view

    city = validate_study(loaded)
    out = output_console()
    out.print(tables_view(loaded, city, language))
    for line in validated(loaded, city, asked=study, lang=language):
        say(out, line)
    return DONE


@app.command()
@reported
def show(
    study: given.StudyArgument,
    scenario: given.ShowArgument = None,
    as_yaml: given.YamlOption = False,
    lang: given.LangOption = None,
) -> int:
    """Print a scenario's settings and where each is set, or list the scenarios of a study."""
    from scenarios.views import scenarios_view, settings_view

    language = choose_language(lang, os.environ)
    loaded = load_study(find_study(study))
    out = output_console()
    if scenario is not None:
        resolved = loaded.resolve(scenario)
        if as_yaml:
            say(out, resolved.as_yaml().rstrip("\n"))
        else:
            out.print(settings_view(resolved, language))
    elif as_yaml:
        raise ScenarioError.said("error.yaml_needs_scenario", study=study, known=", ".join(loaded.scenarios))
    else:
        out.print(scenarios_view(loaded, language))
        say(out, text("show.next", language, study=shlex.quote(study)))
    return DONE


@app.command()
@reported
def run(
    study: given.StudyArgument,
    scenarios: given.ScenariosArgument = None,
    all_scenarios: given.AllOption = False,
    out: given.OutOption = Path("out"),
    seconds: given.SecondsOption = None,
    seed: given.SeedOption = None,
    threads: given.ThreadsOption = None,
    engine: given.EngineOption = None,
    progress_file: given.ProgressFileOption = None,
    quiet: given.QuietOption = False,
    lang: given.LangOption = None,
) -> int:
    """Plan scenarios and write plan, lists, map and measures into DIR/STUDY/SCENARIO."""
    language = choose_language(lang, os.environ)
    check_engine(engine)
    loaded = load_for_tables(find_study(study))
    names = _chosen(loaded, scenarios or [], all_scenarios, asked=study)
    overrides = SolverOverrides(seconds=seconds, seed=seed, threads=threads, engine=engine)
    return _planned(
        loaded,
        names,
        asked=study,
        out=out,
        overrides=overrides,
        events=progress_file,
        quiet=quiet,
        lang=language,
    )


@app.command()
@reported
def adjust(
    study: given.StudyArgument,
    scenario: given.AdjustArgument,
    depart: given.DepartOption = None,
    budget: given.BudgetOption = None,
    out: given.OutOption = Path("out"),
    seconds: given.SecondsOption = None,
    seed: given.SeedOption = None,
    threads: given.ThreadsOption = None,
    progress_file: given.ProgressFileOption = None,
    quiet: given.QuietOption = False,
    lang: given.LangOption = None,
) -> int:
    """Plan a scenario again after departures, with few moves, each with its reason."""
    language = choose_language(lang, os.environ)
    from scenarios.adjust.command import adjusting

    loaded = load_for_tables(find_study(study))
    loaded, name = adjusting(loaded, scenario, departures=depart or [], budget=budget)
    overrides = SolverOverrides(seconds=seconds, seed=seed, threads=threads)
    return _planned(
        loaded,
        [name],
        asked=study,
        out=out,
        overrides=overrides,
        events=progress_file,
        quiet=quiet,
        lang=language,
    )


def _planned(
    loaded: Study,
    names: Sequence[str],
    *,
    asked: str,
    out: Path,
    overrides: SolverOverrides,
    events: Path | None,
    quiet: bool,
    lang: Language,
) -> int:
    """Run scenarios, and print what comes of them unless it is to be quiet."""
    from scenarios.closing import print_end
    from scenarios.run import run_scenario  # only now: the solver takes a while to load
    from scenarios.summary import missed_binding, print_summary

    runs: list[StoredRun] = []
    for position, name in enumerate(names, start=1):
        if not quiet:
            _announce(loaded, name, place=(position, len(names)), lang=lang)
        with ExitStack() as stack:
            tell = progress_listener(stack, events, shown_progress(loaded, name, quiet=quiet, lang=lang))
            runs.append(run_scenario(loaded, name, out=out, overrides=overrides, progress=tell, lang=lang))
        if not quiet:
            print_summary(output_console(), runs[-1], lang, asked=asked)
    if not quiet:
        print_end(output_console(), runs, study=asked, lang=lang)
    return BINDING_MISSED if any(missed_binding(stored.metrics) for stored in runs) else DONE


def _chosen(study: Study, names: Sequence[str], all_scenarios: bool, *, asked: str) -> list[str]:
    """The scenarios to run; all of them are known before the first one starts."""
    if names and all_scenarios:
        raise ScenarioError.said("error.scenarios_and_all")
    if not names and not all_scenarios:
        raise ScenarioError.said("error.no_scenario_named", study=asked, known=", ".join(study.scenarios))
    return [study.resolve(name).scenario.name for name in dict.fromkeys(names or study.scenarios)]


def _announce(study: Study, name: str, *, place: tuple[int, int], lang: Language) -> None:
    """Say which scenario comes now."""
    title = study.resolve(name).scenario.title.text(lang)
    words = text("run.scenario", lang, position=place[0], count=place[1], scenario=name, title=title)
    say(output_console(), words)


@app.command()
@reported
def compare(
    study: given.StudyArgument,
    first: given.FirstArgument,
    second: given.SecondArgument,
    out: given.OutOption = Path("out"),
    to: given.CompareToOption = None,
    limit: given.LimitOption = 20,
    lang: given.LangOption = None,
) -> int:
    """Print how two runs differ: measures, and the villages whose counsel differs."""
    language = choose_language(lang, os.environ)
    given.require_suffix(to, ".xlsx", ".csv", error="error.comparison_format")
    loaded = load_study(find_study(study))
    stored = [stored_run(loaded, name, out, asked=study) for name in (first, second)]
    from scenarios.compare import compare_runs
    from scenarios.views import comparison_view

    comparison = compare_runs(stored[0], stored[1])
    console = output_console()
    names = dict(zip(("study", "first", "second"), (one[language] for one in comparison.titles), strict=True))
    say(console, text("compare.title", language, **names))
    for part in comparison_view(comparison, limit=limit, lang=language):
        console.print(part)
    if to is not None:
        is_csv = to.suffix.lower() == ".csv"
        written = comparison.to_csv(to) if is_csv else comparison.to_xlsx(to, lang=language)
        say(console, text("compare.written", language, file=written))
    return DONE


# Here, so that --help lists them after the comparison and before the lists.
add_reasons(app)
add_targets(app)
add_headcount(app)
add_siting(app)
add_money(app)
add_demand(app)
add_commands(app)


@app.command()
@reported
def export(
    study: given.StudyArgument,
    scenario: given.RunArgument,
    to: given.ExportToOption = None,
    county: given.CountyOption = None,
    phones: given.PhonesOption = False,
    out: given.OutOption = Path("out"),
    lang: given.LangOption = None,
) -> int:
    """Write the county lists of a run again: in another language, for one county, or with phone numbers."""
    language = choose_language(lang, os.environ)
    loaded = load_for_tables(find_study(study))
    stored = stored_run(loaded, scenario, out, asked=study)
    from scenarios.adjust.book import write_moves
    from scenarios.headcount.newcomers import with_newcomers
    from scenarios.list_sites import write_sites
    from scenarios.lists import write_lists
    from scenarios.run import validate_study

    newcomers = loaded.resolve(scenario).config.newcomers if scenario in loaded.resolved else ()
    counsel = with_newcomers(validate_study(loaded), newcomers).counsel
    folder = to or Path("export") / loaded.id / scenario
    written = write_lists(stored, folder, lang=language, phones=phones, county=county, counsel=counsel)
    further = [write_moves(stored, folder, lang=language, county=county)]
    further += [] if county else [write_sites(stored, folder, lang=language)]
    written += [path for path in further if path is not None]
    say(output_console(), text("export.done", language, count=len(written), folder=written[0].parent))
    if phones:
        say(output_console(), text("export.phones", language))
    return DONE


@app.command()
@reported
def init(
    directory: given.DirectoryArgument,
    source: given.FromOption = "weihai",
    own_id: given.IdOption = None,
    lang: given.LangOption = None,
) -> int:
    """Copy a bundled study into a folder, as a start for a study of your own."""
    language = choose_language(lang, os.environ)
    name = copy_bundled(source, directory, new_id=own_id)
    say(output_console(), text("init.done", language, destination=directory, study=source, id=name))
    return DONE


@app.command(name="app")
@reported
def start_app(
    out: given.OutOption = Path("out"),
    port: given.PortOption = 8501,
    browser: given.BrowserOption = True,
    lang: given.LangOption = None,
) -> int:
    """Start the app in a browser; it listens on this machine only and sends nothing anywhere."""
    from scenarios.app_process import app_command, run_app

    language = choose_language(lang, os.environ)
    command = app_command(port=port, browser=browser)
    address = f"http://127.0.0.1:{port}"
    starting = text("app.starting", language, address=address)
    say(error_console(), starting if browser else text("app.address", language, address=address))
    environment = {**os.environ, "EVENREACH_OUT": str(out.absolute())}
    if lang is not None:  # else the app itself chooses
        environment["EVENREACH_LANG"] = lang
    try:
        return DONE if run_app(command, environment) == 0 else BAD_INPUT
    except KeyboardInterrupt:  # the way to end it
        return DONE


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks Chinese shows ? instead of failing
    try:
        app()
    except SystemExit as end:
        if end.code == STOPPED:
            # A solver that works in a thread beside cannot be interrupted, and nobody waits for its answer.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(STOPPED)
        raise
