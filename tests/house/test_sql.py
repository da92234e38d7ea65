"""Only SQL that PostgreSQL 12 understands: what the migrations write, and every statement that stands in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.utils import load_backend

from xinju.config import environment

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "xinju"
ENGINE = "xinju.config.postgresql"
# What came with 13 and later, in the words of the release notes; a word of its own stands for itself.
NEWER = {
    13: r"WITH TIES|\bgen_random_uuid\b|\bIS (NFC|NFD|NFKC|NFKD )?NORMALIZED|\bnormalize\s*\(|\b(gcd|lcm|min_scale|trim_scale)\s*\("
    r"|\(\s*FORCE\s*\)|DROP EXPRESSION|ALTER STATISTICS|\bjsonb_set_lax\b|\bxid8\b|\bdeduplicate_items\b",
    14: r"multirange|\brange_agg\b|GROUP BY DISTINCT|\bdate_bin\b|\bbit_xor\b|\bstring_to_table\b|\btrim_array\b|\bunistr\s*\("
    r"|OR REPLACE TRIGGER|\bSEARCH (DEPTH|BREADTH) FIRST|\bCYCLE \w+ SET|\bCOMPRESSION (lz4|pglz)|DETACH PARTITION .* CONCURRENTLY"
    r"|\"?\w+\"?\s*\[\s*'[^']*'\s*\]|\bRETURNS \w+ (RETURN|BEGIN ATOMIC)",
    15: r"NULLS (NOT )?DISTINCT|\bMERGE INTO\b|\bregexp_(count|instr|like|substr)\s*\(|security_invoker|SET NULL \(|SET ACCESS METHOD",
    16: r"\bany_value\s*\(|\bIS (NOT )?JSON\b|\bjson_(array|object)(agg)?(_strict|_unique)+\b|\bJSON_(ARRAY|OBJECT)(AGG)?\s*\(|\brandom_normal\b"
    r"|\b0[xob][0-9a-f]+\b|\b\d+_\d{3}\b",
    17: r"\bJSON_(TABLE|VALUE|QUERY|EXISTS|SCALAR|SERIALIZE)\s*\(|WHEN NOT MATCHED BY SOURCE|\bMERGE\b.*\bRETURNING\b",
    18: r"\bVIRTUAL\b|\buuidv[47]\s*\(|\bRETURNING\b.*\b(OLD|NEW)\.|WITHOUT OVERLAPS|\bNOT ENFORCED\b|\bcasefold\s*\(",
}
PATTERNS = {version: re.compile(text, re.IGNORECASE | re.DOTALL) for version, text in NEWER.items()}
STATEMENT = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|WITH|WHERE|JOIN)\b")
OTHER_DATABASES = ("duckdb", "sqlglot", "pyspark")  # whoever imports one of these speaks its language


def newer_than_12(text: str) -> list[str]:
    """What of a statement an older server would refuse, with the version that brought it."""
    return [f"{version}: {found[0]}" for version, each in PATTERNS.items() if (found := each.search(text))]


def migrations() -> Iterator[tuple[str, str]]:
    """Each migration of ours as a server of version 12 would be given it; no server is asked."""
    entry = {**connections[DEFAULT_DB_ALIAS].settings_dict, "ENGINE": ENGINE, "NAME": "none", "OPTIONS": {}}
    server = load_backend(ENGINE).DatabaseWrapper(entry, "unasked")
    server.__dict__["pg_version"] = 120_000
    server.ops.compose_sql = lambda text, values: str(text)  # Django's asks the server how to quote a value
    connections["unasked"] = server
    try:
        yield from _written_for(server)
    finally:
        del connections["unasked"]


def _written_for(server: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    graph = (loader := MigrationLoader(None, replace_migrations=False)).graph
    state = ProjectState(real_apps=loader.unmigrated_apps)
    for key in dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf)):
        if not apps.get_app_config(key[0]).name.startswith("xinju."):
            state = graph.nodes[key].mutate_state(state, preserve=False)
            continue
        editor = server.schema_editor(collect_sql=True, atomic=False)
        editor._constraint_names = lambda *about, **kinds: [
            "unasked"
        ]  # names that Django looks up before it drops them
        with editor:
            state = graph.nodes[key].apply(state, editor, collect_sql=True)
        yield ".".join(key), "\n".join(editor.collected_sql)


def statements() -> Iterator[tuple[str, str]]:
    """Every text of the source that reads like SQL for the site's own database."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if "migrations" in path.parts or "engines" in path.parts or _speaks_to_another(tree):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr | ast.Constant) and STATEMENT.search(said := _said(node)):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", said


def _speaks_to_another(tree: ast.AST) -> bool:
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    return any(name.split(".")[0] in OTHER_DATABASES for name in names)


def _said(node: ast.JoinedStr | ast.Constant) -> str:
    """The text, with a name where a value is put in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)


@pytest.mark.slow
def test_the_migrations_write_nothing_that_postgresql_12_refuses():
    written = dict(migrations())

    assert "registry.0008_search_by_prefix" in written
    assert "GENERATED ALWAYS AS" in written["registry.0008_search_by_prefix"]  # which 12 brought
    assert {name: found for name, text in written.items() if (found := newer_than_12(text))} == {}
    assert {name for name, text in written.items() if "CREATE EXTENSION" in text.upper()} == set()


@pytest.mark.slow
def test_no_statement_in_the_source_needs_more_than_postgresql_12():
    found = dict(statements())

    assert {place.split(":")[0] for place in found} >= {
        "src/xinju/registry/queries/search.py",
        "src/xinju/registry/bridge/nearby.py",
    }
    assert {place: newer for place, text in found.items() if (newer := newer_than_12(text))} == {}


def test_no_app_brings_types_that_only_postgresql_has():
    assert {
        field.name
        for model in apps.get_models()
        for field in model._meta.fields
        if "postgres" in type(field).__module__
    } == set()


@pytest.mark.parametrize(
    ("statement", "version"),
    [
        ("SELECT name FROM person ORDER BY born FETCH FIRST 3 ROWS WITH TIES", 13),
        ("SELECT gen_random_uuid()", 13),
        ("DROP DATABASE x WITH (FORCE)", 13),
        ("SELECT count(*) FROM stay GROUP BY DISTINCT ROLLUP (place, day)", 14),
        ("SELECT nummultirange(r) FROM stay", 14),
        ("UPDATE record SET \"values\"['kind'] = '1'", 14),
        ("CREATE UNIQUE INDEX i ON link (a, b) NULLS NOT DISTINCT", 15),
        ("MERGE INTO person USING told ON true WHEN MATCHED THEN DELETE", 15),
        ("SELECT regexp_like(name, 'x') FROM person", 15),
        ("SELECT any_value(name) FROM person", 16),
        ("SELECT 1 WHERE name IS JSON", 16),
        ("SELECT JSON_VALUE(v, '$.a') FROM record", 17),
        ("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) VIRTUAL)", 18),
    ],
)
def test_what_came_later_is_known(statement, version):
    assert [found for found in newer_than_12(statement) if found.startswith(f"{version}: ")]


def test_a_server_of_version_12_is_let_in_and_an_older_one_is_not():
    assert environment.database("postgres://xinju@localhost/xinju", Path("."))["ENGINE"] == ENGINE
    assert load_backend(ENGINE).DatabaseWrapper.features_class.minimum_database_version == (12,)
