"""That the look at all rows, which other tests compare, sees each change and each step back."""

import pytest
from django.db import connection, transaction

from accounts.models import Group
from tests import make
from tests.tickets.traces import rows

pytestmark = pytest.mark.django_db


def test_a_look_sees_what_was_written_and_what_was_taken_back():
    group = make.group("One")
    before = rows()
    with transaction.atomic():
        Group.objects.filter(pk=group.pk).update(name="Two")
        changed = rows()
        with transaction.atomic():
            group.delete()
            without = rows()
            transaction.set_rollback(True)
        assert rows() == changed
        transaction.set_rollback(True)

    names = [[row["name"] for row in look["accounts.Group"]] for look in (before, changed, without)]
    assert names == [["One"], ["Two"], []]
    assert rows() == before != changed


def test_a_look_sees_rows_written_by_statements_of_any_kind():
    before = rows()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH one AS (SELECT 1) UPDATE accounts_entity SET name = 'Other' WHERE id = id"
        )

    assert rows() != before
