"""Subcommands that need the database: Django is made ready once, and what is wrong with it is one sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from xinju.cli.speech import complain


class NoSite(Exception):
    """The site could not be opened or its database could not be used; that has been said already."""


@contextmanager
def site() -> Iterator[None]:
    """Django with this site's settings. Raises NoSite after one line to the error output."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinju.config.settings")
    import django  # the subcommands that only read files need no web framework
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    try:
        django.setup()
        yield
    except ImproperlyConfigured as error:
        complain(f"设置不全:{error}", f"settings: {error}")
        raise NoSite from None
    except DatabaseError as error:
        complain(
            f"数据库无法使用:{error}(新装的站点先运行 python -m django migrate)",
            f"the database cannot be used: {error} (a new site first runs python -m django migrate)",
        )
        raise NoSite from None
