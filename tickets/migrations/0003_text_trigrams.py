"""Trigram indexes for the exact text filters."""

from django.db import migrations

from audit.trigrams import trigram_indexes

COLUMNS = ("title", "description", "fields")


class Migration(migrations.Migration):
    """Makes the text filters of older APIs fast on PostgreSQL."""

    dependencies = [("tickets", "0002_builtin_statuses")]

    operations = [
        trigram_indexes(
            "tickets_tickettext", {f"tickettext_{column}_trgm": column for column in COLUMNS}
        )
    ]
