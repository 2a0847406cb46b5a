"""The command that prices a stored run anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios import cli_options as given
from scenarios.bundled import find_study
from scenarios.cli_stored import scenario_of, stored_run
from scenarios.console import DONE, output_console, reported, say
from scenarios.language import choose_language
from scenarios.messages import text
from scenarios.whole_report import load_for_tables

if TYPE_CHECKING:
    from scenarios.money.words import Side

__all__ = ["add_commands"]

_SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="A rate to change, such as money.subsidy.base=3500; may be given again.",
        metavar="PATH=VALUE",
    ),
]


def add_commands(app: typer.Typer) -> None:
    """Add the command ``cost``."""
    app.command()(cost)


@reported
def cost(
    study: given.StudyArgument,
    scenario: given.RunArgument,
    changes: _SetOption = None,
    xlsx: given.XlsxOption = None,
    out: given.OutOption = Path("out"),
    lang: given.LangOption = None,
) -> int:
    """Tell what a run costs by county, line and source, at these or other rates, without planning anew."""
    language = choose_language(lang, os.environ)
    given.require_suffix(xlsx, ".xlsx", error="error.bill_format")
    loaded = load_for_tables(find_study(study))
    stored = stored_run(loaded, scenario, out, asked=study)
    from scenarios.money.book import write_bill
    from scenarios.money.pricing import price_run
    from scenarios.money.view import budget_lines, cells_table, money_table
    from scenarios.money.words import money_rows
    from scenarios.run_facts import facts_of

    priced = price_run(
        loaded, loaded.resolve(scenario_of(loaded, scenario)), stored, changes=changes or [], out=out
    )
    facts = facts_of(stored)
    heading = text("money.heading", language, study=facts.study.text(language),
                   scenario=facts.scenario.text(language))  # fmt: skip
    sides: list[tuple[str, Side]] = [
        ("money.today", (priced.figures, "before")),
        ("money.stored", (priced.stored, "after")),
        ("money.anew", (priced.figures, "after")),
    ]
    heads, figures = [text(key, language) for key, _ in sides], [side for _, side in sides]
    console = output_console()
    say(console, heading)
    console.print(money_table(text("money.title", language), money_rows(figures, language), heads, language))
    console.print(cells_table(priced.figures, language))
    for line in budget_lines(priced.figures, language):
        console.print(line)
    if xlsx is not None:
        write_bill(xlsx, sides=figures, heads=heads, heading=heading, lang=language, when=facts.started)
        say(console, text("money.written", language, file=xlsx))
    return DONE
