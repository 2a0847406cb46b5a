"""Tables of people: counsel, mediators, legal-literate persons, staff, headcounts, and today's roster."""

from __future__ import annotations

from geo.columns import Column, Kind, TableSpec
from geo.tables.limits import PROFESSION, VILLAGES_EACH, YEAR_HOURS, YUAN_EACH
from geo.tables.recurring import (
    COUNTY,
    PERSON,
    SEX,
    VILLAGE,
    choice,
    code,
    county_code,
    number,
    of,
    text,
    village_code,
)

__all__ = ["PEOPLE"]

_NAME = "姓名|名字"
_PHONE = of(Kind.PHONE, "phone", "电话|手机|手机号|手机号码|联系电话|联系方式", optional=True)

PEOPLE = (
    TableSpec(
        "counsel",
        (
            code("person_id", f"{PERSON}|顾问编号|法律顾问编号"),
            text(_NAME),
            SEX,
            Column("occupation", Kind.CHOICE, ("职业", "人员类别", "执业类别", "执业身份")),
            code("office_code", "机构编码|机构代码|机构编号|执业机构编码|所在机构编码"),
            code("county_code", f"{COUNTY}|执业县编码|执业县（市、区）编码", 6),
            number(
                "hours_year",
                "年服务时长|年服务小时|年可用小时|年服务时长（小时）",
                Kind.AMOUNT,
                YEAR_HOURS,
            ),
            number("most_villages", "最多村数|最多服务村数|服务村数上限", Kind.COUNT, VILLAGES_EACH),
            number(
                "yuan_per_village",
                "每村补贴|每村补贴（元）|每村费用|每村费用（元）",
                Kind.AMOUNT,
                YUAN_EACH,
                optional=True,
            ),
            choice(
                "grade",
                "考核等次|考核等级|年度考核等次|年度考核结果",
                excellent="优秀|优",
                good="良好|良",
                fair="合格|一般|称职",
                optional=True,
            ),
            _PHONE,
        ),
        key=("person_id",),
        required=True,
    ),
    TableSpec(
        "mediators",
        (
            code("person_id", f"{PERSON}|调解员编号"),
            text(_NAME, optional=True),
            SEX,
            code("committee_code", "调委会编码|人民调解委员会编码|调解委员会编码|调委会编号"),
            of(Kind.FLAG, "full_time", "专职|是否专职|专职／兼职", optional=True),
        ),
        key=("person_id", "committee_code"),
    ),
    TableSpec(
        "legal_literate",
        (
            code("person_id", f"{PERSON}|法律明白人编号"),
            text(_NAME, optional=True),
            SEX,
            village_code(),
            code("grid_code", "网格编码|综合网格编码|网格代码", 15),
            choice("status", "状态", serving="在任|在岗", candidate="候选|候选人", optional=True),
            of(Kind.FLAG, "trained", "已培训|是否培训|是否已培训", optional=True),
        ),
        key=("person_id",),
    ),
    TableSpec(
        "staff",
        (
            code("person_id", f"{PERSON}|服务人员编号|工作人员编号"),
            text(_NAME, optional=True),
            SEX,
            code("unit_code", "单位编码|所在单位编码|服务单位编码|站点编码|服务点编码|司法所编码"),
            choice(
                "skill",
                "技能|专长|岗位|服务岗位",
                duty_lawyer="值班律师",
                mediator="人民调解员|调解员",
                legal_aid="法律援助|法律援助人员",
                general="综合服务|综合服务人员|一般工作人员",
            ),
            _PHONE,
        ),
        key=("person_id", "unit_code"),
    ),
    TableSpec(
        "headcounts",
        (
            county_code(),
            Column("occupation", Kind.CHOICE, ("职业", "人员类别", "执业类别")),
            number("number", "人数|数量|人员数", Kind.COUNT, PROFESSION, optional=True),
        ),
        key=("county_code", "occupation"),
    ),
    TableSpec(
        "roster",
        (
            choice("role", "角色|岗位", counsel="法律顾问|村（居）法律顾问|村居法律顾问"),
            code("unit_code", f"单位编码|{VILLAGE}|village_code", 12),
            code("person_id", f"{PERSON}|顾问编号|法律顾问编号"),
            of(Kind.DATE, "since", "起始日期|聘任日期|开始日期|起聘日期", optional=True),
        ),
        key=("role", "unit_code", "person_id"),
        required=True,
    ),
)
"""People, and the posts that they hold."""
