"""The calls of api.php that are measured: as old scripts make them, the password in each."""

from collections.abc import Callable

from bench.callers import FIRST_CALLERS, TEAM_AGENT, WIDE_AGENT, first_caller
from bench.client import Call, api_call
from bench.corpus import Corpus
from bench.scenario import (
    MEDIUM,
    RARE,
    Facts,
    Scenario,
    floor,
    has_lines,
    is_number,
    orm,
    some_ticket,
)


def scenarios(facts: Facts) -> list[Scenario]:
    """Return all scenarios in the order of the table."""
    words = Corpus().words

    def by_owner(user: str) -> Call:
        params = f"|-10|1|-1||{facts.owner}"
        return api_call(user, "get_incidents", params, is_good=has_lines(facts.listed, 400))

    def by_word(place: int, fewest: int) -> Call:
        return api_call(WIDE_AGENT, "get_incidents", words[place], is_good=has_lines(fewest, 5000))

    def every(user: str, fewest: int) -> Call:
        return api_call(user, "get_incidents", "", is_good=has_lines(fewest, 5000))

    def stats(metric: str) -> Call:
        return api_call(WIDE_AGENT, "get_stats", metric, is_good=is_number)

    def details(turn: int) -> Call:
        number = some_ticket(facts, turn)
        return api_call(
            WIDE_AGENT,
            "get_incident_details",
            str(number),
            is_good=lambda content: content.startswith(f"{number},".encode()),
        )

    def create(turn: int) -> Call:
        values = (f"Printer {turn}", facts.group_id, 2, "It prints blank pages. " * 15, "", "", "")
        # not the one whose list is measured: it would grow meanwhile
        owner = first_caller(turn % FIRST_CALLERS)
        params = "|".join(map(str, (*values, owner)))
        return api_call(WIDE_AGENT, "create_incident", params, is_good=is_number, posts=True)

    fewest = facts.tickets // 1000
    all_rows = min(5000, facts.tickets)
    return [
        Scenario(
            name="list of 50 (owner, not closed)",
            call=lambda turn: by_owner(WIDE_AGENT),
            floor=floor("list", owner=facts.owner_id),
            orm=orm("list", owner=facts.owner_id),
            goal_ms=27,
            most_ratio=4,
            times=200,
        ),
        Scenario(
            name="get_incident_details",
            call=details,
            floor=lambda turn: floor("detail", id=some_ticket(facts, turn))(turn),
            orm=lambda turn: orm("detail", id=some_ticket(facts, turn))(turn),
            goal_ms=26,
            most_ratio=4,
            times=200,
        ),
        Scenario(
            name="create_incident",
            call=create,
            floor=lambda turn: floor("create", id=some_ticket(facts, turn))(turn),
            orm=lambda turn: orm("create", id=some_ticket(facts, turn))(turn),
            goal_ms=23,
            most_ratio=4,
            times=200,
        ),
        Scenario(
            name="get_incidents, 5,000 rows",
            call=lambda turn: every(WIDE_AGENT, all_rows),
            floor=floor("list_5000"),
            goal_ms=700,
            times=20,
        ),
        Scenario(
            name="get_incidents, rare word",
            call=lambda turn: by_word(RARE, fewest),
            floor=floor("text", pattern=f"%{words[RARE]}%"),
            goal_ms=300,
            times=30,
        ),
        Scenario(
            name="get_incidents, medium word",
            call=lambda turn: by_word(MEDIUM, fewest * 10),
            floor=floor("text", pattern=f"%{words[MEDIUM]}%"),
            goal_ms=300,
            times=20,
        ),
        Scenario(
            name="get_stats, opened",
            call=lambda turn: stats("opened"),
            floor=floor("stats_opened"),
            goal_ms=150,
            times=50,
        ),
        Scenario(
            name="get_stats, avg_life",
            call=lambda turn: stats("avg_life"),
            floor=floor("stats_life"),
            goal_ms=150,
            times=50,
        ),
        Scenario(
            name="get_incidents_summary",
            call=lambda turn: api_call(
                WIDE_AGENT, "get_incidents_summary", "", is_good=has_lines(9, 9)
            ),
            floor=floor("summary"),
            goal_ms=50,
            times=50,
        ),
        Scenario(
            name="list of 50, agent of three groups",
            call=lambda turn: by_owner(TEAM_AGENT),
            floor=floor("list", owner=facts.owner_id),
            orm=orm("list", owner=facts.owner_id),
            goal_ms=27,
            times=100,
        ),
        Scenario(
            name="5,000 rows, agent of three groups",
            call=lambda turn: every(TEAM_AGENT, all_rows),
            floor=floor("list_5000"),
            goal_ms=700,
            times=20,
        ),
    ]


def first_call(number: int) -> Call:
    """Return the first call of somebody: their password is verified in it."""
    return api_call(
        first_caller(number),
        "get_incident_details",
        "1",
        is_good=lambda content: content.startswith(b"1,"),
    )


def mixed(of: list[Scenario]) -> Callable[[int], Call]:
    """Return a mix: of ten calls six read a ticket, three list 50, one creates."""
    listing, reading, creating = of[:3]

    def call(turn: int) -> Call:
        scenario = (creating, *[listing] * 3, *[reading] * 6)[turn * 3 % 10]
        return scenario.call(turn)

    return call
