"""The command that plans how personnel grow."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.cli_progress import terminal_monitor
from scenarios.console import DONE, output_console, reported, say
from scenarios.errors import ScenarioError
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.study import load_study

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.headcount.answer import HeadcountAnswer
    from scenarios.headcount.value import NextPerson
    from scenarios.run_monitor import RunMonitor
    from scenarios.settings import StudyConfig
    from scenarios.study import Study

__all__ = ["add_commands"]

ScenarioArgument = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="Scenario whose settings count; else the first that plans."),
]
AimChoice = Annotated[
    Literal["cheapest", "fair"] | None,
    typer.Option("--aim", help="Meet the targets for least money, or even counties first."),
]
WhyOption = Annotated[
    bool, typer.Option("--why", help="Say what holds growth back and what more of it would bring.")
]
FrontierOption = Annotated[
    int | None,
    typer.Option(
        "--frontier", metavar="N", min=2, max=100, help="Show N plans from cheapest to fairest."
    ),
]
ValueOption = Annotated[
    str | None,
    typer.Option("--value", metavar="OCCUPATION", help="Solve staffing again with one more in each county."),
]
ToOption = Annotated[
    Path | None, typer.Option("--to", metavar="FILE", help="Write the plan into a workbook (.xlsx).")
]
NewcomersOption = Annotated[
    Path | None,
    typer.Option("--newcomers", metavar="FILE", help="Write a scenario with the new counsel (.yaml)."),
]


def add_commands(app: typer.Typer) -> None:
    """Add the command ``headcount``."""
    app.command()(headcount)


@reported
def headcount(
    study: given.StudyArgument,
    scenario: ScenarioArgument = None,
    aim: AimChoice = None,
    why: WhyOption = False,
    frontier: FrontierOption = None,
    value: ValueOption = None,
    to: ToOption = None,
    newcomers: NewcomersOption = None,
    out: given.OutOption = Path("out"),
    seconds: given.SecondsOption = None,
    quiet: given.QuietOption = False,
    lang: given.LangOption = None,
) -> int:
    """Plan how professions grow, county by county and year by year, to meet the targets of the plan."""
    language = choose_language(lang, os.environ)
    given.require_suffix(to, ".xlsx", error="error.growth_format")
    given.require_suffix(newcomers, ".yaml", ".yml", error="error.newcomers_format")
    loaded = load_study(find_study(study))
    planned = (each for each in loaded.scenarios if not loaded.resolve(each).scenario.evaluate)
    name = scenario or next(planned, loaded.scenarios[0])
    config = _asked(loaded.resolve(name).config, aim, value)
    from scenarios.headcount.answer import plan_growth
    from scenarios.headcount.monitor import GrowthMonitor
    from scenarios.headcount.view import growth_view
    from scenarios.run import validate_study

    city = validate_study(loaded)
    counties = dict(zip(city.counties["county_code"], city.counties["name"], strict=True))
    console = output_console()
    limit = config.headcount.seconds if seconds is None else seconds
    with ExitStack() as stack:
        monitor = terminal_monitor(stack, loaded, name, quiet=quiet, lang=language)
        told = GrowthMonitor(monitor)
        answer = plan_growth(city, config, seconds=limit, monitor=told)
        parts = list(growth_view(answer, config, counties, language))
        if why:
            from scenarios.headcount.reasons import reasons_view

            parts += reasons_view(answer, counties, language, seconds=limit, monitor=told)
        if frontier is not None:
            from scenarios.headcount.reasons import fair_frontier, frontier_view

            found = fair_frontier(answer, points=frontier, seconds=limit, monitor=told)
            parts.append(frontier_view(found, language))
        next_ones = [] if value is None else _next_ones(loaded, name, value, limit, monitor, out)
    for part in parts:
        say(console, part) if isinstance(part, str) else console.print(part)
    if value is not None:
        from scenarios.headcount.value_view import value_table

        console.print(value_table(next_ones, counties, language))
    _write(answer, config, city, loaded, name, to, newcomers, counties, language)
    return DONE


def _asked(config: StudyConfig, aim: str | None, value: str | None) -> StudyConfig:
    if value is not None and value not in config.counsel.occupations:
        known = ", ".join(config.counsel.occupations)
        raise ScenarioError.said("error.value_occupation", found=value, known=known)
    if aim is None:
        return config
    return config.model_copy(update={"headcount": config.headcount.model_copy(update={"aim": aim})})


def _next_ones(
    study: Study, scenario: str, occupation: str, seconds: float, monitor: RunMonitor, out: Path
) -> list[NextPerson]:
    from scenarios.headcount.value import value_of_next
    from scenarios.prepared import prepare

    return value_of_next(prepare(study, scenario, out=out), occupation, seconds=seconds, monitor=monitor)


def _write(
    answer: HeadcountAnswer,
    config: StudyConfig,
    city: City,
    study: Study,
    scenario: str,
    to: Path | None,
    newcomers: Path | None,
    counties: dict[str, str],
    lang: Language,
) -> None:
    console = output_console()
    if to is not None:
        from scenarios.headcount.book import write_growth

        heading = text("headcount.heading", lang, study=study.name.text(lang))
        file = write_growth(answer, config, to, counties=counties, heading=heading, lang=lang)
        say(console, text("headcount.written", lang, file=str(file)))
    if newcomers is not None:
        from scenarios.headcount.newcomers import newcomer_settings, scenario_text
        from scenarios.whole_file import whole_file

        found = newcomer_settings(answer.case, answer.result, city, config)
        content = scenario_text(found, base=scenario, years=answer.case.problem.years)
        with whole_file(newcomers) as part:
            part.write_text(content, encoding="utf-8")
        number = sum(each["number"] for each in found)
        say(console, text("headcount.newcomers_written", lang, file=str(newcomers), number=number))

