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
from tickets.operations.externals import link_external, unlink_external
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
from tickets.operations.imports_setup import (
    import_category,
    import_custom_field,
    import_field_place,
    import_rule,
    import_rule_run,
    import_work_category,
    import_workflow,
)
from tickets.operations.knowledge import (
    announce_ticket,
    drop_announcement,
    drop_article,
    use_article,
)
from tickets.operations.lifecycle import (
    assign_ticket,
    cancel_ticket,
    close_ticket,
    hand_over,
    reject_ticket,
    reopen_ticket,
    resolve_ticket,
    route_ticket,
)
from tickets.operations.links import link_item, unlink_item
from tickets.operations.mentions import see_mentions
from tickets.operations.merge import merge_tickets, split_ticket, unmerge_ticket
from tickets.operations.monitoring import create_agent_ticket
from tickets.operations.observers import import_observer, observe, stop_observing
from tickets.operations.options import (
    add_node,
    change_node,
    remove_node,
    remove_options,
    set_options,
)
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
from tickets.operations.rules import create_rule, delete_rule, update_rule
from tickets.operations.saved import attach_to_draft, discard_draft, drop_from_draft, save_draft
from tickets.operations.sla_events import fire_due
from tickets.operations.sla_recalculation import run_recalculation, start_recalculation
from tickets.operations.sla_setup import create_sla_policy, delete_sla_policy, update_sla_policy
from tickets.operations.solutions import accept_solution, rate_ticket, refuse_solution
from tickets.operations.update import carry, update_ticket
from tickets.operations.waiting import hold_ticket, wake_due
from tickets.operations.work import add_followup, attach_file, remove_file, remove_work
from tickets.operations.workflows import (
    add_version,
    create_workflow,
    deploy_workflow,
    set_run_values,
)

__all__ = [
    "TicketTimes",
    "accept_solution",
    "add_followup",
    "add_node",
    "add_person",
    "add_version",
    "announce_ticket",
    "answer_ticket",
    "ask_approval",
    "assign_ticket",
    "attach_file",
    "attach_to_draft",
    "cancel_ticket",
    "carry",
    "change_node",
    "close_ticket",
    "create_agent_ticket",
    "create_canned_reply",
    "create_category",
    "create_form",
    "create_option",
    "create_rule",
    "create_sla_policy",
    "create_status",
    "create_ticket",
    "create_workflow",
    "delete_canned_reply",
    "delete_rule",
    "delete_sla_policy",
    "delete_ticket",
    "deploy_workflow",
    "discard_draft",
    "discard_timer",
    "drop_announcement",
    "drop_article",
    "drop_from_draft",
    "fire_due",
    "follow_verdict",
    "forget_presence",
    "hand_over",
    "hold_ticket",
    "import_category",
    "import_custom_field",
    "import_field_parent",
    "import_field_place",
    "import_file",
    "import_followup",
    "import_form",
    "import_form_field",
    "import_group_defaults",
    "import_observer",
    "import_rule",
    "import_rule_run",
    "import_sla_samples",
    "import_ticket",
    "import_work_category",
    "import_workflow",
    "install_base_data",
    "leave_ticket",
    "link_external",
    "link_item",
    "link_tickets",
    "merge_tickets",
    "note_presence",
    "observe",
    "rate_ticket",
    "refuse_solution",
    "reject_ticket",
    "remove_file",
    "remove_form_field",
    "remove_node",
    "remove_options",
    "remove_person",
    "remove_work",
    "reopen_ticket",
    "resolve_ticket",
    "route_ticket",
    "run_recalculation",
    "save_draft",
    "seconds_of",
    "see_mentions",
    "set_options",
    "set_run_values",
    "split_ticket",
    "start_recalculation",
    "start_timer",
    "stop_observing",
    "stop_timer",
    "undo_time",
    "unlink_external",
    "unlink_item",
    "unlink_tickets",
    "unmerge_ticket",
    "unsend_followup",
    "update_canned_reply",
    "update_category",
    "update_rule",
    "update_sla_policy",
    "update_ticket",
    "use_article",
    "wake_due",
    "watch_ticket",
]
