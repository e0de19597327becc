"""Two questions of whoever watches the desk: does the process live, and can it serve pages?"""

import os
import tempfile
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from audit.queries import overdue_jobs

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served, else 503; either way say what is wrong.

    Redis out of reach and late jobs degrade the desk (work waits as rows) but do not stop it.
    """
    failures = {"database": database_failure(), "storage": storage_failure()}
    degraded = {"redis": redis_failure()}
    late = [] if failures["database"] else late_jobs()
    is_ready = not any(failures.values())
    state = (
        "not ready" if not is_ready else "degraded" if late or any(degraded.values()) else "ready"
    )
    parts = {name: failure or "ok" for name, failure in {**failures, **degraded}.items()}
    return JsonResponse(
        {"state": state, **parts, "overdue_jobs": late}, status=200 if is_ready else 503
    )


def database_failure() -> str:
    """Say in a few words what is wrong with the database; empty when nothing is."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        log.exception("database out of reach")
        return "out of reach"
    return f"{len(waiting)} migrations not applied" if waiting else ""


def storage_failure() -> str:
    """Say what is wrong with the folder of files; empty when nothing is."""
    folder = Path(settings.MEDIA_ROOT)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            os.write(file.fileno(), b"ok")
    except OSError:
        log.exception("storage not writable")
        return "not writable"
    return ""


def redis_failure() -> str:
    """Say what is wrong with Redis; empty when nothing is or none is used."""
    if not settings.REDIS_URL:
        return ""
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        ) as client:
            client.ping()
    except RedisError:
        return "out of reach"
    return ""


def late_jobs() -> list[dict[str, Any]]:
    """Return the periodic jobs that are late by two periods or more."""
    return [
        {
            "name": job.name,
            "last_at": job.last_at,
            "period_seconds": int(job.period.total_seconds()),
        }
        for job in overdue_jobs()
    ]
