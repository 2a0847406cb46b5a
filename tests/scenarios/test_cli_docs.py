"""docs/cli.md and the help describe the commands that there are: all of them, and no others."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from scenarios import cli, console

ROOT = Path(__file__).resolve().parents[2]
PROGRAM: Any = typer.main.get_command(cli.app)
DOCUMENT = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## evenreach (\S+)\n(.*?)(?=^## |\Z)", DOCUMENT, flags=re.M | re.S))


def parameters() -> list[tuple[str, Any]]:
    return [(name, parameter) for name, command in PROGRAM.commands.items() for parameter in command.params]


@pytest.mark.parametrize("name", list(PROGRAM.commands))
def test_every_command_has_help_and_a_documented_example(name: str) -> None:
    assert PROGRAM.commands[name].help
    assert re.search(rf"^evenreach {name}\b", SECTIONS[name], flags=re.M)
    assert f"(#evenreach-{name})" in DOCUMENT
    assert CliRunner().invoke(cli.app, [name, "--help"]).exit_code == 0


@pytest.mark.parametrize(("name", "parameter"), parameters(), ids=lambda value: getattr(value, "name", value))
def test_every_option_and_argument_has_help_and_every_option_is_documented(name: str, parameter: Any) -> None:
    assert parameter.help, f"{name} {parameter.name} has no help"
    options = [option for option in (*parameter.opts, *parameter.secondary_opts) if option.startswith("-")]
    for option in options:
        assert f"`{option}`" in SECTIONS[name], f"docs/cli.md does not describe {option} of {name}"


@pytest.mark.parametrize("name", list(PROGRAM.commands))
def test_no_option_is_documented_that_does_not_exist(name: str) -> None:
    known = {option for parameter in PROGRAM.commands[name].params for option in
             (*parameter.opts, *parameter.secondary_opts)}  # fmt: skip
    assert set(re.findall(r"`(--?[a-z-]+)`", SECTIONS[name])) <= known


@pytest.mark.parametrize("line", re.findall(r"^evenreach .*$", DOCUMENT, flags=re.M))
def test_every_example_of_the_documentation_parses(line: str) -> None:
    _, name, *arguments = shlex.split(line)
    command = PROGRAM.commands[name]
    found = command.make_context(name, list(arguments)).params
    assert found.get("study", "weihai") in ("weihai", "lianyungang", "my-study")


def test_the_exit_codes_of_the_documentation_are_those_of_the_program() -> None:
    codes = [console.DONE, console.INTERNAL, console.BAD_INPUT, console.BINDING_MISSED, console.STOPPED]
    codes.append(console.READER_GONE)
    assert re.findall(r"^\| (\d+) \|", DOCUMENT, flags=re.M) == [str(code) for code in codes]
