"""Search options find what the desk keeps, and the guide names those that find nothing."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import api_compat.glpi.itemtypes  # noqa: F401  # declares the types
from accounts.models import Location, Role, User
from api_compat.glpi import registry
from api_compat.glpi.itemtypes.roles import RIGHTS, SWITCHES
from api_compat.glpi.search.options import target_of
from approvals.drafts import RequestDraft, StepDraft
from assets.models import (
    CiType,
    Component,
    ConfigurationItem,
    FinancialRecord,
    Installation,
    Manufacturer,
    Port,
    PortAddress,
    PortAlias,
    SoftwareVersion,
    Volume,
)
from crm.models import (
    CompanyContact,
    Contact,
    ContractCost,
    ContractType,
    Project,
    ProjectTask,
)
from crm.operations import link_contract, link_project
from kb.models import ArticleCategory
from tests import make
from tickets.models import (
    SlaClock,
    SlaPolicy,
    SlaTarget,
    SolutionType,
    Ticket,
    TicketCost,
    TicketExternal,
    TicketLink,
    WorkCategory,
)
from tickets.operations import ask_approval, create_category

GUIDE = Path(__file__).parents[2] / "docs" / "integrators" / "glpi.md"
COMPONENTS = {
    "motherboard": {},
    "processor": {"nbcores": 8, "nbthreads": "16", "frequency": 3200},
    "memory": {"size": 16384},
    "network_card": {"mac": "00:11:22:33:44:55"},
    "hard_drive": {"capacity": 512000},
    "graphic_card": {},
    "sound_card": {},
    "power_supply": {},
    "firmware": {"version": "1.2.3", "otherserial": "INV-9"},
}
PARTS = {
    156: ("equals", "$disk", "system"), 150: ("contains", ">900", 1000),
    151: ("contains", "250", 250), 152: ("contains", "<26", 25), 153: ("contains", "^/$", "/"),
    154: ("contains", "sda", "/dev/sda1"), 155: ("contains", "EXT", "ext4"),
    14: ("contains", "^motherboard of", "motherboard of full"),
    17: ("contains", "processor", "processor of full"), 18: ("contains", ">=8", 8),
    34: ("contains", "16", 16), 35: ("contains", "1", 1), 36: ("contains", ">3000", 3200),
    110: ("contains", "memory", "memory of full"), 111: ("contains", "16384", 16384),
    112: ("contains", "network", "network_card of full"),
    113: ("contains", "22:33", "00:11:22:33:44:55"),
    114: ("contains", "hard", "hard_drive of full"), 115: ("contains", "<600000", 512000),
    13: ("contains", "graphic", "graphic_card of full"),
    12: ("contains", "sound", "sound_card of full"),
    39: ("contains", "power", "power_supply of full"),
    1313: ("contains", "firmware", "firmware of full"), 1314: ("contains", "^1.2", "1.2.3"),
    1317: ("equals", "$maker", "Chips Inc"),
    1318: ("contains", "S-firmware", "S-firmware"), 1319: ("contains", "INV", "INV-9"),
    174: ("equals", "2", 2), 175: ("contains", "luks", "LUKS"),
    176: ("contains", "^aes", "aes-xts"), 177: ("contains", "block", "block device"),
}  # fmt: skip
ADDRESSES = {
    126: ("contains", "192.0.2", "192.0.2.7"), 127: ("contains", "pc7", "pc7"),
    128: ("equals", "printserver", ["printserver", "old-pc"]),
}  # fmt: skip
CONTRACTS = {
    139: ("under", "$place", "Hall"), 129: ("equals", "$kind", "Lease"),
    134: ("equals", "2025-02-28", "2025-02-28"), 136: ("contains", ">120", "120.5000"),
    138: ("contains", "1", 1),
}  # fmt: skip
PROJECTS = {450: ("equals", "$project", "full")}
LICENCES = {
    **CONTRACTS,
    53: ("equals", "$supplier", "ACME"),
    120: ("morethan", "2027-02-27", "2027-02-28"),
}
ITEMS = {**LICENCES, **PROJECTS}
BUILT_IN = (110, 111, 112, 113, 114, 115, 1313, 1314, 1317, 1318, 1319)
COSTS = {
    42: ("contains", "60", "60.0000"), 43: ("contains", "5", "5.0000"),
    44: ("contains", "7", "7.0000"), 48: ("contains", "102", "102.0000"),
    49: ("contains", "5400", 5400),
}  # fmt: skip
PLANNED = {**COSTS, **PROJECTS, 6: ("equals", "$supplier", "ACME")}
FOUND: dict[str, dict[int, tuple[str, str, Any]]] = {
    "Computer": {**PARTS, **ADDRESSES, **ITEMS},
    "Monitor": {**ADDRESSES, **ITEMS},
    "Printer": {**{one: PARTS[one] for one in BUILT_IN}, **ADDRESSES, **ITEMS},
    "Phone": {**ADDRESSES, **ITEMS, 32: ("contains", "1.2.3", "1.2.3")},
    "NetworkEquipment": {
        **{one: PARTS[one] for one in (*BUILT_IN, 39)}, **ADDRESSES, **ITEMS,
        11: ("contains", "1.2.3", "1.2.3"),
    },
    "Peripheral": {**ADDRESSES, **ITEMS},
    "Software": {
        **ITEMS, 62: ("equals", "$category", "Office"), 164: ("contains", "volume", "Volume"),
        73: ("lessthan", "2025-06-16", "2025-06-15"),
    },
    "SoftwareLicense": {**LICENCES, 5: ("contains", "volume", "Volume")},
    "NetworkPort": {**ADDRESSES, 39: ("", "", "bare")},
    "Supplier": {
        8: ("contains", "^Doe Ann$", "Doe Ann"), 29: ("equals", "$contract", "Care"),
    },
    "Contract": {
        11: ("contains", "120.5", "120.5000"), 12: ("", "", "2025-02-28"),
        13: ("equals", "2025-01-31", "2025-01-31"), 20: ("lessthan", "2025-03-01", "2025-02-28"),
        29: ("equals", "$supplier", "ACME"), 41: ("contains", "20.5", "20.5000"),
        42: ("equals", "2025-01-01", "2025-01-01"), 43: ("morethan", "2025-12-30", "2025-12-31"),
        44: ("equals", "$fee", "Fee"),
    },
    "Project": {
        **CONTRACTS, 17: ("", "", 3600), 18: ("", "", 1800), 92: ("contains", "1", 1),
        93: ("contains", "1", 1), 94: ("contains", ">1", 2),
    },
    "Ticket": {
        **PROJECTS, 193: ("equals", "$contract", "Care"), 194: ("contains", "lea", "Lease"),
        48: COSTS[48], 30: ("equals", "$resolve.sla", "resolve sla"),
        37: ("contains", "respond", "respond sla"), 191: ("equals", "$resolve.ola", "resolve ola"),
        190: ("contains", "respond", "respond ola"), 202: ("equals", "1", 1),
        40: ("equals", "$twin", ["$twin", "$parent", "$child"]), 41: ("contains", "3", 3),
        47: ("equals", "$twin", "$twin"), 46: ("contains", "1", 1),
        50: ("equals", "$parent", "$parent"), 67: ("equals", "$child", "$child"),
        68: ("contains", "1", 1), 69: ("contains", "1", 1),
    },
    "Problem": PLANNED,
    "Change": PLANNED,
    "User": {
        61: ("contains", ">2", 3), 77: ("equals", "$entity", "North"),
        79: ("contains", "^assets$", "Assets"),
    },
    "SolutionType": {80: ("under", "$entity", "Root > North")},
    "TaskCategory": {80: ("equals", "$entity", "Root > North")},
    "ITILCategory": {79: ("under", "$shelf", "Mail")},
    "Profile": dict.fromkeys((20, 21, 22, 23, 24, 25, 28, 142), ("equals", "4", 31)),
}  # fmt: skip
"""Of each type's full row: how an option finds it alone, and what it shows; $words are numbers."""

