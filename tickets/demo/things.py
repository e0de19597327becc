"""What the demo's desk looks after: shared machines, services and how they hang together."""

# ruff: noqa: E501 - a text keeps to its line

from dataclasses import dataclass

MAKERS = ("Ledoux", "Tamura", "Corvid Systems", "Hallberg", "Brisa Networks", "Orrin")

LAPTOPS = (
    ("Ledoux Swift 14", "Ledoux", "14 inch, 16 GB, 512 GB"),
    ("Ledoux Swift 15", "Ledoux", "15.6 inch, 16 GB, 1 TB"),
    ("Tamura T40", "Tamura", "13.3 inch, 8 GB, 256 GB"),
    ("Corvid Workbook", "Corvid Systems", "16 inch, 32 GB, separate graphics"),
)
"""One of these for every customer: model, maker, what is in it."""


@dataclass(frozen=True)
class ThingData:
    """A shared item of a company. `role` is what conversations call it."""

    company: str
    name: str
    type: str
    role: str
    maker: str = ""
    comment: str = ""
    serial: str = ""
    agent: tuple[str, str] | None = None


PRINTER, SERVER, SWITCH, FIREWALL, ACCESS_POINT, PHONE, SERVICE, SCANNER = (
    "printer", "server", "switch", "firewall", "access point", "phone", "service", "scanner",
)  # fmt: skip

THINGS = (
    ThingData("ALD", "ALD-PRN-01 first floor", "Printers", PRINTER, "Hallberg", "Colour, A3",
              "HB55-20931"),
    ThingData("ALD", "ALD-PRN-02 dispatch", "Printers", PRINTER, "Hallberg", "Labels", "HB12-77102"),
    ThingData("ALD", "ald-srv-01", "Pandora agents", SERVER, "Corvid Systems", "Files and print",
              "CV-9001-311", ("Linux", "10.20.1.10")),
    ThingData("ALD", "ALD-FW-01", "Network equipment", FIREWALL, "Brisa Networks", "", "BN4-00771"),
    ThingData("ALD", "ALD-AP-03 warehouse", "Network equipment", ACCESS_POINT, "Brisa Networks"),
    ThingData("ALD", "Warehouse scanner 7", "Peripheral", SCANNER, "Tamura", "Freezer proof"),
    ThingData("HFA", "HFA-PLT-01 plotter", "Printers", PRINTER, "Hallberg", "A0 roll", "HB90-10045"),
    ThingData("HFA", "hfa-nas-01", "Pandora agents", SERVER, "Corvid Systems", "Drawings, 24 TB",
              "CV-4410-020", ("Linux", "10.21.1.20")),
    ThingData("HFA", "HFA-SW-01", "Network equipment", SWITCH, "Brisa Networks", "48 ports"),
    ThingData("BLT", "BLT-PRN-04 staff room", "Printers", PRINTER, "Hallberg", "", "HB55-20988"),
    ThingData("BLT", "blt-srv-02", "Pandora agents", SERVER, "Corvid Systems", "Sign-in, files",
              "CV-9001-345", ("Windows Server 2022", "10.22.1.12")),
    ThingData("BLT", "BLT-AP-11 hall", "Network equipment", ACCESS_POINT, "Brisa Networks"),
    ThingData("BLT", "Room 9 display", "Monitors", "display", "Tamura", "86 inch, touch"),
    ThingData("PEL", "PEL-PRN-02 shop floor", "Printers", PRINTER, "Hallberg", "Dusty place"),
    ThingData("PEL", "pel-erp-01", "Pandora agents", SERVER, "Corvid Systems", "ERP, hosted in Leeds",
              "CV-9001-350", ("Windows Server 2019", "10.23.1.15")),
    ThingData("PEL", "pel-bak-01", "Pandora agents", SERVER, "Corvid Systems", "Backup target",
              "CV-4410-031", ("Linux", "10.23.1.30")),
    ThingData("PEL", "PEL-SW-03 hall B", "Network equipment", SWITCH, "Brisa Networks", "24 ports"),
    ThingData("NOR", "NOR-PRN-01 dock office", "Printers", PRINTER, "Hallberg"),
    ThingData("NOR", "NOR-FW-01", "Network equipment", FIREWALL, "Brisa Networks", "", "BN4-00802"),
    ThingData("NOR", "Dock office phones", "Phone", PHONE, "Tamura", "Twelve handsets"),
    ThingData("CSE", "CSE-PRN-01 recepción", "Printers", PRINTER, "Hallberg", "Etiquetas y A4"),
    ThingData("CSE", "cse-pacs-01", "Pandora agents", SERVER, "Corvid Systems", "Imagen médica",
              "CV-9001-377", ("Linux", "10.31.1.10")),
    ThingData("CSE", "CSE-FW-01", "Network equipment", FIREWALL, "Brisa Networks", "", "BN4-00815"),
    ThingData("VEL", "VEL-PRN-03 muelle", "Printers", PRINTER, "Hallberg", "Albaranes"),
    ThingData("VEL", "Terminal de almacén 12", "Peripheral", SCANNER, "Tamura"),
    ThingData("VEL", "VEL-AP-05 nave", "Network equipment", ACCESS_POINT, "Brisa Networks"),
    ThingData("VEL", "vel-srv-01", "Pandora agents", SERVER, "Corvid Systems", "ERP y ficheros",
              "CV-9001-381", ("Windows Server 2022", "10.32.1.10")),
    ThingData("TEM", "TEM-PRN-01 oficina", "Printers", PRINTER, "Hallberg"),
    ThingData("TEM", "tem-srv-01", "Pandora agents", SERVER, "Corvid Systems", "Contabilidad, diseños",
              "CV-4410-044", ("Windows Server 2016", "10.33.1.10")),
    ThingData("", "Mail", "Service", SERVICE, "", "Mailboxes of all customers"),
    ThingData("", "VPN", "Service", SERVICE, "", "Way in from outside"),
    ThingData("", "ERP hosting", "Service", SERVICE, "", "Leeds data room"),
    ThingData("", "Office licences", "Software licence", "licence", "Orrin", "190 seats"),
)  # fmt: skip

RELATIONS = (
    ("ERP hosting", "pel-erp-01", "runs_on"),
    ("pel-erp-01", "pel-bak-01", "depends_on"),
    ("VPN", "ALD-FW-01", "depends_on"),
    ("VPN", "NOR-FW-01", "depends_on"),
    ("VPN", "CSE-FW-01", "depends_on"),
    ("ald-srv-01", "ALD-FW-01", "connected_to"),
    ("ALD-AP-03 warehouse", "ALD-FW-01", "connected_to"),
    ("hfa-nas-01", "HFA-SW-01", "connected_to"),
    ("PEL-PRN-02 shop floor", "PEL-SW-03 hall B", "connected_to"),
)
