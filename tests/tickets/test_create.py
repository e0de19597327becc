"""Opening a ticket: defaults, priority, first status, and what a refusal leaves behind."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Grant, Role, User
from audit.models import JournalEntry
from tests import make
from tests.tickets.traces import traces
from tickets.drafts import TicketDraft
from tickets.models import (
    CustomValue,
    GroupDefaults,
    Status,
    Ticket,
    TicketCategory,
    TicketCI,
    TicketPerson,
)
from tickets.operations import create_ticket

pytestmark = pytest.mark.django_db


def test_plain_ticket_is_new_and_belongs_to_who_opened_it():
    rita = make.customer("rita")

    ticket = create_ticket(rita, TicketDraft(title="No mail"))

    ticket.refresh_from_db()
    assert (ticket.requester, ticket.submitter, ticket.edited_by) == (rita.user,) * 3
    assert (ticket.assignee, ticket.support_group, ticket.form) == (None, None, None)
    assert ticket.status.code == "new"
    assert (ticket.priority, ticket.urgency, ticket.impact) == (4, 3, 3)
    assert ticket.opened_at == ticket.updated_at == ticket.activity_at == ticket.created_at
    assert (ticket.taken_at, ticket.resolved_at, ticket.closed_at) == (None, None, None)


def test_group_gives_its_owner_form_and_item():
    ana = make.agent("ana")
    group = make.group("Service Desk", default_owner=ana.user)
    item = make.item(name="Gateway")
    form, _ = make.form()
    GroupDefaults.objects.create(group=group, ci=item, form=form)

    ticket = make.ticket(support_group=group)

    assert (ticket.assignee, ticket.form) == (ana.user, form)
    assert [link.ci for link in TicketCI.objects.filter(ticket=ticket)] == [item]


def test_category_gives_group_form_and_owner_before_the_group_does():
    ana, otto = make.agent("ana"), make.agent("otto")
    group = make.group("Service Desk", default_owner=otto.user)
    forms = [make.form()[0], make.form()[0]]
    GroupDefaults.objects.create(group=group, form=forms[1])
    category = TicketCategory.objects.create(
        name="Mail", default_group=group, default_user=ana.user, form=forms[0]
    )

    ticket = make.ticket(category=category)

    assert (ticket.support_group, ticket.form, ticket.assignee) == (group, forms[0], ana.user)


def test_what_the_draft_names_wins_over_every_default():
    ana, otto = make.agent("ana"), make.agent("otto")
    desk, network = make.group("Service Desk", default_owner=otto.user), make.group("Network")
    GroupDefaults.objects.create(group=desk, ci=make.item(name="Gateway"))
    category = TicketCategory.objects.create(name="Mail", default_group=network)

    ticket = make.ticket(category=category, support_group=desk, assignee=ana.user, cis=[])

    assert (ticket.support_group, ticket.assignee) == (desk, ana.user)
    assert not TicketCI.objects.filter(ticket=ticket).exists()


@pytest.mark.parametrize("flaw", [{"is_active": False}, {"deleted_at": "2026-01-01T00:00:00Z"}])
def test_owner_who_cannot_work_any_more_is_no_default(flaw):
    gone = make.agent("gone")
    User.objects.filter(pk=gone.user.pk).update(**flaw)
    group = make.group("Service Desk", default_owner=gone.user)
    group.refresh_from_db()
    category = TicketCategory.objects.create(name="Mail", default_user=group.default_owner)

    assert make.ticket(support_group=group).assignee is None
    assert make.ticket(category=category).assignee is None


@pytest.mark.parametrize(
    ("urgency", "impact", "priority"),
    [(1, 1, 2), (1, 5, 3), (5, 1, 3), (3, 3, 4), (4, 3, 5), (5, 5, 6), (2, 5, 4), (5, 2, 4)],
)
def test_priority_comes_from_urgency_and_impact(urgency, impact, priority):
    ticket = make.ticket(urgency=urgency, impact=impact)

    assert (ticket.priority, ticket.is_priority_manual) == (priority, False)


@pytest.mark.parametrize(
    ("priority", "both"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 4), (6, 5), (7, 5)]
)
def test_priority_alone_sets_urgency_and_impact(priority, both):
    ticket = make.ticket(priority=priority)

    assert (ticket.priority, ticket.urgency, ticket.impact) == (priority, both, both)


def test_all_three_given_are_kept_and_the_priority_is_manual():
    ticket = make.ticket(priority=7, urgency=1, impact=2)

    assert (ticket.priority, ticket.urgency, ticket.impact) == (7, 1, 2)
    assert ticket.is_priority_manual


def test_ticket_may_start_in_an_open_status_and_is_then_taken():
    ticket = make.ticket(status=Status.objects.get(code="in_progress"))

    assert ticket.taken_at == ticket.opened_at


def test_ticket_may_start_waiting():
    ticket = make.ticket(status=Status.objects.get(code="pending"))

    assert (ticket.waiting_since_at, ticket.waiting_reason) == (ticket.opened_at, "agent")


def test_ticket_born_closed_needs_the_liberty_and_has_all_its_times():
    closed = Status.objects.get(code="closed")

    ticket = create_ticket(
        make.system(), TicketDraft(title="Late", status=closed, resolution=1), any_status=True
    )

    assert ticket.closed_at == ticket.last_closed_at == ticket.resolved_at == ticket.opened_at
    assert ticket.resolution == 1


def test_open_ticket_has_no_resolution():
    assert make.ticket(resolution=4).resolution == 0


def test_custom_values_are_stored_and_choices_point_at_their_option():
    form, (serial, colour) = make.form(("Serial", "text", []), ("Colour", "list", ["red", "blue"]))

    ticket = make.ticket(form=form, values={serial: "A-1", colour: "blue"})

    values = {row.field_id: row for row in CustomValue.objects.filter(ticket=ticket)}
    assert {key: row.text for key, row in values.items()} == {serial: "A-1", colour: "blue"}
    assert values[serial].option is None
    assert values[colour].option.name == "blue"


def test_people_of_a_new_ticket_are_rows_once_each():
    rita, ana, max_ = make.customer("rita"), make.agent("ana"), make.customer("max")
    watching = [max_.user, "Boss@Example.com", "boss@example.com", max_.user]

    ticket = make.ticket(rita, assignee=ana.user, observers=watching)

    people = TicketPerson.objects.filter(ticket=ticket).order_by("id")
    assert [(row.role, row.user, row.email) for row in people] == [
        ("requester", rita.user, ""),
        ("assignee", ana.user, ""),
        ("observer", max_.user, ""),
        ("observer", None, "Boss@Example.com"),
    ]


def test_opening_leaves_one_entry_with_what_was_decided():
    rita = make.customer("rita")
    group = make.group("Service Desk")

    ticket = make.ticket(rita, support_group=group, urgency=5, impact=5)

    entry = JournalEntry.objects.get(noun="ticket", object_id=ticket.pk)
    assert (entry.verb, entry.actor_id, entry.door) == ("ticket.created", rita.user.pk, "test")
    assert entry.changes == {
        "status": [None, ticket.status_id],
        "support_group": [None, group.pk],
        "requester": [None, rita.user.pk],
        "title": [None, "Printer is dead"],
        "priority": [None, 6],
        "kind": [None, "incident"],
        "people": [None, [["requester", rita.user.pk]]],
    }


def test_opened_for_somebody_else_the_entry_names_both():
    ana, rita = make.agent("ana"), make.customer("rita")

    ticket = make.ticket(ana.for_whom(rita.user))

    entry = JournalEntry.objects.get(verb="ticket.created")
    assert (entry.actor_id, entry.acted_for_id) == (ana.user.pk, rita.user.pk)
    assert (ticket.submitter, ticket.requester) == (rita.user, rita.user)


def test_control_characters_leave_the_title():
    assert make.ticket(title="a\x00b\x1bc\x7f").title == "abc"


REFUSED = [
    ({"title": ""}, "title"),
    ({"title": "x" * 256}, "title"),
    ({"priority": 9}, "priority"),
    ({"urgency": 6}, "urgency"),
    ({"urgency": 0}, "urgency"),
    ({"impact": -1}, "impact"),
    ({"kind": "wish"}, "kind"),
    ({"values": {99: "x"}}, "values"),
    ({"extra1": "x" * 256}, "extra1"),
]


@pytest.mark.parametrize(("fields", "field"), REFUSED)
def test_wrong_field_is_named_and_nothing_is_left(attachments, fields, field):
    ana = make.agent("ana", make.group("Service Desk"))
    form, _ = make.form()
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        make.ticket(ana, **{"form": form, "observers": ["boss@example.com"], **fields})

    assert list(refusal.value.error_dict) == [field]
    assert traces(attachments) == before


def test_done_first_status_is_refused_without_the_liberty(attachments):
    before = traces(attachments)

    with pytest.raises(ValidationError) as refusal:
        make.ticket(status=Status.objects.get(code="resolved"))

    assert refusal.value.error_dict["status"][0].code == "move"
    assert traces(attachments) == before


def test_who_may_not_write_opens_nothing(attachments):
    reader = make.actor("reader", "ticket.read")
    before = traces(attachments)

    with pytest.raises(PermissionDenied):
        make.ticket(reader)

    assert traces(attachments) == before


def test_agent_opens_no_ticket_for_a_group_of_another_team():
    desk, network = make.group("Service Desk"), make.group("Network")
    ana = make.agent("ana", desk)

    with pytest.raises(PermissionDenied):
        make.ticket(ana, support_group=network)

    assert make.ticket(ana, support_group=desk).support_group == desk
    assert Ticket.objects.count() == 1


def test_without_an_entity_a_ticket_is_opened_where_the_actor_works():
    here, group = make.entity("Here"), make.group("Network")
    everywhere = make.customer("rita")
    ana = make.actor("ana", *make.AGENT_RIGHTS, entity=here, group=group, reach="group")

    tickets = [
        create_ticket(everywhere, TicketDraft(title="A")),
        create_ticket(ana, TicketDraft(title="A", support_group=group)),
    ]

    assert [ticket.entity_id for ticket in tickets] == [0, here.pk]


def test_no_ticket_is_opened_in_another_or_unknown_entity(attachments):
    here, there = make.entity("Here"), make.entity("There")
    group, other = make.group("Network"), make.group("Servers")
    below = make.entity("Below", parent=here)
    ana = make.actor("ana", *make.AGENT_RIGHTS, entity=here)
    Grant.objects.create(
        user=ana.user, role=Role.objects.get(name="ana"), entity=there, group=group
    )
    before = traces(attachments)

    for entity_id in (0, 999):
        with pytest.raises(ValidationError) as refusal:
            create_ticket(ana, TicketDraft(title="A", entity_id=entity_id))
        assert refusal.value.error_dict["entity"][0].code == "does_not_exist"
    with pytest.raises(PermissionDenied):
        create_ticket(ana, TicketDraft(title="A", entity_id=there.pk, support_group=other))
    assert traces(attachments) == before

    opened = create_ticket(ana, TicketDraft(title="A", entity_id=below.pk, support_group=other))
    assert opened.entity == below
