"""The line that info=version prints (contract section 3)."""

from typing import Any

from django.conf import settings as django_settings


def version_line(settings: dict[str, Any]) -> str:
    """Return `<product> <edition> Edition <version> Build <yymmdd> MR<n>` from the dialect's
    settings.
    """
    version = settings["integria.version"] or django_settings.DESK_VERSION
    build = settings["integria.build"] or django_settings.DESK_BUILD
    product, edition = settings["integria.product"], settings["integria.edition"]
    release = settings["integria.minor_release"]
    return f"{product} {edition} Edition {version} Build {build} MR{release}"
