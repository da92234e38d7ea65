"""Departments' files from receipt to facts: kept, looked through, landed in batches that can be taken up again."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.db import IntegrityError, transaction

from xinju.audit.actions import Reference, reference
from xinju.documents.spreadsheets.marking import ending_of, mark_to
from xinju.messages.access import Work
from xinju.messages.actions import advance, finish
from xinju.messages.jobs import Stopped, job
from xinju.registry import delivery_files, findings
from xinju.registry.actions import deliveries, query_lists
from xinju.registry.actions.deliveries import LandingRow
from xinju.registry.bridge import rules
from xinju.registry.bridge.division_codes import division_codes
from xinju.registry.importers.department_files import LIMITS, DepartmentFile, LookedThrough
from xinju.registry.importers.spool import Spool, rows_of
from xinju.registry.models import Delivery, QueryList
from xinju.registry.models.deliveries import DeliveryState
from xinju.registry.models.known import Door, Verification
from xinju.registry.presenters.query_lists import counts_text
from xinju.registry.queries import deliveries as found
from xinju.registry.queries import query_lists as lists
from xinju.registry.queries.forecast import forecast
from xinju.registry.tasks_linking import link_newcomers
from xinju.values.legal_days import day_of
from xinju.web import clock
from xinju.web.language import chosen

AT_ONCE = 2_000
LOOK_THROUGH, LAND = "registry.look_through", "registry.land"
Tell = Callable[[int, int], None]


def take_in(
    *, source: str, record_type: str, content: bytes, file_name: str, legal_basis: str, by: Reference, at: datetime,
    number: str = "", verification: str = Verification.VERIFIED,
) -> Delivery:  # fmt: skip
    """Take a file in and look through it; nothing lands yet. The same content again answers with the first delivery."""
    delivery = store(
        source=source, record_type=record_type, chunks=[content], file_name=file_name, legal_basis=legal_basis, by=by,
        at=at, number=number, verification=verification,
    )  # fmt: skip
    return look_through(delivery=delivery, by=by) if delivery.state == DeliveryState.RECEIVED else delivery


def store(
    *, source: str, record_type: str, chunks: Iterable[bytes], file_name: str, legal_basis: str, by: Reference,
    at: datetime, number: str = "", verification: str = Verification.VERIFIED, door: str = Door.FILE,
    client_id: UUID | None = None, query_list: QueryList | None = None,
) -> Delivery:  # fmt: skip
    """Keep a file as it came, sealed; nobody has looked into it yet. The same content, or the same `client_id`, again
    answers with the first delivery."""
    delivery = Delivery(
        source=source, record_type=record_type, number=number, legal_basis=legal_basis, door=door, client_id=client_id,
        file_name=Path(file_name).name[:200], received_at=at, by=reference(by), verification=verification,
        query_list=query_list,
    )  # fmt: skip
    delivery_files.prepare(delivery)
    digest = Hash(SM3())
    with delivery_files.writing(delivery, delivery_files.RECEIVED) as out:
        for some in chunks:
            digest.update(some)
            out.write(some)
    delivery.digest = digest.finalize().hex()
    try:
        kept = deliveries.receive(delivery=delivery, by=by)
    except IntegrityError:  # the same file at the same moment: the other one was first
        kept = deliveries.receive(delivery=delivery, by=by)
    if kept.key != delivery.key:
        delivery_files.discard(delivery)
    return kept


@dataclass(frozen=True)
class LookedInto:
    """What a look into a file found: its figures, which heading is which column, and where the marked file lies, if any."""

    counts: Mapping[str, object]
    mapping: Mapping[str, str]
    marked_file: str


def look_through(*, delivery: Delivery, by: Reference) -> Delivery:
    """Find what is wrong with a file that was kept, mark it, and set its good rows aside for landing. Done again it gives
    the same."""
    return looked_through(delivery=delivery, found=look_into(delivery), by=by)


def looked_through(*, delivery: Delivery, found: LookedInto, by: Reference) -> Delivery:
    """Note what a look into the file found. Raises NotNow where it lands already or was withdrawn."""
    return deliveries.looked_through(
        delivery=delivery, counts=found.counts, mapping=found.mapping, marked_file=found.marked_file, by=by
    )


def look_into(delivery: Delivery) -> LookedInto:
    """The look itself: writes files beside the delivery's own and nothing to the database, so another process may do it."""
    with delivery_files.writing(delivery, delivery_files.ROWS) as out:
        spool, file = Spool(out), _file_of(delivery)
        looked = file.look_through(spool.add)
        spool.close()
    labels = file.labels() if looked.reading.heading is None else looked.reading.heading.labels.values()
    findings.keep(delivery, looked.reading, looked.bad, labels)
    marked = _marked(delivery, looked) if looked.reading.faults else ""
    return LookedInto(looked.counts(), looked.reading.mapping, marked)


