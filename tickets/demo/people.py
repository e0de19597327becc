"""Who is in the demo: the provider's staff, its support groups, its customers and their people."""

# ruff: noqa: E501 - a text keeps to its line

from dataclasses import dataclass

PROVIDER = "Calloway & Mar IT Services"
PROVIDER_DOMAIN = "calloway-mar.example"

DESK = "Service Desk"
WORKPLACE = "Workplace & Devices"
NETWORK = "Network & Telecoms"
APPLICATIONS = "Business Applications"
SERVERS = "Servers & Cloud"
SECURITY = "Security & Access"


@dataclass(frozen=True)
class GroupData:
    """A support group, who leads it and the address of its mailbox."""

    name: str
    owner: str
    mailbox: str
    comment: str


GROUPS = (
    GroupData(DESK, "henrik.dahl", "desk", "First contact for every customer, Leeds and Valencia."),
    GroupData(WORKPLACE, "tom.baxter", "workplace", "Laptops, phones, printers and meeting rooms."),
    GroupData(NETWORK, "otto.lind", "network", "Lines, firewalls, Wi-Fi, VPN and telephony."),
    GroupData(APPLICATIONS, "ines.ferrer", "applications", "ERP, payroll, document management."),
    GroupData(SERVERS, "callum.reid", "servers", "Servers, storage, backup and cloud tenants."),
    GroupData(SECURITY, "sara.kim", "security", "Accounts, permissions, certificates, incidents."),
)


@dataclass(frozen=True)
class StaffData:
    """Somebody who works for the provider. The first group is the main one."""

    username: str
    first_name: str
    last_name: str
    position: str
    role: str
    groups: tuple[str, ...]
    town: str = "Leeds"
    language: str = "en"


ADMINISTRATOR, MANAGER, AGENT = "Administrator", "Manager", "Agent"

STAFF = (
    StaffData("admin", "Marta", "Oliver", "Head of service", ADMINISTRATOR, (DESK,)),
    StaffData("henrik.dahl", "Henrik", "Dahl", "Service desk lead", MANAGER, (DESK, WORKPLACE)),
    StaffData(
        "ana.ruiz",
        "Ana",
        "Ruiz",
        "Service desk analyst",
        AGENT,
        (DESK, WORKPLACE),
        "Valencia",
        "es",
    ),
    StaffData("otto.lind", "Otto", "Lind", "Network engineer", AGENT, (NETWORK,)),
    StaffData("priya.nair", "Priya", "Nair", "Service desk analyst", AGENT, (DESK,)),
    StaffData("tom.baxter", "Tom", "Baxter", "Field engineer", AGENT, (WORKPLACE,)),
    StaffData(
        "lucia.moreno",
        "Lucía",
        "Moreno",
        "Field engineer",
        AGENT,
        (WORKPLACE, DESK),
        "Valencia",
        "es",
    ),
    StaffData("callum.reid", "Callum", "Reid", "Infrastructure engineer", AGENT, (SERVERS,)),
    StaffData("zofia.wrona", "Zofia", "Wrona", "Cloud engineer", AGENT, (SERVERS, SECURITY)),
    StaffData(
        "ines.ferrer", "Inés", "Ferrer", "ERP consultant", AGENT, (APPLICATIONS,), "Valencia", "es"
    ),
    StaffData("david.okafor", "David", "Okafor", "Application analyst", AGENT, (APPLICATIONS,)),
    StaffData("sara.kim", "Sara", "Kim", "Security analyst", AGENT, (SECURITY,)),
    StaffData(
        "jordi.puig", "Jordi", "Puig", "Network engineer", AGENT, (NETWORK,), "Valencia", "es"
    ),
)


@dataclass(frozen=True)
class CompanyData:
    """A customer or supplier. `weight` is how often its people call."""

    name: str
    short: str
    domain: str
    town: str
    country: str
    address: str
    phone: str
    fiscal: str
    manager: str
    language: str = "en"
    is_supplier: bool = False
    weight: int = 3


