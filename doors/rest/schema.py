"""How the OpenAPI document is made from the viewsets."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from doors.rest.formats import ProblemRenderer
from doors.rest.inputs import HIGHEST_KEY, Input
from doors.rest.links import add_links
from doors.rest.paging import DEFAULT_SIZE, LARGEST_SIZE
from doors.rest.problems import MEDIA_TYPE
from doors.rest.rows import Rows
from doors.rest.views import Nouns

READS = ("get", "head")
KEY_PATTERN = "^[0-9]{1,19}$"
KEY = {"type": "integer", "minimum": 0, "maximum": HIGHEST_KEY}
RATE_HEADERS = {
    f"RateLimit-{name}": {"description": text, "schema": {"type": "integer"}}
    for name, text in (
        ("Limit", "Requests a minute."),
        ("Remaining", "Requests left in this minute."),
        ("Reset", "Seconds until the next minute."),
    )
}
REFUSALS = {
    "400": "The request cannot be read, or a parameter makes no sense.",
    "401": "No valid token.",
    "403": "The caller may not do this.",
    "404": "Nothing here that the caller may see.",
    "405": "Method not allowed.",
    "406": "No such answer format.",
    "429": "Too many requests; `Retry-After` says how long to wait.",
}
WRITE_REFUSALS = {
    "409": "The same `Idempotency-Key` is running, or its answer is gone.",
    "412": "The row was changed since the version in `If-Match`.",
    "413": "The body is too large.",
    "415": "Unsupported content type.",
    "422": "A value is refused; `errors` has a line for each.",
    "503": "Others changed the same rows at this moment; nothing was saved. `Retry-After` is sent.",
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "A stable word for programs."},
        "detail": {"type": "string", "description": "A sentence for people."},
        "request_id": {"type": "string"},
        "field": {"type": "string", "nullable": True, "description": "The first refused field."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["field", "code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "detail", "request_id"],
}


class DeskSchema(AutoSchema):
    """Knows inputs, pages, and the parameters that all nouns share."""

    def get_request_serializer(self) -> Any:
        """Return the input of creating and changing."""
        inputs = {"create": "create_input", "partial_update": "update_input"}
        return getattr(self.view, inputs.get(self._action, ""), None) if self._action else None

    def get_response_serializers(self) -> Any:
        """Return what the noun looks like."""
        if self._action == "destroy":
            return {204: None}
        return super().get_response_serializers()

    def map_renderers(self, attribute: str) -> list[Any]:
        """Leave problem details to refusals."""
        found: list[Any] = super().map_renderers(attribute)
        return [each for each in found if each not in (MEDIA_TYPE, ProblemRenderer.format)]

    def get_override_parameters(self) -> list[Any]:
        """Return the parameters of pages, of shown fields, and of safe writes."""
        view = self.view
        found: list[Any] = []
        if not isinstance(view, Nouns):
            return found
        lists = self._is_list_view()
        if lists:
            found += _page_parameters(getattr(view, "list_orders", view.orders))
            found.append(_told("Link", "Where this list begins, and where it goes on.", 200))
        if self._action == "create":
            found.append(_told("Location", "The path of the new row.", 201))
        if self._action in ("retrieve", "create", "partial_update") and self._has_versions:
            found.append(_told("ETag", "The version of the row, for `If-Match`.", 200, 201))
        if self.method == "GET" or self._action in ("create", "partial_update"):
            found += _shown_parameters(view)
        if self.method != "GET":
            found.append(
                OpenApiParameter(
                    "Idempotency-Key",
                    str,
                    OpenApiParameter.HEADER,
                    description="The same key within a day gets the same answer, done once.",
                    pattern="^[\\x21-\\x7e]{1,200}$",
                )
            )
        if self._action in ("partial_update", "destroy"):
            found.append(
                OpenApiParameter(
                    "If-Match",
                    str,
                    OpenApiParameter.HEADER,
                    description="The `ETag` read before; 412 when the row changed since.",
                )
            )
        return found

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Only nouns answer page by page; other lists say themselves what they look like."""
        return isinstance(self.view, Nouns) and bool(super()._is_list_view(serializer))

    @property
    def _has_versions(self) -> bool:
        return "updated_at" in getattr(self.view, "rows", Rows)._declared_fields

    @property
    def _action(self) -> str:
        return str(getattr(self.view, "action", "") or "")

    def _get_paginator(self) -> Any:
        return _Pages()


class _Pages:
    """What spectacular asks a paginator for."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        return {
            "type": "object",
            "properties": {
                "results": schema,
                "next": {"type": "string", "format": "uri", "nullable": True},
            },
            "required": ["results", "next"],
        }

    def get_schema_operation_parameters(self, view: Any) -> list[Any]:
        """Return nothing: the parameters are described beside the others."""
        return []


def _told(name: str, text: str, *statuses: int) -> OpenApiParameter:
    """Return the description of a header of answers."""
    return OpenApiParameter(
        name, str, OpenApiParameter.HEADER, description=text, response=list(statuses)
    )


def _page_parameters(orders: tuple[str, ...]) -> list[Any]:
    size = {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE}
    return [
        OpenApiParameter("cursor", str, description="Where a page goes on; taken from `next`."),
        OpenApiParameter("page_size", size),
        OpenApiParameter("ordering", {"type": "string", "enum": list(orders)}),
    ]


def _shown_parameters(view: Nouns) -> list[Any]:
    rows = view.rows
    found = [_names("fields", rows._declared_fields, "Only these, by comma; `id` always.")]
    if rows.expands:
        found.append(_names("expand", rows.expands, "Show the rows behind these keys, by comma."))
    return found


def _names(name: str, known: Iterable[str], text: str) -> OpenApiParameter:
    """Return a parameter that takes some of the known names."""
    schema = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": list(known)}}
    return OpenApiParameter(name, schema, description=text, style="form", explode=False)


def finish(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Add the refusals to every operation, and close the inputs: unknown names are refused."""
    schemas = result["components"].setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in result["paths"].values():
        for method, operation in methods.items():
            refusals = REFUSALS if method in READS else {**REFUSALS, **WRITE_REFUSALS}
            for status, text in refusals.items():
                operation["responses"].setdefault(status, {"description": text, "content": content})
            for each in operation.get("parameters", ()):
                if each["schema"].get("pattern") == KEY_PATTERN:
                    each["schema"] = KEY
            for response in operation["responses"].values():
                response.setdefault("headers", {}).update(RATE_HEADERS)
    add_links(result["paths"])
    closed = {each.__name__ for each in _all_below(Input)}
    sparse = {each.__name__ for each in _all_below(Rows)}
    for name, schema in schemas.items():
        if name in closed:
            schema["additionalProperties"] = False
        if name in sparse:  # `?fields=` leaves out all but the id
            schema["required"] = [each for each in ("id",) if each in schema["properties"]]
            if not schema["required"]:
                del schema["required"]
    return result


def _all_below(base: type[Any]) -> list[type[Any]]:
    found: list[type[Any]] = []
    for each in base.__subclasses__():
        found += [each, *_all_below(each)]
    return found
