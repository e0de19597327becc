"""The log of a ticket at apirest.php is the story that the journal tells to every door."""

from audit.models import JournalEntry
from tests import make
from tests.glpi.conftest import AGENT
from tickets.drafts import FollowupDraft, TicketPatch
from tickets.operations import add_followup, link_item, resolve_ticket, update_ticket


def test_what_any_door_did_stands_in_the_log_once_and_in_order(sign_in):
    program = sign_in("ann")
    number = program.add("Ticket", name="t", content="x")["id"]
    root = make.administrator("root")
    program.change(f"Ticket/{number}", name="Printer")
    update_ticket(root, number, TicketPatch(urgency=5, impact=5))
    add_followup(root, number, FollowupDraft(body="Hm."))
    link_item(root, number, make.item(name="pc").pk)
    resolve_ticket(root, number)

    log = program.get(f"Ticket/{number}/Log")

    entries = JournalEntry.objects.filter(noun="ticket", object_id=number).order_by("pk")
    assert list(dict.fromkeys(row["id"] // 64 for row in log)) == [entry.pk for entry in entries]
    titles = [row for row in log if row["id_search_option"] == 1]
    assert [(row["old_value"], row["new_value"]) for row in titles] == [("t", "Printer")]
    assert {"Computer", "ITILFollowup"} <= {row["itemtype_link"] for row in log}
    who = {row["user_name"].partition(" ")[0] for row in log}
    assert who == {"ann", "root"}


def test_the_texts_of_a_problem_are_told_to_those_who_read_internal_lines(sign_in):
    ann = sign_in("ann")
    number = ann.add("Problem", name="p")["id"]
    ann.change(f"Problem/{number}", causecontent="The boss pulled the plug.")
    bob = sign_in("bob", *(word for word in AGENT if word != "followup.read_internal"))

    assert "pulled the plug" in str(ann.get(f"Problem/{number}/Log"))
    assert "pulled the plug" not in str(bob.get(f"Problem/{number}/Log"))