COMPANIES = (
    CompanyData(
        "Aldermoor Foods Ltd", "ALD", "aldermoor.example", "Leeds", "United Kingdom",
        "Unit 4, Canal Wharf", "+44 113 496 0101", "GB 900 4471 20", "henrik.dahl", weight=6,
    ),
    CompanyData(
        "Harbour & Finch Architects", "HFA", "harbourfinch.example", "York", "United Kingdom",
        "12 Micklegate Yard", "+44 1904 496 020", "GB 901 2265 07", "henrik.dahl",
    ),
    CompanyData(
        "Brookside Learning Trust", "BLT", "brookside-trust.example", "Harrogate", "United Kingdom",
        "Brookside Lane", "+44 1423 496 033", "GB 902 7718 44", "henrik.dahl", weight=4,
    ),
    CompanyData(
        "Pellam Precision Engineering", "PEL", "pellam.example", "Sheffield", "United Kingdom",
        "88 Carver Works", "+44 114 496 0044", "GB 903 1180 93", "admin", weight=4,
    ),
    CompanyData(
        "Nordhaven Shipping", "NOR", "nordhaven.example", "Hull", "United Kingdom",
        "Dock Office 2, Albert Quay", "+44 1482 496 055", "GB 904 6602 15", "admin",
    ),
    CompanyData(
        "Clínica Santa Eulalia", "CSE", "clinicaeulalia.example", "Valencia", "España",
        "Carrer de la Nau, 18", "+34 960 55 01 10", "B-96000101", "ines.ferrer", "es", weight=4,
    ),
    CompanyData(
        "Velasco Logística S.L.", "VEL", "velasco-logistica.example", "Sagunto", "España",
        "Polígono Ingruinsa, nave 7", "+34 962 55 02 20", "B-96000202", "ines.ferrer", "es", weight=4,
    ),
    CompanyData(
        "Tejidos Monleón S.A.", "TEM", "tejidosmonleon.example", "Alcoi", "España",
        "Camí dels Telers, 3", "+34 965 55 03 30", "A-03000303", "ines.ferrer", "es",
    ),
    CompanyData(
        "Ledoux Hardware Wholesale", "LED", "ledoux.example", "Lille", "France",
        "27 rue du Canal", "+33 3 20 55 04 40", "FR 12 900400500", "tom.baxter", is_supplier=True,
    ),
    CompanyData(
        "Fibranova Telecom", "FIB", "fibranova.example", "Valencia", "España",
        "Avinguda del Port, 210", "+34 960 55 05 50", "A-96000505", "jordi.puig", is_supplier=True,
    ),
    CompanyData(
        "Orrin Software Licensing", "ORR", "orrin.example", "Dublin", "Ireland",
        "5 Mill Street", "+353 1 555 0606", "IE 9000606A", "david.okafor", is_supplier=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class CustomerData:
    """Somebody who works at a customer."""

    username: str
    first_name: str
    last_name: str
    position: str
    department: str
    company: str


CUSTOMERS = (
    CustomerData("max.hollis", "Max", "Hollis", "Finance director", "Finance", "ALD"),
    CustomerData("rita.wells", "Rita", "Wells", "Office manager", "Administration", "ALD"),
    CustomerData("june.carver", "June", "Carver", "Payroll clerk", "Finance", "ALD"),
    CustomerData("pete.ashdown", "Pete", "Ashdown", "Warehouse supervisor", "Warehouse", "ALD"),
    CustomerData("nadia.rahman", "Nadia", "Rahman", "Quality manager", "Quality", "ALD"),
    CustomerData("owen.finch", "Owen", "Finch", "Partner", "Studio", "HFA"),
    CustomerData("helen.marsh", "Helen", "Marsh", "Practice manager", "Administration", "HFA"),
    CustomerData("kofi.mensah", "Kofi", "Mensah", "Architect", "Studio", "HFA"),
    CustomerData("carol.dunn", "Carol", "Dunn", "Business manager", "Trust office", "BLT"),
    CustomerData("amir.siddiqui", "Amir", "Siddiqui", "Head of computing", "Teaching", "BLT"),
    CustomerData("beth.lowry", "Beth", "Lowry", "School secretary", "Trust office", "BLT"),
    CustomerData("gareth.pell", "Gareth", "Pell", "Managing director", "Management", "PEL"),
    CustomerData("wendy.stokes", "Wendy", "Stokes", "Purchasing", "Purchasing", "PEL"),
    CustomerData("ivan.petrov", "Ivan", "Petrov", "Design engineer", "Engineering", "PEL"),
    CustomerData("liam.doyle", "Liam", "Doyle", "Shop floor lead", "Production", "PEL"),
    CustomerData("kirsten.holm", "Kirsten", "Holm", "Office manager", "Administration", "NOR"),
    CustomerData("jonas.berg", "Jonas", "Berg", "Freight planner", "Operations", "NOR"),
    CustomerData("mei.chen", "Mei", "Chen", "Customs clerk", "Operations", "NOR"),
    CustomerData("carmen.vidal", "Carmen", "Vidal", "Gerente", "Dirección", "CSE"),
    CustomerData("pablo.soler", "Pablo", "Soler", "Recepcionista", "Recepción", "CSE"),
    CustomerData("elena.marti", "Elena", "Martí", "Radióloga", "Radiología", "CSE"),
    CustomerData("raul.velasco", "Raúl", "Velasco", "Director", "Dirección", "VEL"),
    CustomerData("noelia.campos", "Noelia", "Campos", "Administración", "Oficina", "VEL"),
    CustomerData("andres.gil", "Andrés", "Gil", "Jefe de almacén", "Almacén", "VEL"),
    CustomerData("teresa.ibanez", "Teresa", "Ibáñez", "Tráfico", "Oficina", "VEL"),
    CustomerData("vicent.monleon", "Vicent", "Monleón", "Gerente", "Dirección", "TEM"),
    CustomerData("amparo.lopez", "Amparo", "López", "Contabilidad", "Oficina", "TEM"),
    CustomerData("sergio.blanco", "Sergio", "Blanco", "Diseño textil", "Diseño", "TEM"),
)

SIGN_INS = ("admin", "ana.ruiz", "otto.lind", "rita.wells")
"""Those who get a password: an administrator, two agents, a customer."""
