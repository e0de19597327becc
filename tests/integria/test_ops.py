"""Ops that no recording covers in a new desk: people, figures, monitoring, hidden people."""

import json

import pytest

from accounts.models import Grant, Member, Role, User
from accounts.operations import change_settings, sign_in
from assets.models import ConfigurationItem
from audit.models import JournalEntry
from tests import make
from tests.integria.client import HOME, call, known
from tickets.drafts import TicketPatch
from tickets.models import Followup, Status, Ticket, TicketCI
from tickets.operations import close_ticket, update_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def desk(root):
    return make.group("Service Desk")


@pytest.fixture
def ana(desk):
    ana = make.agent("ana", desk)
    known(ana)
    return ana


@pytest.fixture
def rita(root):
    rita = make.customer("rita")
    known(rita)
    return rita


def test_types_are_those_that_the_caller_may_use(ana, desk):
    open_form, hidden = make.form()[0], make.form()[0]
    hidden.groups.add(make.group("Network"))
    reader = make.agent("reader", desk, rights=["ticket.read"])
    known(reader)

    listed = f"{open_form.pk},Laptop\n{hidden.pk},Laptop\n"
    assert call("get_types", user="root").decode() == listed
    assert call("get_types", user="reader") == f"{open_form.pk},Laptop\n".encode()
    assert json.loads(call("get_types", user="reader", return_type="json")) == [
        {"id": str(open_form.pk), "name": "Laptop"}
    ]
    assert call("create_incident", "x", 1, 2, "", "", hidden.pk, user="reader") == b"-1"


COUNTS = [
    ("estado", [(1, 2), (3, 1)]),
    ("prioridad", [(2, 2), (4, 1)]),
    ("id_grupo", [(1, 2), ("desk", 1)]),
    ("id_usuario", [("", 2), ("ana", 1)]),
]


@pytest.mark.parametrize(("column", "counts"), COUNTS)
@pytest.mark.parametrize("return_type", ["csv", "json", "xml"])
def test_tickets_are_counted_by_a_column_most_frequent_first(
    ana, desk, column, counts, return_type
):
    make.ticket()
    make.ticket()
    progress = Status.objects.get(code="in_progress")
    make.ticket(support_group=desk, assignee=ana.user, priority=7, status=progress)

    body = call("get_tickets_count", column, 30, token="|;|", return_type=return_type)

    assert json.loads(body) == [
        {column: desk.pk if value == "desk" else value, "n_incidents": number}
        for value, number in counts
    ]


def test_tickets_are_counted_among_the_visible_alone_and_never_by_another_column(ana, rita):
    make.ticket(rita)

    assert call("get_tickets_count", "estado", user="ana") == b"[]"
    assert call("get_tickets_count", "password") == b"[]"
    assert call("get_tickets_count", "estado", 0) == b"[]"
    assert call("get_tickets_count", "estado", -5) == b"[]"


AGENT = ("srv-1", "Server%20one", "Linux", "192.0.2.7", 7, "Servers")


def alarm(*values: object, user: str = "ana") -> bytes:
    return call("create_pandora_ticket", *AGENT, *values, user=user, token="|;|")


def test_monitoring_opens_a_ticket_about_a_machine(ana, desk):
    form, _ = make.form()

    number = int(alarm("Disk full", desk.pk, 4, "97 %", form.pk, "ana", 1, 0, "SN-7"))

    ticket = Ticket.objects.get(pk=number)
    item = ConfigurationItem.objects.get()
    assert (ticket.title, ticket.support_group, ticket.priority) == ("Disk full", desk, 6)
    assert (ticket.assignee, ticket.values.get().text) == (ana.user, "SN-7")
    assert [link.ci for link in TicketCI.objects.filter(ticket=ticket)] == [item]
    assert (item.name, item.external_id, item.details["os"]) == ("Server one", "7", "Linux")


def test_machine_is_known_again_and_its_recovery_joins_the_open_ticket(ana, desk):
    number = int(alarm("Disk full", desk.pk, 4, "97 %"))

    again = int(alarm("Disk full", desk.pk, 4, "80 %", 0, "", 7, 1))
    other = int(alarm("Fan broken", desk.pk, 4, "!", 0, "", 7, 1))

    assert (again, ConfigurationItem.objects.count()) == (number, 1)
    assert Followup.objects.get().body == "80 %"
    assert Ticket.objects.get(pk=number).status.code == "new"
    assert Ticket.objects.get(pk=other).status.code == "closed"


