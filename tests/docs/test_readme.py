"""What README and docs show is true: commands work, files and links exist, both languages say the same."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
import typer
import yaml
from typer.testing import CliRunner

from geo.columns import TableSpec
from geo.tables import OUTLINES, TABLES
from scenarios import cli, console
from scenarios.bundled import bundled
from scenarios.rounding import percent
from scenarios.run import run_scenario
from scenarios.study import load_study
from tests.docs.pages import (
    DOCUMENTS,
    GUIDES,
    READMES,
    ROOT,
    anchors,
    blocks,
    codes_of,
    commands,
    first_cells,
    links,
    text,
)
from tests.small_city import write_small_city

PROGRAM: Any = typer.main.get_command(cli.app)
ENGLISH, CHINESE = READMES
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
#: Other commands that documents may show; what they do is not tested here.
OTHER = {". .venv/bin/activate", "pip install ."}
#: Titles of the same tables in the two languages.
HEADINGS = {
    ENGLISH: {"file": "file", "scenario": "scenario", "command": "command", "table": "table"},
    CHINESE: {"file": "文件", "scenario": "情景", "command": "命令", "table": "数据表"},
}
per_language = pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)


#: How counsel of the bundled cities are numbered.
_PERSON = re.compile(r"\bC\d{8}\b")
#: Settings of growth that name counties; the small city does not have those of the bundled ones.
_BY_COUNTY = {"by_county", "yuan_by_county", "places"}


def ids(value: object) -> str:
    return value.name if isinstance(value, Path) else " ".join(map(str, value)) if value else "none"


def shown() -> list[tuple[Path, list[str]]]:
    return [(page, words) for page in (*READMES, *GUIDES) for words in commands(page)]


# --- commands


@pytest.mark.parametrize(("page", "words"), shown(), ids=ids)
def test_every_command_shown_exists_and_takes_what_it_is_given(page: Path, words: list[str]) -> None:
    if words[0] == "make":
        assert set(words[1:]) <= TARGETS, f"{page.name}: the Makefile has no target {words[1:]}"
    elif words[0] == "evenreach":
        PROGRAM.commands[words[1]].make_context(words[1], list(words[2:]))
    else:
        assert " ".join(words) in OTHER, f"{page.name}: nobody checks {words}"


# The Chinese README shows the commands of the English one, to the letter: a test below says so.
@pytest.mark.parametrize("page", [ENGLISH, *(guide for guide in GUIDES if commands(guide))], ids=ids)
def test_the_commands_of_a_page_work_one_after_the_other(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word for word, on a small city under the names of the bundled ones; the app is not started."""
    monkeypatch.chdir(tmp_path)
    for words in commands(page):
        if words[0] != "evenreach" or words[1] == "app":
            continue
        _prepare(words)
        done = CliRunner().invoke(cli.app, words[1:])
        allowed = {console.DONE, console.BINDING_MISSED} if words[1] in {"run", "adjust"} else {console.DONE}
        assert done.exit_code in allowed, f"{page.name}: {' '.join(words)}: {done.output}"


def _prepare(words: list[str]) -> None:
    """Put a study where the command looks for one; let `init` have a free place, as people would."""
    study = Path(words[2])
    if words[1] == "init":
        shutil.rmtree(study, ignore_errors=True)
        return
    source = bundled().get(study.name, bundled()["weihai"])
    study.mkdir(exist_ok=True)
    for name in ("study.yaml", "indicators.yaml", "headcount.yaml", "observations.csv"):
        shutil.copy(source / name, study)
    write_small_city(study)
    _count(study)
    _employ(
        study,
        {
            *_PERSON.findall((study / "study.yaml").read_text(encoding="utf-8")),
            *_PERSON.findall(" ".join(words)),
        },
    )


def _anywhere(settings: Any) -> Any:
    """Settings of growth without those that name counties."""
    if isinstance(settings, list):
        return [_anywhere(each) for each in settings]
    if not isinstance(settings, dict):
        return settings
    return {key: _anywhere(value) for key, value in settings.items() if key not in _BY_COUNTY}


def _count(study: Path) -> None:
    """Give every county of the small city people of every profession whose growth is planned."""
    file = study / "headcount.yaml"
    settings = _anywhere(yaml.safe_load(file.read_text(encoding="utf-8"))["headcount"])
    file.write_text(yaml.safe_dump({"headcount": settings}, allow_unicode=True), encoding="utf-8")
    table = pd.read_csv(study / "headcounts.csv", dtype=str, keep_default_na=False)
    counties = pd.read_csv(study / "counties.csv", dtype=str)["county_code"]
    known = set(zip(table["county_code"], table["occupation"], strict=True))
    more = [
        {"county_code": county, "occupation": name, "number": "9"}
        for name, one in settings["professions"].items()
        if not {"mediators", "trained"} & one.keys()
        for county in counties
        if (county, name) not in known
    ]
    filled = pd.concat([table.replace({"number": {"": "9"}}), pd.DataFrame(more)])
    filled.to_csv(study / "headcounts.csv", index=False)