SEVERAL = ("NetworkPort", "Profile")
"""Types of which other rows are found, too."""


class Scene:
    """One full row of each type, and the numbers of what it points to."""

    def __init__(self) -> None:
        place = Location.objects.create(name="Hall", full_name="Hall", is_recursive=True)
        kind = ContractType.objects.create(name="Lease")
        self.supplier = make.company(name="ACME", is_supplier=True)
        self.contract = make.contract(
            name="Care", begins_on=date(2024, 1, 31), duration_months=13, notice_months=1,
            company_id=self.supplier.pk, type_id=kind.pk, location=place, renewal="tacit",
            amount=Decimal(100),
        )  # fmt: skip
        self.numbers = {
            "place": place.pk, "kind": kind.pk, "supplier": self.supplier.pk,
            "contract": self.contract.pk,
        }  # fmt: skip
        self.full = {"Contract": self.contract.pk, "Supplier": self.supplier.pk}
        fee = ContractCost.objects.create(
            contract=self.contract, name="Fee", amount=Decimal("20.5"),
            begins_on=date(2025, 1, 1), ends_on=date(2025, 12, 31),
        )  # fmt: skip
        self.project = Project.objects.create(name="full")
        self.maker = Manufacturer.objects.create(name="Chips Inc", name_key="chips inc")
        self.entity = make.entity("North")
        self.numbers |= {
            "fee": fee.pk, "project": self.project.pk, "maker": self.maker.pk,
            "entity": self.entity.pk,
        }  # fmt: skip
        self._items()
        self._crm()
        self._tickets()

    def _items(self) -> None:
        for name, ci_class in {
            "Computer": "computer", "Monitor": "monitor", "Printer": "printer", "Phone": "phone",
            "NetworkEquipment": "network_equipment", "Peripheral": "peripheral",
            "Software": "software", "SoftwareLicense": "software_license",
        }.items():  # fmt: skip
            row = self._item(ci_class)
            self.full[name] = row.pk
            make.item(name="bare", ci_class=ci_class)
        plug = Port.objects.create(
            ci=ConfigurationItem.objects.get(name="bare", ci_class="network_equipment"),
            peer_id=self.full["NetworkPort"],
        )  # fmt: skip
        Port.objects.filter(pk=self.full["NetworkPort"]).update(peer=plug)
        office = CiType.objects.create(name="Office", name_key="office", ci_class="software")
        volume = CiType.objects.create(
            name="Volume", name_key="volume", ci_class="software_license"
        )
        self.numbers["category"] = office.pk
        items = ConfigurationItem.objects
        items.filter(pk=self.full["Software"]).update(type=office)
        items.filter(pk=self.full["SoftwareLicense"]).update(
            type=volume, parent=self.full["Software"]
        )
        version = SoftwareVersion.objects.create(software_id=self.full["Software"], name="1.0")
        Installation.objects.create(
            ci_id=self.full["Computer"], version=version, installed_on=date(2025, 6, 15)
        )

    def _item(self, ci_class: str) -> ConfigurationItem:
        row = make.item(name="full", ci_class=ci_class)
        link_contract(make.system(), self.contract.pk, row)
        link_project(make.system(), self.project.pk, row)
        FinancialRecord.objects.create(
            ci=row, supplier=self.supplier, warranty_on=date(2024, 2, 29), warranty_months=36
        )
        for name, details in COMPONENTS.items():
            Component.objects.create(
                ci=row, component_class=name, designation=f"{name} of full",
                serial=f"S-{name}", details=details, manufacturer=self.maker,
            )  # fmt: skip
        disk = Volume.objects.create(
            ci=row, name="system", device="/dev/sda1", mount_point="/", file_system="ext4",
            total_mib=1000, free_mib=250, encryption="partial", encryption_tool="LUKS",
            encryption_algorithm="aes-xts", encryption_type="block device",
        )  # fmt: skip
        if ci_class == "computer":
            self.numbers["disk"] = disk.pk
        Volume.objects.create(ci=row, name="gone", total_mib=5000, deleted_at=timezone.now())
        port = Port.objects.create(ci=row, name="eth0")
        address = PortAddress.objects.create(port=port, name="pc7", address="192.0.2.7")
        for name in ("printserver", "old-pc"):
            PortAlias.objects.create(address=address, name=name)
        if ci_class == "computer":
            self.full["NetworkPort"] = port.pk
        return row

    def _crm(self) -> None:
        contact = Contact.objects.create(last_name="Doe", first_name="Ann")
        CompanyContact.objects.create(company=self.supplier, contact=contact)
        make.company(name="Other", is_supplier=True)
        make.contract(name="bare")
        project = self.project
        Project.objects.create(name="bare")
        link_contract(make.system(), self.contract.pk, project)
        ProjectTask.objects.create(
            project=project, name="first", planned_seconds=3600, spent_seconds=1800
        )
        self.full["Project"] = project.pk

    def _tickets(self) -> None:
        for name, kind in (("Ticket", "incident"), ("Problem", "problem"), ("Change", "change")):
            row = make.ticket(title="full", kind=kind)
            make.ticket(title="bare", kind=kind)
            self.full[name] = row.pk
            TicketCost.objects.create(
                ticket=row, seconds=5400, time_amount=60, fixed_amount=5, material_amount=7
            )
            TicketExternal.objects.create(ticket=row, company=self.supplier)
            link_project(make.system(), self.project.pk, row)
        ticket = self.full["Ticket"]
        others = {name: make.ticket(title=name).pk for name in ("twin", "child", "parent")}
        self.numbers |= others
        link_contract(make.system(), self.contract.pk, Ticket.objects.get(pk=ticket))
        link_project(make.system(), self.project.pk, Ticket.objects.get(pk=others["twin"]))
        author = make.person("writer")
        Ticket.objects.filter(kind="incident", title__in=["full", "bare", "twin"]).update(
            submitter=author
        )
        self.full["User"] = author.pk
        role = Role.objects.create(name="Assets", rights=["ci.read", "ci.write", "ci.manage"])
        self.full["Profile"] = role.pk
        User.objects.filter(pk=author.pk).update(default_role=role, default_entity=self.entity)
        self._catalogues()
        for source, target, kind in (
            (ticket, others["twin"], "duplicate"), (others["child"], ticket, "child"),
            (ticket, others["parent"], "child"), (ticket, self.full["Problem"], "caused_by"),
        ):  # fmt: skip
            TicketLink.objects.create(source_id=source, target_id=target, kind=kind)
        policy = SlaPolicy.objects.create(name="Gold")
        for metric in ("resolve", "respond"):
            for side in ("sla", "ola"):
                target = SlaTarget.objects.create(
                    policy=policy, name=f"{metric} {side}", metric=metric, side=side, amount=1
                )
                SlaClock.objects.create(
                    ticket_id=ticket, policy=policy, target=target, metric=metric, side=side,
                    started_at=timezone.now(), counted_at=timezone.now(),
                )  # fmt: skip
                self.numbers[f"{metric}.{side}"] = target.pk

    def _catalogues(self) -> None:
        there = {"glpi.entities_id": self.entity.pk}
        for name, model in (("SolutionType", SolutionType), ("TaskCategory", WorkCategory)):
            self.full[name] = model.objects.create(name="full", wire_extra=there).pk
            model.objects.create(name="bare")
        shelf = ArticleCategory.objects.create(name="Mail")
        shelf.place()
        shelf.save()
        self.numbers["shelf"] = shelf.pk
        self.full["ITILCategory"] = make_category("full", article_category=shelf).pk
        make_category("bare")

    def named(self, value: Any) -> Any:
        """Put the numbers in the place of $words."""
        if isinstance(value, list):
            return [self.named(one) for one in value]
        if isinstance(value, str) and value.startswith("$"):
            return self.numbers[value[1:]]
        return value


