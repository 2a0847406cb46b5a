"""Reports of faults: everything a person needs to correct a file, on a terminal and off it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from geo.faults import FAULT_CODES, Fault
from scenarios.errors import StudyFault
from scenarios.report import MOST_SHOWN, fault_texts, plain_faults, print_faults, render_faults
from tests.scenarios.study_text import changed, faults_in

VILLAGE = Fault("villages.csv", 12, "经度", "37.1", "swapped_lonlat")
OCCUPATION = Fault(
    "counsel.csv", 3, "occupation", "lawyr", "not_allowed", (("allowed", "lawyer, gls_worker"),)
)


def printed(faults: list[Fault | StudyFault], *, terminal: bool, width: int = 200, lang: str = "en") -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=terminal, width=width, color_system=None, highlight=False)
    print_faults(console, faults, lang)
    return stream.getvalue()


def test_the_plain_report_names_place_value_expectation_and_fix() -> None:
    assert plain_faults([OCCUPATION], "en").split("\n") == [
        "1 fault(s) found; nothing was written",
        "counsel.csv:3: occupation",
        "    Found: lawyr",
        "    Expected: one of: lawyer, gls_worker",
        "    How to fix: Use one of these values (a study may allow more occupations under roles).",
    ]


def test_that_a_study_may_allow_more_is_said_of_occupations_alone() -> None:
    kind = replace(OCCUPATION, file="road_nodes.csv", column="kind")
    for fault, is_said in ((OCCUPATION, True), (replace(OCCUPATION, column="职业"), True), (kind, False)):
        for lang in ("en", "zh"):
            assert ("roles" in fault_texts(fault, lang)[1]) == is_said


def test_the_report_speaks_chinese() -> None:
    words = plain_faults([VILLAGE], "zh")
    assert "villages.csv:12: 经度" in words
    assert "应为: lon 为经度，lat 为纬度；疑似互换" in words


def test_the_table_has_the_same_words_as_the_plain_report() -> None:
    stream = io.StringIO()
    Console(file=stream, width=240).print(render_faults([VILLAGE, OCCUPATION], "en"))
    for piece in (
        "villages.csv",
        "12",
        "经度",
        "37.1",
        "Swap the two columns.",
        "one of: lawyer, gls_worker",
    ):
        assert piece in stream.getvalue()


@pytest.mark.parametrize(
    ("terminal", "width", "drawn"), [(True, 200, True), (True, 80, False), (False, 200, False)]
)
def test_a_table_is_drawn_only_on_a_terminal_that_is_wide_enough(
    terminal: bool, width: int, drawn: bool
) -> None:
    words = printed([OCCUPATION], terminal=terminal, width=width)
    assert ("┃" in words) == drawn
    assert "lawyr" in words


def test_a_fault_of_a_study_names_its_line_and_the_scenario_that_causes_it() -> None:
    faults = list(faults_in(changed("{hire.number: 40}", "{hire.number: -1}")))
    words = plain_faults(faults, "en")
    assert f"study.yaml:{faults[0].line}: hire.number (in scenario hire)" in words
    assert "Found: -1" in words
    assert "Expected: 0 or more" in words


def test_the_nearest_key_is_named_and_left_out_where_there_is_none() -> None:
    near = StudyFault(
        "study.yaml", 3, "a.b", "b", "study.unknown_key", (("nearest", "c"), ("allowed", "c, d"))
    )
    none = StudyFault("study.yaml", 3, "a.b", "b", "study.unknown_key", (("nearest", ""), ("allowed", "")))
    assert fault_texts(near, "en")[1] == "Did you mean c?"
    assert fault_texts(none, "en")[1] == "Remove the key."


@pytest.mark.parametrize(
    ("lang", "expected"), [("en", "12 digits (found: 11 characters)"), ("zh", "12 位数字（发现：11 个字符）")]
)
def test_words_of_the_readers_are_put_into_the_persons_language(lang: str, expected: str) -> None:
    params = (("expected", "12 digits"), ("found", "11 characters"))
    assert (
        fault_texts(Fault("v.csv", 2, "village_code", "37100100100", "bad_code", params), lang)[0] == expected
    )


def test_types_are_named_in_the_persons_language() -> None:
    fault = next(iter(faults_in(changed("    need: 1", "    need: one"))))
    assert fault_texts(fault, "en")[0] == "a whole number (found text)"
    assert fault_texts(fault, "zh")[0] == "整数（发现文本）"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("code", FAULT_CODES)
def test_every_fault_of_the_tables_can_be_reported(code: str, lang: str) -> None:
    fault = Fault("a.csv", 2, "x", "y", code, tuple((name, "7") for name in FAULT_CODES[code]))
    expected, fix = fault_texts(fault, lang)
    assert code not in expected or code == "and_more"
    assert "{" not in expected + fix


def test_a_code_without_a_text_is_shown_instead_of_failing() -> None:
    fault = Fault("a.csv", 2, "x", "y", "brand_new", (("limit", "7"),))
    assert "brand_new" in plain_faults([fault], "en")
    assert "limit: 7" in plain_faults([fault], "en")


def test_markup_and_smileys_in_a_file_are_printed_as_they_stand() -> None:
    """A value such as [bold] or :car: is the user's data, not an instruction to the printer."""
    fault = Fault("a[red].csv", 2, "x", "[bold]:car:[/nonsense]", "negative")
    for terminal in (True, False):
        assert "[bold]:car:[/nonsense]" in printed([fault], terminal=terminal)


def test_a_long_report_is_cut_and_says_so() -> None:
    faults = [Fault("a.csv", row, "x", "-1", "negative") for row in range(2, MOST_SHOWN + 12)]
    words = plain_faults(faults, "en")
    assert f"a.csv:{MOST_SHOWN + 1}: x" in words
    assert f"a.csv:{MOST_SHOWN + 2}: x" not in words
    assert "… and 10 more" in words
    assert "more" not in plain_faults(faults[:MOST_SHOWN], "en").split("\n")[-1]


def test_faults_that_are_only_counted_are_counted() -> None:
    more = Fault("a.csv", None, None, None, "and_more", (("code", "negative"), ("count", "40")))
    assert plain_faults([VILLAGE, more], "en").startswith("41 fault(s)")
