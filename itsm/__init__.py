"""Project package: settings, URLs and processes. Wiring only; nothing else imports it."""

from itsm.celery import app as celery_app

__all__ = ["celery_app"]
