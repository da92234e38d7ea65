"""What pages and other apps may read of sheets. They lie in the district's files: nothing here touches the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from xinju.accounts.access import Officer
from xinju.documents.figures import Language
from xinju.documents.findings import FindingsList
from xinju.documents.tables import SheetTable
from xinju.sheets.bridge import editions, tables, working
from xinju.sheets.bridge import findings as checked
from xinju.sheets.bridge.editions import Book, Edition
from xinju.sheets.bridge.findings import ToldFinding
from xinju.sheets.bridge.working import WorkedCase

Asker = Officer | str
LIBRARY = "library"


def district_folder() -> Path:
    """The folder of the district that this site serves."""
    return Path(settings.XINJU_DISTRICT)


def shelves() -> dict[str, Path]:
    """The district's own sheets, then the library of published ones."""
    district = district_folder()
    return {district.name: district / "sheets", LIBRARY: district.parent / LIBRARY}


def all_editions(*, asker: Asker) -> list[Edition]:
    """Every version of every sheet, the district's first."""
    return [one for shelf, folder in shelves().items() for one in editions.editions(shelf, folder)]


def versions_of(key: str, *, asker: Asker) -> list[Edition]:
    """The versions of one of the district's own sheets."""
    district = district_folder()
    folder = district / "sheets" / key
    return editions.editions_of(district.name, folder) if folder.is_dir() else []


def edition(shelf: str, key: str, version: str, *, asker: Asker) -> Edition | None:
    """One version, None if there is no such file."""
    folder = shelves().get(shelf)
    known = editions.editions(shelf, folder) if folder else []
    return next((one for one in known if (one.key, one.version) == (key, version)), None)


def in_force(key: str, day: date, *, asker: Asker) -> Edition | None:
    """The version of a district's sheet for that day, or the nearest one."""
    return editions.in_force(versions_of(key, asker=asker), day)


def book(found: Edition, *, asker: Asker) -> Book:
    """The sheet itself. Unreadable with every fault of the file."""
    return editions.open_edition(found)


def table(found: Edition, *, asker: Asker, language: Language) -> SheetTable:
    """The official table of a version."""
    return tables.table_of(editions.open_edition(found), language)


def findings(found: Book, *, asker: Asker, language: Language) -> tuple[ToldFinding, ...]:
    """What the checker says about a sheet, in words."""
    return checked.told(found, language)


def findings_list(found: Book, on: date, *, asker: Asker, language: Language) -> FindingsList:
    """The findings as a list to be filled in."""
    return checked.listed(found, language, on)


def cases(found: Book, *, asker: Asker, language: Language) -> tuple[WorkedCase, ...]:
    """The sheet's worked cases, run now."""
    return working.worked(found, language)
