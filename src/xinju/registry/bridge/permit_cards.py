"""The electronic permit of a row: the few values that its code carries, and the keys that sign and check it."""

from __future__ import annotations

from datetime import date

from xinju.registry.bridge import secrets
from xinju.registry.bridge.permit_rules import permit_rules
from xinju.registry.bridge.rules import district
from xinju.registry.models import Identity, Particulars, Permit
from xinju.values.period import full_years
from xinju.vault import signing
from xinju.vault.permit_papers import Card
from xinju.vault.signing import Signer
from xinju.web.keyring import keyring

_TAIL = 4


def card_of(permit: Permit, on: date) -> Card:
    """What the code of a permit's newest paper carries; the tail of the number is left out for a child on that day."""
    paper = permit.papers.order_by("-id").first()
    assert paper is not None
    person = permit.identity.person
    is_child = person.birth_date is not None and full_years(person.birth_date, on) < permit_rules().proxy_under
    tail = "" if is_child else number_of(person.pk)[-_TAIL:]
    return Card(paper.pk, paper.issued, paper.until, district().code, person.name, tail)


def number_of(person: int) -> str:
    """The person's own document number in clear, for the card only; blank where none is held."""
    identities = Identity.objects.filter(person=person).values("id")
    rows = Particulars.objects.current().filter(
        identity__in=identities, is_guardians=False, number_sealed__isnull=False
    )
    row = rows.order_by("-verification", "identity_id").first()
    return secrets.opened(row, "number") if row else ""


def signer() -> Signer:
    """What signs permits and lists at this site."""
    return Signer(keyring())


def public_keys_by_id() -> dict[str, bytes]:
    """Every public key of this site by id."""
    return signing.public_keys(keyring())
