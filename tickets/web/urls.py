"""Addresses of the agent desk."""

from django.urls import path

from tickets.web import ticket_urls
from tickets.web.views import home, lists

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("tickets/", lists.ticket_list, name="ticket-list"),
    *ticket_urls.urlpatterns,
]
