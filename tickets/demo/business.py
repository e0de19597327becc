"""What the demo's provider sells: contracts, invoices, leads, the newsletter."""

# ruff: noqa: E501 - a text keeps to its line

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class ContractData:
    """A contract that starts a number of months ago."""

    company: str
    name: str
    number: str
    monthly: Decimal
    months_ago: int
    months: int = 12
    is_private: bool = False


CONTRACTS = (
    ContractData("ALD", "Managed workplace, 40 seats", "C-2031", Decimal(2150), 14, 24),
    ContractData("HFA", "Managed workplace, 18 seats", "C-2034", Decimal(980), 9),
    ContractData("BLT", "Schools support, three sites", "C-2037", Decimal(1640), 5),
    ContractData("PEL", "Workplace and ERP hosting", "C-2040", Decimal(2875), 20, 36),
    ContractData("NOR", "Network and telephony", "C-2044", Decimal(1210), 7),
    ContractData("CSE", "Mantenimiento informático integral", "C-2052", Decimal(1890), 11),
    ContractData("VEL", "Soporte y terminales de almacén", "C-2055", Decimal(1320), 3),
    ContractData("TEM", "Bolsa de 20 horas al mes", "C-2059", Decimal(900), 16, 24),
    ContractData("FIB", "Leased lines Leeds and Valencia", "FN-77120", Decimal(640), 22, 36, True),
    ContractData("ORR", "Software licences, yearly", "OR-4418", Decimal(1475), 8, 12, True),
)

EXTRA_WORK = (
    ("Office move, cabling and switch", Decimal("1240.00")),
    ("Replacement of two laptops", Decimal("1798.00")),
    ("Evening migration of the mail domain", Decimal("860.50")),
    ("On-site day", Decimal("520.00")),
    ("Wi-Fi survey with report", Decimal("415.00")),
    ("Label printer for the warehouse", Decimal("689.90")),
)

BOUGHT = (
    ("LED", "Laptops 14 inch, batch of six", Decimal("5394.00")),
    ("FIB", "Leased lines, quarter", Decimal("1920.00")),
    ("ORR", "Office licences, yearly renewal", Decimal("4425.00")),
    ("LED", "Docking stations and monitors", Decimal("2310.75")),
)


@dataclass(frozen=True)
class CampaignData:
    """Where leads come from; begins and ends so many days ago."""

    name: str
    begins_days_ago: int
    ends_days_ago: int
    cost: Decimal
    comment: str


CAMPAIGNS = (
    CampaignData("Leeds Business Expo", 80, 78, Decimal("3400.00"), "Stand B12, two days."),
    CampaignData(
        "Cyber health check", 60, 0, Decimal("950.00"), "Free check, one morning on site."
    ),
    CampaignData("Recomienda a un amigo", 88, 0, Decimal("0.00"), "Clientes que traen clientes."),
)

CATEGORIES = ("Managed workplace", "Network", "Cloud migration", "Security")
TAGS = ("hot", "education", "logistics", "health", "renewal", "callback")


@dataclass(frozen=True)
class LeadData:
    """Somebody who may become a customer; created so many days ago."""

    full_name: str
    company: str
    email: str
    country: str
    position: str
    amount: Decimal
    stage: int
    days_ago: int
    owner: str
    category: str
    tags: tuple[str, ...]
    comments: str
    campaign: str = ""
    language: str = "en_GB"


_EXPO, _CHECK, _FRIEND = (campaign.name for campaign in CAMPAIGNS)
_WORKPLACE, _NETWORK, _CLOUD, _SECURITY = CATEGORIES
_UK, _ES = "United Kingdom", "España"

