"""Where tickets stand under /rest/v1/."""

from rest_framework.routers import BaseRouter

from tickets.api import parts, views

TICKET = r"tickets/(?P<ticket_id>[0-9]{1,19})"


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("tickets", views.TicketViewSet, "tickets")
    router.register(f"{TICKET}/followups", views.FollowupViewSet, "ticket-followups")
    router.register(f"{TICKET}/workunits", views.WorkunitViewSet, "ticket-workunits")
    router.register(f"{TICKET}/people", views.PartViewSet, "ticket-people")
    router.register(f"{TICKET}/links", views.LinkViewSet, "ticket-links")
    router.register(f"{TICKET}/items", views.ItemLinkViewSet, "ticket-items")
    router.register(f"{TICKET}/files", views.FileViewSet, "ticket-files")
    router.register(f"{TICKET}/history", views.HistoryViewSet, "ticket-history")
    router.register(f"{TICKET}/clocks", views.ClockViewSet, "ticket-clocks")
    router.register(f"{TICKET}/articles", parts.ArticleLinkViewSet, "ticket-articles")
    router.register(
        f"{TICKET}/announcements", parts.AnnouncementLinkViewSet, "ticket-announcements"
    )
