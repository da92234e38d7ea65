"""What is installed to run: pinned, hashed, without addresses, under licences that go with Apache-2.0."""

import importlib.metadata
import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)(?: ; (.*?))? \\$", re.MULTILINE)
ADDRESS = re.compile(r"https?:|file:|^-|--(?:extra-)?index-url|--find-links|@", re.MULTILINE)
STRONG = re.compile(r"\bAGPL|Affero|(?<![LA])GPL-?[23v]|(?<!Lesser )General Public License", re.IGNORECASE)

# Their metadata names no licence at all; what their licence file says, read by a person.
READ_BY_HAND: dict[str, str] = {}


def pins(kind: str) -> dict[str, str]:
    """Name → version of a requirement file."""
    text = (REQUIREMENTS / f"{kind}.txt").read_text(encoding="utf-8")
    return {found[1].lower().replace("_", "-"): found[2] for found in PIN.finditer(text)}


def licence(package: str) -> str:
    """All that a package's metadata says of its licence."""
    about = importlib.metadata.metadata(package)
    said = [about.get("License-Expression"), about.get("License")]
    said += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    return " · ".join(text for text in said if text) or READ_BY_HAND.get(package, "")


@pytest.mark.parametrize("kind", ["base", "test"])
def test_requirement_files_carry_hashes_and_no_addresses(kind):
    text = (REQUIREMENTS / f"{kind}.txt").read_text(encoding="utf-8")

    blocks = re.split(r"\n(?=\S)", text.strip())

    assert len(blocks) == len(pins(kind))
    assert all("--hash=sha256:" in block for block in blocks)
    assert ADDRESS.search(re.sub(r"--hash=\S+", "", text)) is None


def test_the_tests_run_on_the_versions_that_are_installed_to_run():
    base, test = pins("base"), pins("test")

    assert {name: test.get(name) for name in base} == base


def test_what_is_asked_for_is_pinned():
    asked = (REQUIREMENTS / "base.in").read_text(encoding="utf-8").splitlines()
    names = {re.split(r"[\[<>=~ ]", line)[0].lower() for line in asked if line and not line.startswith("#")}

    assert names <= set(pins("base"))


def installed(kind: str) -> list[str]:
    """Packages of a requirement file that this machine needs (others are for Windows or PyPy)."""
    held = {dist.name.lower().replace("_", "-") for dist in importlib.metadata.distributions()}
    return sorted(name for name in pins(kind) if name in held)


@pytest.mark.parametrize("package", installed("base"))
def test_the_licence_of_a_run_time_package_goes_with_ours(package):
    said = licence(package)

    assert said, f"{package} names no licence"
    assert STRONG.search(said) is None, f"{package}: {said}"
