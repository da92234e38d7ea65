"""Does the chain still say what was sealed? Every changed, missing, reordered or added row is named.

Rows are read as the database holds them, past Django's types: whatever somebody put there becomes a fault, never a crash.
Each question that must not be mistaken while the sealer works is one statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection

from xinju.audit import lists
from xinju.audit.chain import BEGINNING, Linked, Told, changed_fields, digest_of, hash_of, instant
from xinju.audit.faults import MOST_NAMED, Fault, Verdict
from xinju.audit.models import Event, Link, Shown, Waiting
from xinju.audit.roots import Root

LATE = timedelta(days=1)  # a transaction may stay open for long, but not so long
_PAGE = 2000
_LONG = 20_000  # characters; longer lists are fetched one by one, so that a page stays small
_TRACES_AT_ONCE = 50_000

EVENT, LINK, SHOWN, WAITING = (model._meta.db_table for model in (Event, Link, Shown, Waiting))


def verify(roots: Sequence[Root] = (), *, progress: Callable[[int], object] = lambda count: None) -> Verdict:
    """Check the whole chain, and that it still reaches and agrees with roots that an outside office kept.

    `progress` is told now and then how many links were checked.
    """
    verdict = Verdict()
    walk = _Walk(roots)
    with _any_text():
        for page in _pages():
            verdict.add(walk.over(page))
            verdict.sealed += len(page)
            progress(verdict.sealed)
        verdict.hash = walk.stored
        verdict.add(walk.unreached())
        verdict.add(_beside_the_chain())
        verdict.add(_gone_before_the_seal())
        verdict.add(_traces_of_no_list())
        verdict.waiting = _one_number(f"SELECT COUNT(*) FROM {WAITING}")
    return verdict


@contextmanager
def _any_text() -> Iterator[None]:
    """SQLite holds whatever bytes somebody put into a text: read them instead of stopping at them."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        yield
        return
    connection.connection.text_factory = lambda held: held.decode(errors="surrogateescape")
    try:
        yield
    finally:
        connection.connection.text_factory = str


class _Walk:
    """Goes along the chain from its beginning; after a fault it goes on from what is stored, so that only the fault is named."""

    def __init__(self, roots: Sequence[Root]) -> None:
        self.stored = BEGINNING
        self._computed = BEGINNING
        self._number = 0
        self._before: Any = None
        self._roots: dict[int, list[Root]] = {}
        for root in roots:
            self._roots.setdefault(root.last, []).append(root)

    def over(self, page: Sequence[tuple[Linked, Told | None]]) -> Iterator[Fault]:
        for linked, event in page:
            yield from self._link(linked)
            yield from self._event(linked, event)
        yield from _wrong_traces([event for _, event in page if event is not None and event.shown])

    def unreached(self) -> Iterator[Fault]:
        """Roots that name a link which is not there any more: the tail was cut."""
        for roots in self._roots.values():
            for root in roots:
                if root.last:
                    yield Fault("root_unreached", root.last, values=(root.on.isoformat(), str(self._number)))
                elif root.hash != BEGINNING:
                    yield Fault("root_differs", 0, values=(root.on.isoformat(),))

    def _link(self, linked: Linked) -> Iterator[Fault]:
        if type(linked.number) is not int or linked.number < 1:
            yield Fault("link_unreadable", event=_number(linked.event), values=(repr(linked.number)[:40],))
            return
        follows = linked.number == self._number + 1
        if not follows:
            yield Fault("links_missing", self._number + 1, values=(str(linked.number - 1),))
        found = hash_of(linked, self.stored)
        # What stood before a gap is unknown; what a changed hash was before, the link's own content still tells.
        if follows and linked.hash != found and linked.hash != hash_of(linked, self._computed):
            yield Fault("link_changed", linked.number, _number(linked.event))
        self._number, self.stored, self._computed = linked.number, str(linked.hash), found
        for root in self._roots.pop(linked.number, ()):
            if root.hash != linked.hash:
                yield Fault("root_differs", linked.number, _number(linked.event), (root.on.isoformat(),))

    def _event(self, linked: Linked, event: Told | None) -> Iterator[Fault]:
        number = _number(linked.number)
        if event is None:
            yield Fault("event_missing", number, _number(linked.event))
            return
        if digest_of(event) != linked.digest:
            yield Fault("event_changed", number, event.id, changed_fields(event, str(linked.hints)))
        at, before = instant(event.at), self._before
        if at is not None and before is not None and at < before - LATE:
            yield Fault("event_backdated", number, event.id, (at.isoformat(), before.isoformat()))
        self._before = at or before


