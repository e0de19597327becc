"""Logging: one JSON object per line on standard error, with the id of the request, without queries.

The older APIs put passwords into the query string, so no log line may hold one. Lines are built
from paths; `cut_queries` is the second line of defence for text that libraries write.
"""

import re
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor

QUERY = re.compile(r"(/[^\s?]*)\?[^\n]*")
# Links by mail that let somebody in or vote end with a secret.
ENTRY_LINK = re.compile(r"(/accounts/(?:invitation|reset)/|/approvals/link/)[^/\s]+")


def cut_queries(_: Any, __: str, event: EventDict) -> EventDict:
    """Cut every line of the event's texts where the query of a URL begins, and secrets in paths."""
    for key, value in event.items():
        if isinstance(value, str) and "?" in value:
            event[key] = QUERY.sub(r"\1", value)
    for key, value in event.items():
        if isinstance(value, str) and ("/accounts/" in value or "/link/" in value):
            event[key] = ENTRY_LINK.sub(r"\1…", value)
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    # plain text: the structured form would write local variables, and with them secrets
    structlog.processors.format_exc_info,
    cut_queries,
]


def configure() -> None:
    """Send structlog's events through the standard library's handlers."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def dict_config(level: str) -> dict[str, Any]:
    """Return the LOGGING setting; the web server uses the same."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # RequestLog writes one line for each answer; these would repeat it
            "django.request": {"level": "ERROR"},
            "gunicorn.error": {"level": level, "propagate": True},
            "gunicorn.access": {"level": "CRITICAL", "propagate": False},  # it writes queries
        },
    }


class RequestLog(RequestMiddleware):
    """Gives each request an id and writes one line when it ends: method, path, code.

    The id also goes out as X-Request-ID, so that a caller can quote it.
    """

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """Write the line and put the id on the answer."""
        response["X-Request-ID"] = structlog.contextvars.get_contextvars().get("request_id", "")
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return method and path without secrets; the query may hold passwords."""
        path = ENTRY_LINK.sub(r"\1…", request.path)
        return f"{request.method} {path}"
