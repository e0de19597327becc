"""The closed table of endpoints: verb, resource, parameters, handler.

An endpoint is one function below `@endpoint(…)`. It takes the Call and its parameters by name and
returns what JSON holds; parsing, scopes, transactions and refusals are done in endpoint.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from api_compat.invgate.params import Param
from api_compat.invgate.reading import Received

SCOPE_PREFIX = "api.v1."


@dataclass(frozen=True)
class Endpoint:
    """One verb of one resource. `is_newer`: newer than the manual, called by real clients."""

    method: str
    resource: str
    params: tuple[Param, ...]
    function: Callable[..., Any]
    is_newer: bool = False

    @property
    def scope(self) -> str:
        """The word that an OAuth client needs."""
        return f"{SCOPE_PREFIX}{self.resource}:{self.method.lower()}"

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    @property
    def file_names(self) -> frozenset[str]:
        """Keywords under which uploads are handed over."""
        files = (param for param in self.params if param.is_file or param.takes_parts)
        return frozenset(param.python_name for param in files)

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (self.function.__doc__ or "").strip().split("\n")[0]

    def arguments(self, received: Received) -> dict[str, Any]:
        """Return the handler's keywords. Raises Unfit."""
        return {param.python_name: param.value_of(received) for param in self.params}


ENDPOINTS: dict[str, dict[str, Endpoint]] = {}


def endpoint(
    method: str, resource: str, *params: Param, is_newer: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function. Raises ImproperlyConfigured for a place that is taken."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        methods = ENDPOINTS.setdefault(resource, {})
        if method in methods:
            raise ImproperlyConfigured(f"{method} /{resource} is there twice")
        methods[method] = Endpoint(method, resource, params, function, is_newer)
        return function

    return register


def endpoints() -> list[Endpoint]:
    """Return all of them, by resource and verb."""
    return [
        methods[method] for _, methods in sorted(ENDPOINTS.items()) for method in sorted(methods)
    ]
