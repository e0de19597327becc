"""Say what projects are about: tickets and items."""

from django.db import transaction
from django.db.models import Model

from audit.actor import Actor
from crm import queries
from crm.models import Project, ProjectLink
from crm.operations.rows import link_row, unlink_row


@transaction.atomic
def link_project(actor: Actor, project_id: int, row: Model) -> ProjectLink:
    """Let a project be about a row that the caller may see; an existing link comes back.

    Records "project.linked" on the project, with the row as its part.
    """
    project = _project_to_write(actor, project_id)
    link: ProjectLink = link_row(actor, project, row, "project.linked")
    return link


@transaction.atomic
def unlink_project(actor: Actor, project_id: int, row: Model) -> None:
    """Let a project no longer be about a row. Records "project.unlinked" if it was."""
    unlink_row(actor, _project_to_write(actor, project_id), row, "project.unlinked")


def _project_to_write(actor: Actor, project_id: int) -> Project:
    visible = queries.visible_projects(actor)
    return queries.locked_row(visible, actor, "project.write", project_id)
