"""What a plan of growth shows: tables for the terminal and a workbook, in both languages, that agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.table import Table
from rich.text import Text

from scenarios.headcount.answer import HeadcountAnswer
from scenarios.headcount.book import write_growth
from scenarios.headcount.reasons import (
    fair_frontier,
    frontier_record,
    frontier_view,
    reasons_of,
    reasons_record,
    reasons_view,
)
from scenarios.headcount.tables import actions, costs, county_years, fair_rows, target_years
from scenarios.headcount.value import NextPerson
from scenarios.headcount.value_view import value_record
from scenarios.headcount.view import growth_view
from scenarios.headcount.words import change_words
from scenarios.run_monitor import RunMonitor
from tests.scenarios.headcount.growing import (
    EAST,
    LAWYERS,
    MEDIATORS,
    NAMES,
    WEST,
    ZONE,
    config,
    grown,
    named,
    record_of,
    target,
    ten_lawyers_more,
)

SETTINGS = config(
    [target("T1", 60, unit="人"), target("T2", 39, unit="%"), target("T3", 4)],
    professions={
        **LAWYERS,
        **MEDIATORS,
        "notary": named("notary", relocation={"most_out": 1, "most_in": 1, "yuan": 5}),
    },
    targets=(
        {"code": "T1", "counts": ("lawyer",)},
        {"code": "T2", "counts": ("full",), "share_of": ("part",), "each_county": True},
        {"code": "T3", "counts": ("notary",), "per": 100_000},
    ),
    budgets={"city": {"yuan_year": 426}},
)


@pytest.fixture(scope="module")
def answer() -> HeadcountAnswer:
    return grown(SETTINGS)


def cells(table: Table | str) -> list[list[str]]:
    """The rows of a table as plain text."""
    assert isinstance(table, Table)
    return [
        [str(cell) for cell in row] for row in zip(*(column.cells for column in table.columns), strict=True)
    ]


def views(found: HeadcountAnswer, lang: str, names: dict[str, str] | None = None) -> list[Table]:
    return [part for part in growth_view(found, SETTINGS, names or NAMES, lang) if isinstance(part, Table)]


def test_the_targets_show_what_lacks_in_whole_people(answer: HeadcountAnswer) -> None:
    """With 426 yuan a year ten lawyers come, four in the first year, so that four of 60 lack at the end.

    Of a share there is no number needed: east has one of ten full-time, and four at the end.
    """
    rows = {(row[0], row[1]): row[2:] for row in cells(views(answer, "en")[0])}
    east = rows["T2", f"Target T2 – {NAMES[EAST]}"][2]
    assert rows["T1", "Target T1"] == ["60", "50", "52", "56", "60", "4"]
    assert rows["T2", f"Target T2 – {NAMES[EAST]}"] == ["39 %", "10", east, "40", "–", "0"]
    assert east in ("20", "30")
    assert rows["T2", f"Target T2 – {NAMES[ZONE]}"] == ["39 %", "0", "0", "0", "–", "0"]
    assert rows["T3", "Target T3"][0:2] == ["4", "4.58"]  # 4.587


def test_a_part_of_a_person_that_lacks_is_shown_as_one() -> None:
    """31 % of ten are 3.1 full-time mediators: with three, 0.1 lack."""
    part = {**MEDIATORS["full"]["ways"]["convert"], "county_year": 1}
    people = {**MEDIATORS, "full": {**MEDIATORS["full"], "ways": {"convert": part}}}
    asked = {"code": "T2", "counts": ("full",), "share_of": ("part",)}
    settings = config([target("T2", 31)], professions=people, targets=({**asked, "each_county": True},))
    found = grown(settings)
    short = [row.short for row in target_years(found.case, found.result)]
    assert max(short) == pytest.approx(0.1)
    (table, *_) = growth_view(found, settings, NAMES, "en")
    assert [row[-1] for row in cells(table)] == ["1", "0", "0"]


def test_the_stock_and_the_costs_of_counties_add_up_to_the_total(answer: HeadcountAnswer) -> None:
    found = views(answer, "en")
    for row in cells(found[1]):
        counties, total = row[1:-1], row[-1]
        pairs = [tuple(map(int, cell.split(" → "))) for cell in counties]
        assert tuple(map(sum, zip(*pairs, strict=True))) == tuple(map(int, total.split(" → ")))
    money = [[int(cell.replace(",", "")) for cell in row[1:]] for row in cells(found[4])]
    idle = 2 * 3 * 36  # three full-time mediators stay for two years whatever is done
    assert f"{idle}" in str(found[4].caption)
    assert [sum(column) for column in zip(*money[:-1], strict=True)] == money[-1]
    assert all(sum(row[:-1]) == row[-1] for row in money)
    assert money[-1][-1] == answer.result.figures.yuan - idle


def test_actions_are_told_by_county_with_years_side_by_side(answer: HeadcountAnswer) -> None:
    rows = cells(views(answer, "en")[3])
    found = actions(answer.case, answer.result)
    for year, column in ((2023, 2), (2024, 3)):
        assert sum(int(row[column]) for row in rows if row[column] != "–") == sum(
            each.number for each in found if each.year == year
        )
    assert sum(int(row[4].replace(",", "")) for row in rows) == sum(each.yuan for each in found)
    assert [row[4] for row in rows if row[:2] == [NAMES[EAST], "Full: Convert"]] == ["9"]


def test_counties_are_told_from_the_least_with_the_profession_where_there_are_several(
    answer: HeadcountAnswer,
) -> None:
    amounts = [float(row[2]) for row in cells(views(answer, "en")[2])]
    assert amounts == sorted(amounts)
    settings = config(
        [target("T1", 5), target("T3", 4)],
        professions={**LAWYERS, "notary": named("notary")},
        targets=(
            {"code": "T1", "counts": ("lawyer",), "per": 10_000},
            {"code": "T3", "counts": ("notary",), "per": 100_000},
        ),
        fair=("lawyer", "notary"),
    )
    several = grown(settings)
    rows = cells(list(growth_view(several, settings, NAMES, "en"))[2])
    assert {row[0] for row in rows} == {f"{n} – {p}" for n in NAMES.values() for p in ("Lawyer", "Notary")}
    amounts = [row.amount for row in fair_rows(several.case, several.result)]
    assert [float(row[2]) for row in rows] == pytest.approx([each - 0.005 for each in amounts], abs=0.0051)
    assert all(float(row[2]) <= each + 1e-9 for row, each in zip(rows, amounts, strict=True))


def test_what_nobody_knows_is_told_and_has_no_data_and_what_is_ones_own_says_so() -> None:
    """Of forensic examiners nothing is known in two counties; judges are those of the settings."""
    own = {"name": {"zh": "法官", "en": "Judges"}, "value": 7}
    settings = config(
        [target("T1", 3)],
        professions={
            "forensic_examiner": named("examiner"),
            "notary": named("notary", ways={"train": named("train", trained_from="forensic_examiner")}),
            "judge": named("judge", stock={EAST: 3, WEST: 1, ZONE: 3}),
        },
        targets=(
            {"code": "T1", "counts": ("forensic_examiner",)},
            {"code": "OWN", "own": own, "counts": ("judge",)},
        ),
    )  # fmt: skip
    table, *told = growth_view(grown(settings), settings, NAMES, "en")
    rows = cells(table)
    assert rows[0][:4] == ["T1", "Target T1", "3", "without data"]
    assert rows[1][:4] == ["OWN", "Judges (own target, of no plan)", "7", "7"]
    words = [each for each in told if isinstance(each, str)]
    assert (
        f"{NAMES[WEST]}, {NAMES[ZONE]}; headcounts.csv, column number, rows with occupation = forensic"
        in words[0]
    )
    assert "“Train”" in words[1]
    assert words[2].startswith("Judge: the number of today is that of the settings")
    assert len(words) == 3


def test_budgets_are_told_by_their_title_with_what_is_left() -> None:
    named_one = {"yuan_year": 420, "name": {"zh": "市级经费", "en": "City fund"}}
    settings = ten_lawyers_more(budgets={"city": named_one, "some": {"yuan_year": 1000}})
    answer = grown(settings)
    budgets = list(growth_view(answer, settings, NAMES, "en"))[5]
    assert cells(budgets) == [
        ["City fund", "2023", "420", "420", "0"],
        ["City fund", "2024", "400", "420", "20"],
        ["some", "2023", "420", "1,000", "580"],
        ["some", "2024", "400", "1,000", "600"],
    ]
    assert any(row[:2] == ["budget", "City fund"] for row in cells(reasons(answer)[0]))


def test_why_tells_who_must_stay_and_what_fewer_would_bring() -> None:
    """The three part-time mediators of the west must stay; with fewer, two would be made full-time."""
    people = {**MEDIATORS, "part": {**MEDIATORS["part"], "least": 3}}
    asked = {"code": "T2", "counts": ("full",), "share_of": ("part",), "each_county": True}
    full, _, gains = reasons(
        grown(config([target("T2", 80)], professions=people, targets=(asked,), years=(2023,)))
    )
    assert ["who must stay", "Part", NAMES[WEST], "2023", "3 / 3"] in cells(full)
    assert "Part: 10 fewer must stay in each county" in [row[0] for row in cells(gains)]


@pytest.mark.parametrize(
    ("lang", "sheets"),
    [
        ("en", ["Targets", "People", "Actions", "Costs", "Budgets", "Counties", "Proof", "Notes"]),
        ("zh", ["目标", "人员", "行动", "费用", "预算", "各县", "证明", "说明"]),
    ],
)
def test_the_workbook_has_everything_in_the_language_asked_for(
    answer: HeadcountAnswer, tmp_path: Path, lang: str, sheets: list[str]
) -> None:
    book = written(answer, tmp_path, lang)
    assert list(book) == sheets
    case, result = answer.case, answer.result
    targets, people, done, money, budgets, fair, proof, notes = book.values()
    assert [row[4] for row in targets[1:]] == [each.people for each in target_years(case, result)]
    assert [row[-1] for row in people[1:]] == [each.stock for each in county_years(case, result)]
    for row in people[1:]:
        before, left, came, away, moved_in, moved_out, _, after = row[3:]
        assert after == before - left + came - away + moved_in - moved_out
    assert [row[3:] for row in done[1:]] == [(each.number, each.yuan) for each in actions(case, result)]
    assert sum(sum(row[2:-2]) + row[-1] for row in money[1:]) == result.figures.yuan
    assert all(sum(row[2:-2]) == row[-2] for row in money[1:])
    assert [row[:2] + row[3:] for row in budgets[1:]] == [
        ("city", year, 426, 426 - row[2]) for year, row in zip((2023, 2024), budgets[1:], strict=True)
    ]
    assert len(notes) == 2
    assert len(money) == 1 + len(costs(case, result.figures))
    assert [row[2] for row in fair[1:]] == [
        pytest.approx(each.amount, abs=6e-4) for each in fair_rows(case, result)
    ]
    assert len(proof) == 1 + len(result.certificates)
    titles = {cell for sheet in book.values() for row in sheet for cell in row if isinstance(cell, str)}
    assert not any(title.startswith("headcount.") for title in titles)


def written(
    found: HeadcountAnswer, folder: Path, lang: str, names: dict[str, str] | None = None
) -> dict[str, list[tuple[Any, ...]]]:
    """The sheets of the workbook, row by row."""
    file = write_growth(record_of(found, SETTINGS, names), folder / "new" / "growth.xlsx", lang=lang)
    book = openpyxl.load_workbook(file)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_names_that_could_be_formulas_are_made_inert(answer: HeadcountAnswer, tmp_path: Path) -> None:
    names = {EAST: "=1+1", WEST: "@west", ZONE: "[red]zone[/]"}
    found = {
        cell for sheet in written(answer, tmp_path, "en", names).values() for row in sheet for cell in row
    }
    assert {"'=1+1", "'@west", "[red]zone[/]"} <= found
    assert not {"=1+1", "@west"} & found
    for table in views(answer, "en", names):
        assert "zone" not in {str(cell) for row in cells(table) for cell in row}
    assert views(answer, "en", names)[1].columns[3].header == Text("[red]zone[/]")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_word_of_the_views_is_in_the_catalogue(answer: HeadcountAnswer, lang: str) -> None:
    parts = [*growth_view(answer, SETTINGS, NAMES, lang), *reasons(answer, lang)]
    for part in parts:
        assert isinstance(part, Table)
        words = [str(part.title), *(str(column.header) for column in part.columns), str(part.caption or "")]
        words += [cell for row in cells(part) for cell in row]
        assert not any("headcount." in word or "{" in word for word in words), words


def reasons(found: HeadcountAnswer, lang: str = "en") -> list[Table]:
    why = reasons_of(found, seconds=20.0, monitor=RunMonitor(None))
    return list(reasons_view(found, why, NAMES, lang))


def test_what_holds_growth_back_and_what_more_would_bring() -> None:
    """Two trainees fill the pipeline; with ten places more all ten lawyers are trainees and save 720 yuan.

    Without the target nobody comes, which saves all 820.
    """
    full, prices, gains = reasons(grown(ten_lawyers_more()))
    assert ["places of the pipeline", "Lawyer: Trainees", "–", "2023", "2 / 2"] in cells(full)
    assert ["most a year in the county", "Lawyer: Recruit", NAMES[WEST], "2023", "3 / 3"] in cells(full)
    assert not any(row[1] == "Lawyer: Trainees" and row[3] == "2024" for row in cells(full))
    assert all(used == most for used, most in (row[4].split(" / ") for row in cells(full)))
    assert [row[:2] for row in cells(prices)] == [["T1", "820"]]
    (more,) = cells(gains)
    assert more[0] == "10 more places a year – Lawyer: Trainees"
    assert more[3] == "820 → 100"


def test_a_budget_that_binds_is_worth_what_a_million_more_brings() -> None:
    """With 420 yuan nobody lacks; with 419 one does, although 99 are left, which is a million's one more."""
    assert not any(row[0].startswith("budget") for row in cells(gains_with(420)))
    money = next(row for row in cells(gains_with(419)) if row[0] == "budget city: 1,000,000 yuan more a year")
    assert money[1] == "1 → 0"


