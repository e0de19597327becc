"""What every list leaves out."""

from django.db import models

from audit import rows


def without_trash(found: models.QuerySet) -> models.QuerySet:
    return found.filter(deleted_at=None) if rows.has_trash(found.model) else found
