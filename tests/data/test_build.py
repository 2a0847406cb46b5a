"""The builder on an invented prefecture."""

import filecmp
import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import yaml

from data.builder.city import Built, build_city
from data.builder.packages import PackageError, Packages
from data.builder.totals import Census, Island, Totals, TotalsError, load_totals
from data.builder.write import study_text

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "data" / "build.py"


@pytest.fixture(scope="module")
def built(tiny: Path) -> Built:
    return build_city(Packages(tiny), city="9901", totals=Totals(), seed=1)


def _run(
    packages: Path, out: Path, *more: str, code: str = "9901", hash_seed: str = "0"
) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        str(BUILD),
        code,
        "--seed",
        "4",
        "--out",
        str(out),
        "--packages",
        str(packages),
        *more,
    ]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_the_same_seed_gives_the_same_bytes(tiny: Path, tmp_path: Path) -> None:
    for name, hash_seed in (("a", "1"), ("b", "2")):
        done = _run(tiny, tmp_path / name, hash_seed=hash_seed)
        assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert "study.yaml" in names
    assert len(names) == 18
    same, different, failed = filecmp.cmpfiles(tmp_path / "a", tmp_path / "b", names, shallow=False)
    assert (sorted(same), different, failed) == (names, [], [])


def test_another_seed_gives_another_city(tiny: Path, built: Built) -> None:
    other = build_city(Packages(tiny), city="9901", totals=Totals(), seed=2)
    assert not other.tables["villages"].equals(built.tables["villages"])
    assert other.tables["villages"].village_code.equals(built.tables["villages"].village_code)


def test_every_division_of_the_register_is_there_with_its_kind(built: Built) -> None:
    counties = built.tables["counties"].set_index("county_code")["kind"].to_dict()
    assert counties == {"990102": "district", "990121": "county", "990171": "zone"}
    towns = built.tables["townships"].set_index("township_code")["kind"]
    assert towns["990121400"] == "other"
    assert towns["990121200"] == "township"
    villages = built.tables["villages"]
    assert villages.groupby("township_code").size().to_dict() == {
        "990102001": 8, "990102100": 9, "990121100": 12, "990121200": 10, "990121400": 2, "990171001": 7,
    }  # fmt: skip
    assert set(villages.area[villages.township_code == "990171001"]) == {"urban"}


def test_a_seat_comes_from_geonames_only_inside_its_own_county(built: Built) -> None:
    source = built.tables["townships"].set_index("township_code")["seat_source"]
    assert source["990121100"] == "geonames"  # 北河 by its Chinese name
    assert source["990102100"] == "geonames"  # Nanshan by pinyin
    assert source["990121200"] == "placed"  # the only Xilin lies in 甲区


def test_a_geonames_seat_keeps_its_coordinates(built: Built) -> None:
    seat = built.tables["townships"].set_index("township_code").loc["990121100"]
    assert (seat.lon, seat.lat) == pytest.approx((120.31, 36.12), abs=1e-6)


def test_outlines_are_moved_from_gcj02(built: Built) -> None:
    """The western border of 甲区 stands at 120.0 in GCJ-02 and some 400 m west of that in CGCS2000."""
    west = built.outlines.set_index("county_code").geometry["990102"].bounds[0]
    assert -0.007 < west - 120.0 < -0.003
    assert built.outlines.crs.to_epsg() == 4490


def test_villages_of_a_zone_without_polygon_lie_in_its_host(built: Built) -> None:
    villages = built.tables["villages"]
    zone = villages[villages.county_code == "990171"]
    host = built.outlines.set_index("county_code").geometry["990102"]
    assert shapely.contains_xy(host, zone.lon, zone.lat).all()
    assert "990171" not in set(built.outlines.county_code)


def test_an_islet_goes_to_the_village_named_after_it_and_has_a_ferry(built: Built) -> None:
    villages = built.tables["villages"].set_index("village_code")
    island = villages[villages.island == 1]
    assert list(island.name) == ["海心岛村委会"]
    assert 120.42 < island.lon.iloc[0] < 120.44
    edges = built.tables["road_edges"]
    ferries = edges[edges["class"] == "ferry"]
    assert list(ferries.minutes) == [40.0]


def test_a_declared_island_without_polygon_gets_an_islet_and_without_ferry_no_road(tiny: Path) -> None:
    village = "990121100005"
    totals = Totals(islands=(Island(village, (120.5, 36.05), radius_km=0.5),))
    city = build_city(Packages(tiny), city="9901", totals=totals, seed=1)
    outline = city.outlines.set_index("county_code").geometry["990121"]
    assert shapely.contains_xy(outline, 120.5, 36.05)
    edges = city.tables["road_edges"]
    assert not edges[["from_node", "to_node"]].isin([f"V{village}"]).any().any()


def test_population_adds_up_to_the_census(tiny: Path) -> None:
    totals = Totals(census=(Census(("990102", "990171"), 54_321), Census(("990121",), 12_345)))
    counties = build_city(Packages(tiny), city="9901", totals=totals, seed=1).tables["counties"]
    people = counties.set_index("county_code").pop_resident
    assert people["990102"] + people["990171"] == 54_321
    assert people["990121"] == 12_345


