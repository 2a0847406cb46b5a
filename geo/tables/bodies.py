"""Tables of bodies: offices, service points, mediation committees."""

from __future__ import annotations

from geo.columns import Kind, TableSpec
from geo.tables.limits import POINT_STAFF
from geo.tables.recurring import (
    LAT,
    LON,
    choice,
    code,
    county_code,
    number,
    text,
    township_code,
    village_code,
)

__all__ = ["BODIES"]

BODIES = (
    TableSpec(
        "offices",
        (
            code("office_code", "机构编码|机构代码|机构编号|执业机构编码"),
            text("机构名称|机构|执业机构|律师事务所|基层法律服务所|名称"),
            choice(
                "kind",
                "类型|类别|机构类型|机构类别",
                law_firm="律师事务所",
                gls_office="基层法律服务所",
                judicial_office="司法所",
                notary_office="公证处|公证机构",
                forensic_institution="司法鉴定机构",
                arbitration_commission="仲裁委员会",
                legal_aid_institution="法律援助机构|法律援助中心",
                optional=True,
            ),
            county_code(optional=True),
            township_code(optional=True),
            LON,
            LAT,
        ),
        key=("office_code",),
        required=True,
    ),
    TableSpec(
        "service_points",
        (
            code("point_code", "站点编码|服务点编码|站点代码|站点编号"),
            text("站点名称|服务点名称|名称", optional=True),
            choice(
                "tier",
                "层级|级别",
                city_centre="市公共法律服务中心|市级中心",
                county_centre="县（市、区）公共法律服务中心|县级中心|中心",
                station="公共法律服务站|公共法律服务（工作）站|公共法律服务工作站|站",
                room="公共法律服务室|公共法律服务（工作）室|公共法律服务工作室|公共法律服务站（点）|室|点",
                terminal="自助终端|公共法律服务自助终端|公共法律服务自助机|终端",
                remote_notary="远程公证点|远程视频公证点|远程公证室",
            ),
            county_code(optional=True),
            township_code(optional=True),
            village_code(optional=True),
            LON,
            LAT,
            code("colocated_with", "站所合一|站所合一机构编码|合署机构编码", optional=True),
            number("staff", "工作人员|工作人员数|人员数|人数", Kind.COUNT, POINT_STAFF, optional=True),
        ),
        key=("point_code",),
    ),
    TableSpec(
        "committees",
        (
            code("committee_code", "调委会编码|人民调解委员会编码|调解委员会编码|调委会编号"),
            text("调委会名称|人民调解委员会|人民调解委员会名称|调解委员会名称|名称", optional=True),
            choice(
                "kind",
                "类型|类别",
                village="村居|村（社区）|村级",
                township="乡镇|乡镇（街道）|镇街",
                industry="行业性专业性|行业|行业性、专业性",
            ),
            county_code(),
            township_code(optional=True),
            village_code(optional=True),
        ),
        key=("committee_code",),
    ),
)
"""Bodies that employ people or receive them."""
