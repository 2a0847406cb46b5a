"""The tables of a city: columns, Chinese aliases of headers, and the values that choices may have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from geo.columns import Column, Kind, TableSpec

__all__ = ["OCCUPATION_NAMES", "OUTLINES", "TABLES", "occupation_choices"]


def _choices(**names: str) -> Mapping[str, str]:
    """Map every value, and its Chinese names parted by |, to the value."""
    pairs = {value: value for value in names}
    pairs |= {name: value for value, joined in names.items() for name in joined.split("|") if name}
    return MappingProxyType(pairs)


OCCUPATION_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "lawyer": "律师|执业律师|社会律师",
        "gls_worker": "基层法律服务工作者",
        "public_lawyer": "公职律师",
        "company_lawyer": "公司律师",
        "judicial_staff": "司法所工作人员|司法所干部",
        "notary": "公证员",
        "forensic_examiner": "司法鉴定人",
        "arbitrator": "仲裁员",
        "mediator": "人民调解员|调解员",
        "legal_aid": "法律援助人员",
    }
)
"""Occupations that have Chinese names; a study may use others under their code name."""


def occupation_choices(occupations: Iterable[str]) -> Mapping[str, str]:
    """Return what may stand for `occupations` in a cell, Chinese names included."""
    return _choices(**{name: OCCUPATION_NAMES.get(name, "") for name in occupations})


def _code(name: str, aliases: str, digits: int = 0, *, optional: bool = False) -> Column:
    return Column(name, Kind.CODE, tuple(aliases.split("|")), digits=digits, optional=optional)


def _text(aliases: str) -> Column:
    return Column("name", Kind.TEXT, tuple(aliases.split("|")))


def _choice(name: str, aliases: str, **names: str) -> Column:
    return Column(name, Kind.CHOICE, tuple(aliases.split("|")), choices=_choices(**names))


def _of(kind: Kind, name: str, aliases: str, *, optional: bool = False) -> Column:
    return Column(name, kind, tuple(aliases.split("|")), optional=optional)


_COUNTY = "县编码|县（市、区）编码|县区编码|县代码|县级编码|区县编码|区县代码|县级行政区划代码|区划代码"
_TOWNSHIP = "乡镇编码|乡镇（街道）编码|镇街编码|镇街代码|街道编码|乡镇代码|乡级编码|乡级行政区划代码"
_VILLAGE = "村编码|村（社区）编码|村居编码|社区编码|行政村编码|村代码|村级编码|村级区划代码"
_PERSON = "人员编号|人员编码|人员代码|编号|工号"

_NAME = "名称"
_PERSON_NAME = _text("姓名|名字")
_LON = _of(Kind.COORDINATE, "lon", "经度|lng|longitude|东经|坐标经度")
_LAT = _of(Kind.COORDINATE, "lat", "纬度|latitude|北纬|坐标纬度")
_SEX = _choice("sex", "性别", female="女|女性", male="男|男性")
_POP = _of(Kind.COUNT, "pop_resident", "常住人口|常住人口数|常住人口（人）")
_HOUSEHOLDS = _of(Kind.COUNT, "households", "户数|家庭户数|总户数")


def _county_code(*, optional: bool = False) -> Column:
    return _code("county_code", _COUNTY, 6, optional=optional)


def _township_code(*, optional: bool = False) -> Column:
    return _code("township_code", _TOWNSHIP, 9, optional=optional)


def _village_code(*, optional: bool = False) -> Column:
    return _code("village_code", _VILLAGE, 12, optional=optional)


_PLACES = (
    TableSpec(
        "counties",
        (
            _county_code(),
            _text(f"县名|县（市、区）|县（市、区）名称|区县名称|县名称|区县|{_NAME}"),
            _choice("kind", "类型|类别", district="区|市辖区", county="县|县级市", zone="功能区|开发区"),
            _POP,
        ),
        key=("county_code",),
        required=True,
    ),
    TableSpec(
        "townships",
        (
            _township_code(),
            _county_code(),
            _text(f"乡镇名|乡镇（街道）|乡镇（街道）名称|镇街名称|乡镇名称|街道名称|{_NAME}"),
            _choice(
                "kind",
                "类型|类别",
                subdistrict="街道|街道办事处",
                town="镇",
                township="乡|民族乡",
                other="其他|其它",
            ),
            _LON,
            _LAT,
            _choice("seat_source", "驻地来源|坐标来源", geonames="", placed="推定"),
        ),
        key=("township_code",),
        required=True,
    ),
    TableSpec(
        "villages",
        (
            _village_code(),
            _township_code(),
            _county_code(),
            _text(f"村名|村（社区）|村（社区）名称|村居名称|村名称|社区名称|行政村名称|{_NAME}"),
            _choice("area", "城乡|城乡类型|城乡分类", urban="城镇|城市|城", rural="乡村|农村|乡"),
            _LON,
            _LAT,
            _POP,
            _HOUSEHOLDS,
            _of(Kind.COUNT, "elderly", "老年人口|老年人口数|老年人数|六十岁以上人口"),
            _of(Kind.FLAG, "island", "海岛|是否海岛|岛屿|是否岛屿"),
        ),
        key=("village_code",),
        required=True,
    ),
    TableSpec(
        "grids",
        (_code("grid_code", "网格编码|综合网格编码|网格代码", 15), _village_code(), _HOUSEHOLDS, _POP),
        key=("grid_code",),
    ),
)

_BODIES = (
    TableSpec(
        "offices",
        (
            _code("office_code", "机构编码|机构代码|机构编号|执业机构编码"),
            _text(f"机构名称|机构|执业机构|律师事务所|基层法律服务所|{_NAME}"),
            _choice(
                "kind",
                "类型|类别|机构类型|机构类别",
                law_firm="律师事务所",
                gls_office="基层法律服务所",
                judicial_office="司法所",
                notary_office="公证处|公证机构",
                forensic_institution="司法鉴定机构",
                arbitration_commission="仲裁委员会",
                legal_aid_institution="法律援助机构|法律援助中心",
            ),
            _county_code(),
            _township_code(),
            _LON,
            _LAT,
        ),
        key=("office_code",),
        required=True,
    ),
    TableSpec(
        "service_points",
        (
            _code("point_code", "站点编码|服务点编码|站点代码|站点编号"),
            _text(f"站点名称|服务点名称|{_NAME}"),
            _choice(
                "tier",
                "层级|级别",
                city_centre="市公共法律服务中心|市级中心",
                county_centre="县（市、区）公共法律服务中心|县级中心|中心",
                station="公共法律服务站|公共法律服务（工作）站|公共法律服务工作站|站",
                room="公共法律服务室|公共法律服务（工作）室|公共法律服务工作室|公共法律服务站（点）|室|点",
            ),
            _county_code(optional=True),
            _township_code(optional=True),
            _village_code(optional=True),
            _LON,
            _LAT,
            _code("colocated_with", "站所合一|站所合一机构编码|合署机构编码", optional=True),
            _of(Kind.COUNT, "staff", "工作人员|工作人员数|人员数|人数"),
        ),
        key=("point_code",),
    ),
    TableSpec(
        "committees",
        (
            _code("committee_code", "调委会编码|人民调解委员会编码|调解委员会编码|调委会编号"),
            _text(f"调委会名称|人民调解委员会|人民调解委员会名称|调解委员会名称|{_NAME}"),
            _choice(
                "kind",
                "类型|类别",
                village="村居|村（社区）|村级",
                township="乡镇|乡镇（街道）|镇街",
                industry="行业性专业性|行业|行业性、专业性",
            ),
            _county_code(),
            _township_code(optional=True),
            _village_code(optional=True),
        ),
        key=("committee_code",),
    ),
)

_PEOPLE = (
    TableSpec(
        "counsel",
        (
            _code("person_id", f"{_PERSON}|顾问编号|法律顾问编号"),
            _PERSON_NAME,
            _SEX,
            Column("occupation", Kind.CHOICE, ("职业", "人员类别", "执业类别", "执业身份")),
            _code("office_code", "机构编码|机构代码|机构编号|执业机构编码|所在机构编码"),
            _code("county_code", f"{_COUNTY}|执业县编码|执业县（市、区）编码", 6),
            _of(Kind.AMOUNT, "hours_year", "年服务时长|年服务小时|年可用小时|年服务时长（小时）"),
            _of(Kind.COUNT, "most_villages", "最多村数|最多服务村数|服务村数上限"),
            _of(Kind.AMOUNT, "yuan_per_village", "每村补贴|每村补贴（元）|每村费用|每村费用（元）"),
            _of(Kind.PHONE, "phone", "电话|手机|手机号|手机号码|联系电话|联系方式", optional=True),
        ),
        key=("person_id",),
        required=True,
    ),
    TableSpec(
        "mediators",
        (
            _code("person_id", f"{_PERSON}|调解员编号"),
            _PERSON_NAME,
            _SEX,
            _code("committee_code", "调委会编码|人民调解委员会编码|调解委员会编码|调委会编号"),
            _of(Kind.FLAG, "full_time", "专职|是否专职|专职／兼职"),
        ),
        key=("person_id", "committee_code"),
    ),
    TableSpec(
        "legal_literate",
        (
            _code("person_id", f"{_PERSON}|法律明白人编号"),
            _PERSON_NAME,
            _SEX,
            _village_code(),
            _code("grid_code", "网格编码|综合网格编码|网格代码", 15),
            _choice("status", "状态", serving="在任|在岗", candidate="候选|候选人"),
            _of(Kind.FLAG, "trained", "已培训|是否培训|是否已培训"),
        ),
        key=("person_id",),
    ),
    TableSpec(
        "headcounts",
        (
            _county_code(),
            Column("occupation", Kind.CHOICE, ("职业", "人员类别", "执业类别")),
            _of(Kind.COUNT, "number", "人数|数量|人员数"),
        ),
        key=("county_code", "occupation"),
    ),
    TableSpec(
        "roster",
        (
            _choice("role", "角色|岗位", counsel="法律顾问|村（居）法律顾问|村居法律顾问"),
            _code("unit_code", f"单位编码|{_VILLAGE}|village_code", 12),
            _code("person_id", f"{_PERSON}|顾问编号|法律顾问编号"),
            _of(Kind.DATE, "since", "起始日期|聘任日期|开始日期|起聘日期", optional=True),
        ),
        key=("role", "unit_code", "person_id"),
        required=True,
    ),
)

_ROADS = (
    TableSpec(
        "road_nodes",
        (
            _code("node_id", "节点编号|节点编码|结点编号"),
            _LON,
            _LAT,
            _choice("kind", "类型|类别", settlement="居民点", junction="路口|交叉口", port="港口|码头"),
        ),
        key=("node_id",),
        required=True,
    ),
    TableSpec(
        "road_edges",
        (
            _code("from_node", "起点|起点编号|起始节点"),
            _code("to_node", "终点|终点编号|终止节点"),
            _choice(
                "class",
                "道路等级|等级|类型|类别",
                trunk="干线|国省道",
                county="县道",
                township="乡道",
                village="村道",
                ferry="轮渡|渡轮",
            ),
            _of(Kind.AMOUNT, "length_km", "长度|里程|长度（公里）|里程（公里）"),
            _of(Kind.AMOUNT, "speed_kmh", "速度|车速|速度（公里/小时）"),
            _of(Kind.AMOUNT, "minutes", "分钟|用时|用时（分钟）|行驶时间", optional=True),
            _of(Kind.FLAG, "oneway", "单行|单向|是否单行"),
        ),
        required=True,
    ),
)

OUTLINES = TableSpec(
    "outlines",
    (_county_code(), _text(f"县名|县（市、区）|县（市、区）名称|区县名称|县名称|区县|{_NAME}")),
    key=("county_code",),
    required=True,
)
"""The attributes of the county polygons; the geometry comes with the layer."""

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {spec.name: spec for spec in (*_PLACES, *_BODIES, *_PEOPLE, *_ROADS)}
)
"""The tables of a city other than the outlines, by name."""
