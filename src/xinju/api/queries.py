"""Clients, for the security officer; deliveries, for the client that handed them in."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from xinju.api.models import Client
from xinju.audit.actions import reference
from xinju.registry.queries import deliveries


def clients(*, asker: object) -> QuerySet[Client]:
    """All clients, those in force first."""
    return Client.objects.order_by("ended_at", "source", "pk")


def delivery(key: UUID, *, client: Client):
    """The delivery of this key that this client handed in."""
    return deliveries.deliveries(asker="api:client").filter(key=key, source=client.source, by=reference(client)).first()
