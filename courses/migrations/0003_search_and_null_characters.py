import django.contrib.postgres.indexes
import django.core.validators
from django.db import migrations, models

import users.search


class Migration(migrations.Migration):
    """Make the search documents anew, and refuse null characters."""

    dependencies = [
        ("courses", "0002_files"),
    ]

    operations = [
        migrations.AlterField(
            model_name="category",
            name="name",
            field=models.CharField(
                max_length=100,
                validators=[django.core.validators.ProhibitNullCharactersValidator()],
            ),
        ),
        migrations.AlterField(
            model_name="course",
            name="title",
            field=models.CharField(
                max_length=200,
                validators=[django.core.validators.ProhibitNullCharactersValidator()],
            ),
        ),
        migrations.AlterField(
            model_name="course",
            name="description",
            field=models.TextField(
                blank=True,
                validators=[
                    django.core.validators.MaxLengthValidator(50000),
                    django.core.validators.ProhibitNullCharactersValidator(),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="lesson",
            name="title",
            field=models.CharField(
                max_length=200,
                validators=[django.core.validators.ProhibitNullCharactersValidator()],
            ),
        ),
        migrations.AlterField(
            model_name="lesson",
            name="content",
            field=models.TextField(
                blank=True,
                validators=[
                    django.core.validators.MaxLengthValidator(200000),
                    django.core.validators.ProhibitNullCharactersValidator(),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="resource",
            name="title",
            field=models.CharField(
                max_length=200,
                validators=[django.core.validators.ProhibitNullCharactersValidator()],
            ),
        ),
        migrations.RemoveIndex(model_name="course", name="course_search"),
        migrations.RemoveField(model_name="course", name="search"),
        migrations.AddField(
            model_name="course",
            name="search",
            field=users.search.SearchDocumentField(
                expression=users.search.SearchDocument(
                    "translate(regexp_replace(regexp_replace(normalize(regexp_replace(normalize(coalesce({column}, ''), NFD), '[\\u0300-\\u036f]', '', 'g'), NFC), '(?<=\\w)\\+\\+', 'plusplus', 'g'), '(?<=\\w)#(?!\\w)', 'sharp', 'g'), './:@<>&+-', '         ')",
                    "english",
                    "simple",
                    description="D",
                    title="A",
                )
            ),
        ),
        migrations.AddIndex(
            model_name="course",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="course_search"
            ),
        ),
    ]
