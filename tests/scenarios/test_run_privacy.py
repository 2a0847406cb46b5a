"""What must not come out of a run: identity numbers, phones, cells that a spreadsheet would execute."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from scenarios.compare import compare_runs
from scenarios.run import run_scenario
from scenarios.store import read_run
from scenarios.study import load_study
from tests.scenarios.small_study import (
    PHONE,
    changed_table,
    evenreach,
    process,
    run_of,
    scarce_tables,
    write_study,
)
from tests.small_city import small_outlines, small_tables

IDENTITY = "371001199001011234"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_identity_numbers() -> dict[str, pd.DataFrame]:
    counsel = small_tables()["counsel"]
    counsel["身份证号"] = IDENTITY
    return {"counsel": counsel}


def test_an_identity_number_goes_no_further_than_the_file_it_stands_in(place: Path) -> None:
    """Not into an output, a progress file, or what is printed; even `--phones` does not bring it back."""
    write_study(place / "study", tables=with_identity_numbers())
    done = process("run", "study", "balanced", "--progress-file", "p.jsonl", cwd=place)
    assert done.returncode == 0, done.stderr
    evenreach("export", "study", "balanced", "--phones", "--to", "lists")
    written = [path for path in place.rglob("*") if path.is_file() and "study" not in path.parts]
    assert len(written) > 10
    for path in written:
        assert IDENTITY.encode() not in path.read_bytes()
        if path.suffix == ".xlsx":
            cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.values for cell in row]
            assert not any(IDENTITY in str(cell) for cell in cells)
    assert IDENTITY not in done.stdout + done.stderr


def test_no_phone_or_identity_number_is_in_a_report_of_faults(place: Path) -> None:
    """Neither the phone of a faulty row, nor numbers that have slipped into another column."""
    tables = with_identity_numbers()
    counsel = tables["counsel"]
    counsel.loc[1, "hours_year"] = "-1"  # the row with the phone
    counsel.loc[0, "occupation"] = f"lawyer {PHONE}"
    counsel.loc[2, "county_code"] = IDENTITY
    counsel.loc[3, "most_villages"] = PHONE + "x"
    write_study(place / "study", tables=tables)
    for lang in ("en", "zh"):
        result = evenreach("run", "study", "balanced", "--lang", lang)
        assert result.exit_code == 2
        for cell in ("counsel.csv:2: occupation", "counsel.csv:3: hours_year", "counsel.csv:4: county_code",
                     "counsel.csv:5: most_villages"):  # fmt: skip
            assert cell in result.stderr
        assert "***" in result.stderr
        for secret in (PHONE, IDENTITY, PHONE[3:], IDENTITY[:14]):
            assert secret not in result.stdout + result.stderr


# --- cells that a spreadsheet would execute -------------------------------------------------------------

FORMULA = "=HYPERLINK(1)"
EVIL = {
    "villages": (0, FORMULA), "counsel": (0, "+1-1"), "offices": (0, "@SUM(A1)"), "townships": (0, "\t=1"),
}  # fmt: skip


def evil_tables() -> dict[str, pd.DataFrame]:
    tables = scarce_tables()
    for name, (record, words) in EVIL.items():
        tables[name] = tables.get(name, small_tables()[name])
        tables[name].loc[record, "name"] = words
    tables["counties"] = small_tables()["counties"].replace({"name": {"东山区": "-东山/区"}})
    return tables


def test_names_that_a_spreadsheet_could_execute_are_inert_in_every_output(place: Path) -> None:
    write_study(place / "study", tables=evil_tables(), outlines=small_outlines())
    study = load_study(place / "study")
    runs = [run_scenario(study, name, out=place / "out") for name in ("today", "balanced")]
    comparison = compare_runs(*runs)
    comparison.to_csv(place / "c.csv")
    comparison.to_xlsx(place / "c.xlsx", lang="zh")
    texts = 0
    for path in [*(place / "out").rglob("plan.csv"), place / "c.csv"]:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for column in table.select_dtypes("str"):
            for cell in table[column]:
                texts += cell.startswith("'")
                is_number = cell.lstrip("+-").replace(".", "", 1).isdigit() and "-1" not in cell[1:]
                assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (path.name, cell)
    assert texts > 5
    for path in [*(place / "out").rglob("*.xlsx"), place / "c.xlsx"]:
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (path.name, cell.coordinate)
                    if isinstance(cell.value, str):
                        assert not cell.value.startswith(("=", "+", "-", "@", "\t")), (path.name, cell.value)


def test_names_made_inert_are_read_back_as_they_were(place: Path) -> None:
    write_study(place / "study", tables=evil_tables())
    written = run_scenario(load_study(place / "study"), "balanced", out=place / "out")
    again = read_run(written.folder)
    first = again.plan.iloc[0]
    assert (first["village"], first["counsel"], first["office"]) == (FORMULA, "+1-1", "@SUM(A1)")
    assert again.plan["county"].iloc[0] == "-东山/区"
    assert sorted(path.name for path in (written.folder / "lists").iterdir())[0] == "371001--东山_区.xlsx"


def test_a_number_below_zero_is_no_formula(place: Path) -> None:
    """An apostrophe there would make it text."""
    write_study(place / "study", tables=changed_table("villages", (0, "name", "-5村")))
    run_scenario(load_study(place / "study"), "today", out=place / "out")
    assert run_of(place, "today").plan["village"].iloc[0] == "-5村"
    raw = (place / "out" / "eastbay" / "today" / "plan.csv").read_text(encoding="utf-8-sig")
    assert ",'-5村," in raw
    assert "'0.6" not in raw