def land(*, delivery: Delivery, by: Reference, at: datetime, tell: Tell = lambda done, of: None) -> Delivery:
    """Let the good rows in, two thousand to a transaction that also notes how far it came: killed at any moment and started
    again, or started twice at once, it loses and doubles nothing. A landed delivery is left as it is.

    Raises NotNow for one that was withdrawn, is not looked through, or was not read to its end.
    """
    delivery.refresh_from_db()
    if delivery.state == DeliveryState.LANDED:
        return delivery
    deliveries.refuse_unready(delivery)
    bad = findings.bad_rows(delivery)
    with delivery_files.reading(delivery, delivery_files.ROWS) as stream:
        start = delivery.landed_to
        for some in _batches(rows_of(stream, bad, start)):
            delivery = deliveries.land_batch(delivery=delivery, rows=some, start=start, by=by, at=at)
            start += len(some)
            tell(delivery.landed_to, delivery.counts["good"])
    delivery = deliveries.finish_landing(delivery=delivery, by=by, at=at)
    delivery_files.remove(delivery, delivery_files.ROWS)
    return delivery


@job(LOOK_THROUGH)
def look_through_in_the_background(work: Work) -> None:
    """Look through an uploaded file, and say what landing it would change."""
    delivery = found.delivery_of_work(work)
    advance(work, "reading")
    if delivery.state == DeliveryState.RECEIVED:
        delivery = look_through(delivery=delivery, by=work.officer or work.by)
    advance(work, "comparing", 0, delivery.counts["good"])
    with delivery_files.reading(delivery, delivery_files.ROWS) as stream:
        rows = rows_of(stream, findings.bad_rows(delivery))
        expected = forecast(delivery, rows, lambda done: advance(work, "comparing", done, delivery.counts["good"]))
    with transaction.atomic():
        deliveries.expect(delivery=delivery, forecast=expected)
        finish(work, outcome=delivery)


@job(LAND)
def land_in_the_background(work: Work) -> None:
    """Let a delivery's good rows in; whoever asked may leave the page."""
    delivery = found.delivery_of_work(work)
    try:
        land(
            delivery=delivery,
            by=work.officer or work.by,
            at=clock.now(),
            tell=lambda *far: advance(work, "landing", *far),
        )
    except deliveries.NotNow as error:
        raise Stopped("not_now", state=error.state) from None
    with transaction.atomic():
        _close_list(delivery, work.officer or work.by)
        link_newcomers(delivery, by=work.officer or work.by)
        finish(work, outcome=delivery)


def _close_list(delivery: Delivery, by: Reference) -> None:
    """A query list of which everybody is answered now needs no further hand."""
    if delivery.query_list is None or delivery.query_list.closed_at is not None:
        return
    case = lists.case_of(delivery.query_list, asker="job:registry.land")
    standing = lists.standing(delivery.query_list, asker="job:registry.land")
    if case is not None and case.state == "came_back" and standing.is_complete:
        query_lists.take_over(
            query_list=delivery.query_list, case=case, delivery=delivery, counts=counts_text(standing), by=by,
            at=clock.now(),
        )  # fmt: skip


def _file_of(delivery: Delivery) -> DepartmentFile:
    asked = found.asked_in(delivery.query_list) if delivery.query_list else None
    return DepartmentFile(
        _received(delivery),
        delivery.file_name,
        rules.record_types()[delivery.record_type],
        today=day_of(delivery.received_at),
        remembered=found.headings_for(delivery),
        asked=asked,
        codes=division_codes(),
    )


def _marked(delivery: Delivery, looked: LookedThrough) -> str:
    """Keep the file with its bad cells marked; answers with its path as tables keep it."""
    name = f"marked.{ending_of(looked.reading)}"
    with delivery_files.writing(delivery, name) as out:
        mark_to(out, _received(delivery), looked.reading, chosen("zh", "en"), LIMITS)
    return delivery_files.below_home(delivery, name)


def _received(delivery: Delivery) -> Callable[[], BinaryIO]:
    return lambda: delivery_files.reading(delivery, delivery_files.RECEIVED)


def _batches(rows: Iterator[LandingRow]) -> Iterator[list[LandingRow]]:
    while some := list(itertools.islice(rows, AT_ONCE)):
        yield some
