"""Articles that were used on a ticket, and announcements about it."""

from django.db import transaction
from django.utils import timezone

from accounts.policies import require_right
from audit.actor import Actor
from audit.journal import Changes, record
from kb import policies as kb_policies
from kb.drafts import AnnouncementDraft, ArticleDraft
from kb.models import Article
from kb.operations import count_solved, create_announcement, create_article
from kb.queries import announcement_for, article_for
from tickets import queries
from tickets.models import Ticket, TicketAnnouncement, TicketArticle
from tickets.operations.status import refuse_locked
from tickets.queries.portal import public_lines
from tickets.queries.rows import plain_text
from tickets.vocabulary import FollowupKind, TextFormat


@transaction.atomic
def use_article(
    actor: Actor, ticket_id: int, article_id: int, *, is_solution: bool = False
) -> TicketArticle:
    """Note that a visible article was used on a ticket, and whether it solved it, which the article
    counts. Again with another `is_solution` changes that.

    Records "ticket.article_linked". Raises DoesNotExist for a hidden ticket or article,
    PermissionDenied.
    """
    ticket = _writable(actor, ticket_id)
    article = article_for(actor, article_id)
    link, made = TicketArticle.objects.get_or_create(ticket=ticket, article=article)
    old = None if made else link.is_solution
    if old == is_solution:
        return link
    link.is_solution, link.updated_at = is_solution, timezone.now()
    link.save(update_fields=["is_solution", "updated_at"])
    if is_solution or old:
        count_solved(actor, article.pk, by=1 if is_solution else -1)
    changes: Changes = {"article": [None, article.pk], "is_solution": [old, is_solution]}
    _note(ticket)
    names = {"article": [None, article.title]}
    record(actor, "ticket.article_linked", ticket, changes, names=names, part=link)
    return link


@transaction.atomic
def draft_article(actor: Actor, ticket_id: int) -> Article:
    """Begin an article from a ticket: its subject, what was asked, the solutions that were told.

    Nobody but the desk reads it before it is looked through and published. Records
    "article.created" and "ticket.article_linked".
    """
    ticket = queries.ticket_for(actor, ticket_id)
    solutions = public_lines(actor, ticket).filter(kind=FollowupKind.SOLUTION).order_by("pk")
    parts = [_words(ticket.description, ticket.description_format)]
    parts += [_words(line.body, line.body_format) for line in solutions]
    draft = ArticleDraft(
        title=ticket.title,
        body="\n\n".join(part for part in parts if part),
        body_format=TextFormat.MARKDOWN,
        responsible=actor.person,
        expires_at=timezone.now(),
    )
    article = create_article(actor, draft)
    use_article(actor, ticket_id, article.pk)
    return article


def _words(text: str, text_format: str) -> str:
    return (plain_text(text) if text_format == TextFormat.HTML else text).strip()


@transaction.atomic
def drop_article(actor: Actor, ticket_id: int, link_id: int) -> None:
    """Take an article off a ticket. Records "ticket.article_unlinked".

    Raises DoesNotExist for a link that is not on the ticket.
    """
    ticket = _writable(actor, ticket_id)
    link = ticket.article_links.select_related("article").get(pk=link_id)
    if link.is_solution:
        count_solved(Actor.system(actor.door), link.article_id, by=-1)
    changes: Changes = {"article": [link.article_id, None], "is_solution": [link.is_solution, None]}
    names = {"article": [link.article.title, None]}
    _note(ticket)
    record(actor, "ticket.article_unlinked", ticket, changes, names=names, part=link)
    link.delete()


@transaction.atomic
def announce_ticket(actor: Actor, ticket_id: int, announcement_id: int) -> TicketAnnouncement:
    """Say that an announcement is about a ticket; the existing link comes back.

    Records "ticket.announced". Raises DoesNotExist for hidden ones, PermissionDenied.
    """
    require_right(actor, kb_policies.MANAGE_ANNOUNCEMENTS)
    ticket = _writable(actor, ticket_id)
    announcement = announcement_for(actor, announcement_id)
    link, made = TicketAnnouncement.objects.get_or_create(ticket=ticket, announcement=announcement)
    if made:
        changes: Changes = {"announcement": [None, announcement.pk]}
        names = {"announcement": [None, announcement.title]}
        record(actor, "ticket.announced", ticket, changes, names=names, part=link)
    return link


@transaction.atomic
def announce_new(actor: Actor, ticket_id: int, draft: AnnouncementDraft) -> TicketAnnouncement:
    """Announce a ticket to groups. Records "announcement.created" and "ticket.announced"."""
    _writable(actor, ticket_id)
    return announce_ticket(actor, ticket_id, create_announcement(actor, draft).pk)


@transaction.atomic
def drop_announcement(actor: Actor, ticket_id: int, link_id: int) -> None:
    """Take an announcement off a ticket. Records "ticket.announcement_unlinked"."""
    require_right(actor, kb_policies.MANAGE_ANNOUNCEMENTS)
    ticket = _writable(actor, ticket_id)
    link = ticket.announcement_links.select_related("announcement").get(pk=link_id)
    changes: Changes = {"announcement": [link.announcement_id, None]}
    names = {"announcement": [link.announcement.title, None]}
    record(actor, "ticket.announcement_unlinked", ticket, changes, names=names, part=link)
    link.delete()


def _writable(actor: Actor, ticket_id: int) -> Ticket:
    ticket = queries.writable_ticket(actor, ticket_id)
    refuse_locked(ticket)
    return ticket


def _note(ticket: Ticket) -> None:
    ticket.activity_at = timezone.now()
    ticket.save(update_fields=["activity_at"])
