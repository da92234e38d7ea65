"""For every test: what the program writes goes to a folder of the test's own; and which tests touch the database."""

import gc
import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from tests import databases

HOME = Path(django_settings.XINJU_HOME)  # of the whole run: what is kept from one to the next

gc.set_threshold(100_000, 50, 50)  # what a test makes is thrown away whole: most of what the collector looks at stays
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # no test is about its slowness
django_settings.WHITENOISE_AUTOREFRESH = True  # each client would look through all static files first


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """XINJU_HOME of this test."""
    settings.XINJU_HOME = tmp_path / "home"
    settings.XINJU_HOME.mkdir()
    return settings.XINJU_HOME


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as it is used: a journey's worker is a process of its own and must find the same tables."""
    if databases.on_server():
        return
    file = tmp_path_factory.mktemp("database") / "test.sqlite3"
    shutil.copy(databases.sqlite_with_tables(HOME), file)
    django_settings.DATABASES["default"].setdefault("TEST", {}).update(NAME=str(file), MIGRATE=False)


@pytest.fixture(scope="session")
def django_db_keepdb():
    """On SQLite the tables are there already."""
    return not databases.on_server()


@pytest.fixture(scope="session")
def with_tables(tmp_path_factory):
    """Address of a database with all tables and nothing in them, to be copied."""
    if not databases.on_server():
        yield databases.address_of(databases.sqlite_with_tables(HOME))
        return
    home = tmp_path_factory.mktemp("site")
    address = databases.new_database(home)
    databases.migrate(home, address)
    yield address
    databases.drop(address)


@pytest.fixture
def database_url(with_tables, tmp_path):
    """A database with all tables, of this test's own, for programs in processes of their own."""
    address = databases.copy_of(with_tables, tmp_path)
    yield address
    databases.drop(address)


def pytest_addoption(parser):
    parser.addoption("--only-database", action="store_true", help="leave out tests that use no database")


def pytest_collection_modifyitems(config, items):
    """The second pass of `dev.py test`, on another database, leaves out what cannot differ there."""
    if not config.getoption("--only-database"):
        return
    chosen = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _uses_database(item)])
    items[:] = chosen


def _uses_database(item) -> bool:
    asked_for = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "database_url"}
    return bool(asked_for & set(item.fixturenames)) or item.get_closest_marker("django_db") is not None
