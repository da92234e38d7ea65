"""Invented people and their records for bench/linkage.py: two kinds of noise, with the cases that linkage gets wrong.

Nobody here exists: area codes begin with 99, names are drawn from lists of frequent characters. Hard cases: twins (same
birth, door, phone, family name, numbers in sequence), namesakes in one building, a parent's number on a child's record,
families on one phone, agents' phones on hundreds of records, changed phones, moved people, and people who died.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate

import pyarrow as pa

from xinju.values.citizen_id import check_character


def _words(text: str) -> list[str]:
    return text.split()


_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
_MALE = "伟强磊军洋勇杰涛明超刚平辉鹏华飞波斌宇浩凯健俊帆帅旭宁龙林建国志文海峰永成东子轩梓涵宇泽博睿晨昊天佑嘉豪一鸣思远家兴振业德福金生根水贵明亮少康立新春雷玉堃喆铭煜炜烨"
_FEMALE = "芳娜敏静丽艳娟霞秀英兰燕玲桂红梅萍莉婷雪慧颖琳倩欣怡佳梓涵子涵诗雨思琪雅婧梦瑶可馨语嫣晓春香凤珍玉秋菊云爱翠素淑惠美莲荣月娥小彩琴瑾瑜璐莹洁蓉晶妍茜"
_MINORITY = _words(
    "买买提 阿卜杜拉 古丽 艾买提 吐尔逊 热合曼 帕提古丽 依力哈木 木拉提 阿依努尔 玛依拉 卓玛 扎西 才让 多吉 央金 次仁 格桑 巴特尔 其其格 乌云 苏日娜 艾力 努尔 麦麦提"
)
_STREETS = _words(
    "学院 人民 解放 中山 新桥 南塘 北塘 东屿 西山 水心 广化 清明 飞霞 锦江 车站 府前 五马 信河 谢池 百里 蝉街 望江 江滨 环城 会昌 六虹 九山 杨府 过境 机场 牛山 双屿 桃源 丽岙 仙岩 茶山 状元 瑶溪 沙城 灵昆"
)
_ENDS = _words("路 街 巷 东路 西路 大道")
_ESTATES = _words("锦绣花园 阳光小区 金色家园 碧水苑 翠微新村 龙腾公寓 海悦城 绿城苑 吉祥里 桂花园 富春庭 南湖公馆")
_DOTS = "·•‧・．.∙⋅"
_SOUNDS = {}
for group in _words(
    "伟玮炜苇 芳方坊 静婧靖敬 丽莉利俐 明铭鸣茗 华桦骅 涛焘滔 杰洁捷婕 强蔷墙 娟涓鹃 燕艳雁彦 玲铃灵龄琳 敏闽皿 宇雨羽语禹 子紫梓 涵含晗寒函 轩宣萱喧 欣心新鑫馨 怡宜仪怡 佳嘉家加 辉晖徽 军君钧均 红宏鸿洪 志智致 文雯纹闻 建健剑 海亥 平萍苹 英瑛樱 秀绣琇 张章 陈程 徐许 余于俞 邓等 林临 黄皇 吴武 何和 周州"
):
    for one in group:
        _SOUNDS[one] = [other for other in group if other != one]
_SHAPES = {"丽": "丽麗", "陈": "陳", "张": "張", "刘": "劉", "杨": "楊", "赵": "趙", "吴": "吳", "孙": "孫", "马": "馬", "华": "華", "伟": "偉", "军": "軍", "国": "國", "龙": "龍", "兰": "蘭", "艳": "艷", "凤": "鳳", "红": "紅", "云": "雲", "飞": "飛", "峰": "峯", "静": "靜", "东": "東", "叶": "葉", "万": "萬"}  # fmt: skip
_DIGITS = "〇一二三四五六七八九"
_WIDE = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
COLUMNS = ("key", "source", "name", "document_kind", "number", "birth", "sex", "phone", "address", "kin_number", "permit", "application", "deceased")  # fmt: skip


@dataclass(frozen=True)
class Noise:
    """How often a record goes wrong; every figure is a chance for one record."""

    no_number: float
    digit: float
    swapped: float
    two_digits: float
    wide: float
    legacy: float
    parents_number: float
    child_without: float
    homophone: float
    traditional: float
    unreadable: float
    other_character: float
    no_birth: float
    wrong_birth: float
    first_of_january: float
    no_phone: float
    new_phone: float
    phone_slip: float
    agent: float
    no_address: float
    moved: float
    no_sex: float
    wrong_sex: float
    guardian_told: float
    family_phone: float


FIRST = Noise(
    no_number=0.07, digit=0.02, swapped=0.006, two_digits=0.002, wide=0.02, legacy=0.01, parents_number=0.02, child_without=0.12,
    homophone=0.012, traditional=0.02, unreadable=0.003, other_character=0.005, no_birth=0.1, wrong_birth=0.012,
    first_of_january=0.0, no_phone=0.13, new_phone=0.2, phone_slip=0.01, agent=0.0, no_address=0.1, moved=0.2, no_sex=0.1,
    wrong_sex=0.003, guardian_told=0.5, family_phone=0.05,
)  # fmt: skip
SECOND = Noise(
    no_number=0.09, digit=0.008, swapped=0.004, two_digits=0.006, wide=0.04, legacy=0.0, parents_number=0.03, child_without=0.16,
    homophone=0.02, traditional=0.005, unreadable=0.006, other_character=0.008, no_birth=0.05, wrong_birth=0.006,
    first_of_january=0.006, no_phone=0.2, new_phone=0.25, phone_slip=0.02, agent=0.02, no_address=0.04, moved=0.3, no_sex=0.3,
    wrong_sex=0.006, guardian_told=0.8, family_phone=0.25,
)  # fmt: skip


@dataclass
class Person:
    number: str
    name: str
    birth: date
    sex: str
    phone: str
    dwelling: tuple[str, int, int, int, int]
    parent: Person | None = None
    permit: str = ""
    has_died: bool = False
    other_phones: list[str] = field(default_factory=list)


def _heavy(items: list[str], power: float) -> Callable[[random.Random], str]:
    weights = list(accumulate(1 / (i + 3) ** power for i in range(len(items))))
    return lambda chance: chance.choices(items, cum_weights=weights)[0]


_surname, _male, _female = _heavy(list(_SURNAMES), 0.85), _heavy(list(_MALE), 0.6), _heavy(list(_FEMALE), 0.6)


def _name(chance: random.Random, sex: str, family: str = "") -> str:
    if not family and chance.random() < 0.02:
        return "·".join(chance.sample(_MINORITY, 2))
    given = _male if sex == "m" else _female
    second = given(chance) if chance.random() < 0.82 else ""
    return (family or _surname(chance)) + given(chance) + second


def _number(chance: random.Random, birth: date, sex: str, order: int | None = None) -> str:
    order = chance.randrange(0, 500) * 2 + (sex == "m") if order is None else order
    body = f"99{chance.randrange(1, 60):02}{chance.randrange(1, 25):02}{birth:%Y%m%d}{order:03}"
    return body + check_character(body)


def _phone(chance: random.Random) -> str:
    return f"1{chance.choice('3578')}{chance.randrange(10**9):09}"


def _dwelling(chance: random.Random) -> tuple[str, int, int, int, int]:
    street = (
        chance.choice(_STREETS) + chance.choice(_ENDS)
        if chance.random() < 0.7
        else chance.choice(_STREETS) + chance.choice(_ESTATES)
    )
    gate = chance.randrange(1, 60)
    return (
        street,
        gate,
        chance.randrange(1, 20),
        chance.randrange(1, 5),
        chance.randrange(1, 19) * 100 + chance.randrange(1, 5),
    )


def _born(chance: random.Random, first: int, last: int) -> date:
    return date(first, 1, 1) + timedelta(chance.randrange((last - first) * 365))


def people(chance: random.Random, count: int) -> list[Person]:
    """Families of one to five at one door; every thirtieth pair of children are twins; some namesakes in one building."""
    everyone: list[Person] = []
    while len(everyone) < count:
        dwelling, size = _dwelling(chance), chance.choice((1, 1, 1, 2, 2, 3, 3, 4, 5))
        parents = [_adult(chance, dwelling) for _ in range(min(size, 2))]
        everyone += parents
        first = None
        for _ in range(size - 2):
            first = _child(chance, parents, dwelling, first if chance.random() < 0.06 else None)
            everyone.append(first)
    for person in chance.sample(everyone, len(everyone) // 300):
        other = _adult(chance, (*person.dwelling[:3], chance.randrange(1, 5), person.dwelling[4] + 100))
        everyone.append(replace(other, name=person.name))
    return everyone[:count]


def _adult(chance: random.Random, dwelling: tuple[str, int, int, int, int]) -> Person:
    sex, birth = chance.choice("mf"), _born(chance, 1945, 2006)
    if chance.random() < 0.004:
        number = f"{chance.choice('HM')}{chance.randrange(10**8):08}"
    elif chance.random() < 0.002:
        body = f"8{chance.choice('123')}0000{birth:%Y%m%d}{chance.randrange(1000):03}"
        number = body + check_character(body)
    else:
        number = _number(chance, birth, sex)
    permit = f"P{chance.randrange(10**10):010}" if chance.random() < 0.2 else ""
    return Person(
        number,
        _name(chance, sex),
        birth,
        sex,
        _phone(chance),
        dwelling,
        permit=permit,
        has_died=chance.random() < 0.002,
    )


def _child(
    chance: random.Random, parents: list[Person], dwelling: tuple[str, int, int, int, int], twin: Person | None
) -> Person:
    sex, parent = chance.choice("mf"), chance.choice(parents)
    birth = twin.birth if twin else _born(chance, max(2007, parent.birth.year + 18), max(2025, parent.birth.year + 20))
    family = parents[0].name[0] if "·" not in parents[0].name else ""
    name = _name(chance, sex, family)
    number = _number(chance, birth, sex)
    if twin:
        sex = twin.sex if chance.random() < 0.7 else sex
        body = twin.number[:14] + f"{(int(twin.number[14:17]) + (2 if sex == twin.sex else 1)) % 1000:03}"
        number = body + check_character(body)
        if len(twin.name) == 3 and family:
            name = twin.name[:2] + _name(chance, sex, family)[1]
        if name == twin.name:
            name = family + _name(chance, sex, family)[1:] + "宝"
    return Person(number, name, birth, sex, parent.phone, dwelling, parent=parent)


def records(count: int, noise: Noise, seed: int) -> tuple[pa.Table, list[int]]:
    """So many records of invented people, in random order, and for each the number of the person whom it is about."""
    chance = random.Random(seed)
    everyone = people(chance, int(count / 2.15) + 1)
    agents = [_phone(chance) for _ in range(max(3, count // 20_000))]
    rows: list[tuple[object, ...]] = []
    truth: list[int] = []
    while len(rows) < count:
        for index, person in enumerate(everyone):
            for turn in range(chance.choices((1, 2, 3, 4), (30, 36, 23, 11))[0]):
                rows.append(_record(chance, noise, person, turn, agents))
                truth.append(index)
    order = chance.sample(range(len(rows)), count)
    columns = zip(*((f"r{place:08}", *rows[i]) for place, i in enumerate(order)), strict=True)
    types = {"birth": pa.date32(), "deceased": pa.bool_()}
    table = {
        name: pa.array(column, types.get(name, pa.string())) for name, column in zip(COLUMNS, columns, strict=True)
    }
    return pa.table(table), [truth[i] for i in order]


def _record(chance: random.Random, noise: Noise, person: Person, turn: int, agents: list[str]) -> tuple[object, ...]:
    roll = chance.random
    source = ("police", "social", "education", "health", "housing", "grid")[chance.randrange(6)]
    number, kin = _as_numbered(chance, noise, person)
    birth: date | None = None if roll() < noise.no_birth else _as_born(chance, noise, person)
    sex = "" if roll() < noise.no_sex else person.sex
    if sex and roll() < noise.wrong_sex:
        sex = "f" if sex == "m" else "m"
    sex = {"m": ("男", "1"), "f": ("女", "2"), "": ("", "")}[sex][chance.randrange(2)]
    address = (
        ""
        if roll() < noise.no_address
        else _written(chance, _dwelling(chance) if roll() < noise.moved else person.dwelling)
    )
    has_died = person.has_died and turn == 0
    permit = person.permit if source == "police" else ""
    return (
        "civil" if has_died else source, _as_named(chance, noise, person.name), "", number, birth, sex,
        _as_called(chance, noise, person, agents), address, kin, permit, "", has_died,
    )  # fmt: skip


def _as_numbered(chance: random.Random, noise: Noise, person: Person) -> tuple[str, str]:
    roll, number, parent = chance.random, person.number, person.parent
    kin = parent.number if parent and roll() < noise.guardian_told else ""
    if parent and roll() < noise.parents_number:
        return parent.number, kin
    if roll() < (noise.child_without if parent else noise.no_number):
        return "", kin
    if roll() < noise.digit:
        place = chance.randrange(len(number))
        number = number[:place] + chance.choice("0123456789".replace(number[place], "")) + number[place + 1 :]
    elif roll() < noise.swapped:
        place = chance.randrange(6, len(number) - 1)
        number = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    elif roll() < noise.two_digits:
        for place in chance.sample(range(6, len(number)), 2):
            number = number[:place] + str(chance.randrange(10)) + number[place + 1 :]
    if len(number) == 18 and number[6:8] == "19" and roll() < noise.legacy:
        number = number[:6] + number[8:17]
    if roll() < noise.wide:
        number = number.translate(_WIDE) if roll() < 0.5 else f"{number[:6]} {number[6:]}"
    return number.lower() if roll() < 0.1 else number, kin


def _as_born(chance: random.Random, noise: Noise, person: Person) -> date:
    birth = person.birth
    if chance.random() < noise.first_of_january:
        return date(birth.year, 1, 1)
    if chance.random() >= noise.wrong_birth:
        return birth
    kind = chance.randrange(4)
    if kind == 0 and birth.day <= 12:
        return date(birth.year, birth.day, birth.month)
    if kind == 1:
        return birth.replace(year=birth.year + chance.choice((-10, -1, 1)), day=min(birth.day, 28))
    return birth + timedelta(chance.choice((-30, -1, 1, 10, 20)))


def _as_named(chance: random.Random, noise: Noise, name: str) -> str:
    roll = chance.random
    place = chance.randrange(len(name))
    one = name[place]
    if roll() < noise.homophone * 2 and one in _SOUNDS:
        name = name[:place] + chance.choice(_SOUNDS[one]) + name[place + 1 :]
    elif roll() < noise.other_character and place:
        name = name[:place] + (_male if roll() < 0.5 else _female)(chance) + name[place + 1 :]
    elif roll() < noise.unreadable and place:
        name = name[:place] + chance.choice("?□*") + name[place + 1 :]
    elif roll() < noise.traditional:
        name = "".join(_SHAPES.get(c, c)[-1] for c in name)
    if "·" in name:
        name = name.replace("·", chance.choice(_DOTS)) if roll() < 0.9 else name.split("·")[0]
    return (name[0] + chance.choice((" ", "\u3000")) + name[1:]) if roll() < 0.03 else name


def _as_called(chance: random.Random, noise: Noise, person: Person, agents: list[str]) -> str:
    roll = chance.random
    if roll() < noise.no_phone:
        return ""
    if roll() < noise.agent:
        return chance.choice(agents)
    if roll() < noise.new_phone and not person.parent:
        if not person.other_phones or roll() < 0.5:
            person.other_phones.append(_phone(chance))
        phone = chance.choice(person.other_phones)
    else:
        phone = person.phone
    if roll() < noise.family_phone and person.parent:
        phone = person.parent.phone
    if roll() < noise.phone_slip:
        place = chance.randrange(2, 11)
        phone = phone[:place] + str(chance.randrange(10)) + phone[place + 1 :]
    kind = chance.randrange(12)
    return {
        0: f"+86 {phone}",
        1: f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
        2: f"{phone[:3]} {phone[3:7]} {phone[7:]}",
    }.get(kind, phone)


def _in_words(number: int) -> str:
    if number > 99:
        return "".join(_DIGITS[int(c)] for c in str(number))
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _written(chance: random.Random, dwelling: tuple[str, int, int, int, int]) -> str:
    """One dwelling in five ways of writing, with or without the town in front."""
    street, gate, building, unit, room = dwelling
    front = chance.choice(("", "", "", "泉市和润区", "和润区", "和润区新桥街道", "泉市和润区桃源镇"))
    kind = chance.randrange(5)
    inside = (
        f"{gate}号{building}幢{unit}单元{room}室",
        f"{gate}号{building}-{unit}-{room}",
        f"{_in_words(gate)}号{_in_words(building)}栋{_in_words(unit)}单元{room}",
        f"{gate}号{building}号楼{unit}单元{room}房",
        f"{gate}号 {building}#{room}",
    )[kind]
    return front + street + (inside.translate(_WIDE) if chance.random() < 0.05 else inside)
