"""Addresses of the agent desk."""

from django.urls import path

from tickets.web.views import home, lists, ticket

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("tickets/", lists.ticket_list, name="ticket-list"),
    path("tickets/<int:ticket_id>/", ticket.ticket, name="ticket"),
]
