"""OpenAPI links: what the number of a new or listed row leads to."""

import re
from collections.abc import Iterator
from typing import Any

_NAME = re.compile(r"{(\w+)}")


def add_links(paths: dict[str, Any]) -> None:
    """Say at each list and each creation where the row's number can be used.

    `/tickets/` leads to `/tickets/{id}/` and `/tickets/{ticket_id}/followups/`, and the latter to
    `/tickets/{ticket_id}/followups/{id}/`, with the ticket of its own path.
    """
    for path, methods in paths.items():
        for method, status, where in (
            ("post", "201", "$response.body#/id"),
            ("get", "200", "$response.body#/results/0/id"),
        ):
            response = methods.get(method, {}).get("responses", {}).get(status)
            if response is None:
                continue
            found = dict(_links(paths, path, where))
            if found:
                response["links"] = found


def _links(paths: dict[str, Any], path: str, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    above = _NAME.findall(path)
    for other, methods in paths.items():
        if not other.startswith(f"{path}{{"):
            continue
        new = _NAME.findall(other)[len(above) :]
        if len(new) != 1:
            continue
        parameters = {new[0]: where} | {name: f"$request.path.{name}" for name in above}
        for method, operation in methods.items():
            name = operation["operationId"]
            yield (
                f"{name}_{method}",
                {"operationId": name, "parameters": parameters},
            )
