"""Runs that several tests look at, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.small_study import process, scarce_tables, write_study


@pytest.fixture(scope="session")
def scarce_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all five scenarios of the scarce city have been run by one process."""
    folder = tmp_path_factory.mktemp("runs")
    write_study(folder / "study", tables=scarce_tables())
    done = process("run", "study", "--all", "--progress-file", "progress.jsonl", "--lang", "en", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "stdout.txt").write_text(done.stdout, encoding="utf-8")
    return folder
