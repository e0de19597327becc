"""Every write of tickets, one module per family of verbs."""

from tickets.operations.answers import answer_ticket, undo_time, unsend_followup
from tickets.operations.approvals import ask_approval, follow_verdict
from tickets.operations.base_data import install_base_data
from tickets.operations.canned import create_canned_reply, delete_canned_reply, update_canned_reply
from tickets.operations.catalogue import (
    create_category,
    create_form,
    create_option,
    create_status,
    remove_form_field,
    update_category,
)
from tickets.operations.create import create_ticket
from tickets.operations.delete import delete_ticket
from tickets.operations.imports import (
    TicketTimes,
    import_field_parent,
    import_file,
    import_followup,
    import_form,
    import_form_field,
    import_group_defaults,
    import_sla_samples,
    import_ticket,
)
from tickets.operations.knowledge import (
    announce_ticket,
    drop_announcement,
    drop_article,
    use_article,
)
from tickets.operations.lifecycle import assign_ticket, close_ticket, reopen_ticket, resolve_ticket
from tickets.operations.links import link_item, unlink_item
from tickets.operations.mentions import see_mentions
from tickets.operations.merge import merge_tickets, split_ticket, unmerge_ticket
from tickets.operations.monitoring import create_agent_ticket
from tickets.operations.people import add_person, remove_person, watch_ticket
from tickets.operations.presence import (
    discard_timer,
    forget_presence,
    leave_ticket,
    note_presence,
    seconds_of,
    start_timer,
    stop_timer,
)
from tickets.operations.relations import link_tickets, unlink_tickets
from tickets.operations.saved import attach_to_draft, discard_draft, drop_from_draft, save_draft
from tickets.operations.sla_events import fire_due
from tickets.operations.sla_recalculation import run_recalculation, start_recalculation
from tickets.operations.sla_setup import create_sla_policy, delete_sla_policy, update_sla_policy
from tickets.operations.solutions import accept_solution, rate_ticket, refuse_solution
from tickets.operations.undo import undo_update
from tickets.operations.update import carry, update_ticket
from tickets.operations.work import add_followup, attach_file, remove_file

__all__ = [
    "undo_update",
    "answer_ticket",
    "unsend_followup",
    "undo_time",
    "create_canned_reply",
    "delete_canned_reply",
    "update_canned_reply",
    "see_mentions",
    "merge_tickets",
    "split_ticket",
    "unmerge_ticket",
    "add_person",
    "remove_person",
    "watch_ticket",
    "discard_timer",
    "forget_presence",
    "leave_ticket",
    "note_presence",
    "seconds_of",
    "start_timer",
    "stop_timer",
    "link_tickets",
    "unlink_tickets",
    "attach_to_draft",
    "discard_draft",
    "drop_from_draft",
    "save_draft",
    "accept_solution",
    "rate_ticket",
    "refuse_solution",
    "unlink_item",
    "TicketTimes",
    "add_followup",
    "announce_ticket",
    "ask_approval",
    "assign_ticket",
    "attach_file",
    "carry",
    "close_ticket",
    "create_agent_ticket",
    "create_category",
    "create_form",
    "create_option",
    "create_sla_policy",
    "create_status",
    "create_ticket",
    "delete_sla_policy",
    "delete_ticket",
    "drop_announcement",
    "drop_article",
    "fire_due",
    "follow_verdict",
    "import_field_parent",
    "import_file",
    "import_followup",
    "import_form",
    "import_form_field",
    "import_group_defaults",
    "import_sla_samples",
    "import_ticket",
    "install_base_data",
    "link_item",
    "remove_file",
    "remove_form_field",
    "reopen_ticket",
    "resolve_ticket",
    "run_recalculation",
    "start_recalculation",
    "update_category",
    "update_sla_policy",
    "update_ticket",
    "use_article",
]
