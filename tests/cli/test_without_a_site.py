"""Departments use the engines from a folder of facts: no site, no database, no settings."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

PARTS = ("score", "explain", "what_if", "simulate", "place", "verify", "sheet", "letters", "permit")


@pytest.mark.parametrize("part", PARTS)
def test_this_part_of_the_command_line_is_imported_without_django(part):
    asked = f"import sys, xinju.cli.{part}; sys.exit('django.apps' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", asked], env={"PYTHONPATH": "src"}, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr[-500:]
