"""The CI script: it can be started, and no skipped test slips through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT, CHECK = ROOT / ".ci" / "run", ROOT / ".ci" / "skipped.py"
PASSED = '<testcase classname="tests.ui.test_browser" name="test_click"/>'
SKIPPED = (
    '<testcase classname="tests.ui.test_browser" name="test_click">'
    '<skipped type="{kind}" message="{reason}">where it was skipped</skipped></testcase>'
)


def checked(tmp_path: Path, *cases: str) -> tuple[int, str]:
    """Exit code and output of the check on a report with these test cases."""
    report = tmp_path / "junit.xml"
    report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>", encoding="utf-8")
    done = subprocess.run([sys.executable, CHECK, report], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_script_is_executable_and_bash_can_read_it() -> None:
    assert os.access(SCRIPT, os.X_OK)
    assert subprocess.run(["bash", "-n", SCRIPT], capture_output=True, check=False).returncode == 0


def test_a_report_without_skipped_tests_passes(tmp_path: Path) -> None:
    assert checked(tmp_path, PASSED) == (0, "")


def test_a_skipped_test_fails_the_check_and_is_named_with_its_reason(tmp_path: Path) -> None:
    code, said = checked(tmp_path, PASSED, SKIPPED.format(kind="pytest.skip", reason="no Chromium"))
    assert code == 1
    assert "tests.ui.test_browser::test_click: no Chromium" in said


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("pytest.skip", "the benchmark instances are absent"),
        ("pytest.skip", "set BENCHMARK_DIR"),
        ("pytest.skip", "the public packages are not in .cache/packages; data/README.md tells how"),
        ("pytest.xfail", "known"),
    ],
)
def test_only_absent_benchmark_instances_and_expected_failures_pass(
    tmp_path: Path, kind: str, reason: str
) -> None:
    assert checked(tmp_path, SKIPPED.format(kind=kind, reason=reason)) == (0, "")
