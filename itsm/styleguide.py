"""All components on one page, to look at in both themes; only where debugging is on."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def show(request: HttpRequest) -> HttpResponse:
    """Show every component with examples of its inputs."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "styleguide.html", examples())


def examples() -> dict[str, Any]:
    """Return the inputs that the page shows components with."""
    return {
        "statuses": [
            ("new", "New"),
            ("in_progress", "In progress"),
            ("planned", "Planned"),
            ("waiting", "Waiting for the customer"),
            ("resolved", "Resolved"),
            ("closed", "Closed"),
        ],
        "priorities": [
            (1, "Maintenance"),
            (2, "Informative"),
            (3, "Low"),
            (4, "Medium"),
            (5, "High"),
            (6, "Very high"),
            (7, "Critical"),
        ],
        "promises": [
            ("late", "18 min late"),
            ("soon", "12 min left"),
            ("ok", "2 days left"),
            ("paused", "paused"),
        ],
    }
