"""For every test: what the program writes goes to a folder of the test's own."""

import pytest


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """XINJU_HOME of this test."""
    settings.XINJU_HOME = tmp_path / "home"
    settings.XINJU_HOME.mkdir()
    return settings.XINJU_HOME
