"""App configuration of crm."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """Whom the desk works for, and what they are sold."""

    name = "crm"
