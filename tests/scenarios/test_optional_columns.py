"""What may be absent from the tables changes nothing: neither plan nor figures, lists or layers."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios.run import run_scenario
from scenarios.store import StoredRun
from scenarios.study import load_study
from tests.geo.test_optional_columns import needed_alone
from tests.scenarios.small_study import scarce_tables, write_study

SCENARIOS = ("today", "balanced", "hire")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], StoredRun]:
    """Every scenario with all columns, and with those alone that are needed."""
    place, scarce, needed = tmp_path_factory.mktemp("columns"), scarce_tables(), needed_alone()
    alone = needed | {name: table[needed[name].columns] for name, table in scarce.items()}
    studies = {
        "all": write_study(place / "all", tables=scarce),
        "needed": write_study(place / "needed", tables=alone),
    }
    return {
        (columns, name): run_scenario(load_study(folder), name, out=place / f"out-{columns}", lang="en")
        for columns, folder in studies.items()
        for name in SCENARIOS
    }


def timeless(value: Any) -> Any:
    """Figures without the seconds that it took to find them."""
    if isinstance(value, dict):
        return {key: timeless(part) for key, part in value.items() if key != "seconds"}
    return [timeless(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_plan_and_figures_are_the_same_without_the_columns_that_may_be_absent(
    runs: dict[tuple[str, str], StoredRun], scenario: str
) -> None:
    whole, bare = (runs[columns, scenario] for columns in ("all", "needed"))
    assert (whole.folder / "plan.csv").read_bytes() == (bare.folder / "plan.csv").read_bytes()
    assert timeless(dict(whole.metrics)) == timeless(dict(bare.metrics))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_file_of_a_run_is_written_without_them(
    runs: dict[tuple[str, str], StoredRun], scenario: str
) -> None:
    files = [
        sorted(path.relative_to(run.folder).as_posix() for path in run.folder.rglob("*") if path.is_file())
        for run in (runs["all", scenario], runs["needed", scenario])
    ]
    assert files[0] == files[1]
    assert {"plan.gpkg", "map.html"} <= set(files[0])
