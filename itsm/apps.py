"""Puts the desk's own site in the place of Django's admin site."""

from django.contrib.admin.apps import AdminConfig

from itsm.words import name_everything


class BackOfficeConfig(AdminConfig):
    """The admin application with our site, and words for what it shows."""

    default_site = "itsm.back_office.BackOffice"

    def ready(self) -> None:
        """Name columns and choices before pages and forms are made of them."""
        name_everything()
        super().ready()
