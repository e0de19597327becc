"""Every write of tickets, one module per family of verbs."""

from tickets.operations.actors import add_party, change_party, remove_party
from tickets.operations.answers import answer_ticket, undo_time, unsend_followup
from tickets.operations.asking import ask_approval, follow_verdict
from tickets.operations.base_data import clear_base_data, install_base_data
from tickets.operations.bulk import change_many, run_bulk_change, undo_bulk_change
from tickets.operations.canned import create_canned_reply, delete_canned_reply, update_canned_reply
from tickets.operations.catalogue import (
    add_form_field,
    create_category,
    create_custom_field,
    create_form,
    create_option,
    create_status,
    delete_category,
    purge_category,
    remove_form_field,
    update_category,
    update_form,
    update_status,
)
from tickets.operations.create import create_ticket
from tickets.operations.delete import delete_ticket, purge_ticket, restore_ticket
from tickets.operations.documents import (
    change_document,
    create_document,
    link_document,
    purge_document,
    restore_document,
    trash_document,
    unlink_document,
)
from tickets.operations.exports import note_export
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
    announce_new,
    announce_ticket,
    draft_article,
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
from tickets.operations.lines import (
    LinePatch,
    TaskValues,
    add_task,
    change_line,
    remove_line,
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
from tickets.operations.parties import add_group, remove_group
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
from tickets.operations.problems import TIE, Together, open_from, resolve_together
from tickets.operations.relations import link_tickets, unlink_tickets
from tickets.operations.rules import create_rule, delete_rule, update_rule
from tickets.operations.saved import attach_to_draft, discard_draft, drop_from_draft, save_draft
from tickets.operations.sla_events import fire_due
from tickets.operations.sla_recalculation import run_recalculation, start_recalculation
from tickets.operations.sla_setup import create_sla_policy, delete_sla_policy, update_sla_policy
from tickets.operations.sla_targets import add_target, change_target, remove_target
from tickets.operations.solutions import accept_solution, rate_ticket, refuse_solution
from tickets.operations.undo import undo_update
from tickets.operations.update import carry, update_ticket
from tickets.operations.views import create_view, delete_view, pin_view, update_view
from tickets.operations.waiting import hold_ticket, wake_due
from tickets.operations.work import add_followup, attach_file, remove_file, remove_work
from tickets.operations.workflows import (
    add_version,
    create_workflow,
    deploy_workflow,
    set_run_values,
)

__all__ = [
    "TIE",
    "TicketTimes",
    "Together",
    "accept_solution",
    "add_followup",
    "add_form_field",
    "add_node",
    "add_person",
    "add_version",
    "announce_new",
    "announce_ticket",
    "answer_ticket",
    "ask_approval",
    "assign_ticket",
    "attach_file",
    "attach_to_draft",
    "cancel_ticket",
    "carry",
    "change_many",
    "change_node",
    "clear_base_data",
    "close_ticket",
    "create_agent_ticket",
    "create_canned_reply",
    "create_category",
    "create_custom_field",
    "create_form",
    "create_option",
    "create_rule",
    "create_sla_policy",
    "create_status",
    "create_ticket",
    "create_view",
    "create_workflow",
    "delete_canned_reply",
    "delete_category",
    "delete_rule",
    "delete_sla_policy",
    "delete_ticket",
    "delete_view",
    "deploy_workflow",
    "discard_draft",
    "discard_timer",
    "drop_announcement",
    "draft_article",
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
    "note_export",
    "note_presence",
    "open_from",
    "observe",
    "pin_view",
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
    "resolve_together",
    "route_ticket",
    "run_bulk_change",
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
    "undo_bulk_change",
    "undo_time",
    "undo_update",
    "unlink_external",
    "unlink_item",
    "unlink_tickets",
    "unmerge_ticket",
    "unsend_followup",
    "update_canned_reply",
    "update_category",
    "update_form",
    "update_rule",
    "update_sla_policy",
    "update_status",
    "update_ticket",
    "update_view",
    "use_article",
    "wake_due",
    "watch_ticket",
    "LinePatch",
    "TaskValues",
    "add_group",
    "add_party",
    "add_target",
    "add_task",
    "change_line",
    "change_party",
    "change_target",
    "purge_ticket",
    "remove_group",
    "remove_line",
    "remove_party",
    "remove_target",
    "restore_ticket",
    "change_document",
    "create_document",
    "link_document",
    "purge_document",
    "restore_document",
    "trash_document",
    "unlink_document",
    "purge_category",
]
