"""Projects, their tasks, and how far they can be."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.operations import nouns
from accounts.queries import visible_entities, visible_groups, visible_users
from audit.actor import Actor
from crm import queries
from crm.api.related import GROUP, PERSON
from crm.api.shapes import key_of
from crm.operations import nouns as tables
from doors.rest.catalogues import Catalogue, NamedOut, NamedPatchIn
from doors.rest.filters import KeyFilter
from doors.rest.inputs import Input, Line, Ref, StrictBoolean, Text
from doors.rest.restores import Restores
from doors.rest.rows import Expand, Key, Rows

LARGEST, LARGEST_TIME = 2**31 - 1, 2**63 - 1


def _states(actor: Actor) -> QuerySet[Any]:
    return nouns.visible(actor, tables.PROJECT_STATES)


class ProjectBrief(Rows):
    """A project or a task in few words."""

    id = Key()
    name = serializers.CharField()


PROJECT = Expand(queries.visible_projects, ProjectBrief)
TASK = Expand(queries.visible_project_tasks, ProjectBrief)


class PlannedOut(Rows):
    """When something is to be done, when it was, and how much of it is done (percent)."""

    name = serializers.CharField()
    content = serializers.CharField()
    comment = serializers.CharField()
    state = key_of("state_id")
    plan_start_at = serializers.DateTimeField(allow_null=True)
    plan_end_at = serializers.DateTimeField(allow_null=True)
    real_start_at = serializers.DateTimeField(allow_null=True)
    real_end_at = serializers.DateTimeField(allow_null=True)
    done_percent = serializers.IntegerField()
    is_auto_percent = serializers.BooleanField()


class ProjectOut(PlannedOut):
    """Work with an end."""

    id = Key()
    code = serializers.CharField()
    priority = serializers.IntegerField()
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    manager = key_of("manager_id")
    group = key_of("group_id")
    opened_at = serializers.DateTimeField(allow_null=True)
    on_gantt = serializers.BooleanField()
    entity = serializers.IntegerField(source="entity_id")
    is_recursive = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {"parent": PROJECT, "manager": PERSON, "group": GROUP}


class ProjectTaskOut(PlannedOut):
    """A piece of a project; times are seconds."""

    id = Key()
    uuid = serializers.CharField()
    project = serializers.IntegerField(source="project_id")
    parent = key_of("parent_id")  # type: ignore[assignment]  # a field, not DRF's attribute
    user = key_of("user_id")
    planned_seconds = serializers.IntegerField()
    spent_seconds = serializers.IntegerField()
    is_milestone = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    expands = {"parent": TASK, "user": PERSON}


def moment() -> serializers.DateTimeField:
    """Return an optional time."""
    return serializers.DateTimeField(required=False, allow_null=True)


class PlannedIn(Input):
    """Changes of a plan."""

    draft: ClassVar[type[Any]] = dict
    name = Line(required=False)
    content = Text(required=False, allow_blank=True)
    comment = Text(required=False, allow_blank=True)
    state = Ref(_states, required=False, allow_null=True)
    plan_start_at, plan_end_at, real_start_at, real_end_at = (moment() for _ in range(4))
    done_percent = serializers.IntegerField(min_value=0, max_value=100, required=False)
    is_auto_percent = StrictBoolean(required=False)


class ProjectPatchIn(PlannedIn):
    """Changes of a project."""

    code = Line(required=False, allow_blank=True)
    priority = serializers.IntegerField(min_value=1, max_value=6, required=False)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        queries.visible_projects, required=False, allow_null=True
    )
    manager = Ref(visible_users, required=False, allow_null=True)
    group = Ref(visible_groups, required=False, allow_null=True)
    opened_at = moment()
    on_gantt = StrictBoolean(required=False)
    entity = Ref(visible_entities, as_key=True, source="entity_id", required=False)
    is_recursive = StrictBoolean(required=False)


class ProjectIn(ProjectPatchIn):
    """A new project."""

    name = Line()


class ProjectTaskPatchIn(PlannedIn):
    """Changes of a task."""

    uuid = Line(36, required=False, allow_blank=True)
    parent = Ref(  # type: ignore[assignment]  # a field, not DRF's attribute
        queries.visible_project_tasks, required=False, allow_null=True
    )
    user = Ref(visible_users, required=False, allow_null=True)
    planned_seconds = serializers.IntegerField(min_value=0, max_value=LARGEST_TIME, required=False)
    spent_seconds = serializers.IntegerField(min_value=0, max_value=LARGEST_TIME, required=False)
    is_milestone = StrictBoolean(required=False)


class ProjectTaskIn(ProjectTaskPatchIn):
    """A new task of the project."""

    name = Line()


class ProjectFilters(filters.FilterSet):
    """What a list of projects may be narrowed to."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    parent = KeyFilter(field_name="parent")
    manager = KeyFilter(field_name="manager")
    state = KeyFilter(field_name="state")


