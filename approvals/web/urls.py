"""Addresses of approvals, the same for agents, customers and readers of mails."""

from django.urls import path

from approvals.web import by_link, inbox

app_name = "approvals"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("count/", inbox.count, name="count"),
    path("<int:request_id>/vote/", inbox.cast, name="vote"),
    path("<int:request_id>/vote/undo/", inbox.take_back, name="vote-undo"),
    path("votes/", inbox.cast_several, name="vote-several"),
    path("votes/undo/", inbox.take_several, name="vote-several-undo"),
    path("delegations/", inbox.stand_in, name="delegate"),
    path("delegations/<int:delegation_id>/end/", inbox.end, name="delegation-end"),
    path("link/undo/", by_link.take_back, name="by-link-undo"),
    path("link/<str:secret>/", by_link.by_link, name="by-link"),
]
