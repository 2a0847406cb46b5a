"""Sections in files of their own: what such a file may hold, and what is said when it cannot be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.errors import StudyError, StudyFault
from scenarios.study import load_study
from tests.scenarios.small_study import evenreach
from tests.scenarios.study_text import STUDY, line_of

TARGETS = STUDY[STUDY.index("targets:\n") : STUDY.index("scenarios:\n")]
REST = STUDY.replace(TARGETS, "include: [plan.yaml]\n")
#: Names what only the included file has: a target, and the path into one.
FOLLOWING = REST.replace("include:", "index: {weights: {WH-11: 2}}\ninclude:").replace(
    "- {hire.number: 40}", "- {targets.WH-11.value: 90}"
)


def faults(folder: Path, study: str, **files: str) -> tuple[StudyFault, ...]:
    folder.mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    try:
        load_study(folder)
    except StudyError as error:
        return error.faults
    return ()


def told(found: tuple[StudyFault, ...]) -> list[tuple[str, str, str]]:
    return [(fault.place, fault.path, fault.code.removeprefix("study.")) for fault in found]


def test_any_section_may_stand_in_a_file_of_its_own_scenarios_and_header_may_not(tmp_path: Path) -> None:
    assert faults(tmp_path / "targets", REST, plan=TARGETS) == ()
    study = load_study(tmp_path / "targets")
    assert study.resolve("hire").origins["targets.WH-11.value"].startswith("plan.yaml:")
    for section in ("sources", "roles", "ladder", "hire", "travel"):
        text = re.search(rf"(?ms)^{section}:.*?(?=^\S)", STUDY)
        assert text is not None
        moved = STUDY.replace(text[0], "include: [plan.yaml]\n")
        assert faults(tmp_path / section, moved, plan=text[0]) == (), section
    scenarios = STUDY[STUDY.index("scenarios:\n") :]
    for key, lines in (("scenarios", scenarios), ("id", "id: b\n"), ("schema", "schema: 1\n")):
        found = faults(tmp_path / key, REST, plan=TARGETS + lines)
        assert told(found) == [(f"plan.yaml:{TARGETS.count(chr(10)) + 1}", key, "unknown_key")]


def test_an_included_file_includes_no_other_so_there_are_no_cycles(tmp_path: Path) -> None:
    found = faults(tmp_path, REST, plan=TARGETS + "include: [study.yaml]\n")
    assert told(found) == [(f"plan.yaml:{TARGETS.count(chr(10)) + 1}", "include", "unknown_key")]


@pytest.mark.parametrize("again", ["plan.yaml", "./plan.yaml", "study.yaml"])
def test_a_file_is_included_once_and_never_the_study_itself(tmp_path: Path, again: str) -> None:
    assert faults(tmp_path, REST, plan=TARGETS) == ()
    study = REST.replace("[plan.yaml]", f"[plan.yaml, {again}]")
    place = f"study.yaml:{line_of(study, 'include')}"
    assert told(faults(tmp_path, study)) == [(place, "include.1", "repeated")]


def test_a_section_stands_in_one_file(tmp_path: Path) -> None:
    study = REST.replace("[plan.yaml]", "[plan.yaml, more.yaml]")
    assert faults(tmp_path, study, plan=TARGETS, more="year: 2025\n") == ()
    (found,) = faults(tmp_path, study, more=TARGETS)
    assert told((found,)) == [("more.yaml:1", "targets", "section_twice")]
    assert dict(found.params) == {"key": "targets", "first": "plan.yaml:1"}


@pytest.mark.parametrize(
    ("text", "code", "in_file"),
    [
        (None, "missing_include", False),
        ("", "empty_include", False),
        ("#" + "x" * 2_000_000, "too_large", False),
        ("targets: [\n", "not_yaml", True),
        ("- a\n", "not_a_mapping", True),
    ],
)
def test_a_file_that_cannot_be_read_is_the_only_fault_told(
    tmp_path: Path, text: str | None, code: str, in_file: bool
) -> None:
    """Its targets are gone, which is no news; it is told in the line of study.yaml, or in its own."""
    assert faults(tmp_path / "sound", FOLLOWING, plan=TARGETS) == ()
    found = faults(tmp_path / "broken", FOLLOWING, **({} if text is None else {"plan": text}))
    line = line_of(FOLLOWING, "include")
    assert [fault.code for fault in found] == [f"study.{code}"]
    (fault,) = found
    if in_file:
        assert fault.file == "plan.yaml" and fault.line is not None
    else:
        assert (fault.place, fault.path, fault.value) == (f"study.yaml:{line}", "include.0", "plan.yaml")
    if code == "missing_include":
        assert dict(fault.params)["path"] == str(tmp_path / "broken" / "plan.yaml")


def test_what_does_not_follow_from_the_missing_file_is_told_beside_it(tmp_path: Path) -> None:
    study = FOLLOWING.replace("    need: 1", "    need: 0").replace(
        "{targets.WH-11.value: 90}", "{hire.numbr: 90}"
    )
    codes = [fault.code.removeprefix("study.") for fault in faults(tmp_path, study)]
    assert sorted(codes) == ["bound_ge", "missing_include", "unknown_path"]


def test_a_section_whose_name_is_misspelt_is_not_missed_besides(tmp_path: Path) -> None:
    study = STUDY.replace("sources:\n", "sourcs:\n")
    place = f"study.yaml:{line_of(study, 'sourcs')}"
    assert told(faults(tmp_path, study)) == [(place, "sourcs", "unknown_key")]
    gone = FOLLOWING.replace("include:", "includes:")
    assert [fault.path for fault in faults(tmp_path / "gone", gone, plan=TARGETS)] == ["includes"]
    inside = faults(tmp_path / "inside", FOLLOWING, plan=TARGETS.replace("targets:", "target:"))
    assert told(inside) == [("plan.yaml:1", "target", "unknown_key")]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "a file of sections (looked for "), ("zh", "研究的分节文件（已查找 ")]
)
def test_the_report_names_the_path_that_was_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    faults(tmp_path / "study", FOLLOWING)
    done = evenreach("show", "study", "--lang", lang)
    assert done.exit_code == 2
    assert f"study.yaml:{line_of(FOLLOWING, 'include')}: include.0\n" in done.stderr
    assert words + str(Path("study") / "plan.yaml") in done.stderr