def gains_with(yuan: int) -> Table:
    return reasons(grown(ten_lawyers_more(budgets={"city": {"yuan_year": yuan}})))[2]


def test_each_step_of_fairness_is_told_with_what_it_costs() -> None:
    """Nobody has to come, which is cheapest; the fairest plan gives the west all that it can get.

    The salaries of mediators are paid whatever is done, and are no cost of fairness.
    """
    answer = grown(config(professions={**LAWYERS, **MEDIATORS}))
    found = fair_frontier(answer, points=100, seconds=20.0, monitor=RunMonitor(None))
    rows = cells(frontier_view(answer, found, "en"))
    assert rows[0][:3] == ["2.500", "0", "–"]
    levels, yuan = [float(row[0]) for row in rows], [int(row[1].replace(",", "")) for row in rows]
    assert levels == sorted(set(levels))
    assert yuan == sorted(set(yuan))
    steps = [int(row[2].replace(",", "")) for row in rows[1:]]
    assert sum(steps) == yuan[-1]
    # West by one trainee, by two, then by recruits, until all its eight are there and the zone has five.
    assert rows[1][:3] == ["2.750", "10", "+10"]
    assert rows[2][:3] == ["3.000", "20", "+10"]
    assert rows[-1][:2] == ["4.500", "720"]
    assert found.complete


