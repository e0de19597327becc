"""App configuration of tickets."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """Tickets and all that hangs on them."""

    name = "tickets"

    def ready(self) -> None:
        """Subscribe to what the clocks depend on, and to what rules follow."""
        # models can be imported now
        from audit.subscriptions import subscribe
        from tickets import subscribers
        from tickets.automation import follow_rules

        for verb in subscribers.CALENDAR_VERBS:
            subscribe(verb, subscribers.count_anew)
        for verb in subscribers.VERDICT_VERBS:
            subscribe(verb, subscribers.after_verdict)
        for verb in subscribers.RULE_VERBS:
            subscribe(verb, follow_rules)
        subscribe("group.updated", subscribers.follow_group_calendar)
