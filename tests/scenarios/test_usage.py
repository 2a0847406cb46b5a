"""A command line that cannot be meant is told in the reader's language, with exit code 2 and one line."""

from __future__ import annotations

import pytest

from tests.scenarios.small_study import evenreach

#: Words of a command line, and what is said of them in English and in Chinese.
CASES: list[tuple[list[str], str, str]] = [
    (["run", "s", "--seconds", "-5"], "--seconds: found -5; expected 0.1 or more", "实为 -5，应为不小于 0.1"),
    (["run", "s", "--seconds", "604801"], "expected 604800 or less", "应为不大于 604800"),
    (["run", "s", "--seconds", "soon"], "--seconds: found soon; expected a number", "实为 soon，应为数字"),
    (["run", "s", "--seed", "1.5"], "--seed: found 1.5; expected a whole number", "实为 1.5，应为整数"),
    (["headcount", "s", "--aim", "fairr"],
     "--aim: found fairr; expected one of: cheapest, fair; did you mean fair?",
     "--aim：实为 fairr，应为以下之一：cheapest, fair；是否指 fair？"),
    (["run", "s", "--secnods", "5"], "no option --secnods; did you mean --seconds?", "是否指 --seconds？"),
    (["run", "s", "--all=1"], "--all takes no value", "--all 不带取值"),
    (["run", "s", "--out"], "--out needs a value", "--out 需要取值"),
    (["run"], "STUDY is missing", "缺少 STUDY"),
    (["compare", "s", "a"], "B is missing", "缺少 B"),
    (["show", "s", "a", "b", "c"], "b c: more than the command takes", "多余的内容：b c"),
    (["shw", "s"], "no command shw; did you mean show? There are: validate, show", "没有命令 shw"),
    (["--verison"], "no option --verison; did you mean --version?", "没有选项 --verison；是否指 --version？"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "english", "chinese"), CASES, ids=[" ".join(case[0]) for case in CASES])
def test_a_wrong_command_line_is_one_line_in_either_language(
    words: list[str], english: str, chinese: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang, said, start in (("en", english, "evenreach: "), ("zh", chinese, "evenreach：")):
        monkeypatch.setenv("EVENREACH_LANG", lang)
        done = evenreach(*words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.startswith(start) and done.stderr.count("\n") == 1
        assert said in done.stderr, done.stderr
        assert "--help" in done.stderr


@pytest.mark.parametrize("words", [["--lang", "zh"], ["--lang=zh"], ["--lang", "en", "--lang", "zh"]])
def test_the_option_for_the_language_counts_wherever_it_stands(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENREACH_LANG", "en")
    for line in (["run", *words, "--seconds", "0"], ["run", "--seconds", "0", *words]):
        assert "应为不小于 0.1" in evenreach(*line).stderr
    assert "expected 0.1 or more" in evenreach("run", "--seconds", "0", "--lang", "fr").stderr


def test_without_any_word_the_help_is_printed_and_a_right_line_is_run() -> None:
    assert "Commands:" in evenreach().output
    assert evenreach("--version").exit_code == 0
    assert evenreach("run", "--help").exit_code == 0
