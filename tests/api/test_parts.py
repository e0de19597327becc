"""What items are made of, documents, projects and providers: written, shown, taken off again."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import IdentityProvider
from accounts.operations.nouns import create_row
from assets.drafts import ItemPatch
from assets.models import ConfigurationItem, Manufacturer, OperatingSystem
from assets.operations import relate_items, update_item
from assets.operations.nouns import SOFTWARE_VERSIONS
from audit.actor import Actor
from audit.models import JournalEntry
from crm.models import Project
from crm.operations import link_contract, link_project
from tests import make
from tests.api.conftest import Caller
from tickets.operations import create_document

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def agent(username: str) -> Actor:
    """Return somebody of the desk."""
    return make.agent(username, make.group(username))


def test_parts_of_an_item_are_written_and_read_back(caller: Callable[..., Caller]):
    ana = caller(agent("ana"))
    item, screen = make.item(), make.item(name="Screen", ci_class="monitor")
    other = make.item(name="Other")
    editor = make.item(name="Editor", ci_class="software")
    values = {"software": editor, "name": "1.0"}
    version = create_row(make.system(), SOFTWARE_VERSIONS, values).pk
    system = OperatingSystem.objects.create(name="Debian", name_key="debian").pk
    address = {
        "name": "pc7", "fqdn": "pc7.example.org", "address": "192.0.2.7", "aliases": ["mail", "b"],
    }  # fmt: skip
    maker = Manufacturer.objects.create(name="Chips", name_key="chips").pk
    secret = {
        "encryption": "whole", "encryption_tool": "LUKS", "encryption_algorithm": "aes-xts",
        "encryption_type": "block device",
    }  # fmt: skip
    sent = {
        "components": {
            "component_class": "processor", "details": {"nbcores": 8}, "quantity": 2,
            "manufacturer": maker,
        },
        "disks": {
            "mount_point": "/", "file_system": "ext4", "total_mib": 10, "free_mib": 3, **secret,
        },
        "ports": {"name": "eth0", "number": 1, "mac": "00:11", "addresses": [address]},
        "connections": {"item": screen.pk},
        "systems": {"operating_system": system, "installed_on": "2026-02-01"},
        "software": {"version": version, "installed_on": "2026-02-02"},
        "versions": {"name": "2", "arch": "arm64", "operating_system": system},
        "license": {"number": -1, "used_version": version, "expires_on": "2027-01-01"},
        "finance": {"bought_on": "2026-01-31", "warranty_months": 36, "value_amount": "12.5000"},
        "notes": {"title": "Fan", "body": "Loud."},
    }  # fmt: skip

    for part, body in sent.items():
        made = ana.post(f"items/{item.pk}/{part}/", body)
        path = made.headers["Location"].removeprefix("/rest/v1/")
        elsewhere = path.replace(f"items/{item.pk}/", f"items/{other.pk}/")

        assert made.status_code == 201, made.json()
        assert body.items() <= ana.get(path).json().items()
        assert [row["id"] for row in ana.get(f"items/{item.pk}/{part}/").json()["results"]] == [
            made.json()["id"]
        ]
        assert {ana.get(elsewhere).status_code, ana.delete(elsewhere).status_code} == {404}
        if part not in ("connections", "software"):
            stale = {"If-Match": '"1"'}
            assert ana.patch(elsewhere, {}).status_code == 404
            assert ana.patch(path, body, **stale).status_code == 412
        removed = 403 if part == "versions" else 204
        assert ana.delete(path).status_code == removed
    verbs = set(JournalEntry.objects.filter(object_id=item.pk).values_list("verb", flat=True))
    assert {
        "configurationitem.port_created", "configurationitem.port_addressed",
        "configurationitem.port_purged", "configurationitem.note_removed",
    } <= verbs  # fmt: skip


def test_a_port_takes_its_addresses_as_a_whole(caller: Callable[..., Caller]):
    ana, item = caller(agent("ana")), make.item()
    ports = f"items/{item.pk}/ports/"
    first = {"addresses": [{"address": "192.0.2.7"}, {"address": "192.0.2.8", "name": "b"}]}
    port = ana.post(ports, first).json()["id"]

    kept = ana.patch(f"{ports}{port}/", {"name": "eth1"}).json()
    changed = ana.patch(f"{ports}{port}/", {"addresses": [{"address": "192.0.2.9"}]}).json()
    named = [{"address": "192.0.2.9", "aliases": ["mail"]}]
    aliased = [ana.patch(f"{ports}{port}/", {"addresses": named}).json() for _ in range(2)][1]

    nameless = ana.patch(f"{ports}{port}/", {"addresses": [{"aliases": [""]}]})

    assert nameless.status_code == 422
    assert [each["address"] for each in kept["addresses"]] == ["192.0.2.7", "192.0.2.8"]
    assert [each["address"] for each in changed["addresses"]] == ["192.0.2.9"]
    assert [each["aliases"] for each in aliased["addresses"]] == [["mail"]]
    assert JournalEntry.objects.filter(verb="configurationitem.port_addressed").count() == 3


def test_a_cable_has_two_ends(caller: Callable[..., Caller]):
    ana, otto = caller(agent("ana")), caller(make.agent("otto", make.group("Board"), rights=[]))
    items = [make.item(name=name) for name in ("Switch", "Laptop", "Printer")]
    paths = []
    for item in items:
        made = ana.post(f"items/{item.pk}/ports/", {"name": "eth0"})
        paths.append(made.headers["Location"].removeprefix("/rest/v1/"))
    switch, laptop, printer = (int(path.split("/")[-2]) for path in paths)

    def peers() -> list[int | None]:
        return [ana.get(path).json()["peer"] for path in paths]

    assert ana.patch(paths[0], {"peer": laptop}).json()["peer"] == laptop
    assert peers() == [laptop, switch, None]
    assert ana.patch(paths[2], {"peer": switch}).status_code == 200
    assert peers() == [printer, None, switch]
    assert ana.patch(paths[2], {"peer": printer}).json()["code"] == "itself"
    assert otto.patch(paths[2], {"peer": laptop}).status_code in (403, 404)
    assert ana.patch(paths[0], {"name": "eth1"}).json()["peer"] == printer
    assert ana.delete(paths[0]).status_code == 204
    assert [ana.get(path).json()["peer"] for path in paths[1:]] == [None, None]
    new = ana.post(f"items/{items[0].pk}/ports/", {"peer": laptop}).json()
    assert (new["peer"], ana.get(paths[1]).json()["peer"]) == (laptop, new["id"])
    told = JournalEntry.objects.filter(
        verb="configurationitem.port_updated", object_id=items[1].pk
    ).order_by("pk")
    assert [entry.changes["peer"] for entry in told] == [
        [None, switch], [switch, None], [None, new["id"]],
    ]  # fmt: skip


def test_wrong_parts_are_refused(caller: Callable[..., Caller]):
    ana, item = caller(agent("ana")), make.item()
    mine = f"items/{item.pk}/"
    refused = {
        "components/": {},
        "disks/": {"total_mib": -1},
        "ports/": {"addresses": [{"address": "x" * 65}]},
        "connections/": {"item": item.pk},
        "software/": {"version": 999},
        "license/": {"number": -2},
        "finance/": {"warranty_months": -2},
        "notes/": {"body": " "},
    }

    answers = {part: ana.post(mine + part, body).status_code for part, body in refused.items()}

    assert answers == dict.fromkeys(refused, 422)


def test_an_item_has_one_record_of_finances(caller: Callable[..., Caller]):
    ana = caller(agent("ana"))
    finance = f"items/{make.item().pk}/finance/"

    first = ana.post(finance, {"bill": "B1", "order_number": "O1"}).json()
    second = ana.post(finance, {"bill": "B2"}).json()

    assert (second["id"], second["bill"], second["order_number"]) == (first["id"], "B2", "O1")


def test_notes_are_for_people_of_the_desk(caller: Callable[..., Caller]):
    rita, ana, otto = make.customer("rita"), agent("ana"), agent("otto")
    item = make.item(user=rita.user)
    notes = f"items/{item.pk}/notes/"
    note = caller(ana).post(notes, {"body": "Loud."}).json()["id"]

    assert caller(rita).get(notes).json()["results"] == []
    assert caller(rita).post(notes, {"body": "Mine."}).status_code == 403
    assert caller(otto).get(f"{notes}{note}/").json()["body"] == "Loud."
    assert caller(otto).patch(f"{notes}{note}/", {"body": "Quiet."}).status_code == 403
    assert caller(ana).patch(f"{notes}{note}/", {"body": "Quiet."}).json()["edited_by"] == (
        ana.user.pk
    )


def test_a_document_is_uploaded_hung_on_rows_and_taken_off(caller: Callable[..., Caller]):
    ana, rita = caller(agent("ana")), caller(make.customer("rita"))
    group = ana.user.memberships.get().group
    ticket = make.ticket(make.known("rita"), support_group=group)
    item = make.item()
    made = ana.client.post(
        "/rest/v1/documents/",
        {"file": SimpleUploadedFile("map.txt", b"North"), "title": "Map", "comment": "Old"},
    )
    document = f"documents/{made.json()['id']}/"
    hidden = rita.get(document).status_code
    links = [
        ana.post(f"{document}links/", {"noun": noun, "object": row.pk})
        for noun, row in (("tickets", ticket), ("items", item))
    ]
    seen = rita.get(f"{document}links/").json()["results"]
    twice = ana.post(f"{document}links/", {"noun": "tickets", "object": ticket.pk})
    bytes_of = rita.get(f"{document}content/", Range="bytes=1-2")

    assert made.status_code == 201
    assert made.json()["file_name"] == "map.txt"
    assert hidden == 404
    assert [link.status_code for link in links] == [201, 201]
    assert [(row["noun"], row["object"]) for row in seen] == [("tickets", ticket.pk)]
    assert twice.status_code == 422
    assert b"".join(bytes_of.streaming_content) == b"or"
    assert rita.delete(f"{document}links/{seen[0]['id']}/").status_code == 403
    assert ana.patch(document, {"title": "Chart"}).json()["title"] == "Chart"
    assert ana.delete(f"{document}links/{seen[0]['id']}/").status_code == 204
    assert rita.get(document).status_code == 404
    assert ana.delete(document).status_code == 204
    assert ana.post(f"{document}restore/").json()["title"] == "Chart"


def test_a_document_elsewhere_has_an_address_and_no_content(caller: Callable[..., Caller]):
    ana = caller(agent("ana"))
    address = "https://example.com/manual.pdf"

    made = ana.post("documents/elsewhere/", {"title": "Manual", "address": address}).json()

    assert made["address"] == address
    assert ana.get(f"documents/{made['id']}/content/").status_code == 404
    assert (
        ana.post("documents/elsewhere/", {"title": "x", "address": "javascript:x"}).status_code
        == 422
    )


def test_documents_on_nothing_are_no_business_of_customers(caller: Callable[..., Caller]):
    document = create_document(make.system(), {"title": "Plan"}, file_name="p.txt", content=b"x")
    path = f"documents/{document.pk}/"

    assert caller(make.customer("rita")).get(path).status_code == 404
    assert caller(agent("ana")).get(path).status_code == 200


def test_projects_have_tasks_that_stay_within_them(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    first, second = (root.post("projects/", {"name": name}).json()["id"] for name in "ab")
    tasks = f"projects/{first}/tasks/"
    task = root.post(tasks, {"name": "Paint", "planned_seconds": 3600}).json()["id"]
    other = root.post(f"projects/{second}/tasks/", {"name": "Pack"}).json()["id"]

    assert root.patch(f"{tasks}{task}/", {"parent": other}).json()["code"] == "other_project"
    assert root.patch(f"projects/{first}/", {"parent": second}).status_code == 200
    assert root.patch(f"projects/{second}/", {"parent": first}).json()["code"] == "cycle"
    assert root.delete(f"{tasks}{task}/").status_code == 204
    assert root.get(tasks).json()["results"] == []
    assert root.post(f"projects/{second}/tasks/{task}/restore/").status_code == 404
    assert root.post(f"{tasks}{task}/restore/").json()["planned_seconds"] == 3600


def test_tickets_and_items_have_contracts_and_projects(caller: Callable[..., Caller]):
    root, ana = caller(make.administrator()), caller(agent("ana"))
    ticket, item = make.ticket(), make.item()
    project = root.post("projects/", {"name": "Move", "code": "M1"}).json()["id"]
    contract = make.contract(name="Care", number="C1").pk
    sent = {"projects": {"project": project}, "contracts": {"contract": contract}}
    seen = {
        "projects": {"id": project, "name": "Move", "code": "M1"},
        "contracts": {"id": contract, "name": "Care", "number": "C1"},
    }

    for owner in (f"tickets/{ticket.pk}/", f"items/{item.pk}/"):
        for noun, body in sent.items():
            ties = f"{owner}{noun}/"
            made = [root.post(ties, body) for _ in range(2)]

            assert [each.status_code for each in made] == [201, 201]
            assert made[0].json() == seen[noun]
            assert root.get(ties).json()["results"] == [seen[noun]]
            assert ana.post(ties, body).status_code in (404, 422)
            assert root.delete(f"{ties}{body[noun[:-1]]}/").status_code == 204
            assert root.get(ties).json()["results"] == []
            assert root.post(ties, {noun[:-1]: 987654}).status_code == 422
    verbs = JournalEntry.objects.filter(noun="project", object_id=project).order_by("pk")
    told = [(entry.verb, entry.part_noun) for entry in verbs if entry.part_noun]
    assert told == [
        ("project.linked", "ticket"), ("project.unlinked", "ticket"),
        ("project.linked", "configurationitem"), ("project.unlinked", "configurationitem"),
    ]  # fmt: skip


def test_what_a_purged_ticket_was_tied_to_is_tied_no_more():
    root, ticket = make.administrator(), make.ticket()
    project, contract = Project.objects.create(name="Move"), make.contract()
    link_project(root, project.pk, ticket)
    link_contract(root, contract.pk, ticket)

    ticket.delete()

    assert (project.links.count(), contract.links.count()) == (0, 0)


def test_costs_of_a_contract_are_for_who_sees_it(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    buyer = caller(make.actor("ben", "contract.read", "contract.write"))
    open_, private = make.contract(), make.contract(is_private=True)
    fee = {"name": "Fee", "amount": "12.5000", "begins_on": "2026-01-01", "ends_on": None}
    path = f"contracts/{open_.pk}/costs/"

    made = buyer.post(path, fee)
    hidden = root.post(f"contracts/{private.pk}/costs/", fee).json()["id"]

    assert fee.items() <= made.json().items()
    assert buyer.patch(f"{path}{made.json()['id']}/", {"name": "Tax"}).json()["name"] == "Tax"
    assert buyer.get(f"contracts/{private.pk}/costs/{hidden}/").status_code == 404
    assert buyer.get(f"{path}{hidden}/").status_code == 404
    assert buyer.patch(f"{path}{hidden}/", {"name": "x"}).status_code == 404
    assert buyer.delete(f"{path}{made.json()['id']}/").status_code == 204
    assert buyer.post(path, {"amount": "1e30"}).status_code == 422
    verbs = JournalEntry.objects.filter(noun="contract", object_id=open_.pk).order_by("pk")
    assert [entry.verb for entry in verbs][1:] == [
        "contract.contractcost_created", "contract.contractcost_updated",
        "contract.contractcost_purged",
    ]  # fmt: skip


def test_the_secret_of_a_provider_goes_in_and_never_out(caller: Callable[..., Caller]):
    root = caller(make.administrator())
    body = {"slug": "house", "name": "House", "client_id": "desk", "secret": "sesame"}
    made = root.post("identity-providers/", {**body, "issuer_url": "https://login.example.com"})
    path = f"identity-providers/{made.json()['id']}/"
    sealed = IdentityProvider.objects.get().sealed_secret

    changed = root.patch(path, {"is_active": False})

    assert made.json()["has_secret"] is True
    assert changed.json()["is_active"] is False
    assert "sesame" not in made.content.decode() + root.get("identity-providers/").content.decode()
    assert IdentityProvider.objects.get().sealed_secret == sealed
    insecure = {**body, "slug": "other", "issuer_url": "http://login.example.com"}
    assert root.post("identity-providers/", insecure).status_code == 422
    assert root.delete(path).status_code == 204


def test_history_of_an_item_tells_of_it_and_its_parts_but_names_no_hidden_item(
    caller: Callable[..., Caller],
):
    desk = make.group("Desk")
    laptop, safe = make.item(name="Laptop"), make.item(name="Safe")
    root = make.administrator()
    update_item(root, laptop.pk, ItemPatch(serial="X1"))
    relate_items(root, laptop.pk, safe.pk, kind="runs_on")
    rita = make.customer("rita")
    ConfigurationItem.objects.filter(pk=safe.pk).update(is_public=False)
    ConfigurationItem.objects.filter(pk=laptop.pk).update(user=rita.user, is_public=True)
    otto = caller(make.agent("otto", make.group("Board"), rights=["ticket.read"]))
    user = caller(rita)
    address = f"items/{laptop.pk}/history/"

    everything = caller(root).get(address).json()["results"]
    assert [row["verb"] for row in everything] == ["ci.created", "ci.updated", "ci.related"]
    assert everything[1]["changes"] == {"serial": ["", "X1"]}
    assert everything[2]["names"]["runs_on"] == [None, "Safe"]
    one = caller(make.agent("ana", desk)).get(f"{address}{everything[1]['id']}/").json()
    assert (one["verb"], one["actor"]) == ("ci.updated", root.user.pk)

    some = otto.get(address).json()["results"]
    assert [row["changes"] for row in some][1:] == [{"serial": ["", "X1"]}, {}]
    assert some[2]["names"] == {"actor": [None, "root"]}
    only = otto.get(f"{address}?fields=names").json()["results"]
    assert only[2] == {"id": some[2]["id"], "names": {"actor": [None, "root"]}}
    assert user.get(address).json()["results"] == []
    assert user.get(f"items/{safe.pk}/history/").status_code == 404
