"""For every test: what the program writes goes to a folder of the test's own."""

import pytest
from django.conf import settings as django_settings


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """XINJU_HOME of this test."""
    settings.XINJU_HOME = tmp_path / "home"
    settings.XINJU_HOME.mkdir()
    return settings.XINJU_HOME


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as it is used: a journey's worker is a process of its own and must find the same tables."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
