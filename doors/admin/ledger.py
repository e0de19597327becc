"""The ledger's own pages: journal, runs of jobs, numbers of other desks."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from audit.journal import noun_of
from audit.models import ImportedId, JobRun, JournalEntry
from doors.admin.pages import ReadOnlyAdmin
from doors.journal_words import field_word, noun_word, verb_word
from doors.words import DOORS, door_word


class NounFilter(admin.SimpleListFilter):
    """Entries about rows of one table."""

    title = _("noun")
    parameter_name = "noun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the tables that have pages here."""
        models_shown = admin.site._registry
        return sorted((noun_of(m()), str(m._meta.verbose_name)) for m in models_shown)

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Return the entries about the chosen noun."""
        return queryset.filter(noun=self.value()) if self.value() else queryset


class DoorFilter(admin.SimpleListFilter):
    """Entries of changes through one door."""

    title = _("door")
    parameter_name = "door"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the doors."""
        return [(door, str(word)) for door, word in DOORS.items()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Return the entries of the chosen door."""
        return queryset.filter(door=self.value()) if self.value() else queryset


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """Who changed what, when, and through which door."""

    list_display = (
        "recorded_at",
        "verb_shown",
        "object_shown",
        "actor_shown",
        "door_shown",
        "changes_shown",
    )
    list_display_links = ("recorded_at", "verb_shown")
    list_filter = (NounFilter, DoorFilter, "recorded_at")
    search_fields = ("=object_id", "verb", "names__actor", "names__principal", "=request_id")
    search_help_text = _("Number of the object, verb, login name or request id")
    ordering = ("-id",)
    fields = (
        "recorded_at",
        "verb_shown",
        "verb",
        "object_shown",
        "part_shown",
        "actor_shown",
        "door_shown",
        "address",
        "request_id",
        "caused_by",
        "changes_shown",
        "message",
        "dispatched_at",
    )
    readonly_fields = (
        "verb_shown",
        "object_shown",
        "part_shown",
        "actor_shown",
        "door_shown",
        "changes_shown",
    )

    @display(description=_("what happened"), ordering="verb")
    def verb_shown(self, entry: JournalEntry) -> str:
        """Return the verb in words."""
        return verb_word(entry.verb)

    @display(description=_("object"))
    def object_shown(self, entry: JournalEntry) -> str:
        """Return noun and number."""
        return f"{noun_word(entry.noun)} {entry.object_id}"

    @display(description=_("part"))
    def part_shown(self, entry: JournalEntry) -> str:
        """Return noun and number of the part."""
        return f"{noun_word(entry.part_noun)} {entry.part_id}" if entry.part_noun else "-"

    @display(description=_("actor"))
    def actor_shown(self, entry: JournalEntry) -> str:
        """Return the login name at that moment, and of whoever acted for this person."""
        name, person = (
            str((entry.names.get(key) or [None, None])[1] or "") for key in ("principal", "actor")
        )
        if name and name != person:
            return _("{name} for {person}").format(name=name, person=person)
        return person or "-"

    @display(description=_("door"), ordering="door")
    def door_shown(self, entry: JournalEntry) -> str:
        """Return what the door is called."""
        return door_word(entry.door)

    @display(description=_("changes"))
    def changes_shown(self, entry: JournalEntry) -> str:
        """Return one line per field: old and new, in words where the entry has them."""
        lines = [
            (
                field_word(entry, name),
                *(_shown(name, each) for each in entry.names.get(name, values)),
            )
            for name, values in entry.changes.items()
        ]
        return format_html_join("", "<div><b>{}</b>: {} → {}</div>", lines) or "-"


def _shown(name: str, value: Any) -> str:
    """Return a value in few words; the names of built-in statuses are among the translations."""
    is_status = name == "status" and isinstance(value, str) and value
    return _short(gettext(value) if is_status else value)


def _short(value: Any) -> str:
    text = "∅" if value in (None, "", [], {}) else str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"


OUTCOMES = {"done": "success", "failed": "danger", "": "info"}
OUTCOME_WORDS: dict[str, Any] = {"done": _("done"), "failed": _("failed"), "": _("running")}


class OutcomeFilter(admin.SimpleListFilter):
    """Runs that ended in one way, or have not ended."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return how runs end."""
        return [(outcome or "running", str(word)) for outcome, word in OUTCOME_WORDS.items()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Return the runs of the chosen outcome."""
        chosen = self.value()
        return (
            queryset.filter(outcome="" if chosen == "running" else chosen) if chosen else queryset
        )


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    """When periodic work ran and how it ended."""

    list_display = ("name", "slot", "started_at", "ended_at", "outcome_shown", "message")
    list_filter = ("name", OutcomeFilter)
    search_fields = ("name", "message")
    ordering = ("-id",)

    @display(description=_("outcome"), label=OUTCOMES, ordering="outcome")
    def outcome_shown(self, run: JobRun) -> tuple[str, str]:
        """Return the outcome as a coloured word."""
        return run.outcome, str(OUTCOME_WORDS.get(run.outcome, run.outcome))


@admin.register(ImportedId)
class ImportedIdAdmin(ReadOnlyAdmin):
    """Numbers of other desks that could not be kept."""

    list_display = ("source", "noun", "foreign_id", "object_id")
    list_filter = ("source",)
    search_fields = ("=foreign_id", "=object_id")
