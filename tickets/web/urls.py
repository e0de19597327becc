"""Addresses of the agent desk."""

from django.urls import path

from tickets.web import ticket_urls
from tickets.web.views import bulk, groups, home, lists, notes, people, search, views, watchers

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("tickets/", lists.ticket_list, name="ticket-list"),
    path("inbox/", lists.mine, name="mine"),
    path("problems/", lists.of_kind, {"kind": "problem"}, name="problems"),
    path("changes/", lists.of_kind, {"kind": "change"}, name="changes"),
    *ticket_urls.urlpatterns,
    path("tickets/news/", lists.news, name="ticket-news"),
    path("tickets/count/", lists.counts, name="ticket-count"),
    path("tickets/suggest/", lists.suggest, name="ticket-suggest"),
    path("tickets/export.csv", lists.export, name="ticket-export"),
    path("tickets/bulk/", bulk.change, name="bulk"),
    path("tickets/bulk/people/", bulk.people, name="bulk-people"),
    path("tickets/bulk/<int:change_id>/", bulk.progress, name="bulk-progress"),
    path("tickets/bulk/<int:change_id>/undo/", bulk.undo, name="bulk-undo"),
    path("search/", search.search, name="search"),
    path("search/palette/", search.palette, name="palette"),
    path("people/", people.people, name="people"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("companies/", people.companies, name="companies"),
    path("companies/<int:company_id>/", people.company, name="company"),
    path("contacts/<int:contact_id>/", people.contact, name="contact"),
    path("assets/<int:item_id>/", people.item, name="item"),
    path("invoices/<int:invoice_id>/", people.invoice, name="invoice"),
    path("notes/<slug:noun>/<int:key>/", notes.add, name="note-add"),
    path("notes/<slug:noun>/<int:key>/<int:note_id>/", notes.change, name="note-change"),
    path("notes/<slug:noun>/<int:key>/<int:note_id>/remove/", notes.remove, name="note-remove"),
    path("watched/", watchers.watched, name="watched"),
    path("watched/<slug:noun>/<int:key>/", watchers.watchers, name="watchers"),
    path("watched/<slug:noun>/<int:key>/add/", watchers.add, name="watchers-add"),
    path("watched/<slug:noun>/<int:key>/remove/", watchers.remove, name="watchers-remove"),
    path("views/", views.save, name="view-save"),
    path("views/<int:view_id>/", views.update, name="view-update"),
    path("views/<int:view_id>/delete/", views.delete, name="view-delete"),
    path("views/<int:view_id>/pin/", views.pin, name="view-pin"),
    path("tickets/<int:ticket_id>/preview/", lists.preview, name="ticket-preview"),
]