def make_category(name: str, **columns: Any) -> Any:
    return create_category(make.system(), name=name, **columns)


@pytest.mark.slow  # one desk with everything in it, and some three hundred searches
def test_every_option_finds_and_shows_what_the_desk_keeps(sign_in):
    program, scene = sign_in("ann", "*"), Scene()
    wrong: list[Any] = []
    asked = set()
    for name, options in FOUND.items():
        full, facts = scene.full[name], registry.type_of(name).facts
        rows = _found(program, name, *options)
        for number, (searchtype, value, wanted) in options.items():
            shown = rows[full][str(number)]
            if shown != scene.named(wanted):
                wrong.append((name, number, "shows", shown))
            if (number, searchtype, value) in asked:
                continue  # the same way as from another type
            asked.add((number, searchtype, value))
            for kind in {searchtype, f"not{searchtype}"} & {*facts.options[number].searchtypes}:
                criterion = {"field": number, "searchtype": kind, "value": scene.named(value)}
                found = set(_found(program, name, criteria=[criterion]))
                is_alone = name not in SEVERAL and facts.options[number].datatype != "count"
                if (full in found) != (kind == searchtype) or (
                    kind == searchtype and is_alone and found != {full}
                ):
                    wrong.append((name, number, kind, found))

    assert not wrong, "\n".join(map(str, wrong))


