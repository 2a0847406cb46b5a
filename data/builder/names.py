"""Invented names and numbers. Nobody in the data exists."""

import numpy as np

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
_FEMALE = [
    "芳",
    "静",
    "敏",
    "丽",
    "洁",
    "雪",
    "婷",
    "燕",
    "玲",
    "慧",
    "兰",
    "月",
    "云",
    "晴",
    "琳",
    "岚",
    "荷",
    "莹",
]
_MALE = [
    "伟",
    "强",
    "磊",
    "军",
    "勇",
    "杰",
    "涛",
    "明",
    "超",
    "刚",
    "平",
    "辉",
    "鹏",
    "峰",
    "川",
    "松",
    "海",
    "岩",
]
_MIDDLE = [
    "",
    "文",
    "晓",
    "建",
    "志",
    "春",
    "国",
    "家",
    "思",
    "永",
    "世",
    "金",
    "玉",
    "德",
    "子",
    "新",
    "成",
    "立",
]
# Two words of two characters each: licensed firms have names of two or three characters, so a name of
# four belongs to none.
_FIRST = [
    "松月",
    "青禾",
    "远帆",
    "晨溪",
    "云麓",
    "稻香",
    "秋水",
    "长桥",
    "竹影",
    "南枝",
    "白鹭",
    "春山",
    "石桥",
    "海棠",
    "芦荻",
    "梧桐",
    "雪梅",
    "溪亭",
]
_SECOND = [
    "知秋",
    "听雨",
    "行舟",
    "问道",
    "守拙",
    "望岳",
    "临风",
    "观澜",
    "种德",
    "明灯",
    "同舟",
    "和鸣",
    "知远",
    "抱朴",
    "思齐",
    "静观",
]
PHONE_BLOCK = "1540000"  # 154 is a prefix that no operator has been given


def people(number: int, rng: np.random.Generator, *, women: float) -> tuple[list[str], list[str]]:
    """Return invented names and sexes, about `women` of them female."""
    female = rng.random(number) < women
    surname = rng.integers(0, len(_SURNAMES), number)
    middle = rng.integers(0, len(_MIDDLE), number)
    last = rng.integers(0, len(_FEMALE), number)
    names = [
        _SURNAMES[s] + _MIDDLE[m] + (_FEMALE if f else _MALE)[g]
        for s, m, g, f in zip(surname, middle, last, female, strict=True)
    ]
    return names, ["female" if f else "male" for f in female]


def firms(number: int, rng: np.random.Generator) -> list[str]:
    """Return invented four-character firm names, repeated with a number once all are used."""
    every = [first + second for first in _FIRST for second in _SECOND]
    order = rng.permutation(len(every))
    names = [every[order[i % len(every)]] for i in range(number)]
    return [f"{name}第{i // len(every) + 1}" if i >= len(every) else name for i, name in enumerate(names)]


def phones(number: int, rng: np.random.Generator) -> list[str]:
    """Return distinct numbers of the block that is never assigned."""
    if number > 10_000:
        raise ValueError(f"number: {number} phones do not fit into the block of 10000; give fewer counsel")
    return [f"{PHONE_BLOCK}{n:04d}" for n in rng.permutation(10_000)[:number]]
