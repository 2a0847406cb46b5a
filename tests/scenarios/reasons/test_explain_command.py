"""The command explain: conflicts, repairs with prices, townships, losses, and the workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from scenarios.reasons.asked import Again
from scenarios.reasons.explanation import Explanation, explanation
from scenarios.run_monitor import RunMonitor
from tests.scenarios.reasons.asking import solved
from tests.scenarios.small_study import (
    FREE,
    ISLAND,
    OFF_THE_ROAD,
    PHONE,
    evenreach,
    scarce_tables,
    with_setting,
    write_study,
)

SHEETS = {
    "en": ["Conflicts", "Repairs", "Heat list", "Losses", "Backups"],
    "zh": ["冲突", "补缺办法", "增员热点", "离任影响", "替补"],
}
PRICES = "{person: 1000, hour: 7, beyond_limit: 20, across_border: 5000}"


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Again:
    return solved(tmp_path_factory.mktemp("scarce"))


@pytest.fixture(scope="module")
def found(again: Again) -> Explanation:
    return explanation(again, village=None, seconds=30, monitor=RunMonitor())


def explain(folder: Path, *arguments: str, lang: str = "en") -> str:
    result = evenreach("explain", str(folder / "study"), *arguments, "-q", "--lang", lang,
                       "--out", str(folder / "out"))  # fmt: skip
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_the_cheapest_repair_of_each_kind_is_that_found_by_hand(found: Explanation) -> None:
    """One village lacks counsel: a person costs 60,000; no hours within a fifth more let anybody take one
    more; the lawyer P03 of the zone has time for one across the border at 300."""
    first = next(each for each in found.repairs if each.county_code == "371001")
    told = {each.kind: (first.filled(each), each.price, each.exact) for each in first.repairs}
    assert told["people"] == (1.0, 60_000.0, True)
    assert told["hours"] == (0.0, 0.0, True)
    assert told["jurisdiction"] == (1.0, 300.0, True)
    assert told["all"] == (1.0, 300.0, True)


def test_the_prices_of_the_study_decide(tmp_path: Path) -> None:
    again = solved(tmp_path, text=with_setting("repair_prices", PRICES, text=FREE))
    found = explanation(again, village=None, seconds=20, monitor=RunMonitor())
    together = next(each for each in found.repairs if each.county_code == "371001").repairs[-1]
    assert (together.kind, together.price, sum(n for _, n in together.hired)) == ("all", 1000.0, 1)


def test_villages_beyond_reach_are_named_with_what_would_open_a_pair(found: Explanation) -> None:
    assert {each.post: each.opens for each in found.beyond} == {
        ISLAND: ("no_way",),
        OFF_THE_ROAD: ("no_way",),
    }


def test_a_longer_limit_and_another_county_are_told_apart(tmp_path: Path) -> None:
    """With 5 minutes allowed 河东村, 6.4 minutes from its own counsel, needs the limit half as long again."""
    text = with_setting("roles.counsel.limit_minutes", "{rural: 5, urban: 5}", text=FREE)
    again = solved(tmp_path, text=text)
    found = explanation(again, village="371002100200", seconds=10, monitor=RunMonitor())
    (far,) = found.beyond
    assert far.opens == ("limit",)
    assert far.nearest == pytest.approx(6.43, abs=0.01)


def test_townships_come_by_what_one_more_person_fills(found: Explanation) -> None:
    assert [(each.group, each.gain) for each in found.heat if each.gain] == [
        ("371001101", 1.0),
        ("371001001", 1.0),
    ]
    assert found.vacant_by_township == {"371001101": 1, "371002100": 2}


def test_nobody_has_room_for_what_another_leaves(found: Explanation) -> None:
    assert {each.person: len(each.vacant) for each in found.losses.people} == {
        "P01": 3, "P02": 2, "P03": 2, "P04": 2,
    }  # fmt: skip
    assert len(found.losses.without) == 9


def test_the_terminal_tells_everything_in_both_languages(tmp_path: Path) -> None:
    write_study(tmp_path / "study", tables=scarce_tables())
    english = explain(tmp_path, "balanced", "--depart", "P01")
    for words in (
        "If 甲一 (P01) leaves, 3 villages need somebody else",
        "Vacant villages: 3",
        "6 villages need 6 counsel",
        "Vacant villages that nobody on the register may serve: 2",
        "Villages without a backup, should their counsel leave: 9 of 9",
    ):
        assert words in english
    chinese = explain(tmp_path, "balanced", lang="zh")
    for words in ("空缺村 3 个", "最省的补缺办法", "增聘人员", "9 个村中有 9 个"):
        assert words in chinese
    assert PHONE not in english + chinese


def test_nothing_vacant_is_said_so(tmp_path: Path) -> None:
    from tests.small_city import small_tables

    tables = small_tables()
    villages, nodes = tables["villages"], tables["road_nodes"]
    villages = villages[~villages["village_code"].isin([ISLAND, OFF_THE_ROAD])]
    write_study(
        tmp_path / "study", tables={"villages": villages, "road_nodes": nodes[nodes["node_id"].ne("N07")]}
    )
    words = explain(tmp_path, "balanced")
    assert "No village is vacant: nothing is in conflict." in words
    assert "The cheapest repair" not in words
    asked = explain(tmp_path, "balanced", "--village", "一社区")
    assert "一社区 (东山街道, 东山区) is not vacant" in asked


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_workbook_has_every_rule_repair_and_backup(tmp_path: Path, lang: str) -> None:
    tables = scarce_tables()
    tables["counsel"].loc[tables["counsel"]["person_id"].eq("P01"), "name"] = "=1+1"
    write_study(tmp_path / "study", tables=tables)
    explain(tmp_path, "balanced", "--to", str(tmp_path / "deep" / "reasons.xlsx"), lang=lang)
    book = openpyxl.load_workbook(tmp_path / "deep" / "reasons.xlsx")
    assert book.sheetnames == SHEETS[lang]
    conflicts, _, heat, losses, backups = book.worksheets
    assert conflicts.max_row == 1 + 6 + 2 + 2  # head; needs, limits, and two villages beyond reach
    assert (heat.max_row, losses.max_row, backups.max_row) == (1 + 4, 1 + 4, 1 + 9)
    names = [row[0].value for row in losses.iter_rows(min_row=2)]
    assert any(str(name).startswith("'=1+1") for name in names)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--village", "无此村"), "there is no village 无此村"),
        (("--depart", "P99"), "there is no counsel P99"),
        (("--to", "reasons.csv"), "reasons are written as .xlsx"),
    ],
)
def test_what_cannot_be_told_is_bad_input_and_says_why(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    write_study(tmp_path / "study", tables=scarce_tables())
    result = evenreach("explain", str(tmp_path / "study"), "balanced", *arguments, "-q", "--lang", "en",
                       "--out", str(tmp_path / "out"))  # fmt: skip
    assert result.exit_code == 2
    assert words in result.stderr and not result.stdout