LEADS = (
    LeadData("Joanna Pickering", "Thornfield Dairy", "jp@thornfield.example", _UK, "Operations",
             Decimal(18000), 60, 79, "henrik.dahl", _WORKPLACE, ("hot",),
             "35 seats, contract with the present provider ends in spring.", _EXPO),
    LeadData("Simon Achebe", "Kestrel Joinery", "simon@kestrel.example", _UK, "Owner",
             Decimal(4200), 101, 79, "henrik.dahl", _WORKPLACE, (),
             "Nine people. Went with somebody closer to Bradford.", _EXPO),
    LeadData("Dr Ruth Hallam", "Hallam Veterinary", "ruth@hallamvets.example", _UK, "Partner",
             Decimal(7600), 80, 78, "henrik.dahl", _CLOUD, ("health", "hot"),
             "Two practices, wants the patient system out of the cupboard. Offer accepted by phone.",
             _EXPO),
    LeadData("Colin Etheridge", "Westgate Storage", "colin@westgate.example", _UK, "Director",
             Decimal(2900), 20, 74, "otto.lind", _NETWORK, ("logistics",),
             "Cameras and Wi-Fi in two halls; meeting arranged on site."),
    LeadData("Fiona Strand", "Strand Publishing", "fiona@strand.example", _UK, "Office manager",
             Decimal(5100), 40, 66, "henrik.dahl", _WORKPLACE, ("callback",),
             "Mostly Macs. Asked whether we look after them too (yes)."),
    LeadData("Bilal Aslam", "Aslam Opticians", "bilal@aslam.example", _UK, "Owner",
             Decimal(3300), 200, 63, "henrik.dahl", _SECURITY, ("health",),
             "Signed after the check: laptops without disk encryption.", _CHECK),
    LeadData("Greta Winslow", "Winslow Legal", "gw@winslow.example", _UK, "Managing partner",
             Decimal(12500), 60, 58, "admin", _SECURITY, ("hot",),
             "Needs a certificate for an insurer by the end of the quarter.", _CHECK),
    LeadData("Ted Marlow", "Marlow Coaches", "ted@marlowcoaches.example", _UK, "Director",
             Decimal(2100), 100, 55, "henrik.dahl", _NETWORK, ("logistics",),
             "Three calls, no answer.", _CHECK),
    LeadData("Aisling Byrne", "Byrne Catering", "aisling@byrne.example", "Ireland", "Manager",
             Decimal(1900), 0, 50, "henrik.dahl", _WORKPLACE, (), "Wrote through the web site."),
    LeadData("Marcus Teale", "Teale Foundry", "m.teale@tealefoundry.example", _UK, "Finance",
             Decimal(16400), 20, 46, "admin", _CLOUD, (),
             "Neighbour of Pellam, heard about the ERP hosting from Gareth."),
    LeadData("Head Teacher", "Oakbank Primary", "head@oakbank.example", _UK, "Head teacher",
             Decimal(6800), 40, 41, "henrik.dahl", _WORKPLACE, ("education",),
             "Knows Carol at Brookside. Budget is decided in April."),
    LeadData("Nils Aaker", "Aaker Marine", "nils@aaker.example", "Norway", "IT manager",
             Decimal(9900), 0, 37, "otto.lind", _NETWORK, ("logistics",),
             "Asks for a quote for satellite fail-over on two ships."),
    LeadData("test test", "asdf", "test@mailbox.example", _UK, "", Decimal(0), 102, 33,
             "henrik.dahl", _WORKPLACE, (), "Somebody trying the form."),
    LeadData("Rosa Palau", "Palau Ceràmiques", "rosa@palau.example", _ES, "Gerente", Decimal(6400),
             40, 84, "ines.ferrer", _CLOUD, ("hot",),
             "Conoce a Vicent. Quiere llevar el ERP a la nube antes de verano.", _FRIEND, "es"),
    LeadData("Joaquín Ferri", "Ferri Hermanos", "joaquin@ferri.example", _ES, "Administración",
             Decimal(3800), 20, 71, "ines.ferrer", _WORKPLACE, (),
             "Doce puestos, dos impresoras y un servidor de 2012.", _FRIEND, "es"),
    LeadData("Marina Esteve", "Laboratorios Esteve Pons", "m.esteve@estevepons.example", _ES,
             "Calidad", Decimal(11200), 60, 52, "ines.ferrer", _SECURITY, ("health",),
             "Propuesta enviada; pide referencias de otra clínica.", _FRIEND, "es"),
    LeadData("Óscar Navarro", "Transportes Navarro", "oscar@tnavarro.example", _ES, "Socio",
             Decimal(4700), 200, 47, "ines.ferrer", _NETWORK, ("logistics",),
             "Contrato firmado, empieza el mes que viene.", _FRIEND, "es"),
    LeadData("Pilar Cuesta", "Gestoría Cuesta", "pilar@gestoriacuesta.example", _ES, "Titular",
             Decimal(1500), 101, 29, "ines.ferrer", _WORKPLACE, (), "Demasiado caro.", "", "es"),
    LeadData("Batiste Roig", "Cooperativa del Camp", "batiste@cooperativa.example", _ES, "Gerente",
             Decimal(8300), 0, 12, "ines.ferrer", _NETWORK, ("callback",),
             "Llamar después de la campaña de la naranja.", "", "es"),
    LeadData("Hanna Kowal", "Kowal Interiors", "hanna@kowal.example", _UK, "Owner", Decimal(2400),
             0, 4, "henrik.dahl", _WORKPLACE, (), "Moves to a new studio in six weeks."),
)  # fmt: skip

NEWSLETTER = ("Service news", "Planned work, tips and people, once a month.")
