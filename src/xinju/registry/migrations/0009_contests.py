"""What residents say is wrong in what is held on them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0008_search_by_prefix"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("row", models.CharField(max_length=120)),
                ("field", models.CharField(max_length=60)),
                ("source", models.CharField(max_length=60)),
                ("says_sealed", models.BinaryField()),
                ("case", models.CharField(max_length=20, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
                ("client_id", models.UUIDField(unique=True)),
                (
                    "identity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contests", to="registry.identity"
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "indexes": [models.Index(fields=["by"], name="registry_co_by_bc5641_idx")],
            },
        ),
    ]
