"""Columns that are searched while somebody types: compared byte by byte on every database, so that a prefix is a range."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, F, GeneratedField, Q, Value, When
from django.db.models.functions import Length, Replace, StrIndex, Substr
from django.db.models.lookups import GreaterThan, In

DOT = "·"
# Surnames of two characters (复姓) that are still borne by many; what follows them is the given name.
LONG_SURNAMES = (
    "欧阳", "上官", "司马", "司徒", "诸葛", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "端木",
    "独孤", "南宫", "轩辕", "钟离", "闻人",
)  # fmt: skip


class Bytewise(models.CharField):
    """Text ordered by its code points. PostgreSQL's locale would neither order so nor let a range use the index; SQLite does."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        collation = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": collation}


def joined_pinyin() -> GeneratedField:
    """The syllables without blanks: 王芳 is wangfang, as people type it."""
    return GeneratedField(
        expression=Replace(F("pinyin"), Value(" "), Value("")), output_field=Bytewise(max_length=200), db_persist=True
    )


def given_name() -> GeneratedField:
    """The name without its surname: after the dot, after a surname of two characters, else after the first character."""
    dot = StrIndex(F("name"), Value(DOT))
    long = Q(GreaterThan(Length(F("name")), Value(2))) & Q(In(Substr(F("name"), 1, 2), LONG_SURNAMES))
    return GeneratedField(
        expression=Case(
            When(GreaterThan(dot, Value(0)), then=Substr(F("name"), dot + 1)),
            When(long, then=Substr(F("name"), 3)),
            default=Substr(F("name"), 2),
        ),
        output_field=Bytewise(max_length=100),
        db_persist=True,
    )
