"""The pages of the desk that are measured: a browser that is signed in."""

import html
import re
from collections.abc import Callable

from bench.client import Call
from bench.corpus import Corpus
from bench.scenario import MEDIUM, Doors, Facts, Scenario, counts, floor, orm, says, some_ticket

ROWS = 50
DEPTH = 0.9
OPEN_SHARE = 0.2
IS_PAGE = says("<main")


def scenarios(facts: Facts, doors: Doors) -> list[Scenario]:
    """Return all scenarios in the order of the table."""
    headers = (("Cookie", f"sessionid={doors.session}"),)
    word = Corpus().words[MEDIUM]
    row = r'data-row="\d+"'

    def page(path: str, is_good: Callable[[bytes], bool] = IS_PAGE) -> Call:
        return Call(path, is_good=is_good, name=path.split("?")[0], headers=headers)

    def deep_page() -> str:
        """Walk through the open tickets as a reader does."""
        path = "/tickets/"
        for _ in range(int(facts.tickets * OPEN_SHARE * DEPTH) // ROWS):
            text = page(path).send(doors.address).content.decode()
            found = re.search(r'href="(\?[^"]*after=[^"]*)"', text)
            if found is None:
                raise SystemExit(f"{path} leads no further")
            path = f"/tickets/{html.unescape(found[1])}"
        return path

    deep = deep_page()
    return [
        Scenario(
            name="list of open tickets",
            call=lambda turn: page("/tickets/", counts(row, ROWS)),
            floor=floor("open"),
            orm=orm("open_page", depth=0),
            goal_ms=32,
            most_ratio=4,
            times=200,
        ),
        Scenario(
            name="list of open tickets at 90 %",
            call=lambda turn: page(deep, counts(row, ROWS)),
            floor=floor("open"),
            orm=orm("open_page", depth=0),
            goal_ms=60,
            most_ratio=4,
            times=200,
        ),
        Scenario(
            name="ticket",
            call=lambda turn: page(f"/tickets/{some_ticket(facts, turn)}/"),
            floor=lambda turn: floor("timeline", id=some_ticket(facts, turn))(turn),
            orm=lambda turn: orm("ticket_page", id=some_ticket(facts, turn))(turn),
            goal_ms=45,
            most_ratio=6,
            times=200,
        ),
        Scenario(
            name="search, medium word",
            call=lambda turn: page(f"/search/?q={word}"),
            floor=floor("search", word=word),
            goal_ms=45,
            times=100,
        ),
        Scenario(
            name="home",
            call=lambda turn: page("/"),
            floor=floor("home", owner=facts.owner_id, group=facts.group_id),
            goal_ms=31,
            times=100,
        ),
    ]
