"""Saved views and who sees them; changes of many tickets and their way back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import JournalEntry
from tests import make
from tickets.drafts import TicketPatch, ViewDraft, ViewPatch
from tickets.models import BulkChange, SavedView, Ticket
from tickets.operations import (
    change_many,
    create_view,
    delete_view,
    pin_view,
    run_bulk_change,
    undo_bulk_change,
    update_ticket,
    update_view,
)
from tickets.queries import (
    bulk_change_for,
    count_up_to,
    pinned_views,
    tickets_in_view,
    visible_tickets,
    visible_views,
)


@pytest.fixture
def network(db):
    return make.group("Network")


@pytest.fixture
def ana(network):
    return make.agent("ana", network)


def test_a_view_is_its_owners_until_it_is_shared(ana, network):
    ben = make.agent("ben", network)
    otto = make.agent("otto", make.group("Payroll"))
    view = create_view(ana, ViewDraft(name="Hot", query="is:open priority:>=high"))
    assert not visible_views(ben).exists()

    update_view(ana, view.pk, ViewPatch(groups=[network]))

    assert visible_views(ben).get() == view
    assert not visible_views(otto).exists()


def test_only_who_may_share_shares_with_everybody(ana, network):
    view = create_view(ana, ViewDraft(name="Hot"))

    with pytest.raises(PermissionDenied):
        update_view(ana, view.pk, ViewPatch(is_for_all=True))
    with pytest.raises(PermissionDenied):
        update_view(ana, view.pk, ViewPatch(groups=[make.group("Payroll")]))
    create_view(make.administrator(), ViewDraft(name="All", is_for_all=True))
    assert [row.name for row in visible_views(ana).order_by("pk")] == ["Hot", "All"]


def test_a_view_of_somebody_else_cannot_be_changed(ana, network):
    ben = make.agent("ben", network)
    view = create_view(ana, ViewDraft(name="Hot", groups=[network]))

    with pytest.raises(SavedView.DoesNotExist):
        update_view(ben, view.pk, ViewPatch(name="Mine"))
    with pytest.raises(SavedView.DoesNotExist):
        delete_view(ben, view.pk)


@pytest.mark.parametrize(
    "draft",
    [{"name": ""}, {"name": "x", "query": "is:hot"}, {"name": "x", "columns": ["password"]}],
)
def test_a_view_that_makes_no_sense_is_refused(ana, draft):
    with pytest.raises(ValidationError):
        create_view(ana, ViewDraft(**draft))

    assert not SavedView.objects.exists()


def test_a_shared_view_shows_each_reader_what_they_may_see(ana, network):
    payroll = make.group("Payroll")
    otto = make.agent("otto", payroll)
    view = create_view(
        make.administrator(), ViewDraft(name="Open", query="is:open", is_for_all=True)
    )
    for group in (network, payroll, payroll):
        make.ticket(support_group=group)

    assert tickets_in_view(ana, view).count() == 1
    assert tickets_in_view(otto, view).count() == 2


def test_pins_are_of_one_person_and_end_with_the_view(ana, network):
    view = create_view(ana, ViewDraft(name="Hot", groups=[network]))
    ben = make.agent("ben", network)

    pin_view(ben, view.pk, is_pinned=True)

    assert (pinned_views(ben), pinned_views(ana)) == ([view], [])
    delete_view(ana, view.pk)
    assert pinned_views(ben) == []


def test_counts_stop_at_the_most(ana, network):
    for _ in range(4):
        make.ticket(support_group=network)

    assert count_up_to(visible_tickets(ana), 10) == 4
    assert count_up_to(visible_tickets(ana), 2) == 3


def done(actor, change):
    """Run a change as the worker does and return it as it ended."""
    assert run_bulk_change(change.pk)
    return bulk_change_for(actor, change.pk)


def test_many_tickets_are_changed_with_an_entry_each_and_given_back(ana, network):
    keys = [make.ticket(support_group=network).pk for _ in range(3)]

    change = done(ana, change_many(ana, keys, {"assignee": ana.user.pk, "priority": 7}))

    assert (change.total_count, change.changed_count, change.refused_count) == (3, 3, 0)
    rows = Ticket.objects.filter(pk__in=keys)
    assert {(row.assignee_id, row.priority) for row in rows} == {(ana.user.pk, 7)}
    assert JournalEntry.objects.filter(verb="ticket.updated", actor_id=ana.user.pk).count() == 3

    back = done(ana, undo_bulk_change(ana, change.pk))

    assert back.changed_count == 3
    assert {(row.assignee_id, row.priority) for row in rows.all()} == {(None, 4)}


def test_undoing_keeps_what_somebody_changed_since(ana, network):
    kept, given_back = (make.ticket(support_group=network) for _ in range(2))
    ben = make.agent("ben", network)
    keys = [kept.pk, given_back.pk]
    change = done(ana, change_many(ana, keys, {"assignee": ana.user.pk}))
    update_ticket(make.system(), kept.pk, TicketPatch(assignee=ben.user))

    done(ana, undo_bulk_change(ana, change.pk))

    kept.refresh_from_db()
    given_back.refresh_from_db()
    assert (kept.assignee, given_back.assignee) == (ben.user, None)


def test_undoing_twice_is_one_undoing(ana, network):
    change = done(ana, change_many(ana, [make.ticket(support_group=network).pk], {"priority": 7}))

    assert undo_bulk_change(ana, change.pk) == undo_bulk_change(ana, change.pk)


def test_a_ticket_that_may_not_be_changed_is_counted_and_left(ana, network):
    locked = make.ticket(support_group=network, is_locked=True)
    free = make.ticket(support_group=network)

    change = done(ana, change_many(ana, [locked.pk, free.pk], {"priority": 7}))

    assert (change.changed_count, change.refused_count) == (1, 1)
    locked.refresh_from_db()
    assert locked.priority == 4
    assert change.items.get(ticket=locked).message


def test_hidden_tickets_and_hidden_values_are_refused(ana, network):
    hidden = make.ticket(support_group=make.group("Payroll"))
    seen = make.ticket(support_group=network)

    with pytest.raises(ValidationError):
        change_many(ana, [hidden.pk], {"priority": 7})
    for patch in ({"assignee": 987_654}, {"priority": 99}, {"title": "x"}, {"status": None}):
        with pytest.raises(ValidationError):
            change_many(ana, [seen.pk], patch)
    assert not BulkChange.objects.exists()


def test_a_change_is_worked_off_once(ana, network):
    change = change_many(ana, [make.ticket(support_group=network).pk], {"priority": 7})
    assert run_bulk_change(change.pk)

    assert not run_bulk_change(change.pk)


def test_bulk_changes_of_others_are_unknown(ana, network):
    change = change_many(ana, [make.ticket(support_group=network).pk], {"priority": 7})

    with pytest.raises(BulkChange.DoesNotExist):
        undo_bulk_change(make.agent("ben", network), change.pk)
