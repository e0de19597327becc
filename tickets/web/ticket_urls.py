"""Addresses of one ticket, of a new one, and of what their fields suggest."""

from django.urls import path

from tickets.web.views import approvals, compose, files, lookups, new_ticket, replies, side, ticket

TICKET = "tickets/<int:ticket_id>/"

urlpatterns = [
    path("tickets/new/", new_ticket.new_ticket, name="ticket-new"),
    path("tickets/new/fields/", new_ticket.fields, name="ticket-new-fields"),
    path("tickets/new/similar/", new_ticket.similar, name="ticket-new-similar"),
    path("tickets/new/person/", new_ticket.person, name="ticket-new-person"),
    path("tickets/new/draft/", new_ticket.keep, name="ticket-new-draft"),
    path("tickets/new/draft/files/", new_ticket.attach, name="ticket-new-file"),
    path(TICKET, ticket.ticket, name="ticket"),
    path(f"{TICKET}edit/", ticket.edit, name="ticket-edit"),
    path(f"{TICKET}values/", ticket.values, name="ticket-values"),
    path(f"{TICKET}undo/<int:entry_id>/", ticket.undo, name="ticket-undo"),
    path(f"{TICKET}watch/", ticket.watch, name="ticket-watch"),
    path(f"{TICKET}promises/", ticket.promises, name="ticket-promises"),
    path(f"{TICKET}history/", ticket.history, name="ticket-history"),
    path(f"{TICKET}send/", compose.send, name="ticket-send"),
    path(f"{TICKET}unsend/<int:line_id>/", compose.unsend, name="ticket-unsend"),
    path(f"{TICKET}draft/", compose.keep_draft, name="ticket-draft"),
    path(f"{TICKET}draft/files/", compose.attach, name="ticket-draft-file"),
    path("draft-files/<int:file_id>/remove/", compose.drop_file, name="draft-file-remove"),
    path(f"{TICKET}side/", side.side, name="ticket-side"),
    path(f"{TICKET}presence/", side.presence, name="ticket-presence"),
    path(f"{TICKET}people/", side.add, name="ticket-person-add"),
    path(f"{TICKET}people/<int:person_id>/remove/", side.remove, name="ticket-person-remove"),
    path(f"{TICKET}links/", side.link, name="ticket-link"),
    path(f"{TICKET}links/<int:link_id>/remove/", side.unlink, name="ticket-unlink"),
    path(f"{TICKET}items/", side.add_item, name="ticket-item-add"),
    path(f"{TICKET}items/<int:item_id>/remove/", side.remove_item, name="ticket-item-remove"),
    path(f"{TICKET}files/<int:file_id>/remove/", side.drop_file, name="ticket-file-remove"),
    path(f"{TICKET}approvals/", approvals.ask, name="ticket-approval-ask"),
    path(
        f"{TICKET}approvals/<int:request_id>/cancel/",
        approvals.cancel,
        name="ticket-approval-cancel",
    ),
    path(
        f"{TICKET}approvals/<int:request_id>/voters/",
        approvals.add,
        name="ticket-approval-voter",
    ),
    path(f"{TICKET}timer/", side.timer, name="ticket-timer"),
    path(f"{TICKET}merge/", side.merge, name="ticket-merge"),
    path(f"{TICKET}unmerge/", ticket.unmerge, name="ticket-unmerge"),
    path(f"{TICKET}split/", side.split, name="ticket-split"),
    path(f"{TICKET}lookup/replies/", lookups.replies, name="lookup-replies"),
    path("lookup/people/", lookups.people, name="lookup-people"),
    path("lookup/tickets/", lookups.tickets, name="lookup-tickets"),
    path("lookup/items/", lookups.items, name="lookup-items"),
    path("lookup/categories/", lookups.ticket_categories, name="lookup-categories"),
    path("lookup/articles/", lookups.articles, name="lookup-articles"),
    path("replies/", replies.replies, name="replies"),
    path("replies/<int:reply_id>/", replies.reply, name="reply"),
    path("replies/<int:reply_id>/delete/", replies.delete, name="reply-delete"),
    path("files/<int:file_id>/", files.download, name="file"),
]
