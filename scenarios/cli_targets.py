"""Commands about everything that a plan is held against: the table of targets, and the index of them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.cli_stored import scenario_of, stored_run
from scenarios.console import DONE, output_console, reported, say
from scenarios.errors import ScenarioError
from scenarios.faults import near
from scenarios.indicators.readings import weighable
from scenarios.language import choose_language
from scenarios.messages import Language, text
from scenarios.study import Study
from scenarios.whole_report import load_for_tables

if TYPE_CHECKING:
    from rich.table import Table

    from scenarios.indicators.index_book import IndexSheets
    from scenarios.settings import IndexSettings, StudyConfig

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
    typer.Option(
        "--weight",
        metavar="CODE=WEIGHT",
        help="Weight of a target, or of one reading (WH-11.effective); may be given several times.",
    ),
]
VaryOption = Annotated[
    float | None,
    typer.Option(
        "--vary", help="Share by which each weight varies. [default: the scenario's]", min=0.0, max=1.0
    ),
]
CodeOption = Annotated[
    str | None,
    typer.Option("--code", metavar="CODE", help="Show one target in full: formula, measures, data needed."),
]
#: Keys of targets that are named one by one.
_FEW = 6
CountiesOption = Annotated[bool, typer.Option("--counties", help="Show the counties as well.")]
DrillOption = Annotated[
    bool, typer.Option("--counties", help="Show what each target puts into the index of each county.")
]


def add_commands(app: typer.Typer) -> None:
    """Add the commands ``targets`` and ``index``."""
    app.command()(targets)
    app.command()(index)


@reported
def targets(
    study: given.StudyArgument,
    scenario: TargetsArgument = None,
    code: CodeOption = None,
    xlsx: given.XlsxOption = None,
    counties: CountiesOption = False,
    out: given.OutOption = Path("out"),
    lang: given.LangOption = None,
) -> int:
    """Set every target of the plan against today, or against a plan: met, missed by how much, or no data."""
    language = choose_language(lang, os.environ)
    given.require_suffix(xlsx, ".xlsx", error="error.targets_format")
    loaded = load_for_tables(find_study(study))
    metrics, when = _figures(loaded, scenario, out, asked=study)
    titles = _titles(loaded, scenario, language)
    console = output_console()
    shown = metrics["targets"] if code is None else [_target(metrics["targets"], code)]
    say(console, _title(loaded, scenario, language))
    for part in _told(metrics, shown, titles, counties=counties, card=code is not None, lang=language):
        say(console, part) if isinstance(part, str) else console.print(part)
    if changed := _changed(loaded, scenario, metrics):
        told = {"targets": _few(changed, language), "command": _again(study, scenario)}
        say(console, text("targets.older", language, **told))
    if xlsx is not None:
        from scenarios.indicators.book import write_targets
        from scenarios.run_facts import has_plan

        index = _config(loaded, scenario).index
        written = write_targets(
            xlsx, targets=shown, titles=titles, counties=_counties(metrics), planned=has_plan(metrics),
            index=_sheets(loaded, [scenario], [metrics], index, language) if code is None else None,
            heading=_title(loaded, scenario, language), when=when, lang=language,
        )  # fmt: skip
        say(console, text("targets.written", language, file=str(written)))
    return DONE


def _titles(study: Study, scenario: str | None, lang: Language) -> Callable[[str], str]:
    """The title of every measure."""
    from scenarios.role_facts import roles_of_settings
    from scenarios.role_words import measure_title

    roles = roles_of_settings(_config(study, scenario).posts)
    return lambda name: measure_title(name, lang, roles)


def _told(
    metrics: Metrics,
    shown: Sequence[Metrics],
    titles: Callable[[str], str],
    *,
    counties: bool,
    card: bool,
    lang: Language,
) -> Iterator[Table | str]:
    """The table of all targets, or one of them in full."""
    from scenarios.indicators.card import target_card
    from scenarios.indicators.view import counted, counties_table, target_lines, targets_table
    from scenarios.run_facts import has_plan

    planned, names = has_plan(metrics), _counties(metrics)
    if card:
        yield from target_card(shown[0], counties=names, titles=titles, planned=planned, lang=lang)
        return
    lines = target_lines(shown, lang, titles)
    yield targets_table(lines, lang, planned=planned)
    if counties:
        yield counties_table(shown, names, lang)
    yield counted(lines, lang)


@reported
def index(
    study: given.StudyArgument,
    scenarios: IndexArgument = None,
    weight: WeightOption = None,
    vary: VaryOption = None,
    counties: DrillOption = False,
    xlsx: given.XlsxOption = None,
    out: given.OutOption = Path("out"),
    lang: given.LangOption = None,
) -> int:
    """Weigh all targets into one figure, by weights of your own, and show what it depends on."""
    language = choose_language(lang, os.environ)
    given.require_suffix(xlsx, ".xlsx", error="error.index_format")
    loaded = load_for_tables(find_study(study))
    names: Sequence[str | None] = scenarios or [None]
    runs = [_figures(loaded, name, out, asked=study) for name in names]
    shared = _settings(loaded, names, weight or [], vary, asked=study)
    for name, (metrics, _) in zip(names, runs, strict=True):
        if changed := [key for key in _changed(loaded, name, metrics) if shared.weights.get(key)]:
            told = {"targets": _few(changed, language), "command": _again(study, name)}
            raise ScenarioError.said("error.run_is_older", **told)
    sheets = _sheets(loaded, names, [metrics for metrics, _ in runs], shared, language)
    assert sheets is not None
    from scenarios.indicators.index_view import index_view

    for part in index_view(
        sheets.found, titles=sheets.titles, counties=sheets.counties, vary=sheets.vary, drill=counties,
        lang=language,
    ):  # fmt: skip
        say(output_console(), part) if isinstance(part, str) else output_console().print(part)
    if xlsx is not None:
        from scenarios.indicators.index_book import write_index

        heading, when = loaded.name.text(language), max(when for _, when in runs)
        written = write_index(xlsx, sheets=sheets, heading=heading, when=when, lang=language)
        say(output_console(), text("index.written", language, file=str(written)))
    return DONE


def _figures(study: Study, scenario: str | None, out: Path, *, asked: str) -> tuple[Metrics, datetime]:
    """The figures of a stored run, or of today's roster, and when they were taken."""
    if scenario is not None:
        from scenarios.run_facts import facts_of

        run = stored_run(study, scenario, out, asked=asked)
        return run.metrics, facts_of(run).started
    from scenarios.today import figures_today

    return figures_today(study, cache=out / ".cache"), datetime.now().astimezone()


