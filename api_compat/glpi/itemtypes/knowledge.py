"""Item types of the knowledge base, of categories of tickets, and of promises about time."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.queries import calendar_rows
from api_compat.glpi import columns as c
from api_compat.glpi.errors import DENIED, Unwritable
from api_compat.glpi.itemtypes.ties import TieWriter
from api_compat.glpi.registry import Input, ItemType, declare, row_of
from api_compat.glpi.session import Session
from api_compat.glpi.writers import Values, merged, own_entity, translated
from kb import operations as kb
from kb import queries as articles
from kb.drafts import ArticleDraft, ArticlePatch, CategoryDraft, CategoryPatch
from kb.vocabulary import Audience, TextFormat
from tickets import operations, queries
from tickets.drafts import SlaPolicyDraft, SlaTargetDraft
from tickets.vocabulary import ClockMetric, ClockSide, TargetUnit

ARTICLES: Any = articles.article_rows().model
SHELVES: Any = articles.category_rows().model
PLACES: Any = ARTICLES._meta.get_field("category_rows").related_model


def _faq() -> c.Column:
    open_to_people = When(audience__in=[Audience.REGISTERED, Audience.PUBLIC], then=Value(1))
    select = Case(open_to_people, default=Value(0), output_field=IntegerField())
    return c.Column(select=select, kind="number", writes="is_faq")


@dataclass(frozen=True)
class ArticleWriter:
    """Articles; a frequent question is one that people with an account may read."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Write an article."""
        values, kept = translated(session, itemtype, given)
        draft = ArticleDraft(
            **{
                **_audience(values),
                "body_format": TextFormat.HTML,
                "category_ids": _shelves(given),
                "entity_id": session.entity_id,
                "wire_extra": merged({}, kept),
            }
        )
        return int(kb.create_article(session.actor, draft).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change an article."""
        values, _ = translated(session, itemtype, given)
        found = _audience(values)
        if "_categories" in given or "knowbaseitemcategories_id" in given:
            found["category_ids"] = _shelves(given)
        kb.update_article(session.actor, number, ArticlePatch(**found))

    def trash(self, session: Session, number: int) -> None:
        """Articles have no trash at this door."""
        kb.delete_article(session.actor, number)

    def restore(self, session: Session, number: int) -> None:
        """Take an article out of the trash."""
        kb.restore_article(session.actor, number)

    def purge(self, session: Session, number: int) -> None:
        """Put an article in the trash, from which only the desk brings it back."""
        kb.delete_article(session.actor, number)


def _audience(values: Values) -> Values:
    found = dict(values)
    if "is_faq" in found:
        found["audience"] = Audience.REGISTERED if found.pop("is_faq") else Audience.PRIVATE
    return found


def _shelves(given: Input) -> tuple[int, ...]:
    wanted = given.get("_categories", given.get("knowbaseitemcategories_id"))
    numbers = wanted if isinstance(wanted, list) else [wanted]
    return tuple(number for number in map(c.read_number, numbers) if number)


declare(
    "KnowbaseItem",
    model=ARTICLES,
    rows=lambda session: articles.visible_articles(session.actor),
    columns={
        "name": c.text("title", "title"),
        "answer": c.text("body", "body"),
        "is_faq": _faq(),
        "users_id": c.key("author_id", "User"),
        "view": c.number("view_count"),
        "begin_date": c.moment("published_at", "published_at"),
        "end_date": c.moment("expires_at", "expires_at"),
    },
    writer=ArticleWriter(),
    names="title",
)


class ShelfWriter(TieWriter):
    """Categories of articles."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Add a category."""
        values, kept = translated(session, itemtype, given)
        own_entity(session, itemtype, values)
        parent = values.pop("parent", None)
        draft = CategoryDraft(
            **{
                "name": "",
                **values,
                "parent_id": parent.pk if parent is not None else None,
                "wire_extra": merged({}, kept),
            }
        )
        return int(kb.create_category(session.actor, draft).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a category."""
        values, _ = translated(session, itemtype, given)
        found: Values = {name: values[name] for name in ("name", "comment") if name in values}
        if "parent" in values:
            found["parent_id"] = values["parent"].pk if values["parent"] is not None else None
        kb.update_category(session.actor, number, CategoryPatch(**found))

    def purge(self, session: Session, number: int) -> None:
        """Remove a category."""
        kb.delete_category(session.actor, number)


declare(
    "KnowbaseItemCategory",
    model=SHELVES,
    rows=lambda session: articles.category_rows(),
    columns={"knowbaseitemcategories_id": c.key("parent_id", "KnowbaseItemCategory", "parent")},
    writer=ShelfWriter(),
    names="full_name",
)


class PlaceWriter(TieWriter):
    """Articles on shelves."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Put an article on a shelf."""
        article = row_of(session, "KnowbaseItem", c.read_number(given.get("knowbaseitems_id")))
        shelf = c.read_number(given.get("knowbaseitemcategories_id"))
        if article is None or row_of(session, "KnowbaseItemCategory", shelf) is None:
            raise Unwritable(DENIED)
        numbers = [*article.categories.values_list("pk", flat=True), shelf]
        patch = ArticlePatch(category_ids=tuple(dict.fromkeys(numbers)))
        kb.update_article(session.actor, article.pk, patch)
        return int(PLACES._default_manager.get(article=article, category=shelf).pk)

    def purge(self, session: Session, number: int) -> None:
        """Take an article off a shelf."""
        place = PLACES._default_manager.select_related("article").get(pk=number)
        numbers = place.article.categories.exclude(pk=place.category_id)
        patch = ArticlePatch(category_ids=tuple(numbers.values_list("pk", flat=True)))
        kb.update_article(session.actor, place.article_id, patch)


declare(
    "KnowbaseItem_KnowbaseItemCategory",
    model=PLACES,
    rows=lambda session: PLACES._default_manager.filter(
        article__in=articles.visible_articles(session.actor)
    ),
    columns={
        "knowbaseitems_id": c.key("article_id", "KnowbaseItem"),
        "knowbaseitemcategories_id": c.key("category_id", "KnowbaseItemCategory"),
    },
    writer=PlaceWriter(),
    names="category__name",
)
CATEGORIES: Any = queries.category_rows().model


class CategoryWriter(TieWriter):
    """Categories of tickets."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Add a category."""
        values, kept = translated(session, itemtype, given)
        own_entity(session, itemtype, values)
        found = operations.create_category(
            session.actor, **{"name": "", **values, "wire_extra": merged({}, kept)}
        )
        return int(found.pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a category."""
        values, kept = translated(session, itemtype, given)
        if kept:
            stored = queries.category_rows().get(pk=number)
            values["wire_extra"] = merged(stored.wire_extra, kept)
        operations.update_category(session.actor, number, values)

    def purge(self, session: Session, number: int) -> None:
        """Remove a category; tickets lose it."""
        operations.purge_category(session.actor, number)


declare(
    "ITILCategory",
    model=CATEGORIES,
    rows=lambda session: queries.category_rows(),
    columns={
        "itilcategories_id": c.key("parent_id", "ITILCategory", "parent"),
        "users_id": c.key("default_user_id", "User", "default_user"),
        "groups_id": c.key("default_group_id", "Group", "default_group"),
        "knowbaseitemcategories_id": c.key(
            "article_category_id", "KnowbaseItemCategory", "article_category"
        ),
        "is_helpdeskvisible": c.flag("visible_to_customers", "visible_to_customers"),
        "is_incident": c.flag("for_incident", "for_incident"),
        "is_request": c.flag("for_request", "for_request"),
        "is_problem": c.flag("for_problem", "for_problem"),
        "is_change": c.flag("for_change", "for_change"),
    },
    writer=CategoryWriter(),
    names="full_name",
)
POLICIES: Any = queries.policy_rows().model
TARGETS: Any = queries.target_rows(ClockSide.SLA).model
METRICS = {ClockMetric.RESOLVE: 0, ClockMetric.RESPOND: 1}
UNITS = {TargetUnit.MINUTE: "minute", TargetUnit.HOUR: "hour", TargetUnit.DAY: "day"}


class PolicyWriter(TieWriter):
    """Promises that tickets name: they fit no ticket by themselves."""

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Add a policy without promises."""
        values, kept = translated(session, itemtype, given)
        own_entity(session, itemtype, values)
        draft = SlaPolicyDraft(
            **{"name": "", **values, "is_by_choice": True, "wire_extra": merged({}, kept)}
        )
        return int(operations.create_sla_policy(session.actor, draft).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a policy."""
        values, _ = translated(session, itemtype, given)
        values.pop("entity_id", None)
        operations.update_sla_policy(session.actor, number, values)

    def purge(self, session: Session, number: int) -> None:
        """Remove a policy; the clocks it ran end."""
        operations.delete_sla_policy(session.actor, number)


def _uses_calendar() -> c.Column:
    return c.flag("uses_ticket_calendar", "uses_ticket_calendar")


declare(
    "SLM",
    model=POLICIES,
    rows=lambda session: queries.policy_rows(),
    columns={"use_ticket_calendar": _uses_calendar()},
    writer=PolicyWriter(),
)


@dataclass(frozen=True)
class TargetWriter(TieWriter):
    """Single promises of a policy to one side."""

    side: str

    def add(self, session: Session, itemtype: ItemType, given: Input) -> int:
        """Add a promise."""
        values, _ = translated(session, itemtype, given)
        policy = values.pop("policy", None)
        if policy is None:
            raise Unwritable(DENIED)
        draft = SlaTargetDraft(
            **{"metric": ClockMetric.RESOLVE, "amount": 0, **values, "side": self.side}
        )
        return int(operations.add_target(session.actor, policy.pk, draft).pk)

    def change(self, session: Session, itemtype: ItemType, number: int, given: Input) -> None:
        """Change a promise."""
        values, _ = translated(session, itemtype, given)
        values.pop("policy", None)
        operations.change_target(session.actor, number, values)

    def purge(self, session: Session, number: int) -> None:
        """Take a promise back."""
        operations.remove_target(session.actor, number)


def _targets(side: str) -> Any:
    def rows(session: Session) -> QuerySet[Any]:
        return queries.target_rows(side).exclude(metric=ClockMetric.INACTIVITY)

    return rows


for _name, _side in (("SLA", ClockSide.SLA), ("OLA", ClockSide.OLA)):
    declare(
        _name,
        model=TARGETS,
        rows=_targets(_side),
        columns={
            "entities_id": c.key("policy__entity_id", "Entity"),
            "is_recursive": c.flag("policy__is_recursive"),
            "slms_id": c.key("policy_id", "SLM", "policy"),
            "type": c.code("metric", METRICS, "metric", 0),
            "number_time": c.number("amount", "amount"),
            "definition_time": c.code("unit", UNITS, "unit", "hour"),
            "end_of_working_day": c.flag("ends_with_working_day", "ends_with_working_day"),
            "use_ticket_calendar": c.flag("policy__uses_ticket_calendar"),
        },
        writer=TargetWriter(_side),
    )
CALENDARS: Any = calendar_rows().model
declare(
    "Calendar",
    model=CALENDARS,
    rows=lambda session: calendar_rows(),
    columns={"cache_duration": c.fixed(None)},
)
