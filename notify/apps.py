"""App configuration of notify."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """The queue of outgoing mail."""

    name = "notify"