def _employ(study: Path, people: set[str]) -> None:
    """Add the people whom study and command name to the small city, each like its last counsel."""
    table = pd.read_csv(study / "counsel.csv", dtype=str, keep_default_na=False)
    table = table[~table["person_id"].isin(people)]
    more = pd.DataFrame([{**table.iloc[-1].to_dict(), "person_id": person} for person in sorted(people)])
    pd.concat([table, more]).to_csv(study / "counsel.csv", index=False)


def test_both_languages_show_the_same_commands() -> None:
    assert commands(ENGLISH) == commands(CHINESE)
    assert commands(ENGLISH)


# --- tables


@per_language
def test_every_command_is_in_the_table_and_no_other(page: Path) -> None:
    assert first_cells(page, HEADINGS[page]["command"]) == list(PROGRAM.commands)


@per_language
def test_the_scenarios_are_those_of_both_bundled_studies(page: Path) -> None:
    names = first_cells(page, HEADINGS[page]["scenario"])
    assert [names] * 2 == [list(load_study(folder).scenarios) for folder in bundled().values()]


@per_language
def test_the_files_are_those_that_a_run_writes(page: Path, today: Path) -> None:
    written = {path.name + "/" * path.is_dir() for path in today.iterdir()}
    assert set(first_cells(page, HEADINGS[page]["file"])) == written


@per_language
def test_the_columns_are_those_without_which_a_table_cannot_be_read(page: Path) -> None:
    specs = [OUTLINES, *TABLES.values()]
    needed = {spec.name: _needed(spec) for spec in specs if spec.required}
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (`\w+`(?:, `\w+`)+) \|$", text(page), flags=re.M))
    assert {name: re.findall(r"`(\w+)`", cells) for name, cells in rows.items()} == needed


def _needed(spec: TableSpec) -> list[str]:
    return [column.name for column in spec.columns if not column.optional]


@per_language
def test_the_exit_codes_are_those_of_the_program(page: Path) -> None:
    codes = [console.DONE, console.INTERNAL, console.BAD_INPUT, console.BINDING_MISSED, console.STOPPED]
    line = next(line for line in text(page).splitlines() if line.startswith(("Exit codes", "退出码")))
    rest = text(page).split(line, 1)[1].split("\n\n", 1)[0]
    assert re.findall(r"`(\d+)`", line + rest) == [str(code) for code in codes]


@per_language
def test_what_is_said_to_be_in_the_project_is_there(page: Path) -> None:
    tree = next(content for language, content in blocks(page) if not language and "optimizer/" in content)
    parts = [name for line in tree.splitlines() for name in re.split(r"\s{2,}", line)[:-1]]
    assert len(parts) > 7
    assert [name for name in parts if not (ROOT / name).exists()] == []


# --- figures


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of the bundled Weihai study that only measures today's roster."""
    out = tmp_path_factory.mktemp("out")
    return run_scenario(load_study(bundled()["weihai"]), "today", out=out).folder


@per_language
def test_the_figures_of_today_are_those_of_the_bundled_study(page: Path, today: Path) -> None:
    metrics = json.loads((today / "metrics.json").read_text(encoding="utf-8"))
    nominal, effective = (f"{percent(metrics[f'coverage_{name}'])} %" for name in ("nominal", "effective"))
    row = next(line for line in text(page).splitlines() if "`today`" in line and line.count("%") == 2)
    assert row.endswith(f"| {nominal} | {effective} |"), "write these figures into both READMEs"
    assert str(metrics["counsel"]) in text(page)
    assert metrics["travel"]["max"] > 90, "README speaks of drives of an hour and a half"
    posts = metrics["posts"]
    shares = (
        posts["legal_literate"]["covered"],
        posts["mediator"]["sound"],
        posts["mediator"]["shares"]["full_time"],
        posts["station_staff"]["sound"],
    )
    rows = [line for line in text(page).splitlines() if re.match(r"\| [^`]+%[^`]+%[^`]+$", line)]
    assert [line.split(" | ")[1] for line in rows] == [f"{percent(share)} %" for share in shares]


# --- links, languages, versions


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_and_heading_that_a_page_links_to_exists(page: Path) -> None:
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = page.parent / unquote(path) if path else page
        if not target.exists() or (anchor and unquote(anchor) not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_both_languages_have_the_same_parts_links_and_figures() -> None:
    shapes = []
    for page in READMES:
        words = text(page)
        kinds = re.findall(r"^(#+ |!\[|```|\|)", words, flags=re.M)
        # What stands for a name of the reader's own is in the reader's language.
        codes = {code for code in codes_of(page) if not code.startswith("out/")}
        figures = sorted(re.findall(r"\d+(?:\.\d+)? %", words))
        leads = Counter(link for link in links(page) if not link.startswith("README"))
        shapes.append((kinds, codes, figures, leads))
    assert shapes[0] == shapes[1]


def test_the_version_to_cite_is_that_of_the_program_and_the_changelog_tells_of_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"]
    assert project["version"] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
