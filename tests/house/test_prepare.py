"""What an empty desk can do before anybody has set anything up."""

import pytest

from accounts.models import ApiClient, Role
from assets.models import CiType
from itsm import prepare
from tests import make
from tests.integria.client import call, known
from tickets.models import RequestSource

pytestmark = pytest.mark.django_db
BUILT_IN = (ApiClient, CiType, RequestSource, Role)


def test_rows_that_every_desk_starts_with_are_added_once():
    prepare.install_built_in_rows()
    first = [set(model.objects.values_list("pk", flat=True)) for model in BUILT_IN]

    prepare.install_built_in_rows()

    assert all(first)
    assert first == [set(model.objects.values_list("pk", flat=True)) for model in BUILT_IN]


def test_monitoring_can_report_a_machine_to_an_empty_desk():
    prepare.install_built_in_rows()
    known(make.administrator("root"))

    machine = "srv1|;|Server 1|;|Linux|;|10.0.0.2|;|7|;|Servers"
    reported = call("sync_pandora_agents_inventory", **{"params[]": machine}, method="POST")

    assert reported == b"1"
    assert b"Server 1" in call("get_inventories")
