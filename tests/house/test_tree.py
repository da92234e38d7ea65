"""What must not stand in the repository, and the proportions of what does."""

import ast
import re
import statistics
import subprocess
from pathlib import Path

from xinju.values import citizen_id

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 500
LONGEST_FUNCTION = 80
NO_HOMES = {"utils", "common", "core", "helpers", "manager"}

# Written in two parts, or this file would find itself.
REGISTRY = re.compile(
    "py" + r"pi\.org|python" + r"hosted\.org|npm" + r"js\.(?:org|com)|mirrors?\.[\w.]+/(?:py" + r"pi|simple)"
)
MACHINE_PATH = re.compile(r"(?<![\w.~<*-])/(?:home|ro" + r"ot|wo" + r"rk|Us" + r"ers|o" + r"pt)/\w")
IDENTITY_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")
UNUSED_AREA = "99"


def tracked(*suffixes: str) -> list[Path]:
    """Files of the repository as git lists them, new ones included, or those with the suffixes."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def texts() -> dict[str, str]:
    """Name → text of every file that is text."""
    found = {}
    for path in tracked():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_no_file_names_a_package_registry_or_a_path_of_somebodys_machine():
    faults = [
        f"{name}: {found[0]}"
        for name, text in texts().items()
        for pattern in (REGISTRY, MACHINE_PATH)
        if (found := pattern.search(text))
    ]

    assert faults == []


def test_no_file_holds_an_identity_number_that_could_be_a_persons():
    faults = [
        f"{name}: ************{number[-4:]}"
        for name, text in texts().items()
        for number in IDENTITY_NUMBER.findall(text)
        if not number.startswith(UNUSED_AREA) and citizen_id.is_valid(number)
    ]

    assert faults == []


def test_nothing_is_called_by_a_name_that_says_nothing():
    names = {part for path in tracked(".py") for part in path.relative_to(ROOT).with_suffix("").parts}

    assert names & NO_HOMES == set()


def functions(path: Path) -> list[tuple[str, int]]:
    """Each function of a file with its length in lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(node.name, node.end_lineno - node.lineno + 1) for node in ast.walk(tree) if isinstance(node, kinds)]


def test_files_and_functions_stay_short(record_property):
    sources = [path for path in tracked(".py") if (ROOT / "src") in path.parents and "migrations" not in path.parts]
    files = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources}
    lengths = {f"{path.relative_to(ROOT)}:{name}": size for path in sources for name, size in functions(path)}
    figures = (
        f"{len(files)} files, median {statistics.median(files.values())}, longest {max(files.values())}; "
        f"{len(lengths)} functions, median {statistics.median(lengths.values())}, longest {max(lengths.values())}"
    )
    record_property("proportions", figures)
    print(figures)

    assert [name for name, size in files.items() if size > LONGEST_FILE] == []
    assert [name for name, size in lengths.items() if size > LONGEST_FUNCTION] == []
