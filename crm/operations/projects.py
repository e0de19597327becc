"""Say what projects are about: tickets and items."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from audit.actor import Actor
from audit.journal import noun_of, record
from crm import queries
from crm.models import Project, ProjectLink
from crm.operations.rows import name_of


@transaction.atomic
def link_project(actor: Actor, project_id: int, row: Model) -> ProjectLink:
    """Let a project be about a row that the caller may see; an existing link comes back.

    Records "project.linked" on the project, with the row as its part.
    """
    project = _project_to_write(actor, project_id)
    kind = ContentType.objects.get_for_model(row)
    link, made = ProjectLink.objects.get_or_create(
        project=project, content_type=kind, object_id=row.pk
    )
    if made:
        noun, names = noun_of(row), [None, name_of(row)]
        changes = {noun: [None, row.pk]}
        record(actor, "project.linked", project, changes, names={noun: names}, part=row)
    return link


@transaction.atomic
def unlink_project(actor: Actor, project_id: int, row: Model) -> None:
    """Let a project no longer be about a row. Records "project.unlinked" if it was."""
    project = _project_to_write(actor, project_id)
    kind = ContentType.objects.get_for_model(row)
    gone, _ = project.links.filter(content_type=kind, object_id=row.pk).delete()
    if gone:
        noun, names = noun_of(row), [name_of(row), None]
        changes = {noun: [row.pk, None]}
        record(actor, "project.unlinked", project, changes, names={noun: names}, part=row)


def _project_to_write(actor: Actor, project_id: int) -> Project:
    visible = queries.visible_projects(actor)
    return queries.locked_row(visible, actor, "project.write", project_id)
