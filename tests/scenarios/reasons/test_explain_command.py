"""The command explain: conflicts, repairs with prices, townships, losses, and the workbook."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from scenarios.reasons.asked import Again
from scenarios.reasons.explain_view import explanation_view
from scenarios.reasons.explanation import Explanation, explanation, heat_rank
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


def view(again: Again, found: Explanation, lang: str = "en", *, village: str | None = None) -> str:
    console = Console(file=StringIO(), width=200)
    for part in explanation_view(again, found, lang, village=village):
        console.print(part, soft_wrap=isinstance(part, str))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_of_losses_that_leave_as_many_vacant_those_with_more_hours_come_first(
    again: Again, found: Explanation
) -> None:
    (first, *_) = found.losses.people
    twelve = [replace(first, person=f"Q{n:02}", hours=100.0 + (n == 7)) for n in range(12)]
    words = view(
        again, replace(found, losses=replace(found.losses, people=(*twelve, *found.losses.people[1:])))
    )
    place = [words.index(f"Q{n:02}") for n in (7, 0, 1)]
    assert place == sorted(place) and "Q11" not in words
    assert "most vacant villages first, then most hours a year served, then the id" in words
    assert 'The first 12 are equal in "Left vacant"; shown: 10' in words
    assert "are equal in" not in view(again, found)


def test_townships_that_gain_as_much_are_counted_and_a_loose_bound_is_called_loose(
    again: Again, found: Explanation
) -> None:
    one = replace(found.heat[0], gain=1.0, bound=1.0)
    tight = replace(found, heat=(one,) * 11)
    words = view(again, tight)
    assert 'The first 11 are equal in "Vacant villages filled"; shown: 10' in words
    assert "loose bound" not in words
    loose = view(again, replace(found, heat=(replace(one, bound=4.0), *tight.heat[:9])))
    assert "it is a loose bound" in loose and "are equal in" not in loose


def test_the_heat_list_goes_by_gain_then_own_vacancies_then_the_drive_then_the_code(
    found: Explanation,
) -> None:
    one = replace(found.heat[0], gain=2.0)
    own = {"A": 3, "B": 1, "C": 1, "D": 1, "E": 9}
    drives = {"A": 9.0, "B": 5.0, "C": 7.0, "D": 4.96, "E": 1.0}
    towns = [replace(one, group=code, minutes=drives[code], gain=1.0 if code == "E" else 2.0) for code in own]
    assert "".join(each.group for each in sorted(towns, key=lambda each: heat_rank(each, own))) == "ABDCE"


def test_counties_and_kinds_without_a_repair_say_why(again: Again, found: Explanation) -> None:
    """The zone has no vacant village; no pair beyond the limit can be had in the other two counties."""
    words = view(again, found)
    assert "No repair needed, no village vacant: 临海开发区." in words
    assert words.count("nothing of the kind to be had") == 2
    assert "not searched" not in words and "lack of time" not in words
    asked = explanation(again, village=ISLAND, seconds=10, monitor=RunMonitor())
    assert "not searched, as one village alone was asked about: 东山区." in view(again, asked, village=ISLAND)
    assert "No repair needed, no village vacant: 临海开发区." in view(again, asked, village=ISLAND)
    assert "未搜索：东山区。" in view(again, asked, "zh", village=ISLAND)


def test_repairs_that_are_not_proven_are_counted_with_what_to_do(again: Again, found: Explanation) -> None:
    first, *others = found.repairs
    unsure = replace(first, repairs=tuple(replace(each, exact=False) for each in first.repairs))
    both = view(again, replace(found, repairs=(unsure, *others)))
    assert f"Not proven for lack of time: {len(first.repairs)}." in both and "With --village" in both
    alone = view(again, replace(found, repairs=(unsure,)))
    assert "Not proven for lack of time" in alone and "--village" not in alone


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
    repairs = book.worksheets[1]
    assert repairs.max_row == 1 + 2 * 5 + 3  # two counties, five kinds, and what three of them use
    assert len({cell.value for cell in losses[1]}) == losses.max_column == 6
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
