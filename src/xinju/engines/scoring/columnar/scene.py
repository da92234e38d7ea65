"""What is settled while a number is compiled: the day, who plays the roles, the group of records around, what was delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp

from xinju.engines.scoring.columnar import sql
from xinju.engines.scoring.columnar.plan import APPLICATION, Frame, Plan, Rows, Sums, start, table, where
from xinju.engines.scoring.columnar.sql import Sql, Words
from xinju.engines.scoring.language.sheets import Sheet
from xinju.engines.scoring.language.sources import HERE, RecordType, Source
from xinju.engines.scoring.language.tree import sources
from xinju.engines.scoring.ranges import NOTHING_AROUND, Around


@dataclass(frozen=True)
class Setting:
    """What holds for a whole compile.

    delivered     record types whose table is there
    has_not_known whether the table `not_known` has rows
    single        members' roles that no application fills twice: their states are joined, not added up
    cases         a record type about applications with exactly one row for each: read in place of `applications`
    """

    sheet: Sheet
    as_of: date
    known_at: date
    delivered: frozenset[str]
    has_not_known: bool
    single: frozenset[str]
    cases: str | None
    words: Words
    plan: Plan = field(default_factory=Plan)

    def frame(self) -> Frame:
        """One row for each application."""
        if self.cases is None:
            return Frame(self.plan, lambda: start("applications"))
        keys = {APPLICATION: sql.column("subject", "base")}
        return Frame(self.plan, lambda: start(f"r_{self.cases}"), keys)


@dataclass(frozen=True)
class Here:
    """The records of the `each` around: their type, the step that has them, whether a group is one record, and the members
    whose they are."""

    record: RecordType
    name: str
    is_one_record: bool
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """Where a number is worked out. `after`: inside a year of an `EachYear`, the day before its first."""

    setting: Setting
    frame: Frame
    as_of: date
    played: tuple[tuple[str, str | None], ...] = ()
    here: Here | None = None
    after: date | None = None
    around: Around = NOTHING_AROUND

    @property
    def words(self) -> Words:
        return self.setting.words

    def record(self, source: Source) -> RecordType:
        """The source's record type. ValueError for HERE outside of any `each`."""
        if source.record != HERE:
            return self.setting.sheet.records[source.record]
        if self.here is None:
            raise ValueError(f"{HERE} stands outside of any `each`")
        return self.here.record

    def members(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The members' own roles behind the sheet's roles, sorted. ValueError for a role that nobody was assigned to."""
        return tuple(sorted({one for role in roles for one in self._members_of(role)}))

    def _members_of(self, role: str) -> tuple[str, ...]:
        declared = self.setting.sheet.roles.get(role)
        if declared is None:
            return (role,)
        if declared.all_of:
            return tuple(one for part in declared.all_of for one in self._members_of(part))
        played = dict(self.played)
        settled = role if declared.one_of else declared.others_of
        if settled not in played:
            raise ValueError(f"role {role} is used outside of the number that assigns {settled}")
        if declared.one_of:
            return (played[settled],) if played[settled] is not None else ()
        return tuple(part for part in declared.among if part != played[settled])

    def sums(self, key: object, rows: Callable[[], Rows]) -> Sums:
        """The aggregates of these rows, in one scan for all numbers of the sheet."""
        return self.setting.plan.once(("sums", key), lambda: self._new_sums(rows()))  # type: ignore[return-value]

    def _new_sums(self, rows: Rows) -> Sums:
        sums = Sums(rows)
        sums.name = self.setting.plan.step("sums", sums.query)
        return sums

    def summed(self, sums: Sums, aggregate: Sql) -> Sql:
        """An aggregate as a column of the frame; NULL where there is no row."""
        alias = self.frame.join_step(sums.name, tuple(sums.rows.keys))
        return self.frame.take(sql.column(sums.column(aggregate), alias))

    def has_member(self, roles: tuple[str, ...]) -> Sql:
        """Whether the application has somebody in one of these members' roles."""
        if not roles:
            return sql.FALSE
        sums = self.sums(
            "members", lambda: Rows(lambda: start("members", "m"), {APPLICATION: sql.column(APPLICATION, "m")})
        )
        plays = one_of(sql.column("role", "m"), roles)
        found = self.summed(sums, exp.Max(this=sql.case([(plays, sql.plain(1))])))
        return sql.is_something(found)

    def choice(self, key: str) -> Sql:
        """What the applicant chose under a key; NULL where nothing was."""
        rows = Rows(lambda: start("choices", "k"), {APPLICATION: sql.column(APPLICATION, "k")})
        sums = self.sums("choices", lambda: rows)
        asked = sql.equal(sql.column("choice", "k"), sql.text(key))
        return self.summed(sums, exp.Max(this=sql.case([(asked, sql.column("value", "k"))])))

    def not_known(self, source: Source, of: tuple[str, ...]) -> Sql:
        """Whether a department has not delivered, or not answered for one of the subjects."""
        if source.during is None:
            return self._is_missing(source, of)
        whose = self.here.of if source.record == HERE and self.here else source.of or of
        during = [self.not_known(leaf, whose) for leaf in sources(source.during)]
        return sql.either([self._is_missing(source, of), *during])

    def _is_missing(self, source: Source, of: tuple[str, ...]) -> Sql:
        if source.record == HERE:
            return sql.FALSE
        about_case = self.record(source).about == "application"
        members = () if about_case else self.members(source.of or of)
        if source.record not in self.setting.delivered:
            return sql.TRUE if about_case else self.has_member(members)
        if not self.setting.has_not_known or not (about_case or members):
            return sql.FALSE
        sums = self.sums(("not known", about_case), lambda: _unanswered(about_case))
        listed = sql.equal(sql.column("record", "u"), sql.text(source.record))
        whose = sql.TRUE if about_case else one_of(sql.column("role", "s"), members)
        found = self.summed(sums, exp.Max(this=sql.case([(sql.both([listed, whose]), sql.plain(1))])))
        return sql.is_something(found)


def _unanswered(about_case: bool) -> Rows:
    subject = sql.column(APPLICATION if about_case else "person", "s")

    def source() -> exp.Select:
        on = sql.equal(sql.column("subject", "u"), subject)
        listed = exp.alias_(table("not_known"), "u", table=True)
        return start("applications" if about_case else "members", "s").join(listed, on=on, copy=False)

    return Rows(source, {APPLICATION: sql.column(APPLICATION, "s")})


def persons(setting: Setting, members: tuple[str, ...]) -> Callable[[], exp.Select]:
    """One row for each person of an application in these roles, each once: a selection under the alias `s`."""
    holds = one_of(sql.column("role", "m"), members)
    if len(members) == 1:
        return lambda: start("members", "s").where(one_of(sql.column("role", "s"), members), copy=False)

    def distinct() -> exp.Select:
        query = where(start("members", "m"), [holds])
        return query.select(sql.column(APPLICATION, "m"), sql.column("person", "m"), copy=False).distinct(copy=False)

    name = setting.plan.once(("persons", members), lambda: setting.plan.step("persons", distinct))
    return lambda: start(str(name), "s")


def one_of(value: Sql, allowed: tuple[str, ...]) -> Sql:
    if len(allowed) == 1:
        return sql.equal(value, sql.text(allowed[0]))
    return exp.In(this=value, expressions=[sql.text(one) for one in allowed])
