"""App configuration of tickets."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tickets and all that hangs on them."""

    name = "tickets"

    def ready(self) -> None:
        """Subscribe to what clocks depend on and rules follow; tell voters of tickets."""
        # models can be imported now
        from approvals.subjects import tell_of
        from audit.needs import name_beside
        from audit.subscriptions import subscribe
        from tickets import subscribers
        from tickets.automation import follow_rules
        from tickets.queries.rules import rules_naming
        from tickets.queries.subjects import subjects

        tell_of("ticket", subjects)
        name_beside(rules_naming)

        for verb in subscribers.CALENDAR_VERBS:
            subscribe(verb, subscribers.count_anew)
        for verb in subscribers.VERDICT_VERBS:
            subscribe(verb, subscribers.after_verdict)
        for verb in subscribers.RULE_VERBS:
            subscribe(verb, follow_rules)
        subscribe("group.updated", subscribers.follow_group_calendar)