def test_a_county_without_polygon_takes_the_rest_of_the_city(tiny: Path) -> None:
    """A renamed county has no polygon under its new code, yet must have an outline of its own."""

    class Renamed(Packages):
        def outline(self, adcode: str) -> shapely.Geometry | None:
            if adcode == "990121":
                return None
            if adcode == "990100":
                return shapely.union(super().outline("990102"), super().outline("990121"))
            return super().outline(adcode)

    city = build_city(Renamed(tiny), city="9901", totals=Totals(), seed=1)
    outlines = city.outlines.set_index("county_code").geometry
    assert set(outlines.index) == {"990102", "990121"}
    assert outlines["990121"].centroid.x == pytest.approx(120.295, abs=0.01)
    assert any(note.startswith("990121: no polygon") for note in city.notes)


class _Apart(Packages):
    """乙县 stands nine kilometres east of 甲区."""

    def outline(self, adcode: str) -> shapely.Geometry | None:
        return shapely.box(120.3, 36.0, 120.5, 36.2) if adcode == "990121" else super().outline(adcode)


class _OverLand(_Apart):
    """As before, with the neighbours' land between the two."""

    def outline(self, adcode: str) -> shapely.Geometry | None:
        return shapely.box(119.0, 35.0, 121.0, 37.0) if adcode == "100000" else super().outline(adcode)


@pytest.mark.parametrize(("packages", "ferries"), [(_Apart, 1), (_OverLand, 0)])
def test_a_gap_is_crossed_by_ferry_over_water_and_by_road_over_land(
    tiny: Path, packages: type[Packages], ferries: int
) -> None:
    city = build_city(packages(tiny), city="9901", totals=Totals(), seed=1)
    edges, villages = city.tables["road_edges"], city.tables["villages"]
    assert (edges["class"] == "ferry").sum() == ferries
    assert villages.island.any() == bool(ferries)


def test_an_unknown_prefecture_is_refused_with_its_code(tiny: Path, tmp_path: Path) -> None:
    done = _run(tiny, tmp_path / "out", code="9902")
    assert done.returncode == 2
    assert "9902 is not a prefecture" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_key_of_the_totals_names_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "totals.yaml"
    path.write_text("hire: 3\n", encoding="utf-8")
    assert load_totals(path).hire == 3
    path.write_text("hier: 3\n", encoding="utf-8")
    with pytest.raises(TotalsError, match="unknown key hier; did you mean hire"):
        load_totals(path)


@pytest.mark.parametrize(
    ("posts", "words"),
    [
        ("{trained: 3}", "unknown key trained; known: train, made_full_time, committees"),
        ("{train: true}", "posts.train: expected a whole number from 0, found True"),
        ("{committees: 1.5}", "posts.committees: expected a whole number from 0, found 1.5"),
    ],
)
def test_what_the_totals_say_of_the_roles_is_checked(tmp_path: Path, posts: str, words: str) -> None:
    path = tmp_path / "totals.yaml"
    path.write_text(f"posts: {posts}\n", encoding="utf-8")
    with pytest.raises(TotalsError, match=words):
        load_totals(path)


def test_the_roles_of_a_study_follow_from_the_totals_else_from_the_tables(tiny: Path, built: Built) -> None:
    posts = yaml.safe_load(study_text(built))["posts"]
    share = posts["mediator"]["shares"]["full_time"]
    assert posts["legal_literate"]["train"] == round(0.2 * len(built.tables["villages"]))
    assert share["most_given"] == round(0.15 * len(built.tables["mediators"]))
    assert "opening" not in posts["mediator"]
    totals = Totals(posts={"train": 3, "made_full_time": 4, "committees": 77})
    told = yaml.safe_load(study_text(build_city(Packages(tiny), city="9901", totals=totals, seed=1)))["posts"]
    assert told["legal_literate"]["train"] == 3
    assert told["mediator"]["shares"]["full_time"]["most_given"] == 4
    assert told["mediator"]["opening"] == {"count": 77}


def test_all_unknown_codes_of_the_totals_are_named_at_once(tiny: Path) -> None:
    totals = Totals(census=(Census(("990199",), 5),), seats={"990102999": (120.0, 36.0)})
    with pytest.raises(TotalsError, match="census 990199, seats 990102999"):
        build_city(Packages(tiny), city="9901", totals=totals, seed=1)


def test_a_package_without_outlines_is_refused(tiny: Path) -> None:
    class Bare(Packages):
        def outline(self, adcode: str) -> shapely.Geometry | None:
            return None

    with pytest.raises(PackageError, match="9901 has no outline"):
        build_city(Bare(tiny), city="9901", totals=Totals(), seed=1)


def test_the_build_is_recorded_beside_its_tables(tiny: Path, tmp_path: Path) -> None:
    assert _run(tiny, tmp_path / "out").returncode == 0
    record = json.loads((tmp_path / "out" / "build.json").read_text(encoding="utf-8"))
    assert (record["code"], record["seed"]) == ("9901", 4)
    assert any("990171" in note for note in record["notes"])
    assert len(gpd.read_file(tmp_path / "out" / "outlines.gpkg", layer="counties")) == 2
    assert len(pd.read_csv(tmp_path / "out" / "villages.csv")) == 48
