"""Anything at all in study.yaml is either a study or a list of faults, never another exception."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from scenarios.errors import StudyError
from scenarios.study import Study
from tests.scenarios.study_text import (
    STUDY,
    load_text,
)

#: Shrinking such a text takes minutes, and the text that fails is printed as it is.
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
_ODD = st.sampled_from(
    [
        "null",
        "[]",
        "{}",
        "-1",
        "1e999",
        "0x",
        "1:30",
        "2021-13-45",
        '"\\uD800"',
        "&a",
        "*a",
        "!!set {a}",
        "<<: {}",
        "? a",
        "|",
        "%YAML 9.9",
        "---",
        "...",
        "'",
        "\t",
        "\u0085",
        "{a: {b: {c: 1}}}",
        "9" * 50,
        "yes",
        "~",
        "\x00",
        "extends: hire",
        "extends: today",
        "set: [{}]",
        "roles.counsel: {}",
        "ladder.travel: null",
        "[1, [2, [3]]]",
    ]
)


@settings(max_examples=400, deadline=None, phases=NO_SHRINKING)
@given(data=st.data())
def test_a_mutated_study_is_a_study_or_a_list_of_faults(data: st.DataObject) -> None:
    """Lines deleted, doubled, swapped, cut or replaced by oddities never end in any other exception."""
    lines = STUDY.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        cut = data.draw(st.integers(0, len(line)))
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[place : place + 1] = data.draw(
            st.sampled_from(
                [
                    [],
                    [line, line],
                    [lines[other]],
                    [line[:cut]],
                    [line[cut:]],
                    [line[:cut] + data.draw(_ODD) + line[cut:]],
                    [line.split(":")[0] + ": " + data.draw(_ODD)],
                    [line[:cut] + data.draw(st.text(max_size=5)) + line[cut:]],
                ]
            )
        )
    _is_study_or_faults("\n".join(lines).encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None, phases=NO_SHRINKING)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_study_or_a_list_of_faults(content: bytes) -> None:
    _is_study_or_faults(content)


def _is_study_or_faults(content: bytes) -> None:
    try:
        assert isinstance(load_text(content), Study)
    except StudyError as error:
        assert error.faults
        assert all(fault.code.startswith("study.") for fault in error.faults)
