"""Opaque names of what events are about: app.model:key, or a text such as job:demo."""

from django.db import models

Reference = models.Model | str


def reference(thing: Reference) -> str:
    """Answer with the opaque name of a row; a text is one already. ValueError for a row that is not saved yet."""
    if isinstance(thing, str):
        return thing
    if thing.pk is None:
        raise ValueError(f"{thing._meta.label_lower} is not saved yet: it has no reference")
    return f"{thing._meta.label_lower}:{thing.pk}"
