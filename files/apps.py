"""App configuration of files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored files and their links."""

    name = "files"
