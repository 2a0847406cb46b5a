"""Scenarios: overrides in order, base scenario first, nothing ignored and nothing ambiguous."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.overrides import lineage
from tests.scenarios.study_text import STUDY, faults_in, line_of, load_text, only_fault, with_scenarios

NAME = "name: {zh: 名, en: Name}"


def scenario(name: str, *entries: str, extends: str | None = None) -> str:
    """The text of one scenario."""
    base = "" if extends is None else f"    extends: {extends}\n"
    items = "".join(f"      - {{{entry}}}\n" for entry in entries)
    return f"  {name}:\n    {NAME}\n{base}" + (f"    set:\n{items}" if entries else "")


def study(*scenarios: str) -> str:
    """The valid study with these scenarios instead of its own."""
    return with_scenarios("scenarios:\n" + "".join(scenarios))


def test_an_override_replaces_one_value_and_leaves_its_neighbours() -> None:
    resolved = load_text(study(scenario("a", "roles.counsel.hours: 80"))).resolve("a")
    assert resolved.config.counsel.hours == 80.0
    assert resolved.config.counsel.need == 1
    assert resolved.config.counsel.jurisdiction == {"lawyer": "county", "gls_worker": "county"}


def test_an_override_may_replace_a_whole_group() -> None:
    """What the new group does not say falls back to the default, not to the study's value."""
    resolved = load_text(study(scenario("a", "travel: {access_kmh: 15}"))).resolve("a")
    assert (resolved.config.travel.access_kmh, resolved.config.travel.snap_limit_km) == (15.0, 5.0)
    assert resolved.origins["travel.snap_limit_km"] == "default"


def test_an_override_may_name_a_setting_that_the_study_leaves_to_its_default() -> None:
    resolved = load_text(study(scenario("a", "roles.counsel.limit_minutes.rural: 90"))).resolve("a")
    assert resolved.config.counsel.limit_minutes.rural == 90.0
    assert resolved.config.counsel.limit_minutes.urban == 30.0


def test_an_override_may_be_null_where_null_is_allowed() -> None:
    text = study(scenario("a", "continuity.most_moved_share: 0.2"),
                 scenario("b", "continuity.most_moved_share: null", extends="a"))  # fmt: skip
    assert load_text(text).resolve("a").config.continuity.most_moved_share == 0.2
    assert load_text(text).resolve("b").config.continuity.most_moved_share is None
    fault = only_fault(study(scenario("a", "roles.counsel.need: null")))
    assert fault.code == "study.null_not_allowed"
    assert dict(fault.params)["scenario"] == "a"


def test_members_of_the_ladder_and_targets_are_named_not_counted() -> None:
    text = study(scenario("a", "ladder.travel.measure: mean", "targets.WH-11.value: 98"))
    config = load_text(text).resolve("a").config
    assert [rung.measure for rung in config.ladder if rung.aim == "travel"] == ["mean"]
    assert [target.value for target in config.targets] == [98.0]
    assert only_fault(study(scenario("a", "ladder.2.measure: mean"))).code == "study.unknown_path"


def test_a_list_is_replaced_as_a_whole() -> None:
    text = study(scenario("a", "roles.counsel.bans: [{village: '371001001002', person: P02}]"))
    assert [pair.person for pair in load_text(text).resolve("a").config.counsel.bans] == ["P02"]
    fault = only_fault(study(scenario("a", "roles.counsel.locks.0.person: P02")))
    assert (fault.code, dict(fault.params)["whole"]) == ("study.path_into_value", "roles.counsel.locks")


def test_a_scenario_may_read_another_table() -> None:
    text = study(scenario("a", "sources.counsel.path: counsel-2027.csv", "sources.grids: {path: grids.csv}"))
    sources = load_text(text).resolve("a").config.sources
    assert (sources["counsel"].path, sources["grids"].path) == ("counsel-2027.csv", "grids.csv")
    assert only_fault(study(scenario("a", "sources.counsel.path: /etc/passwd"))).code == "study.path_outside"


def test_a_base_scenario_is_applied_first_then_the_scenario_in_its_own_order() -> None:
    text = study(
        scenario("c", "roles.counsel.hours: 60", extends="b"),
        scenario("b", "roles.counsel.hours: 70", "roles.counsel.visits: 6", extends="a"),
        scenario("a", "roles.counsel.hours: 80", "roles.counsel.need: 2"),
    )
    resolved = load_text(text).resolve("c")
    counsel = resolved.config.counsel
    assert (counsel.hours, counsel.visits, counsel.need) == (60.0, 6.0, 2)
    assert resolved.origins["roles.counsel.hours"].startswith("scenario c ")
    assert resolved.origins["roles.counsel.visits"].startswith("scenario b ")
    assert resolved.origins["roles.counsel.need"].startswith("scenario a ")


def test_evaluate_is_not_inherited() -> None:
    text = study(f"  a:\n    {NAME}\n    evaluate: true\n", scenario("b", extends="a"))
    assert load_text(text).resolve("a").scenario.evaluate
    assert not load_text(text).resolve("b").scenario.evaluate


