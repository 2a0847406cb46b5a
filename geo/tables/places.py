"""Tables of places: outlines, counties, townships, villages, grids."""

from __future__ import annotations

from geo.columns import Kind, TableSpec
from geo.tables.limits import COUNTY_PEOPLE, GRID_PEOPLE, VILLAGE_DISPUTES, VILLAGE_PEOPLE
from geo.tables.recurring import (
    LAT,
    LON,
    choice,
    code,
    county_code,
    households,
    number,
    of,
    residents,
    text,
    township_code,
    village_code,
)

__all__ = ["OUTLINES", "PLACES"]

_COUNTY_NAME = text("县名|县（市、区）|县（市、区）名称|区县名称|县名称|区县|名称")

OUTLINES = TableSpec("outlines", (county_code(), _COUNTY_NAME), key=("county_code",), required=True)
"""The attributes of the county polygons; the geometry comes with the layer."""

PLACES = (
    TableSpec(
        "counties",
        (
            county_code(),
            _COUNTY_NAME,
            choice("kind", "类型|类别", district="区|市辖区", county="县|县级市", zone="功能区|开发区"),
            residents(COUNTY_PEOPLE),
        ),
        key=("county_code",),
        required=True,
    ),
    TableSpec(
        "townships",
        (
            township_code(),
            county_code(),
            text("乡镇名|乡镇（街道）|乡镇（街道）名称|镇街名称|乡镇名称|街道名称|名称"),
            choice(
                "kind",
                "类型|类别",
                subdistrict="街道|街道办事处",
                town="镇",
                township="乡|民族乡",
                other="其他|其它",
                optional=True,
            ),
            LON,
            LAT,
            choice("seat_source", "驻地来源|坐标来源", geonames="", placed="推定", optional=True),
        ),
        key=("township_code",),
        required=True,
    ),
    TableSpec(
        "villages",
        (
            village_code(),
            township_code(),
            county_code(),
            text("村名|村（社区）|村（社区）名称|村居名称|村名称|社区名称|行政村名称|名称"),
            choice("area", "城乡|城乡类型|城乡分类", urban="城镇|城市|城", rural="乡村|农村|乡"),
            LON,
            LAT,
            residents(VILLAGE_PEOPLE),
            households(VILLAGE_PEOPLE),
            number(
                "elderly",
                "老年人口|老年人口数|老年人数|六十岁以上人口",
                Kind.COUNT,
                VILLAGE_PEOPLE,
                optional=True,
            ),
            number("disabled", "残疾人数|残疾人", Kind.COUNT, VILLAGE_PEOPLE, optional=True),
            number(
                "migrant_workers",
                "进城务工人员|进城务工人员数|务工人员数",
                Kind.COUNT,
                VILLAGE_PEOPLE,
                optional=True,
            ),
            number(
                "disputes_year",
                "年纠纷数|年矛盾纠纷数|纠纷件数",
                Kind.COUNT,
                VILLAGE_DISPUTES,
                optional=True,
            ),
            of(Kind.FLAG, "island", "海岛|是否海岛|岛屿|是否岛屿"),
        ),
        key=("village_code",),
        required=True,
    ),
    TableSpec(
        "grids",
        (
            code("grid_code", "网格编码|综合网格编码|网格代码", 15),
            village_code(),
            households(GRID_PEOPLE),
            residents(GRID_PEOPLE),
        ),
        key=("grid_code",),
    ),
)
"""Places, the largest first."""
