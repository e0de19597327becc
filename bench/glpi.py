"""The calls of apirest.php that are measured, in a session of the agent of all groups."""

import json
from urllib.parse import urlencode

from bench.callers import PASSWORD, WIDE_AGENT
from bench.client import Call
from bench.corpus import Corpus
from bench.scenario import PRIME, RARE, Doors, Facts, Scenario, floor, says, some_ticket
from bench.world_sizes import FULL_EVERY, PROGRAMS

ROOT = "/apirest.php/"
PARTIAL = (200, 206)
WITH = ("devices", "disks", "softwares", "networkports", "infocoms", "tickets", "logs")
TITLE, STATUS, GROUP, CHANGED = 1, 12, 8, 19


def scenarios(facts: Facts, doors: Doors) -> list[Scenario]:
    """Return all scenarios in the order of the table; the goal is that of their statements."""
    headers = (("Session-Token", _session(doors.address)),)
    word = Corpus().words[RARE]

    def get(path: str, pattern: str, **fields: object) -> Call:
        query = urlencode(fields)
        return Call(
            f"{ROOT}{path}?{query}", is_good=says(pattern), name=path, headers=headers,
            statuses=PARTIAL,
        )  # fmt: skip

    def computer(turn: int) -> int:
        full = facts.items // FULL_EVERY
        return PROGRAMS + (turn * PRIME % full + 1) * FULL_EVERY

    criteria = {
        "criteria[0][field]": STATUS,
        "criteria[0][searchtype]": "equals",
        "criteria[0][value]": "notold",
        "criteria[1][link]": "AND",
        "criteria[1][field]": GROUP,
        "criteria[1][searchtype]": "equals",
        "criteria[1][value]": facts.group_id,
        "criteria[2][link]": "AND",
        "criteria[2][field]": TITLE,
        "criteria[2][searchtype]": "contains",
        "criteria[2][value]": "a",
        "sort": CHANGED,
        "order": "DESC",
    }
    text = {
        "criteria[0][field]": TITLE,
        "criteria[0][searchtype]": "contains",
        "criteria[0][value]": word,
    }
    return [
        Scenario(
            name="Ticket/:id",
            call=lambda turn: get(f"Ticket/{some_ticket(facts, turn)}", '"name"'),
            floor=lambda turn: floor("detail", id=some_ticket(facts, turn))(turn),
            times=200,
        ),
        Scenario(
            name="Ticket, range=0-49",
            call=lambda turn: get("Ticket", '"name"', range="0-49"),
            floor=floor("by_number", depth=0),
        ),
        Scenario(
            name="Ticket, 50 rows at 90 %",
            call=lambda turn: get("Ticket", '"name"', range=_deep(facts.tickets)),
            floor=floor("by_number", depth=facts.tickets * 9 // 10),
            as_fast_as=("Ticket, range=0-49", 5),
        ),
        Scenario(
            name="Ticket, expand_dropdowns",
            call=lambda turn: get("Ticket", '"name"', range="0-49", expand_dropdowns="true"),
            floor=floor("by_number", depth=0),
        ),
        Scenario(
            name="search/Ticket, three criteria, sorted",
            call=lambda turn: get("search/Ticket", "totalcount", **criteria),
            floor=floor("three_criteria", group=facts.group_id),
        ),
        Scenario(
            name="search/Ticket, word of the title",
            call=lambda turn: get("search/Ticket", "totalcount", **text),
            floor=floor("titles", pattern=f"%{word}%"),
        ),
        Scenario(
            name="Computer/:id, with_*",
            call=lambda turn: get(
                f"Computer/{computer(turn)}", "_softwares", **{f"with_{name}": 1 for name in WITH}
            ),
            floor=lambda turn: floor("computer", id=computer(turn))(turn),
        ),
    ]


def _deep(tickets: int) -> str:
    first = tickets * 9 // 10
    return f"{first}-{first + 49}"


def _session(address: str) -> str:
    query = urlencode({"login": WIDE_AGENT, "password": PASSWORD})
    answer = Call(f"{ROOT}initSession?{query}", name="initSession").send(address)
    if answer.problem:
        raise SystemExit(answer.problem)
    token: str = json.loads(answer.content)["session_token"]
    return token
