"""Figures of the running processes for a monitoring system."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer programs of this machine, and others that bring the token; everybody else gets 404."""
    if not (is_loopback(request.META.get("REMOTE_ADDR", "")) or brings_token(request)):
        return HttpResponse(status=404)
    answer: HttpResponse = ExportToDjangoView(request)
    return answer


def is_loopback(address: str) -> bool:
    """Tell whether the caller runs on this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def brings_token(request: HttpRequest) -> bool:
    """Tell whether the caller brings DESK_METRICS_TOKEN, if there is one."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.DESK_METRICS_TOKEN
    return bool(token) and constant_time_compare(given, token)