BOUGHT = config(
    professions={"lawyer": named("lawyer", purchase={"most": 2, "yuan": 7})},
    targets=({"code": "OWN", "own": {"name": {"zh": "自", "en": "Own"}, "value": 53}, "counts": ("lawyer",),
              "counts_purchases": True},),
)  # fmt: skip


def test_service_that_counts_for_a_target_is_told_beside_its_people(tmp_path: Path) -> None:
    """Of 53 lawyers three are bought in the last year; nobody else can come."""
    found = grown(BOUGHT)
    for lang, words in (("en", "OWN: of the 53 counted at the end of 2024, 3 are service bought"),
                        ("zh", "OWN：2024年末计入的 53 人中，3 人为购买的服务")):  # fmt: skip
        told = [part for part in growth_view(found, BOUGHT, NAMES, lang) if isinstance(part, str)]
        assert [each.startswith(words) for each in told] == [True]
    record = record_of(found, BOUGHT)
    sheets = openpyxl.load_workbook(write_growth(record, tmp_path / "plan.xlsx", lang="en"))
    assert [row[5] for row in sheets["Targets"].iter_rows(min_row=2, values_only=True)] == [0, 0, 3]
    assert [row["bought"] for row in record["targets"]] == [0, 0, 3]


def test_a_figure_is_cut_off_alike_on_the_terminal_and_in_the_workbook(tmp_path: Path) -> None:
    """50 lawyers for 109,000 residents are 4.587 for 10,000, and fewer as the residents grow."""
    asked = {"code": "T1", "counts": ("lawyer",), "per": 10_000}
    people = {"lawyer": named("lawyer")}
    settings = config([target("T1", 5)], professions=people, targets=(asked,), residents_growth=0.1)
    found = grown(settings)
    table, *_, proof = growth_view(found, settings, NAMES, "en")
    (row,) = cells(table)
    assert row[3:] == ["4.58", "4.17", "3.79", "66", "16"]
    book = openpyxl.load_workbook(write_growth(record_of(found, settings), tmp_path / "a.xlsx", lang="en"))
    shown = [each[6:] for each in book["Targets"].iter_rows(min_row=2, values_only=True)]
    assert shown == [(4.58, None, 0), (4.17, None, 0), (3.79, 66, 16)]
    least = next(each[1] for each in cells(proof) if each[0] == "Least county")
    fair = next(book["Counties"].iter_rows(min_row=2, values_only=True))
    assert float(least) == fair[2] == 2.066  # 2.0661


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (2.813727, 2.813914, "2.8137 → 2.8139"),
        (2.81, 2.9, "2.81 → 2.9"),
        (820.0, 100.0, "820 → 100"),
        (0.0004, 0.0002, "0.0004 → 0.0002"),
        (2.5, 2.5 + 1e-12, "–"),
    ],
)
def test_a_change_shows_as_many_digits_as_it_takes(before: float, after: float, words: str) -> None:
    assert change_words(before, after) == words


