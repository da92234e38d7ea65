"""Invented names: common surnames and given syllables joined at random, some with a middle dot, some with rare characters."""

from __future__ import annotations

from random import Random

_SURNAMES = "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴"
_DOUBLE_SURNAMES = ("欧阳", "司徒", "上官", "诸葛")
_FIRST = "子雨梓思佳志建文晓明国春海丽秀永玉家俊宇欣可若亦景书知安一嘉允沐云"
_LAST = "轩涵怡辰萱琪杰强军华芳燕敏霞伟平娟勇磊洋婷宁睿泽航悦彤妍瑶霖然宸诺昕珂"
_RARE = "䶮㛃珺犇喆翀昪祎燊姞"
_WITH_DOT_FIRST = ("阿依", "买买提", "努尔", "古丽", "艾力", "木沙", "帕提", "吉克", "阿西", "沙马")
_WITH_DOT_LAST = ("夏木", "图尔", "江山", "依扎", "拉西", "木呷", "热依", "曲布", "阿木", "哈力")


def surname(random: Random) -> str:
    """A family name; one in a hundred has two characters."""
    return random.choice(_DOUBLE_SURNAMES) if random.random() < 0.01 else random.choice(_SURNAMES)


def given(random: Random) -> str:
    """One or two characters after the family name; about one in 150 holds a rare character."""
    last = random.choice(_RARE) if random.random() < 0.007 else random.choice(_LAST)
    return last if random.random() < 0.12 else random.choice(_FIRST) + last


def with_dot(random: Random) -> str:
    """A whole name of the kind that is written with a middle dot."""
    return f"{random.choice(_WITH_DOT_FIRST)}·{random.choice(_WITH_DOT_LAST)}"
