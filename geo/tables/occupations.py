"""What people may be by occupation, and what stands for it in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

__all__ = ["OCCUPATION_NAMES", "choices", "occupation_choices"]

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


def choices(**names: str) -> Mapping[str, str]:
    """Map every value, and its Chinese names parted by |, to the value."""
    pairs = {value: value for value in names}
    pairs |= {name: value for value, joined in names.items() for name in joined.split("|") if name}
    return MappingProxyType(pairs)


def occupation_choices(occupations: Iterable[str]) -> Mapping[str, str]:
    """Return what may stand for `occupations` in a cell, Chinese names included."""
    return choices(**{name: OCCUPATION_NAMES.get(name, "") for name in occupations})