def _found(program: Any, name: str, *options: int, **body: Any) -> dict[int, dict[str, Any]]:
    body |= {"forcedisplay": [2, *options], "range": "0-999"}
    answer = program.call("POST", f"search/{name}", body).json()
    return {row["2"]: row for row in answer.get("data", [])}


@pytest.mark.slow  # asks for all bits of all roles, again and again
def test_rights_without_a_meaning_here_are_found_as_they_came(sign_in):
    numbers = {"cartridge": 5, "rule_asset": 1024, "password_update": 1, "ticket": 1}
    kept = Role.objects.create(name="Kept", wire_extra={"glpi.rights": numbers}).pk
    program = sign_in("ann", "*")

    def has(option: int, searchtype: str, value: str) -> bool:
        criterion = {"field": option, "searchtype": searchtype, "value": value}
        return kept in _found(program, "Profile", criteria=[criterion])

    shown = _found(program, "Profile", 26, 27, 160, 4, 89)[kept]
    assert [shown[one] for one in ("26", "27", "160", "4", "89")] == [5, 0, 1024, 1, 0]
    assert [has(26, "equals", bits) for bits in ("4", "2", "1")] == [True, False, True]
    assert has(26, "notequals", "2")
    assert (has(4, "equals", "1"), has(89, "equals", "1")) == (True, False)


