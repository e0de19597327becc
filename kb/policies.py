"""Who reads and writes what in the knowledge base: filters for every door. Pure."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import Group, User
from accounts.policies import EVERYTHING, in_entities, is_administrator, may, require
from audit.actor import Actor
from crm.models import CompanyGroup, CompanyUser
from kb.models import AnnouncementGroup, Article, ArticleAudience, ArticleCategory
from kb.vocabulary import Audience

NOTHING = Q(pk__in=[])
READ, WRITE, MANAGE = "article.read", "article.write", "article.manage"
MANAGE_ANNOUNCEMENTS = "announcement.manage"


def where(actor: Actor, right: str) -> Q:
    """Filter of the rows in entities where the actor holds the right; nothing without it."""
    return in_entities(actor, right) if may(actor, right) else NOTHING


def readable(actor: Actor, now: datetime) -> Q:
    """Filter of the live articles an actor may read.

    Public ones: everybody, also without a name. Registered ones: people with an account. Private
    ones: holders of article.read. Groups and companies narrow the last two. Before and after their
    time articles are for those who write. Author, responsible and managers read them always.
    """
    live = Q(deleted_at=None)
    if is_administrator(actor):
        return live
    is_public = Q(audience=Audience.PUBLIC)
    person = _person(actor)
    if person is None:
        return live & is_current(now) & is_public
    managed = where(actor, MANAGE)
    if managed is EVERYTHING:
        return live
    written = where(actor, WRITE)
    addressed = Q(audience=Audience.REGISTERED) | where(actor, READ)
    own = Q(author=person.pk) | Q(responsible=person.pk)
    meant = narrowed_to(person) & (is_current(now) & addressed | written)
    return live & (is_public & (is_current(now) | written) | meant | own | managed)


def is_current(now: datetime) -> Q:
    """Filter of the articles that are published and have not expired."""
    begun = Q(published_at=None) | Q(published_at__lte=now)
    return begun & (Q(expires_at=None) | Q(expires_at__gt=now))


def narrowed_to(person: User) -> Q:
    """Filter of the articles whose groups and companies, if there are any, contain the person."""
    rows = ArticleAudience.objects.filter(article=OuterRef("pk"))
    by_user = CompanyUser.objects.filter(user=person.pk).values("company")
    by_group = CompanyGroup.objects.filter(group__in=person.group_ids).values("company")
    meant = Q(group__in=person.group_ids) | Q(company__in=by_user) | Q(company__in=by_group)
    return ~Exists(rows) | Exists(rows.filter(meant))


def announcements(actor: Actor) -> Q:
    """Filter of the live announcements an actor may read: those for its groups, those above them,
    and those in which it holds a role; all of them for who manages announcements.
    """
    live = Q(deleted_at=None)
    return live if may(actor, MANAGE_ANNOUNCEMENTS) else live & announced_to(actor)


def announced_to(actor: Actor) -> Q:
    """Filter of the announcements whose audience the actor's person is."""
    person = _person(actor)
    if person is None:
        return NOTHING
    own = person.group_ids | {grant.group_id for grant in person.held_grants if grant.group_id}
    paths = Group.objects.filter(pk__in=own, deleted_at=None).values_list("path", flat=True)
    reached = {int(key) for path in paths for key in path.strip("/").split("/") if key}
    announced = AnnouncementGroup.objects.filter(group__in=reached).values("announcement")
    return Q(pk__in=announced)


def _person(actor: Actor) -> User | None:
    """Return the person who reads, if there is one who may enter."""
    person = actor.person
    is_known = isinstance(person, User) and person.is_active and person.deleted_at is None
    return person if is_known else None


def is_there(actor: Actor, right: str, row: Article | ArticleCategory) -> bool:
    """Tell whether the actor holds the right, or that of managers, in the entity of a row."""
    held = where(actor, right) | where(actor, MANAGE)
    return type(row)._default_manager.filter(held, pk=row.pk).exists()


def require_there(actor: Actor, right: str, row: Article | ArticleCategory) -> None:
    """Raise PermissionDenied unless the actor holds the right where the row is."""
    require(is_there(actor, right, row), right)
