"""The data set of the contract is loaded into a desk as its first start leaves it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.operations import install_base_data as install_roles
from assets.operations import install_base_data as install_types
from tests import make
from tickets.models import RequestSource
from tickets.operations import install_base_data as install_sources

pytestmark = pytest.mark.django_db

FIXTURE = Path(__file__).parents[1] / "contracts" / "glpi" / "fixture.json"


def test_world_takes_the_place_of_built_in_rows():
    for install in (install_roles, install_types, install_sources):
        install(make.system())

    call_command("load_world", "glpi", str(FIXTURE), stdout=StringIO())

    assert RequestSource.objects.get(pk=1).name == "Helpdesk"
    assert RequestSource.objects.filter(code="web").count() == 1