class Trashed(Catalogue, Restores):
    """Rows of a noun that lie in the trash before they are gone."""

    @classmethod
    def delete_row(  # type: ignore[override]  # elsewhere it is a function without a class
        cls, actor: Actor, key: int
    ) -> Any:
        """Put a row in the trash."""
        return cls.verbs.trash(actor, cls.noun, key)

    @classmethod
    def restore_row(  # type: ignore[override]  # elsewhere it is a function without a class
        cls, actor: Actor, key: int
    ) -> Any:
        """Take a row out of the trash."""
        return cls.verbs.restore(actor, cls.noun, key)


class ProjectViewSet(Trashed):
    """Projects that the caller may see."""

    scope = "projects"
    verbs, noun, filters = nouns, tables.PROJECTS, ProjectFilters
    rows: ClassVar[type[Rows]] = ProjectOut
    orders = ("id", "-id", "name", "-name", "-updated_at", "updated_at")
    create_input: ClassVar[type[Input]] = ProjectIn
    update_input: ClassVar[type[Input]] = ProjectPatchIn

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the projects that the actor may see."""
        return queries.visible_projects(actor)


class ProjectTaskViewSet(Trashed):
    """Tasks of the project of the path."""

    scope = "projects"
    verbs, noun = nouns, tables.PROJECT_TASKS
    rows: ClassVar[type[Rows]] = ProjectTaskOut
    create_input: ClassVar[type[Input]] = ProjectTaskIn
    update_input: ClassVar[type[Input]] = ProjectTaskPatchIn

    def project(self) -> Any:
        """Return the project of the path. Raises ObjectDoesNotExist."""
        return queries.visible_projects(self.actor()).get(pk=self.key("project_id"))

    def visible(self, actor: Actor) -> QuerySet[Any]:
        """Return the tasks of a visible project."""
        tasks = queries.visible_project_tasks(actor)
        if getattr(self, "swagger_fake_view", False):
            return tasks
        return tasks.filter(project=self.project())

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a task to the project."""
        project = self.project()
        values = {**self.read_input(ProjectTaskIn), "project": project}
        return self.shown(self.create_row(self.actor(), values).pk, status=201)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the given fields of a task."""
        self.get_queryset().get(pk=self.key())
        return super().partial_update(request, *args, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put a task in the trash."""
        self.get_queryset().get(pk=self.key())
        return super().destroy(request, *args, **kwargs)

    def require_place(self) -> None:
        """Raise ObjectDoesNotExist for a task of another project."""
        nouns.visible(self.actor(), self.noun).get(pk=self.key(), project=self.project())


class ProjectStateOut(NamedOut):
    """How far a project or a task is."""

    colour = serializers.CharField()
    is_finished = serializers.BooleanField()


class ProjectStatePatchIn(NamedPatchIn):
    """Changes of a state of projects."""

    colour = Line(required=False, allow_blank=True)
    is_finished = StrictBoolean(required=False)


class ProjectStateIn(ProjectStatePatchIn):
    """A new state of projects."""

    name = Line()


class ProjectStateViewSet(Catalogue):
    """States of projects and their tasks."""

    scope = "projects"
    verbs, noun = nouns, tables.PROJECT_STATES
    rows: ClassVar[type[Rows]] = ProjectStateOut
    create_input: ClassVar[type[Input]] = ProjectStateIn
    update_input: ClassVar[type[Input]] = ProjectStatePatchIn