def test_projects_and_costs_that_the_caller_does_not_see_are_not_found(sign_in):
    project, contract = Project.objects.create(name="Secret"), make.contract(amount=Decimal(5))
    ContractCost.objects.create(contract=contract, name="Fee", amount=Decimal(7))
    network, board = make.group("Network"), make.group("Board")
    mine, theirs = (make.ticket(support_group=group) for group in (network, board))
    for ticket in (mine, theirs):
        link_project(make.system(), project.pk, ticket)
        link_contract(make.system(), contract.pk, ticket)
    everybody = sign_in("ann", "*")
    planner = sign_in(
        "ned", "ticket.read", "project.read", "contract.read", reach="group", group=network
    )
    other = sign_in("eve", "ticket.read", "project.read", entity=make.entity("North"))
    narrow = sign_in("olf", "ticket.read")

    assert _found(everybody, "Project", 94)[project.pk]["94"] == 2
    assert _found(planner, "Project", 94)[project.pk]["94"] == 1
    assert _found(other, "Project", 94) == {}
    assert _found(planner, "Ticket", 193, 450)[mine.pk]["450"] == "Secret"
    assert _found(narrow, "Ticket", 193, 450)[mine.pk] == {
        **_found(narrow, "Ticket")[mine.pk], "193": None, "450": None,
    }  # fmt: skip
    asked = {"field": 450, "searchtype": "equals", "value": project.pk}
    assert _found(narrow, "Ticket", criteria=[asked]) == {}
    assert set(_found(everybody, "Ticket", criteria=[asked])) == {mine.pk, theirs.pk}


