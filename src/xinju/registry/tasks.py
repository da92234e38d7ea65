"""Departments' files from receipt to facts: read, look through, land in batches that can be taken up again."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.conf import settings

from xinju.audit.actions import Reference, reference
from xinju.documents.spreadsheets.marking import mark
from xinju.registry.actions import deliveries
from xinju.registry.actions.deliveries import LandingRow
from xinju.registry.bridge import rules
from xinju.registry.bridge.projection import day_of
from xinju.registry.importers.department_files import DepartmentFile, LookedThrough
from xinju.registry.models import Delivery, RememberedMapping
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.models.known import Door, Verification

AT_ONCE = 1_000
Tell = Callable[[int, int], None]


def take_in(
    *, source: str, record_type: str, content: bytes, file_name: str, legal_basis: str, by: Reference, at: datetime,
    number: str = "", verification: str = Verification.VERIFIED,
) -> Delivery:  # fmt: skip
    """Take a file in and look through it; nothing lands yet. The same content again answers with the first delivery."""
    digest = _sm3(content)
    first = deliveries.first_of(source=source, record_type=record_type, digest=digest)
    if first is not None:
        return first
    delivery = Delivery(
        source=source, record_type=record_type, number=number, legal_basis=legal_basis, door=Door.FILE,
        file_name=Path(file_name).name[:200], digest=digest, received_at=at, by=reference(by), verification=verification,
    )  # fmt: skip
    folder = Path(settings.XINJU_HOME) / "deliveries" / str(delivery.key)
    folder.mkdir(parents=True)
    delivery.file = _keep(folder / "received", content)
    found = _file_of(delivery).look_through()
    delivery.counts, delivery.mapping = _counts(found), dict(found.reading.mapping)
    _keep(folder / "refused.json", json.dumps(sorted(found.bad)).encode())
    if found.reading.faults:
        ending, marked = mark(content, found.reading)
        delivery.marked_file = _keep(folder / f"marked.{ending}", marked)
    return deliveries.receive(delivery=delivery, by=by)


def land(*, delivery: Delivery, by: Reference, at: datetime, tell: Tell = lambda done, of: None) -> Delivery:
    """Let the good rows in, a thousand to a transaction that also notes how far it came: killed at any moment and started
    again it loses and doubles nothing. Raises NotNow for a delivery that was withdrawn; a landed one is left as it is.
    """
    delivery.refresh_from_db()
    if delivery.state == DeliveryState.LANDED:
        return delivery
    if delivery.state == DeliveryState.WITHDRAWN:
        raise deliveries.NotNow(delivery)
    rows = itertools.islice(_file_of(delivery).rows(_refused(delivery)), delivery.landed_to, None)
    for some in _batches(rows):
        delivery = deliveries.land_batch(delivery=delivery, rows=some, by=by, at=at)
        tell(delivery.landed_to, delivery.counts["good"])
    return deliveries.finish_landing(delivery=delivery, by=by, at=at)


def _file_of(delivery: Delivery) -> DepartmentFile:
    remembered = RememberedMapping.objects.filter(source=delivery.source, record_type=delivery.record_type).first()
    return DepartmentFile(
        Path(settings.XINJU_HOME) / delivery.file,
        delivery.file_name,
        rules.record_types()[delivery.record_type],
        today=day_of(delivery.received_at),
        remembered=delivery.mapping or (remembered.headings if remembered else None),
    )


def _refused(delivery: Delivery) -> frozenset[tuple[str, int]]:
    """Lines that do not land, as they were found when the file was looked through."""
    path = (Path(settings.XINJU_HOME) / delivery.file).with_name("refused.json")
    return frozenset((sheet, line) for sheet, line in json.loads(path.read_text()))


def _counts(found: LookedThrough) -> dict[str, object]:
    return {
        "good": found.good,
        "refused": len(found.bad),
        "ignored": sum(one.last_line - one.first_line + 1 for one in found.reading.ignored if one.first_line),
        "faults": dict(sorted(found.by_code.items())),
    }


def _batches(rows: Iterator[LandingRow]) -> Iterator[list[LandingRow]]:
    while some := list(itertools.islice(rows, AT_ONCE)):
        yield some


def _keep(path: Path, content: bytes) -> str:
    """Write a file that only this site may read; answers with its path below XINJU_HOME."""
    path.write_bytes(content)
    path.chmod(0o600)
    return path.relative_to(settings.XINJU_HOME).as_posix()


def _sm3(content: bytes) -> str:
    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize().hex()
