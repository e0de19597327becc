"""Who calls: the person, what it may do, and how far its token goes."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.policies import is_administrator, may
from accounts.vocabulary import RIGHTS, qualified_words
from audit.actor import Actor
from doors.rest.callers import scopes_of
from doors.rest.views import DeskView


class MeOut(serializers.Serializer[Any]):
    """The caller."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    real_name = serializers.CharField()
    email = serializers.CharField()
    language = serializers.CharField()
    time_zone = serializers.CharField()
    is_agent = serializers.BooleanField()
    is_administrator = serializers.BooleanField()
    groups = serializers.ListField(child=serializers.IntegerField())
    rights = serializers.ListField(
        child=serializers.CharField(), help_text="Held somewhere; where is told by one's grants."
    )
    scopes = serializers.ListField(
        child=serializers.CharField(), help_text="What limits this token; none = nothing does."
    )


class MeViewSet(DeskView):
    """The caller itself; any valid token may ask."""

    query_parameters = ()

    def get_serializer_class(self) -> type[Any]:
        """Return what the caller looks like."""
        return MeOut

    @extend_schema(responses=MeOut)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell who calls, with which rights."""
        actor = self.actor()
        person: Any = actor.user
        told = ("username", "real_name", "email", "language", "time_zone", "is_agent")
        return Response(
            {
                "id": person.pk,
                **{name: getattr(person, name) for name in told},
                "is_administrator": is_administrator(actor),
                "groups": sorted(person.group_ids),
                "rights": sorted(_words(actor)),
                "scopes": sorted(scopes_of(request)),
            }
        )


def _words(actor: Actor) -> set[str]:
    """Return the words held somewhere; those for single kinds where the whole one is not."""
    whole = {word for word in RIGHTS if may(actor, word)}
    single = {word for word in qualified_words() if word.partition(":")[0] not in whole}
    return whole | {word for word in single if may(actor, word)}
