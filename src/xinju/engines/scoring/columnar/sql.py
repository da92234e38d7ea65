"""Small sentences of SQL as sqlglot expressions, and the few where DuckDB and Spark have different words.

Expressions are shared between sentences and never changed once made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from sqlglot import exp

from xinju.engines.scoring.language.sources import Bounds, lattice
from xinju.engines.scoring.range_arithmetic import LARGEST

Sql = exp.Expression
TRUE, FALSE = exp.true(), exp.false()


BIGINT, INT, DATE, SMALLINT = (exp.DataType.build(name) for name in ("BIGINT", "INT", "DATE", "SMALLINT"))


def identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def column(name: str, table: str = "") -> Sql:
    return exp.Column(this=identifier(name), table=identifier(table) if table else None)


def cast(value: Sql, to: exp.DataType) -> Sql:
    return exp.Cast(this=value, to=to)


NULL = cast(exp.Null(), BIGINT)


def whole(value: int) -> Sql:
    """A whole number to compare with or to choose by; wide enough for all arithmetic."""
    return cast(exp.Literal.number(value), BIGINT)


def plain(value: int) -> Sql:
    """A whole number without a type of its own: for days, ranks and positions."""
    return exp.Literal.number(value)


def text(value: str) -> Sql:
    return exp.Literal.string(value)


def day(value: date) -> Sql:
    return cast(exp.Literal.string(value.isoformat()), DATE)


def big(value: Sql) -> Sql:
    return value if isinstance(value, exp.Cast) and value.args["to"] == BIGINT else cast(value, BIGINT)


def constant(value: Sql) -> int | None:
    """The number that an expression made by `whole` stands for, or None."""
    if not isinstance(value, exp.Cast):
        return None
    inner, sign = (value.this.this, -1) if isinstance(value.this, exp.Neg) else (value.this, 1)
    return sign * int(inner.name) if isinstance(inner, exp.Literal) and not inner.is_string else None


def _is_null(value: Sql) -> bool:
    return isinstance(value, exp.Null) or (isinstance(value, exp.Cast) and isinstance(value.this, exp.Null))


def is_simple(value: Sql) -> bool:
    return isinstance(value, exp.Column | exp.Literal | exp.Boolean) or _is_null(value) or constant(value) is not None


def is_short(value: Sql) -> bool:
    """Whether it may stand in several places without a name."""
    return all(position < 12 for position, _ in enumerate(value.walk()))


def _operand(value: Sql) -> Sql:
    return exp.Paren(this=value) if isinstance(value, exp.Binary | exp.Not | exp.Between | exp.In) else value


def _binary(kind: type[exp.Expression], left: Sql, right: Sql) -> Sql:
    return kind(this=_operand(left), expression=_operand(right))


def add(left: Sql, right: Sql) -> Sql:
    a, b = constant(left), constant(right)
    if a is not None and b is not None:
        return whole(a + b)
    if a == 0 or b == 0:
        return right if a == 0 else left
    return _binary(exp.Add, left, right)


def total(parts: Sequence[Sql]) -> Sql:
    result = whole(0)
    for part in parts:
        result = add(result, part)
    return result


def less(left: Sql, right: Sql) -> Sql:
    return _binary(exp.Sub, left, right)


def times(value: Sql, factor: int) -> Sql:
    if factor == 1:
        return value
    known = constant(value)
    if known is not None:
        return whole(known * factor)
    if _is_null(value):
        return value
    inner = constant(value.expression) if isinstance(value, exp.Mul) else None
    if inner is not None and abs(inner * factor) <= LARGEST:
        return _binary(exp.Mul, value.this, whole(inner * factor))
    if is_table(value):
        ifs = [exp.If(this=one.this, true=times(one.args["true"], factor)) for one in value.args["ifs"]]
        default = value.args.get("default")
        return exp.Case(ifs=ifs, default=None if default is None else times(default, factor))
    return _binary(exp.Mul, value, whole(factor))


def is_table(value: Sql) -> bool:
    """Whether a factor can be worked into the figures of a table: at most one of its ways is not a constant."""
    if not isinstance(value, exp.Case):
        return False
    ways = [*(one.args["true"] for one in value.args["ifs"]), value.args.get("default")]
    return sum(constant(way) is None for way in ways if way is not None) <= 1


def limit_times(value: Sql, factor: int) -> Sql:
    """A number held between limits, times a positive factor that is worked into the limits."""
    if not isinstance(value, exp.Greatest | exp.Least):
        return times(value, factor)
    parts = [limit_times(part, factor) for part in (value.this, *value.expressions)]
    return type(value)(this=parts[0], expressions=parts[1:], ignore_nulls=True)


def product(left: Sql, right: Sql) -> Sql:
    a, b = constant(left), constant(right)
    if b is not None:
        return times(left, b)
    return times(right, a) if a is not None else _binary(exp.Mul, left, right)


def quotient(value: Sql, by: int) -> Sql:
    """Whole part, towards zero."""
    return value if by == 1 else _binary(exp.IntDiv, value, whole(by))


def remainder(value: Sql, by: int) -> Sql:
    return _binary(exp.Mod, value, whole(by))


def compare(kind: type[exp.Expression], left: Sql, right: Sql) -> Sql:
    return _binary(kind, left, right)


def equal(left: Sql, right: Sql) -> Sql:
    return _binary(exp.EQ, left, right)


def both(parts: Iterable[Sql]) -> Sql:
    """All hold; true for no parts."""
    some = [part for part in parts if part != TRUE]
    if FALSE in some:
        return FALSE
    return _joined(exp.And, some) if some else TRUE


def either(parts: Iterable[Sql]) -> Sql:
    """Any holds; false for no parts."""
    some = [part for part in parts if part != FALSE]
    if TRUE in some:
        return TRUE
    return _joined(exp.Or, some) if some else FALSE


def _joined(kind: type[exp.Expression], parts: list[Sql]) -> Sql:
    result = parts[0]
    for part in parts[1:]:
        result = kind(this=result if isinstance(result, kind) else _operand(result), expression=_operand(part))
    return result


def negated(value: Sql) -> Sql:
    if value in (TRUE, FALSE):
        return FALSE if value == TRUE else TRUE
    if isinstance(value, exp.Not):
        return value.this.this if isinstance(value.this, exp.Paren) else value.this
    return exp.Not(this=_operand(value))


def is_nothing(value: Sql) -> Sql:
    if constant(value) is not None:
        return FALSE
    return TRUE if _is_null(value) else exp.Is(this=_operand(value), expression=exp.Null())


def is_something(value: Sql) -> Sql:
    found = is_nothing(value)
    return negated(found)


def surely(value: Sql) -> Sql:
    """The answer with NULL taken as no."""
    return value if value in (TRUE, FALSE) else exp.Coalesce(this=value, expressions=[exp.false()])


def first_of(value: Sql, otherwise: Sql) -> Sql:
    return exp.Coalesce(this=value, expressions=[otherwise])


def case(rows: Iterable[tuple[Sql, Sql]], otherwise: Sql | None = None) -> Sql:
    """The first row that holds; rows that never hold are left out, a row that always holds ends it."""
    ifs: list[Sql] = []
    for condition, then in ((_asked(condition), then) for condition, then in rows):
        if condition == FALSE:
            continue
        if condition == TRUE:
            otherwise = then
            break
        ifs.append(exp.If(this=condition, true=then))
    if not ifs:
        return otherwise if otherwise is not None else exp.Null()
    if isinstance(otherwise, exp.Case):
        ifs, otherwise = [*ifs, *otherwise.args["ifs"]], otherwise.args.get("default")
    return exp.Case(ifs=ifs, default=otherwise if otherwise is not None else None)


def _asked(condition: Sql) -> Sql:
    """A condition whose NULL is taken as no anyhow, without saying so."""
    if isinstance(condition, exp.Coalesce) and condition.expressions == [FALSE]:
        return condition.this
    return condition


def greatest(values: Sequence[Sql]) -> Sql:
    """The greatest that is something (both dialects skip NULL here)."""
    return _extreme(exp.Greatest, values, max)


def least(values: Sequence[Sql]) -> Sql:
    return _extreme(exp.Least, values, min)


def _extreme(kind: type[exp.Expression], values: Sequence[Sql], pick) -> Sql:
    known = [number for value in values if (number := constant(value)) is not None]
    rest = [value for value in dict.fromkeys(values) if constant(value) is None and not isinstance(value, exp.Null)]
    parts = [*rest, whole(pick(known))] if known else rest
    if not parts:
        return exp.Null()
    if len(parts) == 1:
        return parts[0]
    return kind(this=parts[0], expressions=list(parts[1:]), ignore_nulls=True)


def within(value: Sql, bounds: Bounds, denominator: int) -> Sql:
    return meets(value, value, bounds, denominator)


def meets(low: Sql, high: Sql, bounds: Bounds, denominator: int) -> Sql:
    """Whether some value from low to high lies within the bounds, the stretch taken as continuous."""
    first, last = lattice(bounds, denominator)
    parts = [] if first is None else [_ordered(exp.GTE, high, first)]
    return both(parts if last is None else [*parts, _ordered(exp.LTE, low, last)])


def _ordered(kind: type[exp.Expression], value: Sql, limit: int) -> Sql:
    known = constant(value)
    if known is None:
        return _binary(kind, value, plain(limit) if abs(limit) < 2**31 else whole(limit))
    return TRUE if (known >= limit if kind is exp.GTE else known <= limit) else FALSE


def scaled(value: Fraction, denominator: int) -> int:
    """The whole number that stands for a value; ValueError if the denominator does not reach it."""
    number = value * denominator
    if number.denominator != 1:
        raise ValueError(f"{value} is no multiple of 1/{denominator}")
    return number.numerator


class Words:
    """What the two dialects say differently. Days are numbers since 1970-01-01."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def day_number(self, of: Sql) -> Sql:
        if self.dialect == "spark":
            return exp.Anonymous(this="UNIX_DATE", expressions=[of])
        return cast(less(of, day(date(1970, 1, 1))), INT)

    def date_of(self, number: Sql) -> Sql:
        if self.dialect == "spark":
            return exp.Anonymous(this="DATE_FROM_UNIX_DATE", expressions=[cast(number, INT)])
        return _binary(exp.Add, day(date(1970, 1, 1)), cast(number, INT))

    def add_months(self, of: Sql, months: Sql) -> Sql:
        """The corresponding day so many months later, or that month's last day where there is none."""
        if self.dialect == "spark":
            return exp.Anonymous(this="ADD_MONTHS", expressions=[of, cast(months, INT)])
        moved = exp.Anonymous(this="TO_MONTHS", expressions=[cast(months, INT)])
        return cast(_binary(exp.Add, of, moved), DATE)

    def month_number(self, of: Sql) -> Sql:
        """Year × 12 + month - 1."""
        years = exp.Mul(this=exp.Year(this=of), expression=plain(12))
        return exp.Sub(this=exp.Add(this=years, expression=exp.Month(this=of)), expression=plain(1))
