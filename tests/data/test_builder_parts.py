"""The rules of the builder's small parts."""

import numpy as np
import pandas as pd
import pytest

from data.builder.draw import shares
from data.builder.names import PHONE_BLOCK, firms, phones
from data.builder.points import short_name
from data.builder.population import grids
from data.builder.register import county_kind, spoken, township_kind, village_area
from data.builder.roads import gabriel
from data.builder.settlements import _apart


@pytest.mark.parametrize("total", [0, 1, 7, 100, 12_345])
def test_shares_add_up_and_stay_within_one_of_the_exact_part(total: int) -> None:
    weights = np.array([3.0, 1.0, 0.0, 2.5, 9.1])
    parts = shares(total, weights)
    assert parts.sum() == total
    assert (np.abs(parts - total * weights / weights.sum()) < 1).all()


def test_shares_give_everyone_the_least_and_refuse_a_total_that_cannot() -> None:
    assert shares(10, [1.0, 0.0, 0.0], least=3).tolist() == [4, 3, 3]
    with pytest.raises(ValueError, match="8 cannot give 3 parts at least 3"):
        shares(8, [1.0, 0.0, 0.0], least=3)


def test_no_two_villages_are_put_in_one_place() -> None:
    """Far from the seat every free spot costs more than one that is taken, yet a taken one is not chosen."""
    pool = np.array([[0.1, 0.0], [80.0, 0.0]])
    placed = np.array([[0.1, 0.0]])
    chosen = _apart(pool, placed, np.zeros(2), np.random.default_rng(0))
    assert chosen.tolist() == [80.0, 0.0]


@pytest.mark.parametrize("seed", range(8))
def test_the_gabriel_graph_is_that_of_its_definition(seed: int) -> None:
    """Two points are joined exactly when no third lies in the circle over them."""
    at = np.random.default_rng(seed).uniform(0, 10, size=(40, 2))
    wanted = set()
    for i in range(len(at)):
        for j in range(i + 1, len(at)):
            middle, radius2 = (at[i] + at[j]) / 2, ((at[i] - at[j]) ** 2).sum() / 4
            others = np.delete(at, [i, j], axis=0)
            if (((others - middle) ** 2).sum(axis=1) >= radius2 - 1e-12).all():
                wanted.add((i, j))
    assert {tuple(pair) for pair in gabriel(at).tolist()} == wanted


def test_grids_keep_to_500_households_and_reach_300_where_they_can() -> None:
    homes = [1, 40, 299, 300, 500, 501, 700, 1100, 5200]
    codes = [f"9901020010{i:02d}" for i in range(len(homes))]
    villages = pd.DataFrame(
        {"village_code": codes, "households": homes, "pop_resident": [h * 3 for h in homes]}
    )
    table = grids(villages, np.random.default_rng(0))
    assert table.groupby("village_code").households.sum().tolist() == homes
    assert table.groupby("village_code").pop_resident.sum().tolist() == [h * 3 for h in homes]
    assert table.households.max() <= 500
    large = table[table.village_code.isin([c for c, h in zip(codes, homes, strict=True) if h >= 600])]
    assert large.households.min() >= 300
    assert (table.grid_code.str.len() == 15).all()


@pytest.mark.parametrize(
    ("code", "kind"), [("371002", "district"), ("371071", "zone"), ("371082", "county"), ("320722", "county")]
)
def test_a_county_code_tells_its_kind(code: str, kind: str) -> None:
    assert county_kind(code) == kind


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("371002001", "环翠楼街道", "subdistrict"),
        ("371002100", "张村镇", "town"),
        ("320722200", "驼峰乡", "township"),
        ("371003400", "开发区办事处", "other"),
        ("320703401", "东辛农场", "other"),
    ],
)
def test_a_township_name_and_code_tell_its_kind(code: str, name: str, kind: str) -> None:
    assert township_kind(code, name) == kind


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("东北村居委会", "urban"),
        ("双岛社区居委会", "urban"),
        ("前岛村委会", "rural"),
        ("某社区村委会", "rural"),
    ],
)
def test_the_committee_in_a_name_tells_town_from_country(name: str, area: str) -> None:
    assert village_area(name) == area


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("前岛村委会", "前岛村"),
        ("大村村委会", "大村"),
        ("东北村居委会", "东北村"),
        ("西苑社区居委会", "西苑社区"),
    ],
)
def test_a_village_is_named_without_its_committee(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_township_is_looked_up_without_the_word_for_its_kind() -> None:
    assert [spoken(name) for name in ("环翠楼街道", "张村镇", "石湖乡", "东辛农场")] == [
        "环翠楼",
        "张村",
        "石湖",
        "东辛",
    ]


def test_phones_are_distinct_and_of_the_unassigned_block() -> None:
    numbers = phones(10_000, np.random.default_rng(1))
    assert len(set(numbers)) == 10_000
    assert all(len(number) == 11 and number.startswith(PHONE_BLOCK) for number in numbers)
    with pytest.raises(ValueError, match="10001"):
        phones(10_001, np.random.default_rng(1))


def test_firm_names_have_four_characters_and_do_not_repeat() -> None:
    names = firms(280, np.random.default_rng(1))
    assert len(set(names)) == 280
    assert {len(name) for name in names} == {4}
