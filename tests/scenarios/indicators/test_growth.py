"""Targets of growth beside the formulas of the targets of their codes: alike, or told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.bundled import find_study
from scenarios.errors import StudyError, StudyFault
from scenarios.indicators.growth import growth_reads_alike
from scenarios.settings import GrowthTargetSettings, PostSettings, ProfessionSettings
from scenarios.study import load_study
from tests.scenarios.indicators.counted_city import measure_settings
from tests.scenarios.indicators.judged import target

NAME = {"zh": "名", "en": "name"}
PROFESSIONS = {
    name: ProfessionSettings.model_validate({"name": NAME, **settings})
    for name, settings in {
        "lawyer": {},
        "public": {"occupation": "public_lawyer"},
        "full": {"mediators": "full_time"},
        "part": {"mediators": "part_time"},
        "literate": {"trained": True},
    }.items()
}
MEASURES = {
    "residents": measure_settings(table="counties", figure="sum", column="pop_resident"),
    "publics": measure_settings(
        table="headcounts", figure="sum", column="number", where={"occupation": "public_lawyer"}
    ),
    "both": measure_settings(
        table="headcounts", figure="sum", column="number", where={"occupation": ["lawyer", "public_lawyer"]}
    ),
    "fulls": measure_settings(table="mediators", where={"full_time": "1"}),
    "mediators": measure_settings(table="mediators", where={"full_time": ["0", "1"]}),
    "villages_all": measure_settings(table="villages"),
}
POSTS = {
    "mediator": PostSettings.model_validate(
        {"name": NAME, "unit": "committees", "pool": ("mediators",),
         "shares": {"full_time": {"where": {"full_time": "1"}, "share": 0.4}}}
    )
}  # fmt: skip


def differs(measure: str, also: str = "", **growth: Any) -> dict[str, str] | None:
    settings = {"also": {"other": {"name": NAME, "measure": also}}} if also else {}
    return growth_reads_alike(
        target(measure, **settings),
        GrowthTargetSettings.model_validate({"code": "T1", **growth}),
        professions=PROFESSIONS,
        measures=MEASURES,
        posts=POSTS,
    )


@pytest.mark.parametrize(
    ("alike", "other", "growth"),
    [
        ("10000 * personnel.lawyer / residents", "100000 * personnel.lawyer / residents",
         {"counts": ("lawyer",), "per": 10000}),
        ("publics", "personnel.lawyer", {"counts": ("public",)}),
        ("personnel.public_lawyer", "personnel.public_lawyer / residents", {"counts": ("public",)}),
        ("both", "publics", {"counts": ("lawyer", "public")}),
        ("personnel.lawyer + publics", "personnel.lawyer + personnel.notary",
         {"counts": ("lawyer", "public")}),
        ("posts.mediator.shares.full_time", "100 * fulls / (mediators + fulls)",
         {"counts": ("full",), "share_of": ("part",)}),
        ("100 * fulls / mediators", "fulls / mediators", {"counts": ("full",), "share_of": ("part",)}),
    ],
)  # fmt: skip
def test_growth_counts_what_the_target_does_or_is_told(
    alike: str, other: str, growth: dict[str, Any]
) -> None:  # fmt: skip
    """One reading that is the same is enough: growth plans for that one."""
    assert differs(alike, **growth) is None
    found = differs(other, **growth)
    assert found is not None and found["formula"] == other
    assert growth["counts"][0] in found["growth"]
    assert differs(other, also=alike, **growth) is None


def test_a_formula_about_anything_else_is_not_compared() -> None:
    """Villages and figures of a plan are none of growth."""
    for measure in ("villages_all", "personnel.lawyer / villages_all", "coverage_nominal"):
        assert differs(measure, counts=("lawyer",)) is None
    assert differs("personnel.notary", counts=("lawyer",)) is not None


def test_what_growth_is_said_to_count_is_a_formula() -> None:
    found = differs("publics", counts=("full",), share_of=("part",))
    assert found == {"formula": "publics", "growth": "100 * (full) / (full + part)"}
    found = differs("publics", counts=("lawyer", "public"), per=10000)
    assert found == {"formula": "publics", "growth": "10000 * (lawyer + public) / residents"}


@pytest.mark.parametrize(("per", "count"), [("10000", 0), ("100000", 1)])
def test_a_study_whose_growth_counts_otherwise_is_refused(tmp_path: Path, per: str, count: int) -> None:
    """Growth would be planned for another number than the one that is judged."""
    for name in ("study.yaml", "indicators.yaml", "headcount.yaml"):
        text = (find_study("weihai") / name).read_text(encoding="utf-8")
        old = "{code: WH-08, counts: [lawyer], per: 10000}"
        assert (old in text) == (name == "headcount.yaml")
        (tmp_path / name).write_text(text.replace(old, old.replace("10000", per)), encoding="utf-8")
    found: tuple[StudyFault, ...] = ()
    try:
        load_study(tmp_path)
    except StudyError as error:
        found = error.faults
    assert [(one.file, one.code) for one in found] == [("headcount.yaml", "study.growth_differs")] * count
    for fault in found:
        assert dict(fault.params)["growth"] == "100000 * (lawyer) / residents"
        assert "personnel.lawyer" in dict(fault.params)["formula"]


@pytest.mark.parametrize("city", ["weihai", "lianyungang"])
def test_the_bundled_targets_of_growth_count_what_their_targets_do(city: str) -> None:
    study = load_study(find_study(city))
    config = study.resolve(study.scenarios[0]).config
    targets = {one.code: one for one in config.targets}
    mine = [growth for growth in config.headcount.targets if growth.code in targets]
    assert len(mine) >= 3
    for growth in mine:
        found = growth_reads_alike(
            targets[growth.code], growth, professions=config.headcount.professions,
            measures=config.measures, posts=config.posts,
        )  # fmt: skip
        assert found is None, growth.code
