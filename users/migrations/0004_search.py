import django.contrib.postgres.indexes
from django.db import migrations

import users.search


class Migration(migrations.Migration):
    """Make the search documents anew."""

    dependencies = [
        ("users", "0003_time_zone_and_verified_address"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="user", name="user_search"),
        migrations.RemoveField(model_name="user", name="search"),
        migrations.AddField(
            model_name="user",
            name="search",
            field=users.search.SearchDocumentField(
                expression=users.search.SearchDocument(
                    "translate(regexp_replace(regexp_replace(normalize(regexp_replace(normalize(coalesce({column}, ''), NFD), '[\\u0300-\\u036f]', '', 'g'), NFC), '(?<=\\w)\\+\\+', 'plusplus', 'g'), '(?<=\\w)#(?!\\w)', 'sharp', 'g'), './:@<>&+-', '         ')",
                    "english",
                    "simple",
                    first_name="B",
                    last_name="B",
                    username="B",
                )
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="user_search"
            ),
        ),
    ]