def _pages() -> Iterator[list[tuple[Linked, Told | None]]]:
    # Times come as text: what is no time must not stop the driver.
    fields = ", ".join(f"l.{name}" for name in Linked._fields).replace("l.sealed_at", "CAST(l.sealed_at AS TEXT)")
    told = ", ".join(f"e.{name}" for name in Told._fields[:-1]).replace("e.at", "CAST(e.at AS TEXT)")
    shown = f"CASE WHEN LENGTH(e.shown) <= {_LONG} THEN e.shown END, COALESCE(LENGTH(e.shown), 0)"
    query = f"SELECT {fields}, {told}, {shown} FROM {LINK} l LEFT JOIN {EVENT} e ON e.id = l.event"
    rows = _rows(f"{query} ORDER BY l.number LIMIT {_PAGE}")
    while rows:
        yield [_parted(row) for row in rows]
        rows = _rows(f"{query} WHERE l.number > %s ORDER BY l.number LIMIT {_PAGE}", rows[-1][0])


def _parted(row: Sequence[Any]) -> tuple[Linked, Told | None]:
    linked, event, length = Linked(*row[:6]), Told(*row[6:13]), row[13]
    if event.id is None:
        return linked, None
    if length > _LONG:
        event = event._replace(shown=_rows(f"SELECT shown FROM {EVENT} WHERE id = %s", event.id)[0][0])
    return linked, event


def _wrong_traces(events: Sequence[Told]) -> Iterator[Fault]:
    """Lists whose traces, by which a person's looks are found, are not those of what was shown."""
    expected: dict[int, set[int]] = {}
    held = 0
    for event in events:
        expected[event.id] = _traces(event.shown)
        held += len(expected[event.id])
        if held > _TRACES_AT_ONCE:
            yield from _compared(expected)
            expected, held = {}, 0
    yield from _compared(expected)


def _compared(expected: dict[int, set[int]]) -> Iterator[Fault]:
    if not expected:
        return
    marks = ", ".join(["%s"] * len(expected))
    found: dict[int, list[int]] = {}
    for event, trace in _rows(f"SELECT event, trace FROM {SHOWN} WHERE event IN ({marks})", *expected):
        found.setdefault(event, []).append(trace)
    for event, traces in expected.items():
        here = Counter(found.get(event, ()))
        missing, added = len(traces - here.keys()), sum((here - Counter(traces)).values())
        if missing or added:
            yield Fault("traces_changed", event=event, values=(str(missing), str(added)))


def _traces(shown: Any) -> set[int]:
    try:
        return {lists.trace(reference) for reference in lists.references(shown)}
    except (TypeError, ValueError):
        return set()  # the event itself is named as changed


def _beside_the_chain() -> Iterator[Fault]:
    """Events that are neither sealed nor waiting: no act of the program adds one so."""
    query = f"""
        SELECT e.id FROM {EVENT} e LEFT JOIN {LINK} l ON l.event = e.id LEFT JOIN {WAITING} w ON w.event = e.id
        WHERE l.event IS NULL AND w.event IS NULL ORDER BY e.id LIMIT {MOST_NAMED}
    """
    return (Fault("event_beside", event=event) for (event,) in _rows(query))


def _gone_before_the_seal() -> Iterator[Fault]:
    query = f"""
        SELECT w.event FROM {WAITING} w LEFT JOIN {EVENT} e ON e.id = w.event LEFT JOIN {LINK} l ON l.event = w.event
        WHERE e.id IS NULL AND l.event IS NULL ORDER BY w.event LIMIT {MOST_NAMED}
    """
    return (Fault("event_gone", event=_number(event)) for (event,) in _rows(query))


def _traces_of_no_list() -> Iterator[Fault]:
    query = f"""
        SELECT s.event, COUNT(*) FROM {SHOWN} s LEFT JOIN {EVENT} e ON e.id = s.event
        WHERE e.id IS NULL OR e.shown = '' GROUP BY s.event ORDER BY s.event LIMIT {MOST_NAMED}
    """
    return (Fault("traces_added", event=_number(event), values=(str(count),)) for event, count in _rows(query))


def _rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _one_number(query: str) -> int:
    return _rows(query)[0][0]


def _number(held: Any) -> int | None:
    return held if type(held) is int else None
