"""Trigram indexes for the search of people by parts of their names and addresses."""

from django.db import migrations

from audit.trigrams import trigram_indexes

COLUMNS = ("username", "real_name", "first_name", "last_name", "email")


class Migration(migrations.Migration):
    """Makes the desk's search fast where there are many people; `icontains` compares so."""

    dependencies = [("accounts", "0004_default_role_and_entity")]

    operations = [
        trigram_indexes(
            "accounts_user",
            {f"user_{column}_trgm": f"upper({column}::text)" for column in COLUMNS},
        )
    ]