@pytest.mark.parametrize(
    ("path", "key", "nearest"),
    [
        ("roles.counsel.hors", "hors", "roles.counsel.hours"),
        ("roles.councel.hours", "councel", "roles.counsel.hours"),
        ("role.counsel.hours", "role", "roles.counsel.hours"),
        ("sources.counsle.path", "counsle", "sources.counsel.path"),
        ("ladder.travle.aversion", "travle", "ladder.travel.aversion"),
        ("ladder.shortage.aversion", "aversion", "ladder.shortage.aim"),
        ("targets.WH-12.value", "WH-12", "targets.WH-11.value"),
        ("hire.numbr", "numbr", "hire.number"),
        ("scenarios.balanced", "scenarios", "sources.balanced"),
        ("roles..hours", "", "roles.counsel.hours"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_nearest_one(path: str, key: str, nearest: str) -> None:
    text = study(scenario("a", f'"{path}": 1'))
    fault = only_fault(text)
    assert (fault.code, fault.value, fault.line) == ("study.unknown_path", path, line_of(text, path))
    assert dict(fault.params)["key"] == key
    assert dict(fault.params)["nearest"] == nearest


def test_a_new_role_cannot_slip_in_through_a_misspelt_override() -> None:
    assert only_fault(study(scenario("a", "roles.councel: {need: 2}"))).code == "study.unknown_path"
    assert faults_in(study(scenario("a", "roles.counsel: {need: 2}"))) == ()


def test_a_jurisdiction_for_an_occupation_that_does_not_count_is_refused() -> None:
    fault = only_fault(study(scenario("a", "roles.counsel.jurisdiction.notary: city")))
    assert fault.code == "study.unknown_key"
    assert dict(fault.params)["allowed"] == "lawyer, gls_worker"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hire.number: 1", "hire.number: 2"),
        ("hire.number: 1", "hire.number: 1"),
        ("hire.number: 1", "hire: {number: 2}"),
        ("hire: {number: 2}", "hire.number: 1"),
        ("roles.counsel.limit_minutes.rural: 50", "roles.counsel: {}"),
    ],
)
def test_setting_the_same_thing_twice_in_one_scenario_is_a_clash_of_two_lines(
    first: str, second: str
) -> None:
    text = study(scenario("a", first, second))
    fault = only_fault(text)
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("      - ")]
    assert (fault.code, fault.line) == ("study.clash", lines[1])
    assert dict(fault.params) == {"other": first.split(":")[0], "first": str(lines[0])}


def test_paths_that_only_begin_alike_do_not_clash() -> None:
    assert faults_in(study(scenario("a", "hire.number: 1", "hire.hours_year: 500"))) == ()


def test_a_base_and_its_scenario_may_set_the_same_thing() -> None:
    assert (
        faults_in(study(scenario("a", "hire.number: 1"), scenario("b", "hire.number: 2", extends="a"))) == ()
    )


@pytest.mark.parametrize(
    "entry", ["      - hire.number\n", "      - {hire.number: 1, hire.hours_year: 2}\n", "      - {}\n"]
)
def test_an_override_that_is_not_one_path_and_one_value_is_refused(entry: str) -> None:
    text = study(f"  a:\n    {NAME}\n    set:\n{entry}")
    assert "study.set_entry" in {fault.code for fault in faults_in(text)}


def test_an_unknown_base_names_the_nearest_scenario() -> None:
    fault = only_fault(study(scenario("balanced"), scenario("b", extends="balansed")))
    assert (fault.code, fault.path) == ("study.unknown_scenario", "scenarios.b.extends")
    assert dict(fault.params)["nearest"] == "balanced"


@pytest.mark.parametrize(
    ("bases", "cycle"),
    [
        ({"a": "a"}, "a → a"),
        ({"a": "b", "b": "a"}, "a → b → a"),
        ({"a": "b", "b": "c", "c": "a"}, "a → b → c → a"),
        ({"x": "a", "a": "b", "b": "a"}, "a → b → a"),
    ],
)
def test_a_circle_of_scenarios_is_reported_once_with_its_path(bases: dict[str, str], cycle: str) -> None:
    fault = only_fault(study(*(scenario(name, extends=base) for name, base in bases.items())))
    assert (fault.code, dict(fault.params)["cycle"]) == ("study.cycle", cycle)


def test_a_wrong_value_names_the_line_of_the_override_not_of_the_study() -> None:
    text = study(scenario("a", "roles.counsel.hours: many"))
    fault = only_fault(text)
    assert (fault.path, fault.line) == ("roles.counsel.hours", line_of(text, "hours: many"))


def test_an_inherited_fault_is_reported_once() -> None:
    text = study(scenario("a", "hire.number: -1"), scenario("b", extends="a"), scenario("c", extends="b"))
    assert only_fault(text).code == "study.bound_ge"


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from("abcde")))
def test_a_lineage_ends_and_never_names_a_scenario_twice_but_to_show_a_circle(bases: dict[str, str]) -> None:
    scenarios = {name: {"extends": bases.get(name)} for name in "abcde"}
    for name in scenarios:
        chain = lineage(scenarios, name)
        circle = len(chain) > 1 and chain[0] == chain[-1]
        inside = chain[:-1] if circle else chain
        assert len(set(inside)) == len(inside)
        if not circle:
            assert chain[-1] == name
            assert scenarios[chain[0]]["extends"] is None


@settings(deadline=None)
@given(
    st.permutations(
        ["roles.counsel.hours: 80", "hire.number: 3", "solver.seed: 5", "ladder.travel.aversion: 2"]
    )
)
def test_overrides_that_do_not_clash_give_the_same_settings_in_any_order(entries: list[str]) -> None:
    expected = load_text(study(scenario("a", *sorted(entries)))).resolve("a").config
    assert load_text(study(scenario("a", *entries))).resolve("a").config == expected


def test_the_valid_study_has_no_faults() -> None:
    """The text that all these tests change is itself accepted."""
    assert faults_in(STUDY) == ()
