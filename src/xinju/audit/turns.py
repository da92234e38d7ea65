"""One writer at a time, on either database."""

from django.db import connection


def take_turn(of: int) -> None:
    """Wait until no other transaction holds the turn `of` (64 bits), and hold it until this one ends.

    PostgreSQL's advisory lock; taken a second time in one transaction it costs nothing. On SQLite a transaction holds
    the whole file from its first statement on (`transaction_mode`), so there is nothing to wait for.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [of])
