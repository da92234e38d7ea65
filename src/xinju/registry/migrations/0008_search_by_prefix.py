"""Search while typing: bytewise columns, the given name, and pinyin without blanks, each with an index that holds the region."""

import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import xinju.registry.models.folding


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_visits"),
    ]

    # A column that another is generated from cannot be altered in PostgreSQL: first the collation, then the new columns.
    operations = [
        migrations.RemoveIndex(
            model_name="person",
            name="registry_pe_name_b9f5b3_idx",
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="registry_pe_pinyin_081fa4_idx",
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="registry_pe_initial_9ca16d_idx",
        ),
        migrations.AlterField(
            model_name="person",
            name="division",
            field=xinju.registry.models.folding.Bytewise(
                blank=True, help_text="Where the person lives now; empty: not known.", max_length=15
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="initials",
            field=xinju.registry.models.folding.Bytewise(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="person",
            name="name",
            field=xinju.registry.models.folding.Bytewise(blank=True, max_length=100),
        ),
        migrations.AlterField(
            model_name="person",
            name="permit_number",
            field=xinju.registry.models.folding.Bytewise(blank=True, max_length=30),
        ),
        migrations.AlterField(
            model_name="place",
            name="search",
            field=xinju.registry.models.folding.Bytewise(max_length=200),
        ),
        migrations.AddField(
            model_name="person",
            name="given",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        django.db.models.lookups.GreaterThan(
                            django.db.models.functions.text.StrIndex(models.F("name"), models.Value("·")),
                            models.Value(0),
                        ),
                        then=django.db.models.functions.text.Substr(
                            models.F("name"),
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.functions.text.StrIndex(models.F("name"), models.Value("·")),
                                "+",
                                models.Value(1),
                            ),
                        ),
                    ),
                    models.When(
                        models.Q(
                            django.db.models.lookups.GreaterThan(
                                django.db.models.functions.text.Length(models.F("name")), models.Value(2)
                            ),
                            django.db.models.lookups.In(
                                django.db.models.functions.text.Substr(models.F("name"), 1, 2),
                                (
                                    "欧阳",
                                    "上官",
                                    "司马",
                                    "司徒",
                                    "诸葛",
                                    "东方",
                                    "夏侯",
                                    "皇甫",
                                    "尉迟",
                                    "公孙",
                                    "慕容",
                                    "令狐",
                                    "宇文",
                                    "长孙",
                                    "端木",
                                    "独孤",
                                    "南宫",
                                    "轩辕",
                                    "钟离",
                                    "闻人",
                                ),
                            ),
                        ),
                        then=django.db.models.functions.text.Substr(models.F("name"), 3),
                    ),
                    default=django.db.models.functions.text.Substr(models.F("name"), 2),
                ),
                output_field=xinju.registry.models.folding.Bytewise(max_length=100),
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="joined",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Replace(
                    models.F("pinyin"), models.Value(" "), models.Value("")
                ),
                output_field=xinju.registry.models.folding.Bytewise(max_length=200),
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name", "division"], name="registry_person_by_name"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["given", "division"], name="registry_person_by_given"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["joined", "division"], name="registry_person_by_joined"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["initials", "division"], name="registry_person_by_initials"),
        ),
    ]
