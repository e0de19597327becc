"""Addresses of the portal."""

from django.urls import path

from tickets.web.portal import asking, reading, tickets

app_name = "portal"

urlpatterns = [
    path("", asking.home, name="home"),
    path("search/", asking.search, name="search"),
    path("new/", asking.new, name="new"),
    path("tickets/", tickets.ticket_list, name="tickets"),
    path("tickets/<int:ticket_id>/", tickets.ticket, name="ticket"),
    path("tickets/<int:ticket_id>/opened/", asking.opened, name="opened"),
    path("tickets/<int:ticket_id>/reply/", tickets.send, name="reply"),
    path("tickets/<int:ticket_id>/accept/", tickets.accept, name="accept"),
    path("tickets/<int:ticket_id>/reopen/", tickets.refuse, name="reopen"),
    path("tickets/<int:ticket_id>/withdraw/", tickets.withdraw, name="withdraw"),
    path("tickets/<int:ticket_id>/rate/", tickets.rate, name="rate"),
    path("tickets/<int:ticket_id>/colleagues/", tickets.tell, name="tell"),
    path(
        "tickets/<int:ticket_id>/colleagues/<int:person_id>/remove/",
        tickets.tell_no_more,
        name="tell-no-more",
    ),
    path("files/<int:file_id>/", reading.ticket_file, name="file"),
    path("articles/", reading.article_list, name="articles"),
    path("articles/suggest/", reading.suggest, name="suggest"),
    path("articles/<int:article_id>/", reading.article, name="article"),
    path("articles/<int:article_id>/helped/", reading.helped, name="helped"),
    path("articles/<int:article_id>/helped/undo/", reading.helped_undo, name="helped-undo"),
    path(
        "articles/<int:article_id>/files/<int:file_id>/", reading.article_file, name="article-file"
    ),
]
