"""The catalogues: both languages complete and alike, every text used, every text that is used there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from geo.faults import FAULT_CODES
from scenarios import messages
from scenarios.errors import ScenarioError
from scenarios.faults import STUDY_CODES
from scenarios.language import choose_language
from scenarios.measure_names import MEASURES
from scenarios.messages import DYNAMIC_PREFIXES, MessageError, catalogue, placeholders, text
from scenarios.settings import OPTIONAL_TABLES, REQUIRED_TABLES

#: Texts that are right without a Chinese character: the program's own name, and the link to the English page.
NOT_CHINESE = {"error.prefix", "map.other_language"}
ROOT = Path(__file__).resolve().parents[2]
SPEAKERS = sorted([*(ROOT / "scenarios").glob("**/*.py"), *(ROOT / "ui").glob("**/*.py"), ROOT / "app.py"])


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """The syntax trees of all code that speaks to people."""
    for path in SPEAKERS:
        if path.is_file():
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def literals() -> set[str]:
    """Every text constant in that code."""
    return {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def said_keys() -> Iterator[tuple[Path, ast.expr]]:
    """The first argument of every call of text(…) and …Error.said(…)."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "said" or (name == "text" and isinstance(node.func, ast.Name)):
                yield path, node.args[0]


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(catalogue("zh")) == list(catalogue("en"))


def test_both_languages_have_the_same_gaps() -> None:
    differing = {
        key
        for key in catalogue("en")
        if placeholders(catalogue("en")[key]) != placeholders(catalogue("zh")[key])
    }
    assert differing == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_key_stands_twice_and_every_text_says_something(lang: str) -> None:
    content = (ROOT / "scenarios" / "catalogue" / f"{lang}.yaml").read_text(encoding="utf-8")
    keys = [key.value for key, _ in yaml.compose(content, Loader=yaml.SafeLoader).value]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
    assert [key for key, words in catalogue(lang).items() if not words.strip()] == []


def test_a_brace_in_a_text_is_always_a_gap() -> None:
    """A misspelt gap such as {number:} or { number} would be printed as it stands."""
    odd = [key for lang in ("zh", "en") for key, words in catalogue(lang).items()
           if re.search(r"[{}]", re.sub(r"\{\w+\}", "", words))]  # fmt: skip
    assert odd == []


def test_chinese_texts_are_chinese() -> None:
    """A text without a Chinese character is a forgotten translation; units and gaps alone are fine."""
    english = {
        key
        for key, words in catalogue("zh").items()
        if re.search(r"[A-Za-z]{3}", re.sub(r"\{\w+\}", "", words))
        and not re.search(r"[\u4e00-\u9fff]", words)
    }
    assert english - NOT_CHINESE == set()


def test_every_key_that_the_code_names_is_in_the_catalogue() -> None:
    missing = {
        (path.name, node.value)
        for path, node in said_keys()
        if isinstance(node, ast.Constant) and node.value not in catalogue("en")
    }
    assert missing == set()


def test_keys_that_the_code_puts_together_begin_with_a_declared_prefix() -> None:
    undeclared = set()
    for path, node in said_keys():
        if isinstance(node, ast.JoinedStr):
            first = node.values[0]
            start = first.value if isinstance(first, ast.Constant) else ""
            if not str(start).startswith(DYNAMIC_PREFIXES):
                undeclared.add((path.name, ast.unparse(node)))
    assert undeclared == set()


def test_every_text_of_the_catalogue_is_used() -> None:
    used = literals()
    unused = {key for key in catalogue("en") if key not in used and not key.startswith(DYNAMIC_PREFIXES)}
    assert unused == set()


def test_every_declared_prefix_has_texts() -> None:
    assert [
        prefix for prefix in DYNAMIC_PREFIXES if not any(key.startswith(prefix) for key in catalogue("en"))
    ] == []


@pytest.mark.parametrize("code", FAULT_CODES)
def test_every_fault_of_the_tables_is_explained_with_words_that_it_has(code: str) -> None:
    known = set(FAULT_CODES[code])
    for part in ("expected", "fix"):
        assert placeholders(catalogue("en")[f"fault.{code}.{part}"]) <= known


@pytest.mark.parametrize("code", STUDY_CODES)
def test_every_fault_of_a_study_is_explained_with_words_that_it_has(code: str) -> None:
    for part in ("expected", "fix"):
        assert placeholders(catalogue("en")[f"fault.study.{code}.{part}"]) <= set(STUDY_CODES[code])


def test_no_fault_is_explained_that_cannot_occur() -> None:
    codes = {f"fault.{code}" for code in FAULT_CODES} | {f"fault.study.{code}" for code in STUDY_CODES}
    explained = {key.rsplit(".", 1)[0] for key in catalogue("en") if key.startswith("fault.")}
    assert explained == codes


def test_every_measure_unit_and_table_has_a_name() -> None:
    wanted = {f"measure.{name}" for name in MEASURES}
    wanted |= {f"unit.{measure.unit}" for measure in MEASURES.values()}
    wanted |= {f"table.{table}" for table in (*REQUIRED_TABLES, *OPTIONAL_TABLES)}
    assert wanted - catalogue("en").keys() == set()


def test_text_fills_gaps_and_leaves_braces_of_values_alone() -> None:
    words = text("error.unknown_language", "en", found="{known}", known="zh, en")
    assert words == "language {known} is not available; choose one of: zh, en"


@pytest.mark.parametrize(
    ("key", "lang", "params", "message"),
    [
        ("no.such.text", "en", {}, "has no text 'no.such.text'"),
        ("summary.met", "fr", {}, "no catalogue for language 'fr'"),
        ("error.file", "en", {"file": "a"}, "needs a value for reason"),
    ],
)
def test_a_missing_text_language_or_value_is_an_error(
    key: str, lang: str, params: dict[str, str], message: str
) -> None:
    with pytest.raises(MessageError, match=message):
        text(key, lang, **params)
    assert text("summary.met", "en") == "met"


@pytest.mark.parametrize(
    ("option", "environment", "lang"),
    [
        (None, {}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "en_GB.UTF-8", "LC_ALL": "ZH_TW"}, "zh"),
        (None, {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN", "LC_ALL": ""}, "zh"),
        (None, {"EVENREACH_LANG": "zh", "LC_ALL": "en_GB.UTF-8"}, "zh"),
        (None, {"EVENREACH_LANG": "", "LANG": "zh_CN"}, "zh"),
        ("en", {"EVENREACH_LANG": "zh", "LANG": "zh_CN"}, "en"),
    ],
)
def test_the_language_is_the_option_then_our_variable_then_the_systems(
    option: str | None, environment: dict[str, str], lang: str
) -> None:
    assert choose_language(option, environment) == lang


@pytest.mark.parametrize(("option", "environment"), [("fr", {}), (None, {"EVENREACH_LANG": "fr"})])
def test_a_language_without_a_catalogue_is_refused(option: str | None, environment: dict[str, str]) -> None:
    with pytest.raises(ScenarioError, match="choose one of: zh, en"):
        choose_language(option, environment)


def test_all_is_what_it_says() -> None:
    assert all(hasattr(messages, name) for name in messages.__all__)
