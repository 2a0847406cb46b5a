"""What `validate` tells: places without a road near them; offices end with a report, villages are named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scenarios.run import validate_study
from scenarios.study import load_study
from scenarios.validated import column_notes
from tests.scenarios.small_study import (
    FREE,
    OFF_THE_ROAD,
    changed_table,
    evenreach,
    with_setting,
    write_study,
)
from tests.small_city import small_tables


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("nobody can travel there", "1 villages", "河北村", "5.18 km", "travel.snap_limit_km")),
        ("zh", ("1 个村", "无人可以前往", "河北村", "5.18 公里", "travel.snap_limit_km")),
    ],
)
def test_validate_names_the_villages_that_no_road_leads_near_to_and_how_far_off_they_are(
    place: Path, lang: str, words: tuple[str, ...]
) -> None:
    """It is no fault: nobody may be able to go there."""
    write_study(place / "study")
    result = evenreach("validate", "study", "--lang", lang)
    assert result.exit_code == 0
    assert all(word in result.stdout for word in (OFF_THE_ROAD, *words))


def test_with_a_limit_that_reaches_all_villages_nothing_is_said(place: Path) -> None:
    write_study(place / "study", FREE.replace("snap_limit_km: 5", "snap_limit_km: 5.2"))
    assert "5.2" in (place / "study" / "study.yaml").read_text(encoding="utf-8")
    result = evenreach("validate", "study")
    assert (result.exit_code, OFF_THE_ROAD in result.stdout) == (0, False)


def test_the_smallest_limit_of_all_scenarios_counts(place: Path) -> None:
    wide = FREE.replace("snap_limit_km: 5", "snap_limit_km: 5.2")
    write_study(place / "study", with_setting("travel.snap_limit_km", "3", text=wide))
    result = evenreach("validate", "study", "--lang", "en")
    assert (result.exit_code, OFF_THE_ROAD in result.stdout) == (0, True)
    assert "Farther than 3 km" in result.stdout


def test_only_the_first_ten_are_named_and_the_others_counted(place: Path) -> None:
    """With a limit of some metres all twelve are off the road, but so is every office: move the nodes in."""
    nodes, offices, seats = (small_tables()[name] for name in ("road_nodes", "offices", "townships"))
    origins = [
        *zip(offices["lon"], offices["lat"], strict=True),
        *zip(seats["lon"], seats["lat"], strict=True),
    ]
    extra = nodes.iloc[[0] * len(origins)].assign(
        node_id=[f"X{n}" for n in range(len(origins))],
        lon=[lon for lon, _ in origins],
        lat=[lat for _, lat in origins],
        kind="junction",
    )
    text = FREE.replace("snap_limit_km: 5", "snap_limit_km: 0.001")
    villages = small_tables()["villages"].assign(lat=lambda table: table["lat"] + "1")
    tables = {"road_nodes": pd.concat([nodes, extra], ignore_index=True), "villages": villages}
    write_study(place / "study", text, tables=tables)
    result = evenreach("validate", "study", "--lang", "en")
    assert result.exit_code == 0
    assert "(12 villages)" in result.stdout
    assert "and 2 more" in result.stdout


def test_an_office_that_no_road_leads_near_to_ends_with_a_report_in_both_languages(place: Path) -> None:
    """Exit 2: which one, how far off, the limit and the setting that raises it; nothing is written."""
    lost = changed_table("offices", (0, "lon", "122.05"), (0, "lat", "37.28"))
    write_study(place / "study", tables=lost)
    for lang, words in (("en", "8.88 km away"), ("zh", "8.88 公里")):
        result = evenreach("run", "study", "balanced", "-q", "--lang", lang)
        assert (result.exit_code, result.stdout) == (2, "")
        for word in ("offices.csv:2", "122.05, 37.28", words, "travel.snap_limit_km"):
            assert word in result.stderr
    assert sorted(path.name for path in place.iterdir()) == ["study"]


@pytest.mark.parametrize(
    ("measure", "note"),
    [
        ("{table: villages, where: {law_hal: '1'}}", "villages.csv has no column law_hal"),
        ("{table: villages, where: {law_hall: '1'}}", None),
        ("{table: villages, where: {Law_hall: '1'}}", None),
        ("{table: villages, where: {lifts: '1'}}", None),
        ("{table: villages, where: {aria: rural}}", "Perhaps area is meant?"),
        ("{table: grids, where: {law_hal: '1'}}", None),
    ],
)
def test_a_column_that_is_nearly_one_of_the_file_is_named_and_no_fault(
    tmp_path: Path, measure: str, note: str | None
) -> None:
    """A column that is not there yet is none of a mistake: only its measure has no data."""
    villages = small_tables()["villages"].assign(law_hall="")
    text = FREE.replace("ladder:\n", f"measures: {{halls: {measure}}}\nladder:\n")
    study = load_study(write_study(tmp_path / "study", text, tables={"villages": villages}))
    notes = list(column_notes(study, validate_study(study), "en"))
    assert len(notes) == (note is not None)
    assert note is None or note in notes[0]
    assert all("指标" in words for words in column_notes(study, validate_study(study), "zh"))
