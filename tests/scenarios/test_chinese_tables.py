"""Tables as offices keep them: Chinese headers and words, GB18030, a workbook; the plan is the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.columns import Column, TableSpec
from geo.tables import OCCUPATION_NAMES, TABLES
from scenarios.run import run_scenario
from scenarios.study import load_study
from tests.scenarios.small_study import FREE, evenreach, scarce_tables, write_study
from tests.scenarios.study_text import line_of
from tests.small_city import small_tables


def chinese_words(column: Column) -> dict[str, str]:
    """For every value that may stand in a column, the first Chinese word that means it."""
    choices = dict(column.choices)
    if column.name == "occupation":
        choices = {names.split("|")[0]: value for value, names in OCCUPATION_NAMES.items()}
    words: dict[str, str] = {}
    for word, value in choices.items():
        if not word.isascii():
            words.setdefault(value, word)
    return words


def in_chinese(table: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    changed = table.copy()
    for column in spec.columns:
        if column.name in changed:
            changed[column.name] = changed[column.name].replace(chinese_words(column))
    flags = {"island", "oneway", "full_time", "trained"} & set(changed)
    changed[list(flags)] = changed[list(flags)].replace({"1": "是", "0": "否"})
    headers = {column.name: next(alias for alias in column.aliases if not alias.isascii())
               for column in spec.columns}  # fmt: skip
    renamed = changed.rename(columns=headers)
    assert not any(header.isascii() for header in renamed.columns)
    return renamed


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scarce city, once in English and once in Chinese with the roster as a workbook."""
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path / "english", tables=scarce_tables())
    folder = write_study(
        tmp_path / "chinese", FREE.replace("path: roster.csv", "path: 名册.xlsx, sheet: 顾问")
    )
    for name, table in (small_tables() | scarce_tables()).items():
        local = in_chinese(table, TABLES[name])
        (folder / f"{name}.csv").write_bytes(local.to_csv(index=False).encode("gb18030"))
        if name == "roster":
            (folder / "roster.csv").unlink()
            with pd.ExcelWriter(folder / "名册.xlsx") as book:
                local.to_excel(book, sheet_name="顾问", index=False)
                local.iloc[:1].to_excel(book, sheet_name="旧", index=False)
    return tmp_path


@pytest.mark.parametrize("scenario", ["today", "balanced", "hire"])
def test_chinese_tables_give_the_same_plan_as_english_ones(place: Path, scenario: str) -> None:
    plans = []
    for name in ("english", "chinese"):
        run = run_scenario(load_study(place / name), scenario, out=place / f"out-{name}")
        plans.append((run.folder / "plan.csv").read_bytes())
    assert plans[0] == plans[1]


def test_the_files_are_really_in_gb18030_and_chinese(place: Path) -> None:
    raw = (place / "chinese" / "counsel.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    header = raw.decode("gb18030").splitlines()[0]
    assert header.startswith("人员编号,姓名,性别,职业")
    assert "律师" in raw.decode("gb18030")


def test_a_fault_names_the_column_as_the_users_file_does(place: Path) -> None:
    path = place / "chinese" / "counsel.csv"
    path.write_bytes(path.read_bytes().replace("律师".encode("gb18030"), "医师".encode("gb18030")))
    result = evenreach("run", "chinese", "balanced", "--quiet", "--lang", "zh")
    assert result.exit_code == 2
    assert "counsel.csv:2: 职业\n    发现的值: 医师" in result.stderr


def test_a_declared_encoding_that_is_wrong_is_reported(place: Path) -> None:
    text = (place / "chinese" / "study.yaml").read_text(encoding="utf-8")
    declared = text.replace("path: counsel.csv}", "path: counsel.csv, encoding: utf-8}")
    (place / "chinese" / "study.yaml").write_text(declared, encoding="utf-8")
    result = evenreach("run", "chinese", "balanced", "--quiet", "--lang", "en")
    assert result.exit_code == 2
    assert "counsel.csv:1\n    Expected: text in utf-8-sig" in result.stderr
    right = text.replace("path: counsel.csv}", "path: counsel.csv, encoding: gb18030}")
    (place / "chinese" / "study.yaml").write_text(right, encoding="utf-8")
    assert line_of(right, "gb18030") > 0
    assert evenreach("validate", "chinese").exit_code == 0
