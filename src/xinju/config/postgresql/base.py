"""Django's PostgreSQL backend, which speaks to servers from 14 on, told that ours are from 12 on.

Databases of government clouds answer as PostgreSQL 12. What Django writes in SQL, with the fields and constraints that we use,
a server of that version understands: the suite was run on one. `tests/house/test_sql.py` keeps our own SQL so.
"""

from django.db.backends.postgresql.base import DatabaseWrapper as DjangosWrapper
from django.db.backends.postgresql.features import DatabaseFeatures as DjangosFeatures


class DatabaseFeatures(DjangosFeatures):
    """What may be asked of the server."""

    minimum_database_version = (12,)


class DatabaseWrapper(DjangosWrapper):
    """One connection."""

    features_class = DatabaseFeatures