@pytest.mark.parametrize("values", [("", 1), ("x", 999), ("x", 1, 9), ("x", 1, 2, "", 999)])
def test_refused_alarm_leaves_no_machine_behind(ana, values):
    assert alarm(*values) == b"-1"
    assert not ConfigurationItem.objects.exists()
    assert not Ticket.objects.exists()


def test_machines_are_kept_as_monitoring_reports_them(ana):
    first = {"params[]": ["a|;|A|;|Linux|;|192.0.2.1|;|1|;|G", "b|;|B|;|BSD|;|192.0.2.2|;|G"]}
    second = {"params[]": ["a|;|A2|;|Linux|;|192.0.2.1|;|1|;|G"]}

    def sync(fields, user="ana"):
        return call(
            "sync_pandora_agents_inventory", user=user, params=None, method="POST", **fields
        )

    assert (sync(first), sync(second), sync({})) == (b"2", b"1", b"0")
    names = ConfigurationItem.objects.order_by("id").values_list("name", "external_id")
    assert list(names) == [("A2", "1"), ("B", "b")]
    assert sync({"params[]": ["|;|no name"]}) == b"-1"
    assert ConfigurationItem.objects.count() == 2


def test_new_user_cannot_enter_before_a_password_is_set(root, desk):
    role = Role.objects.create(name="Reader", rights=["ticket.read"])

    assert call("create_user", "nora", desk.pk, role.pk, "nora@example.com") == b"1"

    nora = User.objects.get(username="nora")
    assert not nora.has_usable_password()
    assert Grant.objects.get(user=nora).group == Member.objects.get(user=nora).group == desk


def test_default_password_is_the_name_where_the_switch_says_so(root, desk):
    role = Role.objects.create(name="Reader", rights=["ticket.read"])
    change_settings(make.system(), {"integria.default_password": True})

    call("create_user", "nora", desk.pk, role.pk)
    call("create_user", "nina", desk.pk, role.pk, "", "own, secret")

    assert sign_in("nora", "nora", address=HOME) is not None
    assert sign_in("nina", "nina", address=HOME) is None
    assert sign_in("nina", "own, secret", address=HOME) is not None


@pytest.mark.parametrize(
    "values", [("ROOT", 1, "{role}"), ("", 1, "{role}"), ("x", 999, "{role}"), ("x", 1, 999)]
)
def test_user_that_cannot_be_made_is_no_user(root, values):
    role = Role.objects.create(name="Reader", rights=["ticket.read"])
    before = User.objects.count(), Grant.objects.count(), JournalEntry.objects.count()

    assert call("create_user", *[str(v).format(role=role.pk) for v in values]) == b"0"

    assert (User.objects.count(), Grant.objects.count(), JournalEntry.objects.count()) == before


def test_owner_of_last_resort_and_the_caller_are_not_deleted(root):
    make.administrator("admin")
    second = make.administrator("second")
    known(second)

    assert call("delete_user", "ADMIN") == b"0"
    assert call("delete_user", "root") == b"0"
    assert call("delete_user", "nobody") == b"0"
    assert call("delete_user", "Second") == b"1"
    assert User.objects.filter(deleted_at=None, is_system=False).count() == 2


def test_owner_is_the_named_one_the_group_s_or_the_dialect_s(root, ana, desk):
    otto = make.agent("otto")
    make.agent("admin")
    desk.default_owner = otto.user
    desk.save()

    def owner(group, name):
        number = int(call("create_incident", "x", group, 2, "", "", "", "", name))
        assignee = Ticket.objects.get(pk=number).assignee
        return assignee.username if assignee else None

    assert owner(desk.pk, "ANA") == "ana"
    assert owner(desk.pk, "") == owner(desk.pk, "nobody") == "otto"
    assert owner(1, "") == "admin"
    change_settings(make.system(), {"integria.default_owner": ""})
    assert owner(1, "") is None


