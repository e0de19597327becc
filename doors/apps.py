"""App configuration of doors."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """What the doors of all apps share."""

    name = "doors"
