"""Commands about everything that a plan is held against: the table of targets, and the index of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.cli_stored import stored_run
from scenarios.console import DONE, output_console, reported, say
from scenarios.errors import ScenarioError
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.study import Study, load_study

if TYPE_CHECKING:
    from scenarios.indicators.index import Index

__all__ = ["add_commands"]

Metrics = Mapping[str, Any]
TargetsArgument = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="A scenario that has been run; without one, today's tables."),
]
IndexArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="SCENARIO", help="Scenarios that have been run; without one, today's tables."),
]
WeightOption = Annotated[
    list[str] | None,
    typer.Option("--weight", metavar="CODE=WEIGHT", help="Weight of a target; may be given several times."),
]
ToOption = Annotated[
    Path | None, typer.Option("--to", metavar="FILE", help="Write the table into a workbook (.xlsx).")
]
CountiesOption = Annotated[bool, typer.Option("--counties", help="Show the counties as well.")]


def add_commands(app: typer.Typer) -> None:
    """Add the commands ``targets`` and ``index``."""
    app.command()(targets)
    app.command()(index)


@reported
def targets(
    study: given.StudyArgument,
    scenario: TargetsArgument = None,
    to: ToOption = None,
    counties: CountiesOption = False,
    out: given.OutOption = Path("out"),
    lang: given.LangOption = None,
) -> int:
    """Set every target of the plan against today, or against a plan: met, missed by how much, or no data."""
    language = choose_language(lang, os.environ)
    given.require_suffix(to, ".xlsx", error="error.targets_format")
    loaded = load_study(find_study(study))
    from scenarios.indicators.view import counted, counties_table, target_lines, targets_table
    from scenarios.role_facts import roles_of_settings
    from scenarios.role_words import measure_title

    metrics, when = _figures(loaded, scenario, out, asked=study)
    known = scenario if scenario is not None and scenario in loaded.resolved else loaded.scenarios[0]
    config = loaded.resolve(known).config
    roles = roles_of_settings(config.posts)
    lines = target_lines(metrics["targets"], language, lambda name: measure_title(name, language, roles))
    console = output_console()
    say(console, _title(loaded, scenario, language))
    console.print(targets_table(lines, language, planned=bool(metrics["rungs"])))
    names = {str(county["county_code"]): str(county["name"]) for county in metrics["by_county"]}
    if counties:
        console.print(counties_table(metrics["targets"], names, language))
    say(console, counted(lines, language))
    if to is not None:
        from scenarios.indicators.book import write_targets

        weights = config.index.weights
        written = write_targets(
            to, lines=lines, targets=metrics["targets"], counties=names,
            index=_index(metrics, weights, config.index.vary) if weights else None,
            heading=_title(loaded, scenario, language), when=when, lang=language,
        )  # fmt: skip
        say(console, text("targets.written", language, file=str(written)))
    return DONE


@reported
def index(
    study: given.StudyArgument,
    scenarios: IndexArgument = None,
    weight: WeightOption = None,
    out: given.OutOption = Path("out"),
    lang: given.LangOption = None,
) -> int:
    """Weigh all targets into one figure, by weights of your own, and show what it depends on."""
    language = choose_language(lang, os.environ)
    loaded = load_study(find_study(study))
    from scenarios.indicators.index_view import index_view
    from scenarios.target_words import reading_name

    config = loaded.resolve(loaded.scenarios[0]).config
    weights = {**config.index.weights, **_weights(weight or [], [each.code for each in config.targets])}
    if not any(weights.values()):
        raise ScenarioError.said("error.no_weights", study=study)
    names: Sequence[str | None] = scenarios or [None]
    found = {}
    counties: dict[str, str] = {}
    for name in names:
        metrics = _figures(loaded, name, out, asked=study)[0]
        title = _title(loaded, name, language)
        title = f"{title} ({name})" if title in found else title
        found[title] = _index(metrics, weights, config.index.vary)
        counties |= {str(each["county_code"]): str(each["name"]) for each in metrics["by_county"]}
    titles = {target.code: reading_name(target, language) for target in config.targets}
    for part in index_view(found, titles=titles, counties=counties, vary=config.index.vary, lang=language):
        say(output_console(), part) if isinstance(part, str) else output_console().print(part)
    return DONE


def _figures(study: Study, scenario: str | None, out: Path, *, asked: str) -> tuple[Metrics, datetime]:
    """The figures of a stored run, or of today's roster, and when they were taken."""
    if scenario is not None:
        from scenarios.run_facts import facts_of

        run = stored_run(study, scenario, out, asked=asked)
        return run.metrics, facts_of(run).started
    from scenarios.today import figures_today

    return figures_today(study, cache=out / ".cache"), datetime.now().astimezone()


def _index(metrics: Metrics, weights: Mapping[str, float], vary: float) -> Index:
    from scenarios.indicators.index import index_of

    return index_of(metrics["targets"], weights, vary=vary)


def _title(study: Study, scenario: str | None, lang: Language) -> str:
    title = text("targets.today", lang)
    if scenario is not None:
        known = study.resolved.get(scenario)
        title = scenario if known is None else known.scenario.title.text(lang)
    return f"{study.name.text(lang)} · {title}"


def _weights(given_: Sequence[str], codes: Sequence[str]) -> dict[str, float]:
    from scenarios.faults import nearest

    found = {}
    for each in given_:
        code, _, number = each.partition("=")
        if code not in codes:
            raise ScenarioError.said("error.weight_code", code=code, nearest=nearest(code, codes))
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not 0.0 <= value <= 1e6:
            raise ScenarioError.said("error.weight_number", code=code, found=number)
        found[code] = value
    return found

