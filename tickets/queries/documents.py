"""Documents, and what they hang on, as an actor may see both.

Tickets is the highest app, so it knows every row that a document may hang on.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import Entity
from accounts.policies import is_administrator, present_in
from assets.models import ConfigurationItem
from assets.queries import all_items
from audit.actor import Actor
from crm.models import Company, Contact, Contract, Project
from crm.queries import visible_companies, visible_contacts, visible_contracts, visible_projects
from files.models import FileLink, StoredFile
from kb.models import Article
from kb.queries import visible_articles
from tickets.models import Followup, Ticket
from tickets.queries.rows import all_tickets, followup_rows

OWNERS: dict[type[Model], Callable[[Actor], QuerySet[Any]]] = {
    Ticket: all_tickets,
    Followup: followup_rows,
    ConfigurationItem: all_items,
    Article: visible_articles,
    Company: visible_companies,
    Contact: visible_contacts,
    Contract: visible_contracts,
    Project: visible_projects,
}
"""What a document may hang on, and which of these rows an actor sees."""


def documents(actor: Actor) -> QuerySet[StoredFile]:
    """Return the documents the actor may see, those in the trash among them: one's own, those that
    hang on what one sees, and for people of the desk those that hang on nothing where they work.
    """
    if is_administrator(actor):
        return StoredFile.objects.all()
    hanging = FileLink.objects.filter(_on_seen(actor)).values("file")
    own = Q(uploader_id=actor.person.pk) if actor.person is not None else Q(pk__in=[])
    seen = StoredFile.objects.filter(own | Q(pk__in=hanging))
    if not getattr(actor.person, "is_agent", False):
        return seen
    alone = ~Exists(FileLink.objects.filter(file=OuterRef("pk")))
    here = Entity.objects.filter(present_in(actor, field="pk", has_recursive=False)).values("pk")
    return seen | StoredFile.objects.filter(Q(alone), entity_id__in=here)


def document_links(actor: Actor) -> QuerySet[FileLink]:
    """Return what visible documents hang on, as far as it is visible too or the actor manages."""
    return FileLink.objects.filter(file__in=documents(actor).order_by().values("pk"))


def links_of_document(actor: Actor, file_id: int) -> QuerySet[FileLink]:
    """Return what one visible document hangs on, as far as the actor sees that too.

    Raises StoredFile.DoesNotExist.
    """
    file = documents(actor).get(pk=file_id, deleted_at=None)
    return FileLink.objects.filter(_on_seen(actor), file=file).order_by("pk")


def _on_seen(actor: Actor) -> Q:
    """Return the filter of links on rows that the actor sees."""
    types = ContentType.objects.get_for_models(*OWNERS)
    found = Q(pk__in=[])
    for model, seen in OWNERS.items():
        found |= Q(noun=types[model], object_id__in=seen(actor).order_by().values("pk"))
    return found