def _changed(study: Study, scenario: str | None, metrics: Metrics) -> list[str]:
    """The readings of the study's targets that a stored run does not know."""
    from scenarios.indicators.since import unknown_to

    return [] if scenario is None else unknown_to(metrics["targets"], _config(study, scenario).targets)


def _few(keys: Sequence[str], lang: Language) -> str:
    """The first of some keys."""
    more = "…" if len(keys) > _FEW else ""
    return text("reach.comma", lang).join(keys[:_FEW]) + more


def _again(study: str, scenario: str | None) -> str:
    return shlex.join(["evenreach", "run", study, scenario or ""])


def _config(study: Study, scenario: str | None) -> StudyConfig:
    """The settings of a scenario, or of the one that an adjustment is of; of today, those of the first."""
    name = study.scenarios[0] if scenario is None else scenario_of(study, scenario)
    return study.resolve(name).config


def _counties(metrics: Metrics) -> dict[str, str]:
    return {str(county["county_code"]): str(county["name"]) for county in metrics["by_county"]}


def _target(targets: Sequence[Mapping[str, Any]], code: str) -> Mapping[str, Any]:
    found = {str(target["code"]): target for target in targets}
    if code not in found:
        if like := near(code, found):
            raise ScenarioError.said("error.target_code", code=code, nearest=like)
        raise ScenarioError.said("error.target_code_far", code=code, known=", ".join(found))
    return found[code]


def _settings(
    study: Study, names: Sequence[str | None], given_: Sequence[str], vary: float | None, *, asked: str
) -> IndexSettings:
    """Weights and how far they vary, which all scenarios must share but for what the command gives."""
    every = {}
    for name in names:
        config = _config(study, name)
        weights = {**config.index.weights, **_weights(given_, list(weighable(config.targets)))}
        kept = {key: each for key, each in weights.items() if each > 0}
        spread = config.index.vary if vary is None else vary
        every[name or study.scenarios[0]] = config.index.model_copy(update={"weights": kept, "vary": spread})
    first, *others = every.values()
    if any((each.weights, each.vary) != (first.weights, first.vary) for each in others):
        raise ScenarioError.said("error.index_apart", scenarios=_told_apart(every))
    if not first.weights:
        raise ScenarioError.said("error.no_weights", study=asked)
    return first


def _told_apart(every: Mapping[str, IndexSettings]) -> str:
    return "; ".join(
        f"{name} ({', '.join(f'{key}={weight:g}' for key, weight in one.weights.items())}; vary {one.vary:g})"
        for name, one in every.items()
    )


def _sheets(
    study: Study,
    names: Sequence[str | None],
    runs: Sequence[Metrics],
    settings: IndexSettings,
    lang: Language,
) -> IndexSheets | None:
    """The index of each plan; None where nothing has a weight."""
    if not any(settings.weights.values()):
        return None
    from scenarios.indicators.index import index_of
    from scenarios.indicators.index_book import IndexSheets
    from scenarios.indicators.readings import weighed_titles

    found = {}
    counties: dict[str, str] = {}
    titles: dict[str, str] = {}
    for name, metrics in zip(names, runs, strict=True):
        title = _title(study, name, lang)
        title = f"{title} ({name})" if title in found else title
        found[title] = index_of(metrics["targets"], settings.weights, vary=settings.vary)
        counties |= _counties(metrics)
        titles |= weighed_titles(_config(study, name).targets, lang)
    return IndexSheets(found, titles, counties, settings.vary)


def _title(study: Study, scenario: str | None, lang: Language) -> str:
    title = text("targets.today", lang)
    if scenario is not None:
        known = study.resolved.get(scenario)
        title = scenario if known is None else known.scenario.title.text(lang)
    return f"{study.name.text(lang)} · {title}"


def _weights(given_: Sequence[str], keys: Sequence[str]) -> dict[str, float]:
    found = {}
    for each in given_:
        key, _, number = each.partition("=")
        if key not in keys:
            if like := near(key, keys):
                raise ScenarioError.said("error.weight_code", code=key, nearest=like)
            raise ScenarioError.said("error.weight_code_far", code=key, known=", ".join(keys))
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not 0.0 <= value <= 1e6:
            if not number.strip():
                raise ScenarioError.said("error.weight_missing", code=key)
            raise ScenarioError.said("error.weight_number", code=key, found=number)
        found[key] = value
    return found
