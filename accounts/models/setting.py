"""Settings that operators change while the desk runs; declared in vocabulary.SETTINGS."""

from django.db import models

from audit.columns import Row


class Setting(Row):
    """One value that differs from its declared default."""

    name = models.CharField(max_length=64, unique=True)
    value = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.name
