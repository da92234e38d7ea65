"""The fast evaluator: a sheet compiled to one SQL text (DuckDB for a city on one machine, Spark beyond), one row per application.

Tables and views that the caller's connection must have:

applications  application
members       application, role, person                each row once
choices       application, choice, value               at most one value for a choice; read only if the sheet has choices
not_known     subject, record                          person or application, record type; read only with `has_not_known`
r_<type>      one for each delivered record type: subject · the shape's own columns (period: start DATE, end DATE or NULL;
              month: month DATE, its first day; event: date DATE) · the declared columns (number: BIGINT × scale; level:
              SMALLINT rank; flag: SMALLINT 0 or 1; date: DATE; division, text: VARCHAR; NULL: an empty cell) · status VARCHAR
              (verified, pending, disputed) · recorded_at DATE. A state has at most one row a subject.

Application and person keys may be VARCHAR or BIGINT, all of one type. Days lie between 1900-01-01 and 2199-12-31 (only the end of
a period may lie behind), numbers within their column's low and high. No table may hold a period that ends before it starts.

Points come out as whole numbers over one denominator; see `OutputColumn` for the columns. Sums that leave 63 bits are refused
when the sheet is compiled as far as static ranges tell (100,000 records a family); beyond, the database refuses, it never wraps.
"""

from xinju.engines.scoring.columnar.compiler import CannotCompile
from xinju.engines.scoring.columnar.outputs import Compiled, OutputColumn
from xinju.engines.scoring.columnar.running import score, score_to_parquet, single_roles
from xinju.engines.scoring.columnar.sheet import compile

__all__ = ["CannotCompile", "Compiled", "OutputColumn", "compile", "score", "score_to_parquet", "single_roles"]
