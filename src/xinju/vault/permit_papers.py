"""The electronic permit and the signed status list: what stands in them, and what a third party may conclude without asking us.

A permit's payload is one line of text, `1|serial|issued|until|authority|tail|name`; a list's is one line,
`1|day|next|upto|authority`, and behind it the papers that are not in force, as (serial, why) in variable-length numbers.
Both are signed by `vault.signing` under kinds of their own. Nothing stands in a permit that the law does not print on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from xinju.vault.signing import Forged, Genuine, Signer, UnknownKey, verify

PERMIT, LIST = "permit", "status-list"
REVOKED, SUSPENDED, REPLACED = 1, 2, 3
_FORMAT = "1"
_STATUSES = {REVOKED: "revoked", SUSPENDED: "suspended", REPLACED: "replaced"}
LONGEST_TOKEN, LONGEST_LIST = 2_000, 40_000_000

Result = Literal["valid", "status_unknown", "revoked", "expired", "forged", "unknown_key", "unreadable"]


@dataclass(frozen=True)
class Card:
    """One electronic permit.

    serial     of this paper: every issue, endorsement or replacement makes a new one
    issued     the day the paper was made
    until      the last day on which it can be used without another endorsement
    authority  division code of the office that signs (6 digits)
    tail       the last four characters of the holder's number, empty for a child
    """

    serial: int
    issued: date
    until: date
    authority: str
    name: str = field(repr=False)
    tail: str = field(default="", repr=False)

    def payload(self) -> bytes:
        """What is signed. A line within the name would be another field, so it is taken out."""
        name = self.name.replace("|", " ")
        parts = (_FORMAT, str(self.serial), _day(self.issued), _day(self.until), self.authority, self.tail, name)
        return "|".join(parts).encode()


@dataclass(frozen=True)
class StatusList:
    """The papers that were not in force at the end of `day`.

    next     the day by which a newer list is out; after it this one says nothing of the present
    upto     the highest serial made until then: of later papers the list knows nothing
    papers   status by serial: REVOKED, SUSPENDED, REPLACED
    """

    day: date
    next: date
    upto: int
    authority: str
    papers: Mapping[int, int]

    def payload(self) -> bytes:
        head = "|".join((_FORMAT, _day(self.day), _day(self.next), str(self.upto), self.authority))
        return head.encode() + b"\n" + _packed(self.papers)


class NotAList(ValueError):
    """The text is no status list that a known key has signed: nothing may be concluded from it."""

    def __init__(self, why: Literal["forged", "unknown_key", "unreadable"]) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Checked:
    """What a check found.

    result        one word for the caller: valid as of `day` · status_unknown since `day` · revoked · expired (its last day has
                  passed, or it was suspended) · forged · unknown_key · unreadable
    day           the day for which `valid` holds, or since which the status is not known; the last day of an expired paper
    why           revoked | replaced | suspended | not_endorsed | no_list | other_list | list_too_old |
                  newer_than_list, or empty
    card          what the paper says; None unless it is genuine
    clock_behind  the day asked for lies before the paper or the list was made: the checker's clock is wrong, and the later
                  day was used
    key_id        the key that the paper names
    """

    result: Result
    day: date | None = None
    why: str = ""
    card: Card | None = None
    clock_behind: bool = False
    key_id: str = ""


def sign_card(card: Card, signer: Signer) -> str:
    """The token of the QR code."""
    return signer.sign(card.payload(), kind=PERMIT)


def sign_list(papers: StatusList, signer: Signer) -> str:
    """The list as it is published."""
    return signer.sign(papers.payload(), kind=LIST)


def read_list(text: str, keys: Mapping[str, bytes]) -> StatusList:
    """The list of a published text. NotAList unless a known key has signed it."""
    verdict = verify(text, keys, kind=LIST) if len(text) <= LONGEST_LIST else None
    if isinstance(verdict, Forged):
        raise NotAList("forged")
    if isinstance(verdict, UnknownKey):
        raise NotAList("unknown_key")
    if not isinstance(verdict, Genuine):
        raise NotAList("unreadable")
    try:
        head, packed = verdict.payload.split(b"\n", 1)
        version, day, following, upto, authority = head.decode("ascii").split("|")
        found = StatusList(_read_day(day), _read_day(following), int(upto), authority, _unpacked(packed))
    except (ValueError, IndexError):
        raise NotAList("unreadable") from None
    if version != _FORMAT:
        raise NotAList("unreadable")
    return found


def check(token: str, keys: Mapping[str, bytes], *, on: date, papers: StatusList | None = None) -> Checked:
    """What may be concluded of a permit on a day, from its own words and a status list, without asking anybody."""
    verdict = verify(token, keys, kind=PERMIT) if len(token) <= LONGEST_TOKEN else None
    if isinstance(verdict, Forged):
        return Checked("forged", key_id=verdict.key_id)
    if isinstance(verdict, UnknownKey):
        return Checked("unknown_key", key_id=verdict.key_id)
    card = _card(verdict.payload) if isinstance(verdict, Genuine) else None
    if card is None or not isinstance(verdict, Genuine):
        return Checked("unreadable")
    is_other = papers is not None and papers.authority != card.authority
    own = None if is_other else papers
    # Neither a paper nor a list is made in the future: where the clock says otherwise, the clock is wrong.
    proved = max(card.issued, papers.day) if papers else card.issued
    found = _judged(card, max(on, proved), own, clock_behind=on < proved, key_id=verdict.key_id)
    return replace(found, why="other_list") if is_other and found.result == "status_unknown" else found


def _judged(card: Card, on: date, papers: StatusList | None, *, clock_behind: bool, key_id: str) -> Checked:
    def said(result: Result, day: date, why: str = "") -> Checked:
        return Checked(result, day, why, card, clock_behind, key_id)

    status = papers.papers.get(card.serial) if papers else None
    if papers and status in (REVOKED, REPLACED):
        return said("revoked", papers.day, _STATUSES[status])
    if papers and status == SUSPENDED:
        return said("expired", card.until, "suspended")
    if on > card.until:
        return said("expired", card.until, "not_endorsed")
    if papers is None:
        return said("status_unknown", card.issued, "no_list")
    if card.serial > papers.upto:
        return said("status_unknown", papers.day, "newer_than_list")
    if on > papers.next:
        return said("status_unknown", papers.day, "list_too_old")
    return said("valid", papers.day)


def _card(payload: bytes) -> Card | None:
    try:
        version, serial, issued, until, authority, tail, name = payload.decode().split("|")
        card = Card(int(serial), _read_day(issued), _read_day(until), authority, name, tail)
    except ValueError:
        return None
    return card if version == _FORMAT else None


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _read_day(text: str) -> date:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        raise ValueError("expected a day as YYYYMMDD")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _packed(papers: Mapping[int, int]) -> bytes:
    """Serials in order, each as its distance from the one before with the status in the lowest two bits."""
    out = bytearray()
    before = 0
    for serial in sorted(papers):
        number = (serial - before) * 4 + papers[serial]
        before = serial
        while number >= 0x80:
            out.append(number & 0x7F | 0x80)
            number >>= 7
        out.append(number)
    return bytes(out)


def _unpacked(packed: bytes) -> dict[int, int]:
    found: dict[int, int] = {}
    serial = 0
    for number in _numbers(packed):
        if number < 4 or number & 3 not in _STATUSES:
            raise ValueError("a distance of nothing, or an unknown status")
        serial += number >> 2
        found[serial] = number & 3
    return found


def _numbers(packed: bytes) -> Iterable[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte & 0x7F) << shift
        shift += 7
        if shift > 63:
            raise ValueError("a number beyond eight bytes")
        if byte < 0x80:
            yield number
            number = shift = 0
    if shift:
        raise ValueError("cut off in the middle of a number")
