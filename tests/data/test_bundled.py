"""The two bundled studies: they agree with the register and the plans' baselines, and hang together."""

import csv
import filecmp
import re
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
import shapely

from data.builder.city import build_city
from data.builder.packages import BOUNDARIES, PLACES, REGISTER, Packages
from data.builder.totals import load_totals
from data.builder.write import write_study

ROOT = Path(__file__).resolve().parents[2]
CITIES = {"weihai": "3710", "lianyungang": "3207"}
BASELINES = ROOT.parent / "shared" / "domain" / "indicators.csv"
PACKAGES = ROOT / ".cache" / "packages"
# Villages and townships by county in china-division 2.7.0.
REGISTERED = {
    "weihai": {
        "371002": (218, 9), "371003": (721, 16), "371071": (103, 3), "371072": (81, 5), "371073": (167, 3),
        "371082": (839, 22), "371083": (639, 15),
    },
    "lianyungang": {
        "320703": (76, 13), "320706": (251, 25), "320707": (465, 18), "320722": (373, 21),
        "320723": (338, 17), "320724": (238, 11), "320771": (41, 4),
    },
}  # fmt: skip
# 2020 census; counties counted together stand together.
CENSUS = {
    "weihai": {
        ("371002", "371071", "371072", "371073"): 1_164_730, ("371003",): 563_529, ("371082",): 714_355,
        ("371083",): 463_934,
    },
    "lianyungang": {
        ("320706",): 918_005, ("320707",): 1_003_844, ("320703", "320771"): 292_762, ("320724",): 612_345,
        ("320722", "320723"): 1_772_404,
    },
}  # fmt: skip
# The plans' baselines (基期) that a table can be counted against: code -> (city, value).
PLANNED = {
    "WH-B01": ("weihai", 9), "WH-B02": ("weihai", 73), "WH-B03": ("weihai", 2702), "WH-B04": ("weihai", 180),
    "WH-B05": ("weihai", 1400), "WH-B06": ("weihai", 3105), "WH-B07": ("weihai", 13000),
    "LYG-B01": ("lianyungang", 2054), "LYG-B02": ("lianyungang", 1949), "LYG-B09": ("lianyungang", 6),
    "LYG-B10": ("lianyungang", 4), "LYG-B11": ("lianyungang", 90), "LYG-B12": ("lianyungang", 1694),
    "WH-B15": ("weihai", 15000), "LYG-B07": ("lianyungang", 92632),
}  # fmt: skip
CODES = [
    "county_code", "township_code", "village_code", "grid_code", "office_code", "point_code",
    "committee_code", "person_id", "unit_code", "phone", "colocated_with", "node_id", "from_node", "to_node",
]  # fmt: skip


@dataclass(frozen=True)
class Study:
    name: str
    folder: Path

    def __getattr__(self, table: str) -> pd.DataFrame:
        path = self.folder / f"{table}.csv"
        return pd.read_csv(
            path, dtype=dict.fromkeys(CODES, str), keep_default_na=False, na_values={"minutes": [""]}
        )

    @property
    def outlines(self) -> gpd.GeoDataFrame:
        return gpd.read_file(self.folder / "outlines.gpkg", layer="counties")


@pytest.fixture(scope="module", params=list(CITIES))
def study(request: pytest.FixtureRequest) -> Study:
    return Study(request.param, ROOT / "data" / request.param)


def _counted(study: Study) -> dict[str, int]:
    """Count what each baseline is about in the tables."""
    points, offices = study.service_points.tier.value_counts(), study.offices
    institutions = int((offices.kind != "judicial_office").sum())
    people = int(study.headcounts.number.sum())
    if study.name == "weihai":
        return {
            "WH-B01": int(points["city_centre"] + points["county_centre"]),
            "WH-B02": int(points["station"]),
            "WH-B03": int(points["room"]),
            "WH-B04": institutions,
            "WH-B05": people,
            "WH-B06": len(study.committees),
            "WH-B07": len(study.mediators),
            "WH-B15": int(study.villages.disputes_year.sum()),
        }
    counties = study.counties
    ordinary = int((counties.kind != "zone").sum())
    return {
        "LYG-B01": institutions + len(study.committees),
        "LYG-B02": people,
        "LYG-B07": 3 * int(study.villages.disputes_year.sum()),  # of three years
        "LYG-B09": ordinary,
        "LYG-B10": int(points["county_centre"]) - ordinary,
        "LYG-B11": int(points["station"]),
        "LYG-B12": int(points["room"]),
    }


