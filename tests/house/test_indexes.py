"""Every index costs each row that is written: none stands twice."""

from django.apps import apps
from django.db.models import ForeignKey


def test_no_index_of_a_table_stands_twice():
    twice = []
    for model in apps.get_models():
        if model.__module__.startswith("xinju."):
            own = [
                (field.name,) for field in model._meta.local_fields if isinstance(field, ForeignKey) and field.db_index
            ]
            named = [tuple(index.fields) for index in model._meta.indexes if index.condition is None]
            held = own + named
            twice += [(model.__name__, fields) for fields in held if held.count(fields) > 1]

    assert twice == []
