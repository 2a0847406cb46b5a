"""Who works at the service points: the people whom the points count, and too few of each skill."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.builder.city import build_city
from data.builder.packages import Packages
from data.builder.population import with_groups
from data.builder.staff import staff, station_skills
from data.builder.totals import Totals, TotalsError, load_totals

ROOT = Path(__file__).resolve().parents[2]
CITIES = ("weihai", "lianyungang")


class Tables:
    """Tables of one bundled study, or of the invented prefecture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getattr__(self, table: str) -> pd.DataFrame:
        frame = pd.read_csv(self.folder / f"{table}.csv", dtype=str, keep_default_na=False)
        return frame.astype({"staff": int}) if "staff" in frame else frame


@pytest.fixture(scope="module", params=CITIES)
def study(request: pytest.FixtureRequest) -> Tables:
    return Tables(ROOT / "data" / request.param)


def test_every_centre_and_station_has_the_people_that_it_counts_and_a_room_none(study: Tables) -> None:
    points = study.service_points.set_index("point_code")
    found = study.staff.groupby("unit_code").size()
    large = points[points.tier != "room"]
    assert found.reindex(large.index, fill_value=0).to_dict() == large.staff.to_dict()
    assert not set(found.index) & set(points.index[points.tier == "room"])


def test_every_judicial_office_has_two_to_five_people_who_mediate_or_do_all_things(study: Tables) -> None:
    offices = study.offices.set_index("office_code").kind
    there = study.staff[study.staff.unit_code.isin(offices.index)]
    assert set(there.unit_code) == set(offices.index[offices == "judicial_office"])
    assert there.groupby("unit_code").size().between(2, 5).all()
    assert set(there.skill) == {"general", "mediator"}


@pytest.mark.parametrize(("skill", "share"), [("duty_lawyer", 0.70), ("mediator", 0.75), ("legal_aid", 0.60)])
def test_a_part_of_the_stations_lacks_each_skill(study: Tables, skill: str, share: float) -> None:
    stations = study.service_points.query("tier == 'station'").point_code
    have = set(study.staff.unit_code[study.staff.skill == skill])
    assert stations.isin(have).mean() == pytest.approx(share, abs=0.03)


def test_no_station_has_a_skill_twice_but_for_general_service(study: Tables) -> None:
    stations = study.service_points.query("tier == 'station'").point_code
    there = study.staff[study.staff.unit_code.isin(stations) & (study.staff.skill != "general")]
    assert not there.duplicated(["unit_code", "skill"]).any()


def test_a_duty_lawyer_of_a_station_is_counsel_of_its_county_at_two_stations_at_most(study: Tables) -> None:
    county = study.service_points.query("tier == 'station'").set_index("point_code").county_code
    duty = study.staff[study.staff.unit_code.isin(county.index) & (study.staff.skill == "duty_lawyer")]
    lawyers = study.counsel.query("occupation == 'lawyer'").set_index("person_id")
    who = lawyers.loc[duty.person_id]
    assert who.county_code.tolist() == duty.unit_code.map(county).tolist()
    assert who[["name", "sex"]].to_numpy().tolist() == duty[["name", "sex"]].to_numpy().tolist()
    assert 1 < duty.person_id.value_counts().max() <= 2


def test_all_other_staff_have_an_id_of_their_own_and_are_nowhere_twice(study: Tables) -> None:
    others = study.staff[~study.staff.person_id.isin(study.counsel.person_id)]
    city = study.villages.village_code.iloc[0][:4]
    assert others.person_id.tolist() == [f"S{city}{i + 1:05d}" for i in range(len(others))]
    known = set(study.mediators.person_id) | set(study.legal_literate.person_id)
    assert not known & set(others.person_id)


