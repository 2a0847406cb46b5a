"""Tables of roads: nodes and edges."""

from __future__ import annotations

from geo.columns import Kind, TableSpec
from geo.tables.limits import DAY_MINUTES, STRETCH_KM, TOP_SPEED
from geo.tables.recurring import LAT, LON, choice, code, number, of

__all__ = ["ROADS"]

ROADS = (
    TableSpec(
        "road_nodes",
        (
            code("node_id", "节点编号|节点编码|结点编号"),
            LON,
            LAT,
            choice("kind", "类型|类别", settlement="居民点", junction="路口|交叉口", port="港口|码头"),
        ),
        key=("node_id",),
        required=True,
    ),
    TableSpec(
        "road_edges",
        (
            code("from_node", "起点|起点编号|起始节点"),
            code("to_node", "终点|终点编号|终止节点"),
            choice(
                "class",
                "道路等级|等级|类型|类别",
                trunk="干线|国省道",
                county="县道",
                township="乡道",
                village="村道",
                ferry="轮渡|渡轮",
                optional=True,
            ),
            number("length_km", "长度|里程|长度（公里）|里程（公里）", Kind.AMOUNT, STRETCH_KM),
            number("speed_kmh", "速度|车速|速度（公里/小时）", Kind.AMOUNT, TOP_SPEED),
            number("minutes", "分钟|用时|用时（分钟）|行驶时间", Kind.AMOUNT, DAY_MINUTES, optional=True),
            of(Kind.FLAG, "oneway", "单行|单向|是否单行"),
        ),
        required=True,
    ),
)
"""The roads that counsel drive, and the ferries."""
