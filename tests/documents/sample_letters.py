"""Invented letters that several tests look at."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from xinju.documents.letters import Check, KeyPart, Letter, Objection, Step, Wish


def wish(number: int, school: str, *, admitted: bool = False, missing: Fraction | None = None, why: str = "") -> Wish:
    return Wish(
        number=number,
        school=school,
        admitted=admitted,
        rank=40 + number,
        applicants=120,
        places=45,
        cutoff=() if admitted else (KeyPart("积分", "141.5"), KeyPart("居住", "61 个月")),
        own=(KeyPart("积分", "128.5"), KeyPart("居住", "49 个月")),
        missing=missing,
        why=why,
    )


LETTER = Letter(
    office="禾润区教育局",
    round_name="2026 年随迁子女小学一年级积分入学",
    application_number="HR2026-000317",
    child_name="阿依·古丽",
    placed=True,
    result="安排至 禾润区第三小学（第二志愿）",
    explanation="您的孩子按积分和志愿顺序安排到上述学校就读。",
    points=Fraction(257, 2),
    rank=212,
    ranked=600,
    wishes=(
        wish(1, "禾润区第一小学", missing=Fraction(13), why="45 个学位已安排给位次在前的 45 人，最后一人 141.5 分。"),
        wish(2, "禾润区第三小学", admitted=True, why="位次在学位数之内。"),
        wish(3, "柳溪镇中心小学", why="已在前一志愿安排，未再比较。"),
        wish(4, "青石街道实验小学", why="已在前一志愿安排，未再比较。"),
    ),
    next_steps=(
        Step(
            "2026年7月10日—12日",
            "到学校报到，带户口簿、居住证和预防接种证。",
            "禾润区第三小学，柳溪路 18 号，每天 8:30—16:30",
        ),
        Step("7月12日 24:00", "逾期未报到视为放弃，学位用于统筹安排。"),
    ),
    objection=Objection(
        days=5,
        days_are="工作日",
        until=date(2026, 7, 8),
        office="禾润区新居民事务中心",
        address="禾润区和平路 1 号一楼 3 号窗口",
        phone="0577-0000 1234",
    ),
    check=Check("https://herun.example/letters/7K3M-Q9TD-0V5X-HNB2-4RWC-8YEJ-1G", "7K3M-Q9TD-0V5X-HNB2-4RWC-8YEJ-1G"),
    issued_on=date(2026, 7, 1),
    sheet_version="a3f1c09e5b7d",
    round_version="90be17d2c4aa",
)

ENGLISH = replace(LETTER, language="en", result="Placed at Herun No. 3 Primary School (wish 2)")