def test_disputes_of_the_villages_add_up_to_the_total_and_groups_are_within_the_residents(
    study: Tables,
) -> None:
    columns = ["pop_resident", "elderly", "disabled", "migrant_workers", "disputes_year"]
    villages = study.villages.astype(dict.fromkeys(columns, int))
    totals = load_totals(ROOT / "data" / "totals" / f"{study.folder.name}.yaml")
    assert villages.disputes_year.sum() == totals.disputes_year > 0
    sums = villages.groupby("area")[columns].sum()
    assert (sums.disabled / sums.pop_resident).to_numpy() == pytest.approx([0.06, 0.06], abs=0.003)
    migrants = (sums.migrant_workers / sums.pop_resident).to_dict()
    assert migrants == pytest.approx({"rural": 0.04, "urban": 0.09}, abs=0.005)
    assert (villages[columns[2:]].to_numpy() < villages[["pop_resident"]].to_numpy()).all()


def test_without_a_total_there_are_5_3_disputes_a_year_for_1000_residents() -> None:
    villages = pd.DataFrame({"pop_resident": [10_000, 2_000, 500], "area": ["urban", "rural", "rural"]})
    rng = np.random.default_rng
    assert with_groups(villages, disputes=0, rng=rng(3)).disputes_year.sum() == 66
    assert with_groups(villages, disputes=7, rng=rng(3)).disputes_year.sum() == 7


def test_a_total_of_disputes_is_a_whole_number(tmp_path: Path) -> None:
    path = tmp_path / "totals.yaml"
    path.write_text("disputes_year: 0\n", encoding="utf-8")
    assert load_totals(path).disputes_year == 0
    for text in ("-1", "0.5", "many", "true", ""):
        path.write_text(f"disputes_year: {text}\n", encoding="utf-8")
        with pytest.raises(TotalsError, match="disputes_year: expected a whole number"):
            load_totals(path)


@pytest.mark.parametrize("size", [0, 1, 2, 5])
def test_a_station_has_no_more_skills_than_people(size: int) -> None:
    """None where nobody works, and skills in plenty only as far as today's shares go."""
    sizes = np.full(40, size)
    skills = station_skills(sizes, np.random.default_rng(1))
    assert all(len(own) == len(set(own)) <= size for own in skills)
    assert sum(map(len, skills)) == min(40 * size, 28 + 30 + 24)


def _county(lawyers: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Five stations in a county with so many lawyers, five in one that has a gls worker only."""
    codes = [f"99010{2 if i < 5 else 3}{i:03d}ST" for i in range(10)]
    points = pd.DataFrame({"point_code": codes, "tier": "station", "staff": 3})
    points = points.assign(county_code=points.point_code.str[:6])
    offices = pd.DataFrame({"office_code": ["J1"], "kind": ["judicial_office"]})
    people = [(f"C{i}", f"甲{i}", "male", "lawyer", "990102") for i in range(lawyers)]
    people += [("G1", "乙一", "female", "gls_worker", "990103")]
    columns = ["person_id", "name", "sex", "occupation", "county_code"]
    return points, offices, pd.DataFrame(people, columns=columns)


@pytest.mark.parametrize("lawyers", [0, 1, 20])
def test_where_a_county_has_too_few_lawyers_others_are_on_duty(lawyers: int) -> None:
    points, offices, counsel = _county(lawyers)
    table = staff(points, offices, counsel, city="9901", rng=np.random.default_rng(2))
    duty = table[table.skill == "duty_lawyer"]
    own = duty.person_id.str.startswith("S9901")
    near = duty.unit_code.str.startswith("990102")
    assert own[~near].all()
    assert (~own).sum() == min(2 * lawyers, near.sum())
    assert not table.duplicated(["person_id", "unit_code"]).any()


def test_a_prefecture_without_totals_has_staff_too(tiny: Path) -> None:
    tables = build_city(Packages(tiny), city="9901", totals=Totals(), seed=1).tables
    points = tables["service_points"]
    large = points[points.tier != "room"]
    offices = tables["offices"].office_code[tables["offices"].kind == "judicial_office"]
    assert set(tables["staff"].unit_code) == {*large.point_code, *offices}
    assert tables["villages"].disputes_year.sum() == round(0.0053 * tables["villages"].pop_resident.sum())
