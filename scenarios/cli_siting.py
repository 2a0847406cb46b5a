"""The command that plans where service points are opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.cli_progress import terminal_monitor
from scenarios.console import DONE, output_console, reported, say
from scenarios.errors import ScenarioError
from scenarios.faults import nearest
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.whole_report import load_for_tables

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.origins import Steps
    from scenarios.settings import StudyConfig
    from scenarios.siting.answer import SitingAnswer
    from scenarios.siting.why import Reasons
    from scenarios.study import Resolved, Study

__all__ = ["add_commands"]

_ScenarioArgument = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="Scenario whose settings count; else the first that sites."),
]
_TaskOption = Annotated[
    str | None,
    typer.Option("--task", help="Only this task; earlier ones are planned for it to see.", metavar="NAME"),
]
_NumberOption = Annotated[
    int | None,
    typer.Option("--number", help="What if: so many new points at most.", min=0, max=100_000, metavar="N"),
]
_JsonOption = Annotated[
    Path | None, typer.Option("--json", help="Write everything as data (.json).", metavar="FILE")
]
_GeojsonOption = Annotated[
    Path | None,
    typer.Option("--geojson", help="Write sites and villages for maps (.geojson).", metavar="FILE"),
]
_WhyOption = Annotated[
    str | None,
    typer.Option("--why", help="Why this point, by code or name, and not its neighbour.", metavar="SITE"),
]
_CurveOption = Annotated[
    int | None,
    typer.Option(
        "--curve", help="What each new point adds, up to N more than planned.", min=0, max=1000, metavar="N"
    ),
]
_RestOption = Annotated[
    bool, typer.Option("--rest", help="Villages that stay beyond reach, and what would reach them.")
]


def add_commands(app: typer.Typer) -> None:
    """Add the command ``site``."""
    app.command()(site)


@reported
def site(
    study: given.StudyArgument,
    scenario: _ScenarioArgument = None,
    task: _TaskOption = None,
    number: _NumberOption = None,
    why: _WhyOption = None,
    curve: _CurveOption = None,
    rest: _RestOption = False,
    xlsx: given.XlsxOption = None,
    json: _JsonOption = None,
    geojson: _GeojsonOption = None,
    seconds: given.SecondsOption = None,
    progress_file: given.ProgressFileOption = None,
    quiet: given.QuietOption = False,
    lang: given.LangOption = None,
) -> int:
    """Plan where service points are opened: which sites, whom they reach, and how far that is proven."""
    language = choose_language(lang, os.environ)
    given.require_suffix(xlsx, ".xlsx", error="error.site_format")
    given.require_suffix(json, ".json", error="error.site_data_format")
    given.require_suffix(geojson, ".geojson", ".json", error="error.site_map_format")
    if json is not None and geojson is not None and json.resolve() == geojson.resolve():
        raise ScenarioError.said("error.site_one_file", file=str(json))
    loaded = load_for_tables(find_study(study))
    name = scenario or _first_that_sites(loaded)
    _check_sites(loaded, name)
    config = _asked(loaded.resolve(name).config, task, number)
    asks = why is not None or curve is not None or rest
    if asks and task is None and len(config.siting) > 1:
        raise ScenarioError.said("error.site_why_of", known=", ".join(config.siting))
    from scenarios.run import validate_study
    from scenarios.siting.answer import SitingAnswer, plan_sites
    from scenarios.siting.monitor import StoppableMonitor
    from scenarios.siting.reasons import check_known, reasons_of

    city = validate_study(loaded)
    _possible(config, city, number)
    if why is not None:
        check_known(city, config, task or next(iter(config.siting)), why)
    with ExitStack() as stack:
        told = terminal_monitor(stack, loaded, name, quiet=quiet, lang=language, progress_file=progress_file)
        monitor = stack.enter_context(StoppableMonitor(told, text("siting.stopping", language)))
        with _placed(loaded.resolve(name), config, number):
            answer = plan_sites(city, config, seconds=seconds, monitor=monitor, last=task)
        reasons = None
        if asks:
            asked: dict[str, Any] = {"site": why, "more": curve, "rest": rest}
            reasons = reasons_of(answer.tasks[-1], city, config, seconds=seconds, monitor=monitor, **asked)
    shown = answer if task is None else SitingAnswer(answer.tasks[-1:])
    record = _record(shown, city, loaded, name)
    if reasons is not None:
        record["tasks"][-1]["reasons"] = reasons.record()
    _print(record, reasons, language)
    _write(record, reasons, city, language, xlsx=xlsx, json=json, geojson=geojson)
    return DONE


def _first_that_sites(study: Study) -> str:
    """The first scenario that plans and has a task; the first of all where none has: an error to tell."""
    found = {name: study.resolve(name) for name in study.scenarios}
    every = (name for name, each in found.items() if each.config.siting and each.scenario.sites)
    return next(every, study.scenarios[0])


def _check_sites(study: Study, name: str) -> None:
    """Refuse a scenario without a task, with those of the study that have one."""
    if study.resolve(name).config.siting:
        return
    known = [each for each in study.scenarios if study.resolve(each).config.siting]
    if not known:
        raise ScenarioError.said("error.no_siting")
    raise ScenarioError.said("error.no_siting_but", scenario=name, known=", ".join(known))


@contextmanager
def _placed(resolved: Resolved, config: StudyConfig, number: int | None) -> Iterator[None]:
    """Say of a task that cannot be planned which lines of the study, or which option, are in the way."""
    from scenarios.siting.task_error import TaskError

    asked = () if number is None else config.siting
    changed: dict[Steps, str] = {("siting", task, "number"): "--number" for task in asked}
    try:
        yield
    except TaskError as error:
        raise error.placed(resolved.written, given=changed) from error


def _asked(config: StudyConfig, task: str | None, number: int | None) -> StudyConfig:
    """The settings as the command changes them."""
    known = tuple(config.siting)
    if task is not None and task not in known:
        words = {"found": task, "nearest": nearest(task, known), "known": ", ".join(known)}
        raise ScenarioError.said("error.site_task", **words)
    if number is None:
        return config
    if task is None and len(known) > 1:
        raise ScenarioError.said("error.site_number_of", known=", ".join(known))
    name = task or known[0]
    changed = config.siting[name].model_copy(update={"number": number})
    return config.model_copy(update={"siting": {**config.siting, name: changed}})


def _possible(config: StudyConfig, city: City, number: int | None) -> None:
    """Refuse a number that forced points, or too few candidates, leave no room for."""
    if number is None:
        return
    from scenarios.siting.checks import siting_tasks
    from scenarios.siting.table_checks import siting_table_faults

    faults = [*siting_tasks(vars(config)), *siting_table_faults(config, city)]
    for _, code, _, words in faults:
        if code == "too_few_points":
            raise ScenarioError.said("error.site_number_least", number=str(number), least=words["least"])
        if code == "too_few_candidates":
            raise ScenarioError.said("error.site_number_most", number=str(number), most=words["found"])


def _record(answer: SitingAnswer, city: City, study: Study, scenario: str) -> dict[str, Any]:
    from scenarios.siting.record import siting_record

    return siting_record(
        answer,
        city,
        study=(study.id, study.name.model_dump()),
        scenario=scenario,
        when=datetime.now().astimezone(),
    )


def _print(record: dict[str, Any], reasons: Reasons | None, lang: Language) -> None:
    from scenarios.siting.view import task_view
    from scenarios.siting.why_view import reasons_view

    parts = [part for task in record["tasks"] for part in task_view(task, lang)]
    if reasons is not None:
        parts += reasons_view(reasons, record["tasks"][-1], record["counties"], lang)
    console = output_console()
    for part in parts:
        say(console, part) if isinstance(part, str) else console.print(part)


def _write(
    record: dict[str, Any],
    reasons: Reasons | None,
    city: City,
    lang: Language,
    *,
    xlsx: Path | None,
    json: Path | None,
    geojson: Path | None,
) -> None:
    """Write the files that are asked for, all from one record."""
    from scenarios.record_file import write_record
    from scenarios.siting.book import write_siting
    from scenarios.siting.geojson import write_geojson

    written = []
    if json is not None:
        written.append(write_record(record, json))
    if xlsx is not None:
        written.append(write_siting(record, xlsx, lang=lang, reasons=reasons))
    if geojson is not None:
        written.append(write_geojson(record, geojson, city=city))
    for file in written:
        say(output_console(), text("siting.written", lang, file=str(file)))