def test_totals_agree_with_the_plans_baselines_within_two_percent(study: Study) -> None:
    wanted = {code: value for code, (city, value) in PLANNED.items() if city == study.name}
    counted = _counted(study)
    assert counted.keys() == wanted.keys()
    for code, value in wanted.items():
        assert counted[code] == pytest.approx(value, rel=0.02), code


@pytest.mark.skipif(not BASELINES.exists(), reason="the table of baselines is not beside the repository")
def test_the_baselines_held_here_are_those_of_the_plans() -> None:
    with BASELINES.open(encoding="utf-8", newline="") as file:
        stated = {row["code"]: row["value"] for row in csv.DictReader(file) if row["attribute"] == "基期"}
    assert {code: float(stated[code]) for code in PLANNED} == {
        code: value for code, (_, value) in PLANNED.items()
    }


def test_villages_and_townships_are_those_of_the_register(study: Study) -> None:
    villages = study.villages.groupby("county_code").size()
    towns = study.townships.groupby("county_code").size()
    assert {code: (villages[code], towns[code]) for code in study.counties.county_code} == REGISTERED[
        study.name
    ]


def test_every_code_begins_with_that_of_what_holds_it(study: Study) -> None:
    villages, towns = study.villages, study.townships
    assert (villages.village_code.str[:9] == villages.township_code).all()
    assert (villages.village_code.str[:6] == villages.county_code).all()
    assert (towns.township_code.str[:6] == towns.county_code).all()
    assert (study.grids.grid_code.str[:12] == study.grids.village_code).all()
    assert set(villages.township_code) == set(towns.township_code)
    assert (villages.village_code.str[:4] == CITIES[study.name]).all()


def test_every_village_lies_in_its_county_or_a_zone_in_the_city(study: Study) -> None:
    shapes = study.outlines.set_index("county_code").geometry
    whole = shapely.union_all(shapes.to_numpy())
    for county, rows in study.villages.groupby("county_code"):
        inside = shapely.intersects_xy(shapes.get(county, whole), rows.lon, rows.lat)
        assert inside.all(), rows.village_code[~inside].tolist()
    assert not study.villages.duplicated(["lon", "lat"]).any()


def test_a_geonames_seat_lies_in_its_county(study: Study) -> None:
    shapes = study.outlines.set_index("county_code").geometry
    whole = shapely.union_all(shapes.to_numpy())
    known = study.townships[study.townships.seat_source == "geonames"]
    assert len(known) >= 30
    for county, rows in known.groupby("county_code"):
        assert shapely.intersects_xy(shapes.get(county, whole), rows.lon, rows.lat).all(), county


def test_residents_add_up_to_the_census(study: Study) -> None:
    people = study.villages.groupby("county_code").pop_resident.sum()
    assert {group: int(people[list(group)].sum()) for group in CENSUS[study.name]} == CENSUS[study.name]
    assert study.counties.set_index("county_code").pop_resident.to_dict() == people.to_dict()
    grids = study.grids.groupby("village_code")[["pop_resident", "households"]].sum()
    villages = study.villages.set_index("village_code")[["pop_resident", "households"]]
    assert grids.equals(villages.loc[grids.index])
    assert len(grids) == len(villages)


def test_grids_have_300_to_500_households_where_their_village_allows(study: Study) -> None:
    homes = study.villages.set_index("village_code").households
    grids = study.grids.assign(village=study.grids.village_code.map(homes))
    assert grids.households.max() <= 500
    assert grids.households[grids.village >= 600].min() >= 300


def test_roads_hang_together_but_for_declared_islands(study: Study) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(study.road_nodes.node_id)
    for edge in study.road_edges.itertuples():
        graph.add_edge(edge.from_node, edge.to_node)
        if edge.oneway == 0:
            graph.add_edge(edge.to_node, edge.from_node)
    main, *rest = sorted(nx.strongly_connected_components(graph), key=len, reverse=True)
    assert set(study.road_edges.from_node) | set(study.road_edges.to_node) == main
    islands = {f"V{code}" for code in study.villages.village_code[study.villages.island == 1]}
    cut_off = set().union(*rest)
    assert 1 <= len(cut_off) < len(islands), "one island is cut off, another has a ferry"
    assert cut_off <= islands


def test_a_ferry_gives_its_minutes_and_a_road_its_length_and_speed(study: Study) -> None:
    edges = study.road_edges
    ferry = edges["class"] == "ferry"
    assert ferry.any()
    assert (edges.minutes[ferry] > 0).all()
    assert edges.minutes[~ferry].isna().all()
    assert (edges.length_km > 0).all()
    assert edges.speed_kmh[~ferry].between(25, 70).all()
    assert 1 <= edges.oneway.sum() <= 20


