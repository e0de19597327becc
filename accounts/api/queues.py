"""What the desk does by itself, for those who run it: mail that leaves, periodic jobs."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import operations, queries
from audit.actor import Actor
from doors.rest.inputs import NoInput
from doors.rest.rows import Key, Rows
from doors.rest.views import DeskView, Nouns
from notify.vocabulary import NEVER, QueueState


class MailOut(Rows):
    """A mail in the queue; its text is the recipient's and is not shown."""

    id = Key()
    recipient = serializers.CharField()
    cc = serializers.ListField(child=serializers.CharField())
    from_address = serializers.CharField(help_text="Empty: the desk's own.")
    subject = serializers.CharField(help_text="Empty until the text is written.")
    template = serializers.CharField()
    language = serializers.CharField()
    state = serializers.ChoiceField(QueueState.choices)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(
        allow_null=True, help_text="The next try; null: imported mail, never sent from here."
    )
    done_at = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField()
    message_id = serializers.CharField()
    entry = serializers.IntegerField(
        source="entry_id", allow_null=True, help_text="The change of the journal that it tells of."
    )

    @classmethod
    def finish(cls, actor: Actor, raw: list[dict[str, Any]], names: set[str]) -> None:
        """Tell mail that is never sent by null."""
        for row in raw:
            if row.get("due_at") == NEVER:
                row["due_at"] = None


class MailFilters(filters.FilterSet):
    """What a list of mail may be narrowed to."""

    state = filters.MultipleChoiceFilter(choices=QueueState.choices)
    recipient = filters.CharFilter(lookup_expr="iexact", max_length=254)
    template = filters.CharFilter(max_length=64)
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")


class AbortedOut(serializers.Serializer[Any]):
    """How many mails were taken out of the queue."""

    count = serializers.IntegerField()


class MailViewSet(Nouns):
    """The mail queue."""

    scope = "mails"
    rows, filters, orders = MailOut, MailFilters, ("-id", "id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the mail the actor may see."""
        return queries.visible_mails(actor)

    @extend_schema(request=NoInput, responses=MailOut)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send a failed, aborted or waiting mail as soon as possible."""
        self._known()
        operations.retry_mail(self.actor(), self.key())
        return self.shown(self.key())

    @extend_schema(request=NoInput, responses=MailOut)
    @action(detail=True, methods=["post"])
    def abort(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a mail out of the queue; it can still be retried."""
        self._known()
        operations.abort_mail(self.actor(), self.key())
        return self.shown(self.key())

    @extend_schema(request=NoInput, responses=AbortedOut)
    @action(detail=False, methods=["post"], url_path="abort-waiting")
    def abort_waiting(self, request: Request) -> Response:
        """Take all waiting mail out of the queue."""
        self.read_input(NoInput)
        return Response({"count": operations.abort_waiting_mail(self.actor())})

    def _known(self) -> None:
        self.get_queryset().get(pk=self.key())
        self.read_input(NoInput)


class RunOut(Rows):
    """One run of a periodic job; without an outcome it is running."""

    id = Key()
    name = serializers.CharField()
    slot = serializers.DateTimeField(help_text="The period that the run is for.")
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(["done", "failed"], allow_blank=True)
    message = serializers.CharField()


class RunFilters(filters.FilterSet):
    """What a list of runs may be narrowed to."""

    name = filters.CharFilter(max_length=64)
    outcome = filters.MultipleChoiceFilter(choices=[("done", "done"), ("failed", "failed")])
    started_after = filters.IsoDateTimeFilter(field_name="started_at", lookup_expr="gte")


class RunViewSet(Nouns):
    """When periodic jobs ran and how it ended."""

    scope = "jobs"
    rows, filters, orders = RunOut, RunFilters, ("-id", "id")

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the runs the actor may see."""
        return queries.visible_runs(actor)


class JobOut(serializers.Serializer[Any]):
    """A periodic job and its last run."""

    name = serializers.CharField()
    period_seconds = serializers.IntegerField()
    is_overdue = serializers.BooleanField(help_text="Its next run is late by two periods.")
    last_started_at = serializers.DateTimeField(allow_null=True)
    last_ended_at = serializers.DateTimeField(allow_null=True)
    last_outcome = serializers.CharField()
    last_message = serializers.CharField()


class JobsOut(serializers.Serializer[Any]):
    """All periodic jobs."""

    results = JobOut(many=True)


class JobViewSet(DeskView):
    """The periodic jobs of the desk."""

    scope = "jobs"
    rows: ClassVar[Any] = JobOut
    query_parameters = ()

    def get_serializer_class(self) -> type[Any]:
        """Return what a job looks like."""
        return JobOut

    @extend_schema(responses=JobsOut)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the jobs by name, each with its last run."""
        return Response({"results": [_shown(job) for job in queries.jobs(self.actor())]})


def _shown(job: Any) -> dict[str, Any]:
    last = job.last
    return {
        "name": job.name,
        "period_seconds": int(job.period.total_seconds()),
        "is_overdue": job.is_overdue,
        "last_started_at": last and last.started_at,
        "last_ended_at": last and last.ended_at,
        "last_outcome": last.outcome if last else "",
        "last_message": last.message if last else "",
    }
