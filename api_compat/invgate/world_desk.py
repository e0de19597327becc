"""Organisation, catalogues, items, articles and announcements of a data set."""

from decimal import Decimal
from typing import Any

from accounts import operations as accounts
from accounts.drafts import GroupDraft
from api_compat.invgate import codes
from api_compat.invgate.world_reader import ACTOR, Row, WorldReader
from approvals import operations as approvals
from approvals.drafts import StepDraft, TemplateDraft
from approvals.vocabulary import Mode
from assets import operations as assets
from assets.drafts import ItemDraft, NamedDraft
from crm import operations as crm
from crm.drafts import CompanyDraft
from kb import operations as kb
from kb.drafts import AnnouncementDraft, ArticleDraft, CategoryDraft, PastArticle, UpdateDraft
from kb.vocabulary import Audience
from tickets import operations as tickets
from tickets.drafts import ViewDraft
from tickets.terms import Term, write
from tickets.vocabulary import FieldKind, RuleEvent


class DeskRows(WorldReader):
    """How each kind of row is imported."""

    def _group(self, row: Row) -> Any:
        draft = GroupDraft(name=row["name"], is_people_group=True, is_support=False)
        group = accounts.import_group(ACTOR, draft)
        accounts.import_members(ACTOR, group, self._several("user", row.get("users")))
        return group

    def _company(self, row: Row) -> Any:
        company = crm.import_company(ACTOR, CompanyDraft(name=row["name"]))
        crm.import_company_people(
            ACTOR,
            company,
            users=self._several("user", row.get("users")),
            groups=self._several("group", row.get("groups")),
        )
        return company

    def _location(self, row: Row) -> Any:
        parent = self._one("location", row.get("parent"))
        location = accounts.import_location(ACTOR, name=row["name"], parent=parent)
        for person in self._several("user", row.get("users")):
            accounts.import_whereabouts(ACTOR, person, location)
        return location

    def _helpdesk(self, row: Row) -> Any:
        """A help desk with its levels, which share its numbers (contract section 10)."""
        desk = self._support_group(row, parent=self._one("helpdesk", row.get("parent")))
        for level in row.get("levels", []):
            made = self._support_group(level, parent=desk)
            self._keep("level", level["key"], made)
        for observer in self._several("user", row.get("observers")):
            tickets.import_observer(ACTOR, desk, observer)
        return desk

    def _support_group(self, row: Row, *, parent: Any) -> Any:
        states = {number: word for word, number in codes.GROUP_STATE_OF.items()}
        draft = GroupDraft(
            name=row["name"],
            parent=parent,
            level_order=row.get("level_order"),
            engine=codes.ENGINE_FROM[row.get("engine_id", 4)],
            state=states.get(row.get("status_id", 1), states[1]),
        )
        deleted_at = self.now if row.get("deleted") else None
        group = accounts.import_group(ACTOR, draft, deleted_at=deleted_at)
        accounts.import_members(ACTOR, group, self._several("user", row.get("members")))
        return group

    def _custom_field(self, row: Row) -> Any:
        options: Any = row.get("options") or {}
        is_tree = row["kind"] == FieldKind.TREE
        return tickets.import_custom_field(
            ACTOR,
            label=row["label"],
            kind=FieldKind(row["kind"]),
            is_multiple=bool(row.get("multiple")),
            choices={} if is_tree else options,
            tree=list(options) if is_tree else [],
        )

    def _approval_template(self, row: Row) -> Any:
        on_expiry = {number: word for word, number in codes.ON_EXPIRY_OF.items()}
        draft = TemplateDraft(
            title=row["title"],
            description=row.get("description", ""),
            prompt=row.get("description_prompt", ""),
            description_is_required=bool(row.get("description_required")),
            expires_seconds=row.get("expired_in"),
            on_expiry=on_expiry[row.get("expired_approved", 2)],
            pauses_sla=bool(row.get("pause_sla")),
            steps=(StepDraft(mode=Mode.ALL, voters=tuple(self._several("user", row["voters"]))),),
        )
        return approvals.import_template(ACTOR, draft)

    def _workflow(self, row: Row) -> Any:
        return tickets.import_workflow(
            ACTOR,
            name=row["name"],
            initial_fields=[
                {
                    "id": str(number),
                    "label": field["label"],
                    "kind": FieldKind(field["type"]).value,
                    "is_required": bool(field.get("required")),
                }
                for number, field in enumerate(row.get("initial_fields", []), start=1)
            ],
        )

    def _category(self, row: Row) -> Any:
        """A category routes to the first level of its help desk and asks its own fields."""
        offered = [
            self._one("apt", template["key"])
            for template in self.world.get("approval_templates", [])
            if row["key"] in template.get("categories", [])
        ]
        return tickets.import_category(
            ACTOR,
            name=row["name"],
            parent=self._one("category", row.get("parent")),
            default_group=self._first_level(row.get("helpdesk")),
            form=self._form(row),
            workflow=self._one("wf", row.get("workflow")),
            offered_templates=offered,
        )

    def _first_level(self, key: str | None) -> Any:
        desk = self._one("helpdesk", key)
        row: Row = next((each for each in self.world["helpdesks"] if each["key"] == key), {})
        levels = sorted(row.get("levels", []), key=lambda level: int(level["level_order"]))
        return self._one("level", levels[0]["key"]) if levels else desk

    def _form(self, row: Row) -> Any:
        """Return the form of a category: its custom fields, None without any."""
        asked = [
            field
            for field in self.world.get("custom_fields", [])
            if row["key"] in field.get("categories", [])
        ]
        if not asked:
            return None
        form = tickets.import_form(ACTOR, name=row["name"])
        for position, field in enumerate(asked, start=1):
            tickets.import_field_place(
                ACTOR,
                form,
                self._one("cf", field["key"]),
                position=position,
                is_required=bool(field.get("required")),
            )
        return form

    def _external(self, row: Row) -> Any:
        draft = CompanyDraft(name=row["name"], is_customer=False, is_supplier=True)
        return crm.import_company(ACTOR, draft)

    def _source(self, row: Row) -> Any:
        return assets.import_source(ACTOR, NamedDraft(name=row["name"]))

    def _item(self, row: Row) -> Any:
        draft = ItemDraft(
            name=row["name"],
            source_id=self._one("src", row["source"]).pk,
            external_id=str(row["external_id"]),
            external_group=row.get("group", ""),
        )
        return assets.import_item(ACTOR, draft)

    def _view(self, row: Row) -> Any:
        """A view in the desk's filter language; a help desk comes with its levels."""
        wanted: Row = row.get("filter") or {}
        terms = [Term("is", ("open",))] if wanted.get("open") else []
        desk = self._one("helpdesk", wanted.get("helpdesk"))
        if desk is not None:
            names = [desk.name, *(level.full_name for level in desk.children.order_by("pk"))]
            terms.append(Term("group", tuple(names)))
        draft = ViewDraft(name=row["name"], query=write(terms), is_for_all=True)
        return tickets.create_view(ACTOR, draft)

    def _work_category(self, row: Row) -> Any:
        return tickets.import_work_category(
            ACTOR,
            name=row["name"],
            parent=self._one("tc", row.get("parent")),
            hourly_cost_amount=Decimal(str(row.get("cost_per_hour") or 0)),
        )

    def _kb_category(self, row: Row) -> Any:
        parent = self._one("kbcat", row.get("parent"))
        draft = CategoryDraft(name=row["name"], parent_id=parent.pk if parent is not None else None)
        return kb.import_category(ACTOR, draft)

    def _article(self, row: Row) -> Any:
        draft = ArticleDraft(
            title=row["title"],
            body=row["content"],
            audience=Audience.PRIVATE if row.get("is_private") else Audience.PUBLIC,
            category_ids=(self._one("kbcat", row["category"]).pk,),
        )
        article = kb.import_article(
            ACTOR, draft, PastArticle(author=self._one("user", row["author"]))
        )
        if file := row.get("attachment"):
            stored = kb.attach_file(
                ACTOR, article.pk, file_name=file["name"], content=file["content"].encode()
            )
            self._keep("attachment", row["key"], stored)
        return article

    def _announcement(self, row: Row) -> Any:
        groups = self._several("helpdesk", row.get("helpdesks"))
        groups += self._several("group", row.get("groups"))
        announcement = kb.import_announcement(
            ACTOR,
            AnnouncementDraft(
                title=row["title"],
                body=row["body"],
                groups=tuple(groups),
                importance=codes.IMPORTANCE_FROM[row["type_id"]],
            ),
            creator=self._one("user", row.get("creator")),
            state=codes.ANNOUNCEMENT_STATE_FROM[row["status_id"]],
        )
        for update in row.get("updates", []):
            author = self._one("user", update.get("creator"))
            kb.import_update(ACTOR, announcement, UpdateDraft(body=update["body"]), author=author)
        return announcement

    def _rule(self, row: Row) -> Any:
        """A data set names triggers without what they do: they come switched off."""
        return tickets.import_rule(
            ACTOR, name=row["name"], event=RuleEvent.CREATED, is_active=False
        )

    def _rule_run(self, row: Row) -> Any:
        rule, ticket = self._one("trigger", row["trigger"]), self._one("request", row["request"])
        return tickets.import_rule_run(ACTOR, rule, ticket, ran_at=self._ago(row["minutes_ago"]))

    def _note(self, row: Row) -> Any:
        kind, _, key = row["object"].partition(".")
        return accounts.import_note(
            ACTOR,
            self._one(kind, key),
            title=row["title"],
            body=row["description"],
            author=self._one("user", row.get("author")),
        )
