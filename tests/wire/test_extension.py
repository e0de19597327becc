"""An app of somebody else adds ops to api.php, through extension.py alone."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from accounts.operations import change_settings, install_base_data
from accounts.vocabulary import RIGHTS
from api_compat.integria.extension import Rows, Value, integer, op, text
from api_compat.integria.registry import OPS
from tests import make
from tickets.drafts import FollowupDraft
from tickets.models import Ticket
from tickets.operations import add_followup, close_ticket

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "tests" / "extension_app"
GUIDE = ROOT / "docs" / "integrators" / "extending-api-php.md"
PASSWORD = "quiet-river-42"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _installed() -> None:
    install_base_data(make.system())


@pytest.fixture
def root():
    """An administrator with a password."""
    return make.administrator(password=make_password(PASSWORD))


def call(who, op_name: str, params: str = "", return_type: str = "csv") -> str:
    """Call an op over HTTP as a person."""
    form = {"user": who.user.username, "user_pass": PASSWORD, "op": op_name}
    form |= {"params": params, "return_type": return_type}
    response = Client().post("/include/api.php", form)
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=UTF-8")
    return response.content.decode()


def use_edition(name: str) -> None:
    change_settings(make.system(), {"integria.api_edition": name})


def worked(who, seconds: int) -> Ticket:
    """A ticket on which time was spent."""
    ticket = make.ticket()
    add_followup(who, ticket.pk, FollowupDraft(body="Looked at it", seconds=seconds))
    return ticket


# --- an op that returns a value ---------------------------------------------------------------


def test_value_in_all_formats(root):
    ticket = worked(root, 5400)

    answers = {
        form: call(root, "get_ticket_cost", f"{ticket.pk},40.50", form)
        for form in ("csv", "xml", "json", "other")
    }

    assert answers == {
        "csv": "60.75",
        "xml": "<xml version='1.0' encoding='UTF-8'>\n<data>60.75</data>\n</xml>\n",
        "json": '"60.75"',
        "other": "60.75",
    }


def test_value_in_the_manual_edition(root):
    ticket = worked(root, 3600)
    use_edition("manual")

    assert call(root, "get_ticket_cost", f"{ticket.pk},40", "xml") == "<xml>\n40.00\n</xml>\n"
    assert call(root, "get_ticket_cost", f"{ticket.pk},40") == "40.00"


def test_what_does_not_pass_prints_the_ops_own_failures(root):
    ticket = worked(root, 3600)

    assert call(root, "get_ticket_cost", f"{ticket.pk + 1},40") == "-1"
    assert call(root, "get_ticket_cost", f"{ticket.pk},-40") == "-2"
    assert call(root, "get_ticket_cost", f"{ticket.pk},forty") == "-2"
    assert call(root, "get_ticket_cost", "forty,40", "json") == '"-1"'


# --- an op that returns rows ------------------------------------------------------------------


@pytest.fixture
def two_tickets(root) -> list[Ticket]:
    """Two open tickets, the older one assigned, and a closed one."""
    older = make.ticket(title="Printer, 3rd floor", assignee=root.user)
    newer = make.ticket(title="<Screen> & mouse")
    closed = make.ticket(title="Printer, gone")
    close_ticket(root, closed.pk, resolution=1)
    Ticket.objects.filter(pk=older.pk).update(opened_at="2024-02-03T04:05:06Z")
    Ticket.objects.filter(pk=newer.pk).update(opened_at="2025-02-03T04:05:06Z")
    return [older, newer]


def test_rows_in_all_formats(root, two_tickets):
    older, newer = two_tickets

    answers = {
        form: call(root, "get_oldest_tickets", "", form) for form in ("csv", "xml", "json", "other")
    }

    assert answers["csv"] == (
        f'{older.pk},"Printer, 3rd floor",root,"2024-02-03 04:05:06"\n'
        f'{newer.pk},"<Screen> & mouse",,"2025-02-03 04:05:06"\n'
    )
    assert answers["xml"] == (
        f"<xml>\n<ticket>\n<id>{older.pk}</id>\n<title>Printer, 3rd floor</title>\n"
        "<owner>root</owner>\n<start>2024-02-03 04:05:06</start>\n</ticket>\n"
        f"<ticket>\n<id>{newer.pk}</id>\n<title>&lt;Screen&gt; &amp; mouse</title>\n"
        "<owner></owner>\n<start>2025-02-03 04:05:06</start>\n</ticket>\n</xml>\n"
    )
    assert [row["title"] for row in json.loads(answers["json"])] == [
        "Printer, 3rd floor",
        "<Screen> & mouse",
    ]
    assert answers["other"] == ""


def test_rows_in_the_manual_edition(root, two_tickets):
    use_edition("manual-5.0.98")

    assert call(root, "get_oldest_tickets", "1", "xml") == (
        f"<xml>\n  <ticket>\n    <id>{two_tickets[0].pk}</id>\n"
        "    <title>Printer, 3rd floor</title>\n    <owner>root</owner>\n"
        "    <start>2024-02-03 04:05:06</start>\n  </ticket>\n</xml>\n"
    )


def test_parameters_are_read_like_those_of_other_ops(root, two_tickets):
    older, newer = two_tickets

    # ":::" is a comma inside a text
    assert call(root, "get_oldest_tickets", "5,Printer::: 3rd").startswith(f"{older.pk},")
    assert call(root, "get_oldest_tickets", "5,screen").startswith(f"{newer.pk},")
    assert call(root, "get_oldest_tickets", "0") == ""


# --- refusals ---------------------------------------------------------------------------------


def test_without_the_right_the_body_is_empty(two_tickets):
    nobody = make.agent("otto", rights=["ci.read"], password=make_password(PASSWORD))
    ticket = two_tickets[0]

    for form in ("csv", "xml", "json"):
        assert call(nobody, "get_oldest_tickets", "", form) == ""
        assert call(nobody, "get_ticket_cost", f"{ticket.pk},40", form) == ""


def test_hidden_tickets_are_unknown(two_tickets):
    rita = make.customer("rita", password=make_password(PASSWORD))

    assert call(rita, "get_oldest_tickets") == ""
    assert call(rita, "get_ticket_cost", f"{two_tickets[0].pk},40") == "-1"


def test_wrong_password_is_empty(root):
    form = {"user": "root", "user_pass": "wrong", "op": "get_oldest_tickets"}

    assert Client().post("/include/api.php", form).content == b""


# --- the start --------------------------------------------------------------------------------


def unsound(complaint: str):
    return pytest.raises(ImproperlyConfigured, match=complaint)


def test_name_that_is_taken_is_refused():
    with unsound(r"get_groups of .*: api_compat\.integria\.ops\.catalogue has an op of this name"):
        op("get_groups", shape=Value())(lambda call: 1)
    with unsound(r"tests\.extension_app\.ops has an op of this name already"):
        op("new_name", shape=Value(), also=("get_ticket_cost",))(lambda call: 1)

    OPS.pop("new_name")
    assert OPS["get_groups"].function.__module__ == "api_compat.integria.ops.catalogue"


def test_op_that_could_not_answer_is_refused():
    with unsound("there is no right ticket.see"):
        op("get_x", shape=Value(), right="ticket.see")(lambda call: 1)
    with unsound("does not take its parameters"):
        op("get_x", integer("number"), shape=Value())(lambda call: 1)
    with unsound("cannot be the name of an XML element"):
        op("get_x", text("a"), shape=Rows(columns=("2nd floor",), item="x"))(lambda call, a: [])

    assert "get_x" not in OPS
    assert "ticket.see" not in RIGHTS


def test_extension_knows_one_module_of_the_dialects():
    for path in APP.glob("*.py"):
        imported = {
            node.module
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module
        }
        ours = {name for name in imported if name.startswith("api_compat")}
        assert ours <= {"api_compat.integria.extension"}, path.name


def test_guide_shows_the_code_of_the_app():
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)

    # the guide's reader has a package of another name
    shown = [block.replace("desk_costs", "tests.extension_app") for block in blocks]
    assert shown == [(APP / name).read_text("utf-8") for name in ("apps.py", "ops.py")]
