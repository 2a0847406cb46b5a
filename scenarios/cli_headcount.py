"""The command that plans how personnel grow."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.cli_progress import terminal_monitor
from scenarios.code_names import county_names
from scenarios.console import DONE, output_console, reported, say
from scenarios.errors import ScenarioError
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.whole_report import load_for_tables

if TYPE_CHECKING:
    from geo.city import City
    from optimizer.headcount import Frontier
    from scenarios.headcount.answer import HeadcountAnswer
    from scenarios.headcount.reasons import Reasons
    from scenarios.headcount.value import NextPerson
    from scenarios.prepared import Prepared
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
    typer.Option("--frontier", metavar="N", min=2, max=100, help="Show N plans from cheapest to fairest."),
]
ValueOption = Annotated[
    str | None,
    typer.Option("--value", metavar="OCCUPATION", help="Solve staffing again with one more in each county."),
]
NewcomersOption = Annotated[
    Path | None,
    typer.Option("--newcomers", metavar="FILE", help="Write a scenario with those who join (.yaml)."),
]
PlanXlsxOption = Annotated[
    Path | None,
    typer.Option(
        "--xlsx", help="Write the plan, and what is asked beside it, as a workbook (.xlsx).", metavar="FILE"
    ),
]
JsonOption = Annotated[
    Path | None,
    typer.Option(
        "--json", help="Write the plan, and what is asked beside it, as data (.json).", metavar="FILE"
    ),
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
    xlsx: PlanXlsxOption = None,
    newcomers: NewcomersOption = None,
    json: JsonOption = None,
    out: given.OutOption = Path("out"),
    seconds: given.SecondsOption = None,
    progress_file: given.ProgressFileOption = None,
    quiet: given.QuietOption = False,
    lang: given.LangOption = None,
) -> int:
    """Plan how professions grow, county by county and year by year, to meet the targets of the plan."""
    language = choose_language(lang, os.environ)
    given.require_suffix(xlsx, ".xlsx", error="error.growth_format")
    given.require_suffix(newcomers, ".yaml", ".yml", error="error.newcomers_format")
    given.require_suffix(json, ".json", error="error.growth_data_format")
    loaded = load_for_tables(find_study(study))
    planned = (each for each in loaded.scenarios if not loaded.resolve(each).scenario.evaluate)
    name = scenario or next(planned, loaded.scenarios[0])
    config = _asked(loaded.resolve(name).config, aim, value)
    from scenarios.headcount.answer import plan_growth
    from scenarios.headcount.monitor import AsideMonitor, GrowthMonitor
    from scenarios.headcount.reasons import fair_frontier, reasons_of
    from scenarios.run import validate_study

    city = validate_study(loaded)
    ready = _ready(loaded, name, value, out)
    limit = config.headcount.seconds if seconds is None else seconds
    with ExitStack() as stack:
        monitor = terminal_monitor(
            stack, loaded, name, quiet=quiet, lang=language, progress_file=progress_file
        )
        answer = plan_growth(city, config, seconds=limit, monitor=GrowthMonitor(monitor))
        reasons = points = None
        if why:
            told = AsideMonitor(monitor, "headcount_why")
            reasons = reasons_of(answer, seconds=limit, monitor=told)
        if frontier is not None:
            told = AsideMonitor(monitor, "headcount_frontier")
            points = fair_frontier(answer, points=frontier, seconds=limit, monitor=told)
        next_ones = [] if ready is None else _next_ones(ready, value, limit, monitor)
    found = _Found(answer, config, city, reasons, points, tuple(next_ones))
    _print(found, language)
    _write(found, loaded, name, language, xlsx=xlsx, newcomers=newcomers, json=json)
    return DONE


@dataclass(frozen=True)
class _Found:
    """The plan, and what was asked beside it."""

    answer: HeadcountAnswer
    config: StudyConfig
    city: City
    reasons: Reasons | None
    frontier: Frontier | None
    next_ones: tuple[NextPerson, ...]

    @property
    def counties(self) -> dict[str, str]:
        """Names by code."""
        return county_names(self.city)


def _print(found: _Found, lang: Language) -> None:
    from scenarios.headcount.reasons import frontier_view, reasons_view
    from scenarios.headcount.value_view import value_table
    from scenarios.headcount.view import growth_view

    console, counties = output_console(), found.counties
    parts = list(growth_view(found.answer, found.config, counties, lang))
    if found.reasons is not None:
        parts += reasons_view(found.answer, found.reasons, counties, lang)
    if found.frontier is not None:
        parts.append(frontier_view(found.answer, found.frontier, lang))
    if found.next_ones:
        parts.append(value_table(found.next_ones, counties, lang))
    for part in parts:
        say(console, part) if isinstance(part, str) else console.print(part)


def _asked(config: StudyConfig, aim: str | None, value: str | None) -> StudyConfig:
    if value is not None and value not in config.counsel.occupations:
        known = ", ".join(config.counsel.occupations)
        raise ScenarioError.said("error.value_occupation", found=value, known=known)
    if aim is None:
        return config
    return config.model_copy(update={"headcount": config.headcount.model_copy(update={"aim": aim})})


def _ready(study: Study, scenario: str, occupation: str | None, out: Path) -> Prepared | None:
    """What the value of one more is found from; whoever asks for what cannot be told need not wait."""
    if occupation is None:
        return None
    from scenarios.headcount.value import ready_for_next

    return ready_for_next(study, scenario, occupation, out=out)


def _next_ones(
    ready: Prepared, occupation: str | None, seconds: float, monitor: RunMonitor
) -> list[NextPerson]:
    from scenarios.headcount.value import value_of_next

    assert occupation is not None
    return value_of_next(ready, occupation, seconds=seconds, monitor=monitor)


def _write(
    found: _Found,
    study: Study,
    scenario: str,
    lang: Language,
    *,
    xlsx: Path | None,
    newcomers: Path | None,
    json: Path | None,
) -> None:
    """Write the files that are asked for, all from one record."""
    if xlsx is None and newcomers is None and json is None:
        return
    from scenarios.headcount.book import write_growth
    from scenarios.headcount.record import write_record

    record, console = _record(found, study, scenario), output_console()
    if json is not None:
        say(console, text("headcount.written", lang, file=str(write_record(record, json))))
    if xlsx is not None:
        say(console, text("headcount.written", lang, file=str(write_growth(record, xlsx, lang=lang))))
    if newcomers is not None:
        _write_newcomers(newcomers, record["newcomers"], lang)


def _record(found: _Found, study: Study, scenario: str) -> dict[str, Any]:
    from scenarios.headcount.grown import grown_by
    from scenarios.headcount.reasons import frontier_record, reasons_record
    from scenarios.headcount.record import growth_record
    from scenarios.headcount.value_view import value_record

    answer, counties = found.answer, found.counties
    record = growth_record(
        answer,
        found.config,
        counties=counties,
        grown=grown_by(answer.case, answer.result, found.city, found.config),
        study=(study.id, study.name.model_dump()),
        scenario=scenario,
        when=datetime.now().astimezone(),
    )
    beside = {
        "reasons": found.reasons and reasons_record(answer, found.reasons, counties),
        "frontier": found.frontier and frontier_record(answer, found.frontier),
        "value": value_record(found.next_ones, counties) or None,
    }
    return record | beside


def _write_newcomers(file: Path, record: Mapping[str, Any], lang: Language) -> None:
    """Write a scenario with those who join, and say what it cannot."""
    from scenarios.headcount.grown import newcomers_text
    from scenarios.whole_file import whole_file

    with whole_file(file) as part:
        part.write_text(newcomers_text(record, lang), encoding="utf-8")
    numbers = {"number": record["counsel"], "branch": record["branch"]}
    console = output_console()
    say(console, text("headcount.newcomers_written", lang, file=str(file), **numbers))
    for line in record["words"]:
        say(console, line[lang])
