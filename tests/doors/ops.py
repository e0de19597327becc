"""Every op of api.php, called by every role in a desk with group rights.

A row says what each role is answered: an exact text, SHOWS (something, and nothing is written) or
DONE (something is written). In a new desk no switch of the dialect is on.
"""

from dataclasses import dataclass

from accounts.models import Role, User
from accounts.vocabulary import RIGHTS
from audit.actor import Actor
from tests import make
from tests.integria.client import PASSWORD, install, known
from tickets.drafts import FollowupDraft
from tickets.operations import add_followup, attach_file

SHOWS, DONE = object(), object()
ROLES = ("root", "ana", "otto", "rita", "max", "gone", "nemo")
"""Administrator; agent of the ticket's group; agent of another; customer of the ticket; another
customer; a disabled agent; an agent without any role."""


@dataclass(frozen=True)
class Desk:
    """What the calls are about."""

    ids: dict[str, object]
    actors: dict[str, Actor]


def plant() -> Desk:
    """Make a desk with a ticket of rita's for the Service Desk, and everybody of ROLES."""
    install()
    desk, network = make.group("Service Desk"), make.group("Network")
    actors = {
        "root": make.administrator(),
        "ana": make.agent("ana", desk),
        "otto": make.agent("otto", network),
        "olga": make.agent("olga", network, rights=sorted(RIGHTS)),
        "rita": make.customer("rita"),
        "max": make.customer("max"),
        "gone": make.agent("gone", desk),
        "nemo": make.agent("nemo"),
    }
    for actor in actors.values():
        known(actor)
    User.objects.filter(username="gone").update(is_active=False)
    form, _ = make.form()
    ticket = make.ticket(
        actors["rita"], support_group=desk, form=form, cis=[make.item(name="Gateway")]
    )
    stored = attach_file(actors["root"], ticket.pk, file_name="a.txt", content=b"a")
    for body, is_public in (("Coming.", True), ("Dropped it.", False)):
        line = FollowupDraft(body=body, is_public=is_public)
        add_followup(actors["root"], ticket.pk, line)
    invoice = make.invoice()
    ids = {
        "desk": desk.pk,
        "form": form.pk,
        "ticket": ticket.pk,
        "item": make.item(name="Laptop 2").pk,
        "file": stored.pk,
        "role": Role.objects.create(name="Reader", rights=["ticket.read"]).pk,
        "invoice": invoice.number,
        "company": invoice.company_id,
        "newsletter": make.newsletter().pk,
    }
    return Desk(ids, actors)


@dataclass(frozen=True)
class Row:
    """Values of the call (with names of ids in braces), and the answers in the order of ROLES."""

    values: str
    answers: tuple[object, ...]
    fields: tuple[tuple[str, str], ...] = ()


def row(values: str, *answers: object, **fields: str) -> Row:
    """Return a row; `fields` are further fields of the call."""
    return Row(values, answers, tuple(fields.items()))


def everybody(values: str = "") -> Row:
    """Whoever signs in is shown it."""
    return row(values, SHOWS, SHOWS, SHOWS, SHOWS, SHOWS, "", SHOWS)


def of_the_ticket(values: str) -> Row:
    """Shown to whom the ticket is visible; to the others as if there were none."""
    return row(values, SHOWS, SHOWS, "", SHOWS, "", "", "")


def administrators(values: str, answer: object = DONE) -> Row:
    """For those who hold the right of the op, here administrators alone."""
    return row(values, answer, "", "", "", "", "", "")


def agents(values: str) -> Row:
    """Shown to who may read people."""
    return row(values, SHOWS, SHOWS, SHOWS, "", "", "", "")


def counted(values: str) -> Row:
    """A figure about visible tickets alone; nothing without the right to read any."""
    return row(values, "1", "1", "0", "1", "0", "", "")


