"""The old desk's permission letters as words of rights (fields.md D18), and its stock profiles."""

LETTERS: dict[str, tuple[str, ...]] = {
    "IR": ("ticket.read", "followup.read_internal"),
    "IW": ("ticket.write", "ticket.assign", "ticket.set_priority"),
    "IM": ("ticket.manage",),
    "SI": ("ticket.escalate",),
    "UM": ("user.manage", "group.read"),
    "FM": ("setting.manage", "job.manage"),
    "PR": ("project.read",),
    "PW": ("project.write",),
    "PM": ("project.manage",),
    "TW": ("task.write",),
    "TM": ("task.manage",),
    "KR": ("article.read",),
    "KW": ("article.write",),
    "KM": ("article.manage",),
    "VR": ("ci.read",),
    "VW": ("ci.write",),
    "VM": ("ci.manage",),
    "CR": ("company.read", "contact.read", "lead.read", "contract.read", "invoice.read"),
    "CW": ("company.write", "contact.write", "lead.write", "contract.write", "invoice.write"),
    "CM": ("company.manage", "contact.manage", "lead.manage", "contract.manage", "invoice.manage"),
    "CN": ("newsletter.manage",),
    "RR": ("report.read",),
    "RW": ("report.write",),
    "RM": ("report.manage",),
}
EVERYBODY = ("user.read", "job.read")
"""What the old desk let every user ask."""

_STOCK: dict[str, str] = {
    "Standard user": "IR IW TW KR VR PR",
    "Incident Manager": "IR IW IM SI TW KR KW VR PR RR",
    "Project Manager": "IR IW PR PW PM TW TM KR VR RR",
    "Escalate": "IR IW SI KR VR",
    "QA Engineer": "IR IW TW KR KW VR PR",
}
_UNKNOWN = "IR IW KR VR"


def rights_of(profile: str, letters: list[str] | None = None) -> list[str]:
    """Return the words of a profile: of its letters if the import has them, else of the stock
    profile.
    """
    held = letters if letters is not None else _STOCK.get(profile, _UNKNOWN).split()
    return sorted(
        {word for letter in held for word in LETTERS.get(letter.upper(), ())} | set(EVERYBODY)
    )
