"""The night's work from the command line: listed with its state, begun once, and wrong names are a sentence."""

import subprocess
import sys

import pytest
from tests.databases import variables_of

pytestmark = pytest.mark.slow


def night(variables, *words):
    command = [sys.executable, "-m", "xinju.cli.main", "night", *words]
    done = subprocess.run(command, env={**variables, "XINJU_LANGUAGE": "en"}, capture_output=True, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_what_is_due_and_not_done_ends_with_one_and_is_begun_by_hand_once(tmp_path, database_url):
    variables = variables_of(tmp_path, database_url)

    before = night(variables, "list")
    begun, again = night(variables, "run", "cases.recount"), night(variables, "run", "cases.recount")
    after = night(variables, "list")

    assert (before.returncode, begun.returncode, again.returncode) == (1, 0, 1)
    assert "registry.link_all" in before.stdout and "not begun" in before.stdout
    assert "cases.recount" in after.stdout and "queued" in after.stdout


def test_a_job_that_is_not_there_is_a_sentence_that_names_those_that_are(tmp_path, database_url):
    done = night(variables_of(tmp_path, database_url), "run", "cases.nothing")

    assert done.returncode == 2
    assert "no job cases.nothing" in done.stderr and "registry.link_all" in done.stderr
