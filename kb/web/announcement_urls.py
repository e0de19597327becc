"""Addresses of announcements, the same for agents and customers."""

from django.urls import path

from kb.web import announcements

app_name = "announcements"

urlpatterns = [
    path("", announcements.announcement_list, name="list"),
    path("banner/", announcements.banner, name="banner"),
    path("new/", announcements.new, name="new"),
    path("<int:announcement_id>/", announcements.announcement, name="one"),
    path("<int:announcement_id>/edit/", announcements.edit, name="edit"),
    path("<int:announcement_id>/updates/", announcements.add, name="update"),
    path("<int:announcement_id>/state/", announcements.set_state, name="state"),
    path("<int:announcement_id>/dismiss/", announcements.dismiss, name="dismiss"),
    path("<int:announcement_id>/delete/", announcements.delete, name="delete"),
]
