"""Studies that are accepted: defaults, origins, the resolved study and its way back to YAML."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import yaml

from scenarios.errors import UnknownScenarioError
from scenarios.settings import SolverOverrides, TravelRung
from scenarios.study import load_study
from tests.scenarios.study_text import (
    SOURCES,
    STUDY,
    line_of,
    load_text,
)


def test_a_valid_study_loads_with_its_scenarios_in_the_order_of_the_file() -> None:
    study = load_text(STUDY)
    assert (study.id, study.name.zh) == ("eastbay", "东湾市")
    assert study.scenarios == ("today", "balanced", "fewest-changes", "cross-county", "hire")
    assert study.resolve("today").scenario.evaluate
    assert not study.resolve("balanced").scenario.evaluate


def test_a_minimal_study_takes_the_documented_defaults() -> None:
    text = f"""
schema: 1
id: eastbay
name: {{zh: 东湾市, en: East Bay}}
{SOURCES}
roles: {{counsel: {{}}}}
scenarios: {{balanced: {{name: {{zh: 均衡, en: Balanced}}}}}}
"""
    config = load_text(text).resolve("balanced").config
    assert (config.counsel.need, config.counsel.hours, config.counsel.visits) == (1, 100.0, 12.0)
    assert config.counsel.jurisdiction == {"lawyer": "county", "gls_worker": "county"}
    assert [rung.aim for rung in config.ladder] == ["shortage", "county_fill", "travel", "changes"]
    assert isinstance(config.ladder[2], TravelRung)
    assert config.ladder[2].tolerance == 0.01
    assert (config.travel.cutoff_minutes, config.solver.seconds, config.hire.number) == (120.0, 60.0, 0)


def test_a_study_loads_from_its_folder_or_its_file(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    assert load_study(tmp_path).folder == load_study(tmp_path / "study.yaml").folder == tmp_path


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    assert load_text(b"\xef\xbb\xbf" + STUDY.replace("\n", "\r\n").encode()) is not None


def test_settings_cannot_be_changed_after_loading() -> None:
    config = load_text(STUDY).resolve("balanced").config
    with pytest.raises(ValueError, match="frozen"):
        config.solver.seed = 8  # type: ignore[misc]


def test_a_study_can_be_sent_to_another_process() -> None:
    study = load_text(STUDY)
    assert pickle.loads(pickle.dumps(study)) == study


def test_every_leaf_of_a_resolved_study_has_an_origin() -> None:
    resolved = load_text(STUDY).resolve("cross-county")
    origins = resolved.origins
    assert [name for name, _, _ in resolved.settings()] == list(origins)
    assert origins["roles.counsel.need"] == f"study.yaml:{line_of(STUDY, 'need: 1')}"
    line = line_of(STUDY, "jurisdiction.lawyer: city")
    assert origins["roles.counsel.jurisdiction.lawyer"] == f"scenario cross-county (study.yaml:{line})"
    assert origins["roles.counsel.jurisdiction.gls_worker"].startswith("study.yaml:")
    assert origins["roles.counsel.visits"] == "default"
    assert origins["roles.counsel.limit_minutes.rural"] == "default"
    assert origins["roles.counsel.nearest"].startswith("study.yaml:"), (
        "a null that is written is not a default"
    )
    assert origins["ladder.travel.aversion"].startswith("study.yaml:")
    assert origins["targets.WH-11.attribute"] == "default"


def test_members_of_a_list_that_is_left_to_its_default_have_that_origin() -> None:
    """Setting one value of the default ladder does not make the rest of it look written."""
    text = STUDY[: STUDY.index("ladder:")] + STUDY[STUDY.index("targets:") :]
    text = text.replace("{hire.number: 40}", "{ladder.travel.aversion: 3}")
    origins = load_text(text).resolve("hire").origins
    assert origins["ladder.travel.aversion"].startswith("scenario hire")
    assert origins["ladder.travel.tolerance"] == "default"
    assert origins["ladder.shortage.aim"] == "default"


@pytest.mark.parametrize("scenario", ["today", "balanced", "fewest-changes", "cross-county", "hire"])
def test_the_resolved_yaml_loads_back_to_the_same_settings(scenario: str) -> None:
    study = load_text(STUDY)
    resolved = study.resolve(scenario)
    again = load_text(resolved.as_yaml())
    assert again.scenarios == (scenario,)
    assert again.resolve(scenario).config == resolved.config
    assert again.resolve(scenario).scenario == resolved.scenario
    assert again.resolve(scenario).as_yaml() == resolved.as_yaml()
    assert "default" not in set(again.resolve(scenario).origins.values()), "everything is written out"


def test_the_resolved_yaml_lists_sections_in_one_order_whatever_the_study_does() -> None:
    shuffled = STUDY.replace("schema: 1\n", "") + "schema: 1\n"
    assert load_text(shuffled).resolve("hire").as_yaml() == load_text(STUDY).resolve("hire").as_yaml()
    keys = list(yaml.safe_load(load_text(STUDY).resolve("hire").as_yaml()))
    assert keys[:3] == ["schema", "id", "name"]
    assert keys[-1] == "scenarios"


def test_sources_become_the_readers_sources(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    sources = load_study(tmp_path).resolve("balanced").sources()
    assert list(sources)[:2] == ["outlines", "counties"]
    outlines = sources["outlines"]
    assert (outlines.table, outlines.path, outlines.name) == (
        "outlines",
        tmp_path / "outlines.gpkg",
        "outlines.gpkg",
    )
    assert (outlines.crs, outlines.layer, outlines.encoding) == ("EPSG:4490", "counties", None)


def test_an_unknown_scenario_names_the_nearest_one() -> None:
    with pytest.raises(UnknownScenarioError, match="did you mean balanced") as caught:
        load_text(STUDY).resolve("balansed")
    assert "是否指 balanced" in caught.value.in_language("zh")


def test_solver_settings_given_for_one_run_replace_only_those() -> None:
    solver = load_text(STUDY).resolve("balanced").config.solver
    assert SolverOverrides().apply(solver) == solver
    assert SolverOverrides(seed=3).apply(solver).seed == 3
    assert SolverOverrides(seed=3).apply(solver).seconds == solver.seconds
    with pytest.raises(ValueError, match="greater than 0"):
        SolverOverrides(seconds=0).apply(solver)
