"""Every write of tickets, one module per family of verbs."""

from tickets.operations.approvals import ask_approval, follow_verdict
from tickets.operations.base_data import install_base_data
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
from tickets.operations.links import link_item
from tickets.operations.monitoring import create_agent_ticket
from tickets.operations.sla_events import fire_due
from tickets.operations.sla_recalculation import run_recalculation, start_recalculation
from tickets.operations.sla_setup import create_sla_policy, delete_sla_policy, update_sla_policy
from tickets.operations.update import carry, update_ticket
from tickets.operations.work import add_followup, attach_file, remove_file

__all__ = [
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
