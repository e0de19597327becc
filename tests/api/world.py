"""A small desk with a row of every noun, for tests that walk through all addresses."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.drafts import (
    CalendarDraft,
    EntityDraft,
    GrantDraft,
    HolidayDraft,
    ProviderDraft,
    RoleDraft,
)
from accounts.models import Group, Setting, User
from accounts.operations import (
    add_member,
    create_absence,
    create_api_client,
    create_calendar,
    create_entity,
    create_provider,
    create_role,
    grant_role,
)
from accounts.operations import catalogues as accounts_tables
from accounts.operations.nouns import create_row, trash
from accounts.vocabulary import RIGHTS
from approvals.drafts import DelegationDraft, RequestDraft, StepDraft, TemplateDraft
from approvals.operations import create_template, delegate
from assets import queries
from assets.drafts import NamedDraft
from assets.operations import (
    create_manufacturer,
    create_source,
    delete_item,
    relate_items,
    write_item_note,
)
from assets.operations import nouns as assets_tables
from audit.actor import Actor
from audit.models import JobRun, JournalEntry
from crm.drafts import CampaignDraft, CatalogueDraft, ContactDraft, SubscriptionDraft, TagDraft
from crm.operations import (
    add_company_group,
    add_company_user,
    create_campaign,
    create_company_role,
    create_contact,
    create_contract_type,
    create_product_category,
    create_tag,
    delete_company,
    delete_contact,
    delete_contract,
    delete_lead,
    delete_newsletter,
    link_contract,
    link_project,
    subscribe,
)
from crm.operations import nouns as crm_tables
from crm.queries import contract_for
from kb.drafts import AnnouncementDraft, CategoryDraft, UpdateDraft
from kb.operations import (
    add_update,
    create_announcement,
    create_category,
    delete_article,
    rate_article,
)
from kb.operations import attach_file as attach_to_article
from notify.operations import new_mail, queue_mails
from tests import make
from tickets.drafts import FollowupDraft, SlaPolicyDraft, SlaTargetDraft, ViewDraft
from tickets.models import RequestSource, RuleRun, Status, TicketLink, WorkflowRun
from tickets.operations import (
    TaskValues,
    add_followup,
    add_task,
    add_version,
    announce_ticket,
    ask_approval,
    attach_file,
    create_canned_reply,
    create_custom_field,
    create_document,
    create_rule,
    create_sla_policy,
    create_view,
    create_workflow,
    link_document,
    link_external,
    observe,
    start_recalculation,
    trash_document,
    use_article,
)
from tickets.operations import create_category as create_ticket_category
from tickets.operations import nouns as tickets_tables
from tickets.queries import observer_of, ticket_for


@dataclass
class World:
    """Who acts, and the number of one row of each noun, by the name of its addresses."""

    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)


def plant() -> World:
    """Make the desk: a ticket of rita's that ana's group works on, and a row of everything else.

    People: root (administrator), ana (agent of the ticket's group), otto (agent of another with
    the same rights), olga (every right, in the other group only), rita (customer of the ticket),
    max (customer of nothing).
    """
    world = World()
    ids = world.ids
    system = make.system()
    # what is sent here can be taken back as long as tests may take
    Setting.objects.create(name="tickets.undo_seconds", value=3600)
    office = create_calendar(
        system,
        CalendarDraft(
            name="Office",
            intervals=[[0, "09:00", "17:00"]],
            holidays=[
                HolidayDraft(name="Feast", starts_on=date(2026, 12, 24), ends_on=date(2026, 12, 26))
            ],
        ),
    )
    policy = SlaPolicyDraft(
        name="Everything",
        calendar=office,
        targets=[
            SlaTargetDraft(metric="respond", amount=4),
            SlaTargetDraft(metric="resolve", amount=8),
        ],
    )
    ids["sla-policies"] = create_sla_policy(system, policy).pk
    desk, network = make.group("Desk", calendar=office), make.group("Network")
    root = make.administrator()
    world.actors = {
        "root": root,
        "ana": make.agent("ana", desk),
        "otto": make.agent("otto", network),
        "olga": make.agent("olga", network, rights=sorted(RIGHTS)),
        "rita": make.customer("rita"),
        "max": make.customer("max"),
    }
    ana, rita = world.actors["ana"], world.actors["rita"]
    person = make.person("pia")
    User.objects.filter(pk=person.pk).update(email="pia@example.com")
    person.refresh_from_db()
    moment = timezone.now()
    absence = create_absence(root, ana.user, starts_at=moment, ends_at=moment + timedelta(days=1))
    role = create_role(system, RoleDraft(name="Reader", rights=["ticket.read"]))
    spare = make.person("sam")
    ids |= {
        "other-person": spare.pk,
        "free-field": create_custom_field(root, label="Size", kind="text").pk,
        "calendars": office.pk,
        "people": person.pk,
        "groups": desk.pk,
        "group-members": add_member(root, desk.pk, person).pk,
        "roles": role.pk,
        "grants": grant_role(root, GrantDraft(user=person, role=role, group=desk)).pk,
        "entities": create_entity(root, EntityDraft(name="Branch")).pk,
        "absences": absence.pk,
        "api-clients": create_api_client(
            root, name="Monitoring", dialect="integria", networks=["192.0.2.0/24"]
        ).pk,
        "mails": _plant_mail(root),
        "job-runs": JobRun.objects.create(name="mail.sweep", slot=timezone.now()).pk,
        "sla-recalculations": start_recalculation(root, reason="asked for").pk,
        "statuses": Status.objects.get(code="new").pk,
        "request-sources": RequestSource.objects.create(name="Phone").pk,
    }
    _plant_crm(ids, root)
    _plant_kb(ids, root, desk)
    _plant_tickets(ids, root, ana, rita, desk)
    _plant_approvals(ids, root, person)
    _plant_catalogues(ids, root)
    _plant_parts(ids, root)
    _plant_documents(ids, root)
    _plant_automation(ids, root)
    _plant_trash(ids, root)
    return world


def _plant_mail(root: Actor) -> int:
    mail = new_mail(None, recipient="nora@example.com", template="ticket_created", context={})
    queue_mails([mail])
    return mail.pk


def _plant_crm(ids: dict[str, int], root: Actor) -> None:
    company = make.company()
    news = make.newsletter()
    draft = SubscriptionDraft(name="Nora", email="nora@example.com")
    gateway, mail = make.item(name="Gateway"), make.item(name="Mail")
    contact = create_contact(root, ContactDraft(last_name="Lang", company_id=company.pk))
    contract = make.contract(company_id=company.pk)
    named = CatalogueDraft(name="Partner")
    link_contract(root, contract.pk, mail)
    ids |= {
        "companies": company.pk,
        "company-people": add_company_user(root, company.pk, root.user).pk,
        "company-groups": add_company_group(root, company.pk, make.group("Sales")).pk,
        "company-contacts": company.contact_links.get().pk,
        "company-roles": create_company_role(root, named).pk,
        "contract-types": create_contract_type(root, named).pk,
        "product-categories": create_product_category(root, named).pk,
        "campaigns": create_campaign(root, CampaignDraft(name="Fair")).pk,
        "tags": create_tag(root, TagDraft(name="hot")).pk,
        "manufacturers": create_manufacturer(root, NamedDraft(name="Maker")).pk,
        "item-sources": create_source(root, NamedDraft(name="Scanner")).pk,
        "item-contracts": contract.pk,
        "contacts": contact.pk,
        "leads": make.lead().pk,
        "contracts": contract.pk,
        "invoices": make.invoice(company_id=company.pk).pk,
        "newsletters": news.pk,
        "newsletter-subscriptions": subscribe(root, news.pk, draft).pk,
        "items": mail.pk,
        "item-types": mail.type_id,
        "item-history": JournalEntry.objects.filter(noun="configurationitem", object_id=mail.pk)
        .latest("pk")
        .pk,
        "item-relations": relate_items(root, mail.pk, gateway.pk, kind="runs_on").pk,
        "other-items": gateway.pk,
    }


def _plant_kb(ids: dict[str, int], root: Actor, desk: Any) -> None:
    shelf = create_category(root, CategoryDraft(name="Mail"))
    article = make.article(category_ids=(shelf.pk,))
    rate_article(root, article.pk, rating=4)
    told = create_announcement(
        root, AnnouncementDraft(title="Mail is down", body="Since nine.", groups=(desk,))
    )
    ids |= {
        "article-categories": shelf.pk,
        "articles": article.pk,
        "article-versions": 1,
        "article-feedback": article.feedback.get().pk,
        "article-files": attach_to_article(
            root, article.pk, file_name="a.txt", content=b"words"
        ).pk,
        "announcements": told.pk,
        "announcement-updates": add_update(root, told.pk, UpdateDraft(body="Soon.")).pk,
    }


def _plant_tickets(ids: dict[str, int], root: Actor, ana: Actor, rita: Actor, desk: Any) -> None:
    parent = make.ticket(support_group=desk, title="All printers")
    form, fields = make.form(("Serial", "text", []), ("Colour", "list", ["red", "blue"]))
    item = make.item(name="Printer", user=rita.user)
    ticket = make.ticket(
        rita, support_group=desk, parent=parent, form=form, cis=[item], observers=["b@example.com"]
    )
    line = add_followup(ana, ticket.pk, FollowupDraft(body="Coming.", seconds=600))
    add_followup(ana, ticket.pk, FollowupDraft(body="Dropped it.", is_public=False))
    stored = attach_file(ana, ticket.pk, file_name="b.txt", content=b"0123456789")
    steps = (StepDraft(voters=(ana.user,)),)
    task = add_task(ana, ticket.pk, FollowupDraft(body="Dust", kind="task"), TaskValues())
    asked = ask_approval(root, ticket.pk, RequestDraft(description="Buy it?", steps=steps))
    ids |= {
        "tickets": ticket.pk,
        "other-tickets": parent.pk,
        "canned-replies": create_canned_reply(
            root, name="Bye", shortcut="bye", body="Bye", is_personal=False
        ).pk,
        "ticket-categories": create_ticket_category(root, name="Hardware").pk,
        "ticket-forms": form.pk,
        "ticket-form-fields": form.fields.first().pk,
        "custom-fields": fields[1],
        "sla-clocks": ticket.clocks.first().pk,
        "ticket-followups": line.pk,
        "ticket-tasks": task.task.pk,
        "ticket-workunits": line.workunit.pk,
        "ticket-people": ticket.people.filter(email="b@example.com").get().pk,
        "ticket-groups": ticket.groups.get().pk,
        "ticket-links": TicketLink.objects.get(source=ticket).pk,
        "ticket-items": item.pk,
        "ticket-files": stored.pk,
        "ticket-history": JournalEntry.objects.get(verb="ticket.created", object_id=ticket.pk).pk,
        "ticket-clocks": ticket.clocks.first().pk,
        "ticket-articles": use_article(ana, ticket.pk, ids["articles"]).pk,
        "ticket-announcements": announce_ticket(root, ticket.pk, ids["announcements"]).pk,
        "ticket-approvals": asked.pk,
        "approvals": asked.pk,
        "approval-votes": asked.votes.get().pk,
    }


def _plant_approvals(ids: dict[str, int], root: Actor, person: User) -> None:
    steps = (StepDraft(voters=(person,)),)
    ids |= {
        "approval-templates": create_template(
            root, TemplateDraft(title="Purchase", steps=steps)
        ).pk,
        "delegations": delegate(
            root,
            DelegationDraft(
                delegate=person,
                starts_at=timezone.now(),
                ends_at=timezone.now() + timedelta(days=1),
            ),
        ).pk,
    }


def _plant_catalogues(ids: dict[str, int], root: Actor) -> None:
    for noun, table, values in (
        ("locations", accounts_tables.LOCATIONS, {}),
        ("user-titles", accounts_tables.USER_TITLES, {}),
        ("user-categories", accounts_tables.USER_CATEGORIES, {}),
        ("states", crm_tables.STATES, {}),
        ("company-types", crm_tables.COMPANY_TYPES, {}),
        ("project-states", crm_tables.PROJECT_STATES, {}),
        ("document-categories", accounts_tables.DOCUMENT_CATEGORIES, {}),
        ("document-types", accounts_tables.DOCUMENT_TYPES, {"ending": "one"}),
        ("item-models", assets_tables.MODELS, {"ci_class": "computer"}),
        ("operating-systems", assets_tables.OPERATING_SYSTEMS, {}),
        ("networks", assets_tables.NETWORKS, {}),
        ("solution-types", tickets_tables.SOLUTION_TYPES, {}),
        ("work-categories", tickets_tables.WORK_CATEGORIES, {}),
    ):
        ids[noun] = create_row(root, table, {"name": "One", **values}).pk


def _plant_parts(ids: dict[str, int], root: Actor) -> None:
    """Give one item a part of each kind, and the ticket a cost."""
    item = queries.item_for(root, ids["items"])
    spare = make.item(name="Screen", ci_class="monitor")
    software = make.item(name="Editor", ci_class="software")
    versions = [
        create_row(root, assets_tables.SOFTWARE_VERSIONS, {"software": owner, "name": "1.0"})
        for owner in (item, software)
    ]
    ids |= {
        "spare-items": make.item(name="Mouse", ci_class="peripheral").pk,
        "item-versions": versions[0].pk,
        "spare-version": versions[1].pk,
        "item-notes": write_item_note(root, item.pk, body="Under the desk.").pk,
    }
    for noun, table, values in (
        ("item-components", assets_tables.COMPONENTS, {"component_class": "memory"}),
        ("item-disks", assets_tables.VOLUMES, {"name": "system"}),
        ("item-ports", assets_tables.PORTS, {"name": "eth0"}),
        ("item-systems", assets_tables.SYSTEMS, {}),
        ("item-software", assets_tables.INSTALLATIONS, {"version": versions[0]}),
        ("item-license", assets_tables.LICENSES, {"number": 3}),
        ("item-finance", assets_tables.FINANCES, {"order_number": "O1"}),
    ):
        ids[noun] = create_row(root, table, {"ci": item, **values}).pk
    ids["item-connections"] = create_row(
        root, assets_tables.CONNECTIONS, {"computer": item, "item": spare}
    ).pk
    ticket = ticket_for(root, ids["tickets"])
    ids["ticket-costs"] = create_row(
        root, tickets_tables.COSTS, {"ticket": ticket, "name": "Toner"}
    ).pk
    contract = contract_for(root, ids["contracts"])
    ids["contract-costs"] = create_row(
        root, crm_tables.CONTRACT_COSTS, {"contract": contract, "name": "Fee"}
    ).pk
    ids["ticket-contracts"] = link_contract(root, contract.pk, ticket).contract_id


def _plant_documents(ids: dict[str, int], root: Actor) -> None:
    """Hang a document on the ticket, and plan a project."""
    document = create_document(root, {"title": "Map"}, file_name="map.txt", content=b"North")
    gone = create_document(root, {"title": "Gone"})
    link_document(root, gone.pk, ticket_for(root, ids["tickets"]))
    trash_document(root, gone.pk)
    project = create_row(root, crm_tables.PROJECTS, {"name": "New floor"})
    past = create_row(root, crm_tables.PROJECTS, {"name": "Old floor"})
    task, dropped = (
        create_row(root, crm_tables.PROJECT_TASKS, {"project": project, "name": name})
        for name in ("Paint", "Dance")
    )
    for row in (ticket_for(root, ids["tickets"]), queries.item_for(root, ids["items"])):
        link_project(root, project.pk, row)
    trash(root, crm_tables.PROJECTS, past.pk)
    trash(root, crm_tables.PROJECT_TASKS, dropped.pk)
    provider = ProviderDraft(
        slug="house", name="House", issuer_url="https://login.example.com", client_id="desk"
    )
    ids |= {
        "documents": document.pk,
        "gone-documents": gone.pk,
        "document-links": link_document(root, document.pk, ticket_for(root, ids["tickets"])).pk,
        "projects": project.pk,
        "item-projects": project.pk,
        "ticket-projects": project.pk,
        "gone-projects": past.pk,
        "project-tasks": task.pk,
        "gone-project-tasks": dropped.pk,
        "identity-providers": create_provider(root, provider).pk,
    }


def _plant_automation(ids: dict[str, int], root: Actor) -> None:
    rule = create_rule(
        root, name="Hurry", event="created", actions=[{"action": "set_priority", "value": 4}]
    )
    flow = create_workflow(root, name="Move")
    field = {"id": "hosts", "label": "Hosts", "kind": "text", "is_list": True}
    version = add_version(root, flow.pk, initial_fields=[field])
    run = RuleRun.objects.create(rule=rule, ticket_id=ids["tickets"], ran_at=timezone.now())
    supplier = make.company(name="Maker", is_supplier=True)
    group = Group.objects.get(pk=ids["groups"])
    observe(root, group, [root.user])
    ids |= {
        "rules": rule.pk,
        "rule-runs": run.pk,
        "workflows": flow.pk,
        "workflow-versions": version.pk,
        "workflow-runs": WorkflowRun.objects.create(ticket_id=ids["tickets"], version=version).pk,
        "ticket-externals": link_external(root, ids["tickets"], supplier.pk).pk,
        "suppliers": supplier.pk,
        "saved-views": create_view(root, ViewDraft(name="Open", groups=[group])).pk,
        "observers": observer_of(group, root.user).pk,
    }


def _plant_trash(ids: dict[str, int], root: Actor) -> None:
    """Put a row of each noun that can be restored in the trash."""
    contact = create_contact(root, ContactDraft(last_name="Gone"))
    for noun, row, delete in (
        ("companies", make.company(name="Gone"), delete_company),
        ("contacts", contact, delete_contact),
        ("leads", make.lead(full_name="Gone"), delete_lead),
        ("contracts", make.contract(name="Gone"), delete_contract),
        ("newsletters", make.newsletter(name="Gone"), delete_newsletter),
        ("items", make.item(name="Gone"), delete_item),
        ("articles", make.article(title="Gone"), delete_article),
    ):
        delete(root, row.pk)
        ids[f"gone-{noun}"] = row.pk
