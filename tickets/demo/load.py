"""Load the demo world into an empty desk, step by step.

Each step is one short transaction that also counts itself, so that a desk under load keeps
answering and a loader that was killed goes on where it stopped.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.operations import record_import
from accounts.queries import is_empty as has_no_people
from audit.actor import Actor
from crm.models import Company, Invoice, Lead
from crm.queries import is_empty as has_no_companies
from tickets.demo.knowledge import load_knowledge
from tickets.demo.organisation import load_business, load_items, load_people
from tickets.demo.plan import TICKETS, Story, make_stories
from tickets.demo.state import DemoState, demo_state, locked_state, write_state
from tickets.demo.telling import fill_shelf, tell
from tickets.queries import is_empty as has_no_tickets

log = structlog.get_logger(__name__)
ACTOR = Actor.system("demo")
TICKETS_PER_STEP = 25

Step = Callable[[Actor, datetime], None]


class DeskIsNotEmpty(Exception):
    """The desk has rows of its own."""


def load_demo(*, end: datetime | None = None) -> DemoState:
    """Load what is missing of the demo world; its time ends at `end` (now).

    A complete one is left alone. Raises DeskIsNotEmpty for a desk that people have begun to use.
    """
    state = demo_state() or _begin(end or timezone.now())
    steps = [] if state.is_complete else _steps(state.end)
    while not state.is_complete:
        log.info("demo data", step=state.done + 1, steps=state.steps)
        state = _advance(state, steps)
    log.info("demo data is complete", tickets=TICKETS)
    return state


@transaction.atomic
def _begin(end: datetime) -> DemoState:
    if not (has_no_people() and has_no_companies() and has_no_tickets()):
        raise DeskIsNotEmpty
    state = DemoState(end=end, done=0, steps=len(_steps(end)))
    write_state(ACTOR, state)
    return state


@transaction.atomic
def _advance(state: DemoState, steps: list[Step]) -> DemoState:
    """Do the step that is next, whatever another loader has done meanwhile."""
    current = locked_state() or state
    if current.is_complete:
        return current
    steps[current.done](ACTOR, current.end)
    reached = DemoState(end=current.end, done=current.done + 1, steps=current.steps)
    write_state(ACTOR, reached)
    return reached


def _steps(end: datetime) -> list[Step]:
    return [load_people, load_business, load_items, *_ticket_steps(end), load_knowledge, _finish]


def _ticket_steps(end: datetime) -> list[Step]:
    """Return steps of about the same size that leave children with their parents."""
    chunks: list[list[Story]] = [[]]
    for story in make_stories(end):
        if story.parent is None and len(chunks[-1]) >= TICKETS_PER_STEP:
            chunks.append([])
        chunks[-1].append(story)
    return [partial(_tell_all, chunk) for chunk in chunks]


def _tell_all(stories: list[Story], actor: Actor, end: datetime) -> None:
    shelf = fill_shelf(actor)
    for story in stories:
        tell(actor, shelf, story)


def _finish(actor: Actor, end: datetime) -> None:
    """Leave the one entry of the run."""
    counts = {
        "company": Company.objects.count(),
        "invoice": Invoice.objects.count(),
        "lead": Lead.objects.count(),
        "ticket": TICKETS,
    }
    record_import(actor, "demo", counts)
