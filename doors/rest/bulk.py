"""Many acts in one request; each is an act of its own with its own result."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from audit.actor import Actor
from doors.rest.inputs import HIGHEST_KEY, Input
from doors.rest.problems import describe

MOST = 100
ACTS = ("create", "update", "delete")


class BulkActIn(Input):
    """One act: create (values), update (id and values) or delete (id)."""

    draft = dict
    act = serializers.ChoiceField(ACTS)
    id = serializers.IntegerField(min_value=0, max_value=HIGHEST_KEY, required=False)
    values = serializers.DictField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the id where there must be one."""
        if attrs["act"] != "create" and "id" not in attrs:
            raise serializers.ValidationError({"id": ["An id is needed."]}, code="required")
        return attrs


class BulkIn(Input):
    """Up to 100 acts, carried out in their order."""

    draft = dict
    acts = serializers.ListField(child=BulkActIn(), min_length=1, max_length=MOST)


class BulkResultOut(serializers.Serializer[Any]):
    """How one act ended: the id, or the problem."""

    status = serializers.IntegerField()
    id = serializers.IntegerField(required=False)
    problem = serializers.DictField(required=False)


class BulkOut(serializers.Serializer[Any]):
    """The results in the order of the acts."""

    results = BulkResultOut(many=True)


def carry_out(view: Any, request: Request) -> Response:
    """Carry out the acts of a request with the operations of a viewset."""
    acts = view.read_input(BulkIn)["acts"]
    return Response({"results": [_one(view, index, each) for index, each in enumerate(acts)]})


def _one(view: Any, index: int, wanted: dict[str, Any]) -> dict[str, Any]:
    actor: Actor = view.actor_of_part(index)
    values = wanted.get("values", {})
    kind = type(view)
    try:
        if wanted["act"] == "create":
            row = kind.create_row(actor, view.read_input(view.create_input, values))
            return {"status": 201, "id": row.pk}
        if wanted["act"] == "update":
            kind.update_row(actor, wanted["id"], view.read_input(view.update_input, values))
            return {"status": 200, "id": wanted["id"]}
        kind.delete_row(actor, wanted["id"])
    except Exception as error:
        told = describe(error)
        if told is None:
            raise
        return {"status": told["status"], "problem": told}
    return {"status": 204, "id": wanted["id"]}