def test_what_is_asked_beside_the_plan_has_sheets_of_its_own(tmp_path: Path) -> None:
    """The pipeline's 820 yuan fall to 100; nobody else's plan has the sheets."""
    found = grown(ten_lawyers_more())
    why = reasons_of(found, seconds=20.0, monitor=RunMonitor(None))
    points = fair_frontier(found, points=3, seconds=20.0, monitor=RunMonitor(None))
    ones = [NextPerson("", 6, 6, 0.5, proven=True), NextPerson(EAST, 4, 3, 0.999, proven=False)]
    asked = {"reasons": reasons_record(found, why, NAMES), "frontier": frontier_record(found, points),
             "value": value_record(ones, NAMES)}  # fmt: skip
    book = openpyxl.load_workbook(
        write_growth(record_of(found, ten_lawyers_more()) | asked, tmp_path / "plan.xlsx", lang="en")
    )
    rows = {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book.worksheets[8:]}
    assert list(rows) == ["Limits", "Prices", "Gains", "Frontier", "One more"]
    assert ("places of the pipeline", "Lawyer: Trainees", None, 2023, 2, 2) in rows["Limits"]
    assert rows["Prices"][0][:2] == ("T1", 820)
    assert rows["Gains"][0][3] == "820 → 100"
    steps = [row[2] for row in rows["Frontier"]]
    assert steps[0] is None
    assert rows["Frontier"][0][1] + sum(steps[1:]) == rows["Frontier"][-1][1]
    assert [row[:-1] for row in rows["One more"]] == [
        ("nobody more", 6, None, None, 50), (NAMES[EAST], 4, 2, 3, 99.9)
    ]  # fmt: skip
    assert [row[-1].startswith("Proven") for row in rows["One more"]] == [True, False]
