"""Trigram indexes for the search of items by parts of names and numbers."""

from django.db import migrations

from audit.trigrams import trigram_indexes

COLUMNS = ("name", "serial", "inventory_number")


class Migration(migrations.Migration):
    """Makes the desk's search fast where there are many items; `icontains` compares so."""

    dependencies = [("assets", "0001_initial")]

    operations = [
        trigram_indexes(
            "assets_configurationitem",
            {f"ci_{column}_trgm": f"upper({column}::text)" for column in COLUMNS},
        )
    ]
