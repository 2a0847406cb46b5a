"""Fail when tests were skipped: on a CI machine everything that they need is installed.

    python .ci/skipped.py JUNIT_XML

Allowed are only tests of what is no part of the project and what nothing was installed for: benchmark
instances, the plans' own table of baselines, and the public packages (140 MB) that the bundled studies are
rebuilt from; their reason says so.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["skipped"]

ALLOWED = (
    "BENCHMARK_DIR",
    "benchmark instances",
    "public packages are not in .cache/packages",
    "the table of baselines is not beside the repository",
)


def skipped(report: str) -> list[str]:
    """Return "name: reason" of every test of a JUnit report that was skipped and should not have been."""
    found = []
    for case in ElementTree.fromstring(report).iter("testcase"):  # noqa: S314 (pytest wrote it)
        for mark in case.findall("skipped"):
            reason = f"{mark.get('message') or ''} {mark.text or ''}".strip()
            expected_failure = mark.get("type") == "pytest.xfail"
            if not expected_failure and not any(word in reason for word in ALLOWED):
                found.append(f"{case.get('classname')}::{case.get('name')}: {reason}")
    return found


def main() -> int:
    """Print them; the exit code is 1 when there are any."""
    found = skipped(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for line in found:
        print(f"skipped, but must run here: {line}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
