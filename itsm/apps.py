"""Puts the desk's own site in the place of Django's admin site."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """The admin application with our site."""

    default_site = "itsm.back_office.BackOffice"
