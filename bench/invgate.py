"""The calls of InvGate's API that are measured."""

import base64
from urllib.parse import urlencode

from bench.callers import INVGATE_LOGIN, SECRET
from bench.client import Call
from bench.corpus import Corpus
from bench.scenario import MEDIUM, Doors, Facts, Scenario, floor, says, some_ticket

ROOT = "/api/v1/"
OPEN = 2


def scenarios(facts: Facts, doors: Doors) -> list[Scenario]:
    """Return all scenarios in the order of the table; the goal is that of their statements."""
    credentials = base64.b64encode(f"{INVGATE_LOGIN}:{SECRET}".encode()).decode()
    headers = (("Authorization", f"Basic {credentials}"),)
    word = Corpus().words[MEDIUM]

    def get(resource: str, pattern: str, **fields: object) -> Call:
        path = f"{ROOT}{resource}?{urlencode(fields)}"
        return Call(path, is_good=says(pattern), name=resource, headers=headers)

    return [
        Scenario(
            name="incident",
            call=lambda turn: get("incident", '"title"', id=some_ticket(facts, turn)),
            floor=lambda turn: floor("detail", id=some_ticket(facts, turn))(turn),
            times=200,
        ),
        Scenario(
            name="incidents.by.helpdesk",
            call=lambda turn: get("incidents.by.helpdesk", r"\d+", helpdesk_id=facts.group_id),
            floor=floor("of_group", group=facts.group_id),
        ),
        Scenario(
            name="incidents.by.status, limit 100",
            call=lambda turn: get("incidents.by.status", r"\d+", status_id=OPEN, limit=100),
            floor=floor("of_status", code="in_progress"),
        ),
        Scenario(
            name="incidents.details.by.view",
            call=lambda turn: get("incidents.details.by.view", "next_page_key", view_id=doors.view),
            floor=floor("open"),
        ),
        Scenario(
            name="kb.articles.by.keywords",
            call=lambda turn: get("kb.articles.by.keywords", "search_scoring", keywords=word),
            floor=floor("articles", word=word),
        ),
    ]