def test_a_road_is_at_least_as_long_as_the_straight_line(study: Study) -> None:
    nodes = study.road_nodes.set_index("node_id")
    edges = study.road_edges
    start, end = nodes.loc[edges.from_node], nodes.loc[edges.to_node]
    east = (start.lon.to_numpy() - end.lon.to_numpy()) * 111.32 * 0.79
    north = (start.lat.to_numpy() - end.lat.to_numpy()) * 111.0
    straight = (east**2 + north**2) ** 0.5
    assert (edges.length_km.to_numpy() > 0.96 * straight - 0.01).all()


def test_every_reference_leads_somewhere(study: Study) -> None:
    offices, counsel, committees = study.offices, study.counsel, study.committees
    assert set(counsel.office_code) <= set(offices.office_code)
    assert set(study.roster.person_id) <= set(counsel.person_id)
    assert set(study.roster.unit_code) <= set(study.villages.village_code)
    assert set(study.mediators.committee_code) == set(committees.committee_code)
    assert set(study.legal_literate.grid_code) <= set(study.grids.grid_code)
    assert set(study.service_points.colocated_with) <= {"", *offices.office_code}
    office_kind = counsel.office_code.map(offices.set_index("office_code").kind)
    assert (office_kind == counsel.occupation.map({"lawyer": "law_firm", "gls_worker": "gls_office"})).all()


def test_keys_are_unique(study: Study) -> None:
    keys = {
        "offices": "office_code", "counsel": "person_id", "mediators": "person_id",
        "legal_literate": "person_id", "committees": "committee_code", "service_points": "point_code",
        "grids": "grid_code", "road_nodes": "node_id", "roster": "unit_code",
    }  # fmt: skip
    for table, key in keys.items():
        assert getattr(study, table)[key].is_unique, table


def test_counsel_are_among_the_headcounts(study: Study) -> None:
    mine = study.counsel.groupby(["county_code", "occupation"]).size()
    every = study.headcounts.set_index(["county_code", "occupation"]).number
    assert (mine <= every.loc[mine.index]).all()
    counsel = study.counsel
    assert counsel.most_villages.between(1, 5).all()
    assert counsel.hours_year.between(120, 700).all()
    enough = len(study.villages) / 5
    assert len(counsel) >= enough


def test_todays_roster_has_the_faults_of_today(study: Study) -> None:
    roster = study.roster
    vacant = 1 - len(roster) / len(study.villages)
    assert 0.03 <= vacant <= 0.06
    load = roster.person_id.value_counts()
    assert load.max() > 5
    home = study.counsel.set_index("person_id").county_code
    assert (roster.person_id.map(home) != roster.unit_code.str[:6]).any()


def test_committees_have_three_to_nine_members_and_too_few_are_full_time(study: Study) -> None:
    size = study.mediators.groupby("committee_code").size()
    assert size.between(3, 9).all()
    assert study.mediators.full_time.mean() < 0.4
    serving = study.legal_literate[study.legal_literate.status == "serving"]
    assert serving.grid_code.nunique() < len(study.grids)


def test_no_phone_outside_the_unassigned_block(study: Study) -> None:
    assert study.counsel.phone.str.fullmatch(r"1540000\d{4}").all()
    for path in sorted(study.folder.glob("*.csv")):
        mobile = re.findall(r"(?<![\d.])1[3-9]\d{9}(?!\d)", path.read_text(encoding="utf-8"))
        assert all(number.startswith("1540000") for number in mobile), path.name


def test_both_studies_stay_small() -> None:
    size = sum(path.stat().st_size for name in CITIES for path in (ROOT / "data" / name).iterdir())
    assert size <= 9_000_000


@pytest.mark.skipif(
    not all((PACKAGES / name).exists() for name in (REGISTER, BOUNDARIES, PLACES)),
    reason="the public packages are not in .cache/packages; data/README.md tells how to fetch them",
)
def test_the_committed_files_are_what_the_builder_makes(study: Study, tmp_path: Path) -> None:
    totals = load_totals(ROOT / "data" / "totals" / f"{study.name}.yaml")
    built = build_city(Packages(PACKAGES), city=CITIES[study.name], totals=totals, seed=7)
    write_study(
        built, tmp_path, seed=7, totals_name=f"{study.name}.yaml", by_hand=ROOT / "data" / totals.by_hand
    )
    names = sorted(path.name for path in study.folder.iterdir() if path.suffix != ".gpkg")
    same, different, failed = filecmp.cmpfiles(study.folder, tmp_path, names, shallow=False)
    assert (different, failed) == ([], [])
    assert sorted(same) == names
    made = gpd.read_file(tmp_path / "outlines.gpkg")
    assert made.geometry.equals(study.outlines.geometry)