INVOICE = "||{company}|B-1|Work|1||EUR|||||||||Submitted"
LEAD = "Lena|Acme|lena@example.com|||||||root|de"
AGENT = "srv|Server|Linux|192.0.2.9|7|Servers"
TABLE: dict[str, Row] = {
    # tickets
    "get_incidents": of_the_ticket(""),
    "get_incident_details": of_the_ticket("{ticket}"),
    "create_incident": row("New|{desk}", DONE, DONE, "", "-1", "-1", "", "-1"),
    "update_incident": row(
        "{ticket}|Changed|||{desk}|2|0|1|||{form}", DONE, DONE, "", DONE, "", "", ""
    ),
    "delete_incident": administrators("{ticket}"),
    "add_inventory_to_ticket": row("{ticket}|{item}", DONE, DONE, "0", "0", "0", "", "0"),
    "get_incident_inventories": of_the_ticket("{ticket}"),
    "create_pandora_ticket": row(f"{AGENT}|Down|{{desk}}", DONE, DONE, "", "-1", "-1", "", "-1"),
    # their timeline, files and history
    "get_incident_workunits": of_the_ticket("{ticket}"),
    "create_workunit": row("{ticket}|Did it.|0.5|0|1", DONE, DONE, "", DONE, "", "", ""),
    "get_incident_files": of_the_ticket("{ticket}"),
    "download_file": row("{file}", "YQ==", "YQ==", "", "YQ==", "", "", ""),
    "attach_file": row("{ticket}|b.txt|1||Yg==", DONE, DONE, "", DONE, "", "", ""),
    "delete_file": row("{file}", DONE, "-1", "-1", "-1", "-1", "", "-1"),
    "get_incident_tracking": of_the_ticket("{ticket}"),
    "mark_created_incident": row("{ticket}|x", DONE, DONE, "0", DONE, "0", "", "0"),
    "mark_updated_incident": row("{ticket}|x", DONE, DONE, "0", DONE, "0", "", "0"),
    # people
    "create_user": row("new|{desk}|{role}", DONE, "", "", "0", "0", "", "0"),
    "delete_user": row("nemo", DONE, "0", "0", "0", "0", "", "0"),
    "validate_user": agents(f"nemo|{PASSWORD}"),
    "user_exists": agents("nemo"),
    "user_exists_in_group": agents("ana|{desk}"),
    "get_user_exists_in_group": agents("ana|{desk}"),
    "get_users": row(
        "", *["ana\ngone\nmax\nnemo\nolga\notto\nrita\nroot\n"] * 3, "rita\n", "max\n", "", "nemo\n"
    ),
    # customers, leads, invoices
    "create_lead": administrators(LEAD),
    "create_company": administrators("Bolt"),
    "get_last_invoice_id": administrators("", SHOWS),
    "get_invoice": administrators("{invoice}", SHOWS),
    "create_invoice": administrators(INVOICE),
    "add_address_to_newsletter": administrators("{newsletter}|Nora|nora@example.com"),
    # inventory
    "get_inventories": row("", SHOWS, SHOWS, SHOWS, "false", "false", "", "false"),
    "sync_pandora_agents_inventory": row(
        "", DONE, DONE, DONE, "", "", "", "", **{"params[]": AGENT.replace("|", "|;|")}
    ),
    # catalogues
    "get_incidents_resolutions": everybody(),
    "get_incidents_status": everybody(),
    "get_incident_priorities": everybody(),
    "get_incident_fields": of_the_ticket("{form}|{ticket}"),
    "get_groups": row("", SHOWS, SHOWS, SHOWS, "", "", "", ""),
    "get_types": everybody(),
    "get_login": everybody(),
    # figures
    "get_stats": counted("total_incidents"),
    "get_incidents_summary": counted("total"),
    "get_tickets_count": row("estado", SHOWS, SHOWS, "[]", SHOWS, "[]", "", ""),
    "get_last_cron_execution": administrators("", "-1"),
    "get_previous_cron_execution": administrators("", "-1"),
    "get_num_queued_emails": administrators("", SHOWS),
}
