"""Addresses of the knowledge base in the desk."""

from django.urls import path

from kb.web import editing, reading

app_name = "kb"

urlpatterns = [
    path("", reading.article_list, name="articles"),
    path("new/", editing.new, name="new"),
    path("sketch/", editing.sketch, name="sketch-new"),
    path("preview/", editing.preview, name="preview"),
    path("<int:article_id>/", reading.article, name="article"),
    path("<int:article_id>/helped/", reading.helped, name="helped"),
    path("<int:article_id>/helped/undo/", reading.helped_undo, name="helped-undo"),
    path("<int:article_id>/edit/", editing.edit, name="edit"),
    path("<int:article_id>/sketch/", editing.sketch, name="sketch"),
    path("<int:article_id>/sketch/drop/", editing.drop, name="sketch-drop"),
    path("<int:article_id>/publish/", editing.publish, name="publish"),
    path("<int:article_id>/checked/", editing.checked, name="checked"),
    path("<int:article_id>/delete/", editing.delete, name="delete"),
    path("<int:article_id>/versions/", reading.versions, name="versions"),
    path("<int:article_id>/versions/<int:number>/restore/", editing.restore, name="restore"),
    path("<int:article_id>/files/", editing.attach, name="attach"),
    path("<int:article_id>/files/<int:file_id>/", reading.file, name="file"),
    path("<int:article_id>/files/<int:file_id>/remove/", editing.remove, name="remove-file"),
]
