"""App configuration of assets."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """What the desk looks after: machines, programs, services."""

    name = "assets"
