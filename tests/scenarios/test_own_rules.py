"""Rules of a study's own that cannot be used or kept are told in a line, with exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.errors import RuleError
from scenarios.own_rule import own_rule
from scenarios.settings import RuleSettings
from tests.scenarios.small_study import FREE, evenreach, write_study

MODULE = '''
class Fine:
    """Asks for nothing."""
    name = "fine"
    def apply(self, formulation): pass
    def violations(self, problem, pairs): return []

class Broken(Fine):
    def apply(self, formulation): return 1 / 0

class Nameless(Fine):
    name = 7
'''


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with modules of rules, which the command line looks in."""
    (tmp_path / "rules_of_test.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "rules_cut_off.py").write_text("class Fine(:\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(place: Path, rule: str) -> tuple[int, str]:
    write_study(place / "study", f"{FREE}rules:\n  mine: {rule}\n")
    done = evenreach("run", "study", "balanced", "--quiet", "--lang", "en")
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("{python: 'rules_of_test:Broken'}", "rules_of_test:Broken.apply: ZeroDivisionError"),
        ("{python: 'rules_of_test:Nameless'}", "a rule has a name"),
        ("{python: 'rules_of_test:Missing'}", "rules_of_test:Missing: AttributeError"),
        ("{python: 'rules_cut_off:Fine'}", "rules_cut_off:Fine: SyntaxError"),
        ("{expression: 'sum(x) >= 1000'}", "no plan keeps all locks and firm rules"),
    ],
)
def test_a_rule_that_cannot_be_used_or_kept_is_the_users_mistake(place: Path, rule: str, words: str) -> None:
    code, output = run(place, rule)
    assert code == 2 and words in " ".join(output.split()), output
    assert "mine" in output and not list(place.glob("out/*/balanced"))


@pytest.mark.parametrize(
    "rule",
    [
        "{python: 'rules_of_test:Fine'}",
        "{expression: 'sum(x) >= 0'}",
        "{expression: 'sum(x) >= 1000', weight: 1}",
    ],
)
def test_a_rule_that_can_be_kept_or_is_a_wish_is_planned_with(place: Path, rule: str) -> None:
    code, output = run(place, rule)
    assert code in (0, 3), output


def test_a_rule_in_python_is_refused_where_the_app_runs_it(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is uploaded never runs; on the command line the same rule is found."""
    settings = RuleSettings(python="rules_of_test:Fine")
    assert own_rule("mine", settings).name == "fine"
    monkeypatch.setenv("EVENREACH_PYTHON_RULES", "off")
    with pytest.raises(RuleError, match="command line only"):
        own_rule("mine", settings)
