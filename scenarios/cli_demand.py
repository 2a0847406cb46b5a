"""The command that tells cases by place and type, and forecasts them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.console import DONE, output_console, reported, say
from scenarios.errors import ScenarioError
from scenarios.faults import nearest
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.whole_report import load_for_tables

if TYPE_CHECKING:
    from geo.city import City
    from scenarios.demand import Level
    from scenarios.demand.forecast import Forecast
    from scenarios.demand.history import Refusal
    from scenarios.settings import StudyConfig

__all__ = ["add_commands"]

_ScenarioArgument = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="A scenario; without one the first.", show_default=False),
]
_ForecastOption = Annotated[
    int | None,
    typer.Option(
        "--forecast", help="Forecast so many years, with the error.", min=1, max=50, metavar="YEARS"
    ),
]
_ByOption = Annotated[str, typer.Option("--by", help="county, township, village or area.", metavar="PLACES")]


def add_commands(app: typer.Typer) -> None:
    """Add the command ``demand``."""
    app.command()(demand)


@reported
def demand(
    study: given.StudyArgument,
    scenario: _ScenarioArgument = None,
    forecast: _ForecastOption = None,
    by: _ByOption = "county",
    xlsx: given.XlsxOption = None,
    limit: given.LimitOption = 20,
    lang: given.LangOption = None,
) -> int:
    """Tell cases a year by place and type, with the assumption behind them, and forecast them."""
    language = choose_language(lang, os.environ)
    level = _level(by)
    given.require_suffix(xlsx, ".xlsx", error="error.demand_format")
    loaded = load_for_tables(find_study(study))
    resolved = loaded.resolve(loaded.scenarios[0] if scenario is None else scenario)
    config = resolved.config
    from scenarios.adjust.city import adjusted_city
    from scenarios.demand import village_cases
    from scenarios.demand.view import cases_view, forecast_view
    from scenarios.demand.words import assumptions, forecast_notes
    from scenarios.run import validate_study

    city = adjusted_city(validate_study(loaded), config.adjustment)
    cases = village_cases(city, config)
    found, refused = _forecasts(city, config, forecast, language)
    names = {
        "study": resolved.study_name.text(language),
        "scenario": resolved.scenario.title.text(language),
    }
    title, out = text("demand.title", language, **names), output_console()
    for part in cases_view(cases, city, title=title, level=level, limit=limit, lang=language):
        out.print(part)
    notes = list(assumptions(cases, language))
    for note in notes:
        say(out, note)
    if found:
        more = list(forecast_notes(config, refused, language))
        for note in more:
            say(out, note)
        for table in forecast_view(found, city, config, language):
            out.print(table)
        notes += more
    if xlsx is not None:
        from scenarios.demand.book import write_demand

        file = write_demand(
            cases, found, xlsx, city=city, config=config, notes=notes, heading=title, lang=language
        )
        say(out, text("demand.written", language, file=str(file)))
    return DONE


def _level(name: str) -> Level:
    from scenarios.demand import LEVELS

    for level in LEVELS:
        if level == name:
            return level
    words = {"found": name, "nearest": nearest(name, LEVELS), "known": ", ".join(LEVELS)}
    raise ScenarioError.said("error.demand_by", **words)


def _forecasts(
    city: City, config: StudyConfig, ahead: int | None, lang: Language
) -> tuple[list[Forecast], list[Refusal]]:
    """Forecast every type of the study; an error when that is wished for and none can be."""
    if ahead is None:
        return [], []
    if "cases" not in config.sources:
        raise ScenarioError.said("error.no_history")
    from scenarios.demand.forecast import forecasts
    from scenarios.demand.words import refusals_words

    found, refused = forecasts(city, list(config.demand.cases), ahead=ahead)
    if not found:
        reasons = refusals_words(refused, config, lang)
        raise ScenarioError.said("error.nothing_forecast", reasons=reasons)
    return found, refused