def test_what_hangs_on_rows_costs_as_many_statements_for_many_rows_as_for_one(sign_in):
    program = sign_in("ann", "*")
    wanted = {
        "Ticket": (193, 194, 450), "Computer": (128, 136, 174, 450, 1317), "Project": (92, 93, 94),
        "Contract": (11, 41, 44), "User": (77, 79), "SolutionType": (80,),
    }  # fmt: skip

    def grow() -> None:
        ticket, item = make.ticket(), make.item()
        project, contract = Project.objects.create(name="Move"), make.contract()
        for row in (ticket, item):
            link_project(make.system(), project.pk, row)
            link_contract(make.system(), contract.pk, row)
        ContractCost.objects.create(contract=contract, name="Fee", amount=7)
        SolutionType.objects.create(name="Other")
        make.person(f"user{ticket.pk}")

    def statements(name: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert _found(program, name, *wanted[name])
        return len(found)

    grow()
    few = {name: statements(name) for name in wanted}
    for _ in range(5):
        grow()

    assert {name: statements(name) for name in wanted} == few


def test_tickets_that_no_approval_holds_up_are_found_by_one_word(sign_in):
    root, free, asked = make.administrator(), make.ticket().pk, make.ticket().pk
    steps = (StepDraft(voters=(root.user,)),)
    ask_approval(root, asked, RequestDraft(description="Buy it?", steps=steps))
    program = sign_in("ann", "*")

    def found(word: str) -> set[int]:
        criterion = {"field": 52, "searchtype": "equals", "value": word}
        return set(_found(program, "Ticket", criteria=[criterion]))

    assert (found("can"), found("2"), found("all")) == ({free}, {asked}, {free, asked})


def test_documents_are_found_by_their_entity(sign_in):
    program, north = sign_in("ann", "*"), make.entity("North")
    mine = program.add("Document", name="Map", entities_id=north.pk)["id"]
    program.add("Document", name="Plan")

    def found(option: int, searchtype: str, value: Any) -> set[int]:
        criterion = {"field": option, "searchtype": searchtype, "value": value}
        return set(_found(program, "Document", criteria=[criterion]))

    shown = _found(program, "Document", 80)[mine]
    assert shown["80"] == "Root > North"
    assert (found(80, "equals", north.pk), found(80, "under", north.pk)) == ({mine}, {mine})
    assert len(found(80, "under", 0)) == len(found(80, "contains", "root")) == 2
    assert found(1, "contains", "map") == {mine}


def test_times_of_a_ticket_are_compared_in_seconds(sign_in):
    slow, quick = make.ticket(), make.ticket()
    for ticket, minutes in ((slow, 90), (quick, 2)):
        Ticket.objects.filter(pk=ticket.pk).update(
            resolved_at=ticket.opened_at + timedelta(minutes=minutes, milliseconds=700)
        )
    program = sign_in("ann", "*")

    def found(value: str) -> set[int]:
        criterion = {"field": 154, "searchtype": "contains", "value": value}
        return set(_found(program, "Ticket", criteria=[criterion]))

    assert _found(program, "Ticket", 154)[slow.pk]["154"] == 5400
    assert (found(">3600"), found("120"), found("<120")) == ({slow.pk}, {quick.pk}, set())


@pytest.mark.parametrize(
    ("name", "option", "searchtype", "value"),
    [
        ("Ticket", 1, "morethan", "0"), ("Ticket", 4, "under", "1"),
        ("Ticket", 12, "equals", "9" * 30), ("Ticket", 193, "under", "1"),
        ("Ticket", 450, "lessthan", "-1"),
        ("Computer", 23, "under", "1"), ("Computer", 58, "contains", "1.5"),
        ("Contract", 44, "morethan", "0"), ("Contract_Item", 4, "contains", "Computer"),
        ("Contract_Item", 4, "zzz", "1"), ("Change", 131, "notequals", "1.5"),
        ("Computer", 87, "contains", "x"),
    ],
)  # fmt: skip
def test_search_types_that_do_not_fit_are_answered(sign_in, name, option, searchtype, value):
    program = sign_in("ann", "*")
    criterion = {"field": option, "searchtype": searchtype, "value": value}

    answer = program.call("POST", f"search/{name}", {"criteria": [criterion]})

    assert answer.status_code == 200


def test_people_are_counted_by_the_tickets_that_the_caller_sees(sign_in):
    network, board = make.group("Network"), make.group("Board")
    rita = make.customer("rita").user
    make.ticket(requester=rita, support_group=network)
    make.ticket(requester=rita, support_group=board)
    make.ticket(requester=rita, support_group=network, kind="problem")

    everybody = sign_in("ann", "*")
    of_network = sign_in("ned", "ticket.read", "user.read", reach="group", group=network)

    assert _found(everybody, "User", 60)[rita.pk]["60"] == 2
    assert _found(of_network, "User", 60)[rita.pk]["60"] == 1


@pytest.mark.slow  # asks where each of two thousand options leads
def test_what_options_reach_is_asked_here_and_what_they_do_not_is_told_in_the_guide(sign_in):
    sign_in("ann", "*")
    part = GUIDE.read_text().partition("find nothing:")[2].partition("##")[0]
    told = set(re.findall(r"`([\w.\\\\]+)`", part))
    session: Any = SimpleNamespace(
        actor=make.system(), user=make.known("ann").user, is_portal=False, entities=[0],
        holds=lambda *_: True,
    )  # fmt: skip
    unasked, untold, needless = [], set(), set(told)
    for itemtype in registry.types():
        asked = FOUND.get(itemtype.name, {})
        unasked += [(itemtype.name, one) for one in itemtype.reached if one not in asked]
        for number, option in itemtype.facts.options.items():
            if "Notepad" in option.classes:
                continue  # the rows of all types at once, each time
            if target_of(session, itemtype, number) is None:
                parts = {part for part in told if part in option.uid}
                needless -= parts
                if not parts:
                    untold.add(f"{option.uid} ({number})")

    assert not untold, "\n".join(sorted(untold))
    assert not needless
    assert unasked == [
        ("Profile", one) for one in (*RIGHTS, *SWITCHES) if one not in FOUND["Profile"]
    ]