def test_customer_learns_no_names_by_naming_owners(rita, ana):
    """A known and an unknown name are answered alike, or the op would tell who exists."""
    numbers = [
        int(call("create_incident", "x", 1, 2, "", "", "", "", name, user="rita"))
        for name in ("ana", "nobody", "system")
    ]

    owners = Ticket.objects.filter(pk__in=numbers).values_list("assignee", flat=True)
    assert list(owners) == [None, None, None]


def test_parent_and_items_are_looked_for_among_the_visible(ana, rita, desk):
    hidden = make.ticket(rita)
    item = make.item(is_public=False)
    otto = make.agent("otto", make.group("Network"), rights=["ticket.read", "ticket.write"])
    known(otto)

    for parent in (hidden.pk, 9999):
        values = ("x", 1, 2, "", "", "", "", "", parent)
        assert call("create_incident", *values, user="ana") == b"-1"
    for number in (item.pk, 9999):
        assert call("create_incident", "x", 1, 2, "", number, user="otto") == b"-1"
    assert Ticket.objects.count() == 1


def test_update_keeps_what_it_shows_as_the_same_code(ana, desk):
    """Several stored values show as one code; writing it back changes none of them."""
    ticket = make.ticket(
        support_group=desk, status=Status.objects.get(code="planned"), priority=7, assignee=ana.user
    )
    shown = (ticket.title, "", "", desk.pk, 4, 0, 3, "ana")

    assert call("update_incident", ticket.pk, *shown, user="ana") == b"1"

    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.status.code, stored.priority) == ("planned", 7)
    assert JournalEntry.objects.get(verb="ticket.updated").changes == {}
    assert b",Updated," in call("get_incident_tracking", ticket.pk, user="ana")


def test_closing_another_way_shows_here(ana, desk):
    ticket = make.ticket(support_group=desk, assignee=ana.user)
    close_ticket(ana, ticket.pk, resolution=1)
    rejected = Status.objects.get(code="rejected")
    other = make.ticket(support_group=desk)
    update_ticket(ana, other.pk, TicketPatch(status=rejected))

    rows = json.loads(call("get_incidents", "", 7, 1, user="ana", return_type="json"))

    assert {row["id_incidencia"]: row["resolution"] for row in rows} == {
        str(ticket.pk): "1", str(other.pk): "2",
    }  # fmt: skip
    assert call("get_incidents", "", -10, 1, user="ana") == b""


def test_task_of_a_project_is_told_with_its_ticket(ana, desk):
    task = make.project_task()
    ticket = make.ticket(support_group=desk, project_task=task)
    alone = make.ticket(support_group=desk)

    told = [
        json.loads(call("get_incident_details", key, user="ana", return_type="json"))["id_task"]
        for key in (ticket.pk, alone.pk)
    ]

    assert told == [str(task.pk), "0"]


def test_figures_count_visible_tickets_alone(ana, rita, desk):
    make.ticket(support_group=desk, rating=8)
    make.ticket(rita)

    assert call("get_stats", "total_incidents", user="ana") == b"1"
    assert call("get_stats", "avg_scoring", user="ana") == b"N/A"
    assert call("get_incidents_summary", "total", user="root") == b"2"
    assert call("get_incidents_summary", "nonsense", user="root") == b""
    assert call("get_stats", "nonsense", user="root") == b""


def test_customer_writes_back_what_was_read_and_changes_the_own_words(desk, ana, rita):
    ticket = make.ticket(rita, support_group=desk, assignee=ana.user, priority=5)
    same = [ticket.pk, "Printer is dead", "", "", desk.pk, 3, 0, 1, "ana"]

    assert call("update_incident", *same, user="rita") == b"1"
    assert call("update_incident", ticket.pk, "Printer lives", *same[2:], user="rita") == b"1"

    ticket.refresh_from_db()
    assert (ticket.title, ticket.assignee, ticket.support_group) == (
        "Printer lives",
        ana.user,
        desk,
    )


def test_customer_changes_nothing_that_is_for_agents(desk, ana, rita):
    ticket = make.ticket(rita, support_group=desk, assignee=ana.user, priority=5)

    urgent = [ticket.pk, "Printer is dead", "", "", desk.pk, 4, 0, 1, "ana"]
    assert call("update_incident", *urgent, user="rita") == b""

    ticket.refresh_from_db()
    assert ticket.priority == 5
