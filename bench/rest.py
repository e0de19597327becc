"""The calls of /rest/v1/ that are measured."""

import json

from bench.client import Call
from bench.scenario import Doors, Facts, Scenario, floor, orm, says, some_ticket

TICKETS = "/rest/v1/tickets/"
LONGEST_PAGE = 200
DEPTH = 0.9


def scenarios(facts: Facts, doors: Doors) -> list[Scenario]:
    """Return all scenarios in the order of the table."""
    headers = (("Authorization", f"Bearer {doors.token}"),)
    json_headers = (*headers, ("Content-Type", "application/json"))

    def get(path: str, pattern: str) -> Call:
        return Call(path, is_good=says(pattern), name=path.split("?")[0], headers=headers)

    def deep_cursor() -> str:
        """Walk to the depth as a program does, with the largest pages."""
        path = f"{TICKETS}?page_size={LONGEST_PAGE}"
        for _ in range(int(facts.tickets * DEPTH) // LONGEST_PAGE):
            answer = json.loads(get(path, "results").send(doors.address).content)
            path = answer["next"][answer["next"].index(TICKETS) :]
        return path.replace(f"page_size={LONGEST_PAGE}", "page_size=50")

    def create(turn: int) -> Call:
        body = {
            "title": f"Printer {turn}",
            "description": "It prints blank pages. " * 15,
            "priority": "medium",
            "support_group": facts.group_id,
        }
        return Call(
            TICKETS,
            json.dumps(body),
            is_good=says('"id"'),
            name="create",
            headers=json_headers,
            statuses=(201,),
        )

    deep = deep_cursor()
    return [
        Scenario(
            name="list of 50",
            call=lambda turn: get(f"{TICKETS}?page_size=50", "results"),
            floor=floor("newest"),
            orm=orm("newest", depth=0),
            goal_ms=17,
            most_ratio=2.5,
            times=200,
        ),
        Scenario(
            name="list of 50, cursor at 90 %",
            call=lambda turn: get(deep, "results"),
            floor=floor("newest"),
            orm=orm("newest", depth=0),
            goal_ms=17,
            most_ratio=2.5,
            as_fast_as=("list of 50", 1.25),
            times=200,
        ),
        Scenario(
            name="one ticket",
            call=lambda turn: get(f"{TICKETS}{some_ticket(facts, turn)}/", '"title"'),
            floor=lambda turn: floor("detail", id=some_ticket(facts, turn))(turn),
            orm=lambda turn: orm("detail", id=some_ticket(facts, turn))(turn),
            goal_ms=16,
            most_ratio=2.5,
            times=200,
        ),
        Scenario(
            name="new ticket",
            call=create,
            floor=lambda turn: floor("create", id=some_ticket(facts, turn))(turn),
            orm=lambda turn: orm("create", id=some_ticket(facts, turn))(turn),
            goal_ms=23,
            most_ratio=4,
            times=200,
        ),
    ]
