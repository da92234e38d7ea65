"""Codes of letters are kept sealed in their rows. Letters issued before keep theirs on paper only."""

from uuid import uuid4

from django.db import migrations, models


def give_every_letter_a_key(apps, schema_editor):
    letters = apps.get_model("benefits", "Letter").objects
    held = list(letters.only("pk"))
    for letter in held:
        letter.key = uuid4()
    letters.bulk_update(held, ["key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("benefits", "0002_regions_and_void_letters")]

    operations = [
        migrations.AddField(
            model_name="letter", name="code_sealed", field=models.BinaryField(editable=False, null=True)
        ),
        migrations.AddField(model_name="letter", name="key", field=models.UUIDField(editable=False, null=True)),
        migrations.RunPython(give_every_letter_a_key, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="letter", name="key", field=models.UUIDField(default=uuid4, editable=False, unique=True)
        ),
    ]
