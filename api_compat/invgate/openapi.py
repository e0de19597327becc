"""The dialect described in OpenAPI 3.1, made from the declarations of the endpoints."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from api_compat.invgate.catalogue import Endpoint, endpoints
from api_compat.invgate.params import Param

TYPES: dict[str, dict[str, Any]] = {
    "INTEGER": {"type": "integer"},
    "FLOAT": {"type": "number"},
    "STRING": {"type": "string"},
    "TEXT": {"type": "string"},
    "BOOLEAN": {"type": "boolean"},
    "ARRAY": {"type": "array", "items": {}},
}
REFUSALS = {
    "401": "No credentials, or wrong ones.",
    "403": "The scope or the right is missing.",
    "428": "A parameter is missing or of another type.",
}


@require_safe
def document(request: HttpRequest) -> JsonResponse:
    """Answer the document; it says nothing that the manual does not."""
    root = request.path.removesuffix("openapi.json")
    response = JsonResponse(described(root))
    response["Cache-Control"] = "public, max-age=3600"
    return response


def described(root: str) -> dict[str, Any]:
    """Return the document for a dialect mounted at a path."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints():
        place = paths.setdefault(f"/{endpoint.resource}", {})
        place[endpoint.method.lower()] = _operation(endpoint)
    scopes = {endpoint.scope: endpoint.summary for endpoint in endpoints()}
    token = f"{settings.DESK_PUBLIC_URL}{root.removesuffix('api/v1/')}oauth/v2.0/access_token"
    flow = {"clientCredentials": {"tokenUrl": token, "scopes": scopes}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "InvGate Service Desk API v1", "version": settings.DESK_VERSION},
        "servers": [{"url": f"{settings.DESK_PUBLIC_URL}{root.rstrip('/')}"}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "oauth": {"type": "oauth2", "flows": flow},
            },
            "schemas": {
                "Error": {
                    "type": "object",
                    "required": ["error", "status"],
                    "properties": {"error": {"type": "string"}, "status": {"type": "integer"}},
                }
            },
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    found: dict[str, Any] = {
        "operationId": f"{endpoint.method.lower()}_{endpoint.resource}".replace(".", "_"),
        "summary": endpoint.summary,
        "security": [{"basic": []}, {"oauth": [endpoint.scope]}],
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {"schema": {}}}},
            **{
                status: {"description": text, "content": content}
                for status, text in REFUSALS.items()
            },
        },
    }
    if endpoint.params and endpoint.method in ("GET", "DELETE"):
        found["parameters"] = [
            {
                "name": f"{param.name}[]" if param.kind == "ARRAY" else param.name,
                "in": "query",
                "required": param.required,
                "description": param.help,
                "schema": _schema(param),
            }
            for param in endpoint.params
        ]
    elif endpoint.params:
        found["requestBody"] = {"content": _bodies(endpoint)}
    return found


def _bodies(endpoint: Endpoint) -> dict[str, Any]:
    """Return the body in the types it may come in; files need parts."""
    schema = {
        "type": "object",
        "required": [param.name for param in endpoint.params if param.required],
        "properties": {
            param.name: _schema(param) for param in endpoint.params if not param.is_prefix
        },
    }
    types = ["application/x-www-form-urlencoded", "application/json", "multipart/form-data"]
    return {name: {"schema": schema} for name in types}


def _schema(param: Param) -> dict[str, Any]:
    schema = dict(TYPES[param.kind])
    if param.is_file:
        return {"type": "array", "items": {"type": "string", "format": "binary"}}
    if param.choices:
        choices = {"enum": list(param.choices)}
        schema |= {"items": choices} if param.kind == "ARRAY" else choices
    return schema | ({"description": param.help} if param.help else {})
