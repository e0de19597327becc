"""Search options find what the desk keeps, and the guide names those that find nothing."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

import api_compat.glpi.itemtypes  # noqa: F401  # declares the types
from accounts.models import Location, Role
from api_compat.glpi import registry
from api_compat.glpi.itemtypes.roles import RIGHTS
from api_compat.glpi.search.options import target_of
from assets.models import (
    CiType,
    Component,
    ConfigurationItem,
    FinancialRecord,
    Installation,
    Port,
    PortAddress,
    SoftwareVersion,
    Volume,
)
from crm.models import CompanyContact, Contact, ContractType, Project, ProjectTask
from crm.operations import link_contract
from tests import make
from tickets.models import (
    SlaClock,
    SlaPolicy,
    SlaTarget,
    Ticket,
    TicketCost,
    TicketExternal,
    TicketLink,
)

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
    1318: ("contains", "S-firmware", "S-firmware"), 1319: ("contains", "INV", "INV-9"),
}  # fmt: skip
ADDRESSES = {126: ("contains", "192.0.2", "192.0.2.7"), 127: ("contains", "pc7", "pc7")}
CONTRACTS = {
    139: ("under", "$place", "Hall"), 129: ("equals", "$kind", "Lease"),
    134: ("equals", "2025-02-28", "2025-02-28"), 136: ("contains", ">99", "100.0000"),
    138: ("contains", "1", 1),
}  # fmt: skip
ITEMS = {
    **CONTRACTS,
    53: ("equals", "$supplier", "ACME"),
    120: ("morethan", "2027-02-27", "2027-02-28"),
}
BUILT_IN = (110, 111, 112, 113, 114, 115, 1313, 1314, 1318, 1319)
COSTS = {
    42: ("contains", "60", "60.0000"), 43: ("contains", "5", "5.0000"),
    44: ("contains", "7", "7.0000"), 48: ("contains", "102", "102.0000"),
    49: ("contains", "5400", 5400),
}  # fmt: skip
PLANNED = {**COSTS, 6: ("equals", "$supplier", "ACME")}
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
    "SoftwareLicense": {**ITEMS, 5: ("contains", "volume", "Volume")},
    "NetworkPort": ADDRESSES,
    "Supplier": {
        8: ("contains", "^Doe Ann$", "Doe Ann"), 29: ("equals", "$contract", "Care"),
    },
    "Contract": {
        11: ("contains", "100", "100.0000"), 12: ("", "", "2025-02-28"),
        13: ("equals", "2025-01-31", "2025-01-31"), 20: ("lessthan", "2025-03-01", "2025-02-28"),
        29: ("equals", "$supplier", "ACME"),
    },
    "Project": {**CONTRACTS, 17: ("", "", 3600), 18: ("", "", 1800)},
    "Ticket": {
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
    "User": {61: ("contains", ">2", 3)},
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
        FinancialRecord.objects.create(
            ci=row, supplier=self.supplier, warranty_on=date(2024, 2, 29), warranty_months=36
        )
        for name, details in COMPONENTS.items():
            Component.objects.create(
                ci=row, component_class=name, designation=f"{name} of full",
                serial=f"S-{name}", details=details,
            )  # fmt: skip
        disk = Volume.objects.create(
            ci=row, name="system", device="/dev/sda1", mount_point="/", file_system="ext4",
            total_mib=1000, free_mib=250,
        )  # fmt: skip
        if ci_class == "computer":
            self.numbers["disk"] = disk.pk
        Volume.objects.create(ci=row, name="gone", total_mib=5000, deleted_at=timezone.now())
        port = Port.objects.create(ci=row, name="eth0")
        PortAddress.objects.create(port=port, name="pc7", address="192.0.2.7")
        if ci_class == "computer":
            self.full["NetworkPort"] = port.pk
        return row

    def _crm(self) -> None:
        contact = Contact.objects.create(last_name="Doe", first_name="Ann")
        CompanyContact.objects.create(company=self.supplier, contact=contact)
        make.company(name="Other", is_supplier=True)
        make.contract(name="bare")
        project = Project.objects.create(name="full")
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
        ticket = self.full["Ticket"]
        others = {name: make.ticket(title=name).pk for name in ("twin", "child", "parent")}
        self.numbers |= others
        author = make.person("writer")
        Ticket.objects.filter(kind="incident", title__in=["full", "bare", "twin"]).update(
            submitter=author
        )
        self.full["User"] = author.pk
        role = Role.objects.create(name="Assets", rights=["ci.read", "ci.write", "ci.manage"])
        self.full["Profile"] = role.pk
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

    def named(self, value: Any) -> Any:
        """Put the numbers in the place of $words."""
        if isinstance(value, list):
            return [self.named(one) for one in value]
        if isinstance(value, str) and value.startswith("$"):
            return self.numbers[value[1:]]
        return value


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
    assert unasked == [("Profile", one) for one in RIGHTS if one not in FOUND["Profile"]]
