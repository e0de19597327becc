"""create_admin NAME: the first account of an empty desk."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiClient, Role, User
from accounts.operations import sign_in
from audit.models import JournalEntry

pytestmark = pytest.mark.django_db


def create_admin(*arguments: str) -> str:
    output = io.StringIO()
    call_command("create_admin", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))


def test_password_is_generated_and_printed_once():
    printed = create_admin("root", "--email", "root@example.com")

    [password] = re.findall(r"Password of root: (\S+)", printed)
    user = sign_in("root", password, address="127.0.0.1")
    assert user is not None
    assert (user.is_administrator, user.is_agent, user.email) == (True, True, "root@example.com")
    assert password not in str(list(JournalEntry.objects.values()))


def test_base_rows_are_there_afterwards():
    create_admin("root")

    names = {"Administrator", "Agent", "Manager", "Customer"}
    assert set(Role.objects.values_list("name", flat=True)) == names
    assert ApiClient.objects.get().dialect == "integria"


def test_password_typed_at_a_terminal_is_taken_and_not_printed(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "typed by hand")

    printed = create_admin("root")

    assert printed == "Administrator root created.\n"
    assert sign_in("root", "typed by hand", address="127.0.0.1") is not None


def test_taken_name_is_one_line_and_changes_nothing():
    create_admin("root")

    with pytest.raises(CommandError, match="taken"):
        create_admin("ROOT")

    assert User.objects.filter(is_system=False).count() == 1
