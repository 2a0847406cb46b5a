"""The tree of errors: one root, each also the built-in kind; and what the modules export."""

from __future__ import annotations

import importlib
import pickle
import pkgutil

import pytest

import scenarios
from scenarios import errors
from scenarios.errors import (
    DestinationError,
    RunNotFoundError,
    ScenarioError,
    StudyError,
    StudyFault,
    StudyNotFoundError,
    Told,
    UnknownScenarioError,
    in_language,
    reason_of,
)

MODULES = sorted(found.name for found in pkgutil.walk_packages(scenarios.__path__, "scenarios."))


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (StudyError, ValueError),
        (StudyNotFoundError, LookupError),
        (UnknownScenarioError, LookupError),
        (RunNotFoundError, FileNotFoundError),
        (DestinationError, FileExistsError),
    ],
)
def test_every_error_is_a_scenario_error_and_the_builtin_kind(
    kind: type[ScenarioError], builtin: type[Exception]
) -> None:
    assert issubclass(kind, ScenarioError)
    assert issubclass(kind, builtin)
    assert kind.__name__ in (errors.__doc__ or "")


def test_an_error_from_the_catalogue_speaks_both_languages_and_survives_pickling() -> None:
    error = DestinationError.said("error.destination_taken", destination="mine")
    assert str(error).startswith("mine is not empty")
    assert error.in_language("zh").startswith("mine 不为空")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.in_language("zh")) == (str(error), error.in_language("zh"))


def test_words_in_a_gap_are_told_in_the_readers_language_and_survive_pickling() -> None:
    inner = Told.said("formula.dot", column="3", found="a(b).c")
    error = ScenarioError.said("error.rule", rule="own", words=inner)
    assert str(inner) in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert again.in_language("zh") == f"研究中的规则 own 无法使用：{in_language(inner, 'zh')}"
    assert in_language("as it is", "zh") == "as it is"


@pytest.mark.parametrize(
    ("number", "chinese"),
    [(13, "没有权限"), (20, "路径中有一段是文件而不是文件夹"), (5, "Input/output error")],
)
def test_what_the_system_says_is_told_where_the_catalogue_knows_it(number: int, chinese: str) -> None:
    assert in_language(reason_of(OSError(number, "Input/output error")), "zh") == chinese


def test_an_error_in_plain_words_keeps_them_in_every_language() -> None:
    assert ScenarioError("plain words").in_language("zh") == "plain words"


def test_the_place_of_a_fault_has_a_line_only_when_it_is_known() -> None:
    assert StudyFault("study.yaml", 3, "a", None, "study.invalid").place == "study.yaml:3"
    assert StudyFault("study.yaml", None, "", None, "study.empty_file").place == "study.yaml"


@pytest.mark.parametrize("name", MODULES)
def test_what_a_module_exports_is_there_once(name: str) -> None:
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", [])
    assert len(set(exported)) == len(exported)
    assert [item for item in exported if not hasattr(module, item)] == []
