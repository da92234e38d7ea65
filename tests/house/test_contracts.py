"""The floors and drawers are kept, and the contracts do catch what breaks them."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "xinju"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def lint(folder: Path) -> subprocess.CompletedProcess:
    """Check the contracts of a copy of the house."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
    )


def test_every_import_of_the_house_keeps_the_contracts():
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def copy_of_the_house(tmp_path):
    shutil.copytree(SOURCE, tmp_path / "src" / "xinju", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("values/planted.py", "import xinju.engines", "Every import runs downwards"),
        ("web/planted.py", "import xinju.audit.actions", "Every import runs downwards"),
        ("vault/planted.py", "import xinju.documents", "Every import runs downwards"),
        ("utils/__init__.py", "", "a new top folder fails"),
        ("accounts/queries.py", "import xinju.accounts.views", "only runs down the drawers"),
        ("engines/scoring/planted.py", "from django.utils import timezone", "neither Django nor YAML"),
        ("values/planted.py", "import yaml", "neither Django nor YAML"),
        ("packs/planted.py", "import django", "Packs know no Django"),
        ("engines/scoring/planted.py", "import xinju.engines.placement", "No engine knows another"),
        ("accounts/queries.py", "import xinju.engines.scoring", "Engines are called from a bridge"),
        ("documents/planted.py", "import xinju.engines.placement", "Engines are called from a bridge"),
        ("config/planted.py", "from xinju.accounts.models import User", "The tables of accounts"),
        ("accounts/planted.py", "from xinju.audit.models import Event", "The tables of audit"),
    ],
)
def test_a_planted_fault_breaks_the_contract(copy_of_the_house, module, line, contract):
    planted = copy_of_the_house / "src" / "xinju" / module
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(f'"""Planted."""\n\n{line}\n', encoding="utf-8")

    done = lint(copy_of_the_house)

    broken = [text for text in done.stdout.splitlines() if text.endswith("BROKEN")]
    assert done.returncode != 0
    assert any(contract in text for text in broken), done.stdout + done.stderr


@pytest.mark.slow
def test_a_loop_between_siblings_breaks_the_contract(copy_of_the_house):
    web = copy_of_the_house / "src" / "xinju" / "web"
    (web / "one.py").write_text('"""Planted."""\n\nimport xinju.web.two\n', encoding="utf-8")
    (web / "two.py").write_text('"""Planted."""\n\nimport xinju.web.one\n', encoding="utf-8")

    done = lint(copy_of_the_house)

    assert "No loop between siblings, on any floor BROKEN" in done.stdout


def test_no_contract_has_exceptions():
    assert [contract["id"] for contract in CONTRACTS if "ignore_imports" in contract] == []


def test_the_tables_of_every_app_are_protected():
    apps = {".".join(path.parent.relative_to(SOURCE).parts) for path in SOURCE.glob("**/models.py")}
    apps |= {".".join(path.parent.relative_to(SOURCE).parts) for path in SOURCE.glob("**/models/")}
    protected = {module for contract in CONTRACTS for module in contract.get("protected_modules", [])}

    assert {f"xinju.{app}.models" for app in apps} <= protected
