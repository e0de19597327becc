"""Writing articles: the editor, what it keeps by itself, what lets an article out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import require, require_right
from audit.actor import Actor, Expectation
from audit.versions import version_of
from doors.pages import actor_of, for_agents, go, show
from doors.templatetags.pages import ago
from doors.text import render
from kb import policies
from kb.drafts import ArticleDraft, ArticlePatch
from kb.models import Article, ArticleSketch
from kb.operations import (
    attach_file,
    confirm_article,
    create_article,
    delete_article,
    drop_sketch,
    keep_sketch,
    publish_article,
    remove_file,
    restore_version,
    unpublish_article,
    update_article,
)
from kb.queries import files_of_article, is_published, may_write, sketch_of, visible_articles
from kb.vocabulary import TextFormat
from kb.web.forms import LONGEST_BODY, ArticleForm, initial_of
from kb.web.words import words_of


@require_http_methods(["GET", "POST"])
@for_agents
def new(request: HttpRequest) -> HttpResponseBase:
    """Write an article; it goes out with the button that says so."""
    actor = actor_of(request)
    require_right(actor, policies.WRITE)
    kept = sketch_of(actor, None)
    if request.method != "POST":
        form = ArticleForm(actor, initial=kept.fields if kept is not None else {})
        return _editor(request, actor, form, kept=kept)
    form = ArticleForm(actor, request.POST)
    if form.is_valid():
        values = form.values()
        if request.POST.get("then") != "publish" and values["published_at"] is None:
            values["expires_at"] = timezone.now()
        try:
            article = create_article(actor, ArticleDraft(**values))
        except ValidationError as refusal:
            form.add_error(None, words_of(refusal))
        else:
            drop_sketch(actor, None)
            messages.success(request, _("Saved."))
            return go(request, "kb:article", article.pk)
    return _editor(request, actor, form, status=422)


@require_http_methods(["GET", "POST"])
@for_agents
def edit(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Change an article; a text that was saved meanwhile is not written over."""
    actor = actor_of(request)
    article = _writable(actor, article_id)
    kept = sketch_of(actor, article_id)
    initial = initial_of(actor, article, version_of(article.updated_at))
    if request.method != "POST":
        shown = {**initial, **kept.fields} if kept is not None else initial
        return _editor(request, actor, ArticleForm(actor, initial=shown), article, kept=kept)
    sent = request.POST.copy()
    form = ArticleForm(actor, sent, article=article)
    if form.is_valid():
        saved = form.cleaned_data["saved"]
        expects = Expectation(noun="article", object_id=article_id, versions=frozenset([saved]))
        writer = actor_of(request, expects=expects) if saved else actor
        try:
            changed = update_article(writer, article_id, ArticlePatch(**form.values()))
            if request.POST.get("then") == "publish":
                publish_article(actor, changed.pk)
        except ValidationError as refusal:
            form.add_error(None, words_of(refusal))
        else:
            drop_sketch(actor, article_id)
            messages.success(request, _("Saved."))
            return go(request, "kb:article", article_id)
    # whoever sends it again has seen what stands now
    sent["saved"] = initial["saved"]
    return _editor(request, actor, form, article, status=422)


@require_POST
@for_agents
def sketch(request: HttpRequest, article_id: int | None = None) -> HttpResponseBase:
    """Keep what is being written; the answer is a line for the foot of the editor."""
    fields = {name: str(text).replace("\0", "") for name, text in request.POST.items()}
    kept = keep_sketch(actor_of(request), article_id, fields)
    return HttpResponse(format_html("{} {}", _("Draft saved"), ago(kept.updated_at)))


@require_POST
@for_agents
def drop(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Forget what was not saved; 0 stands for a new article."""
    actor = actor_of(request)
    drop_sketch(actor, article_id or None)
    messages.success(request, _("The draft is gone."))
    return go(request, "kb:edit", article_id) if article_id else go(request, "kb:new")


@require_POST
@for_agents
def preview(request: HttpRequest) -> HttpResponseBase:
    """Return a text as readers will see it."""
    wanted = request.POST.get("body_format", "")
    body_format = wanted if wanted in TextFormat.values else TextFormat.MARKDOWN
    body = request.POST.get("body", "")[:LONGEST_BODY].replace("\0", "")
    return HttpResponse(render(body, body_format).html)


@require_POST
@for_agents
def publish(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Let an article out, or take it back."""
    actor = actor_of(request)
    try:
        if request.POST.get("publish") == "yes":
            publish_article(actor, article_id)
            messages.success(request, _("Published."))
        else:
            unpublish_article(actor, article_id)
            messages.success(request, _("Only those who write it read it now."))
    except ValidationError as refusal:
        messages.error(request, words_of(refusal))
    return go(request, "kb:article", article_id)


@require_POST
@for_agents
def checked(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Note that an article is still right."""
    confirm_article(actor_of(request), article_id)
    messages.success(request, _("Noted: it is still right."))
    return go(request, "kb:article", article_id)


@require_POST
@for_agents
def delete(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Put an article in the trash."""
    delete_article(actor_of(request), article_id)
    messages.success(request, _("The article is in the trash."))
    return go(request, "kb:articles")


@require_POST
@for_agents
def restore(request: HttpRequest, article_id: int, number: int) -> HttpResponseBase:
    """Bring an old text back, as a new version."""
    restore_version(actor_of(request), article_id, number)
    messages.success(request, _("Version %(number)s is back.") % {"number": number})
    return go(request, "kb:article", article_id)


@require_POST
@for_agents
def attach(request: HttpRequest, article_id: int) -> HttpResponseBase:
    """Hang files on an article."""
    actor = actor_of(request)
    try:
        for upload in request.FILES.getlist("files"):
            attach_file(actor, article_id, file_name=upload.name or "file", content=upload)
    except ValidationError as refusal:
        messages.error(request, words_of(refusal))
    return go(request, "kb:article", article_id)


@require_POST
@for_agents
def remove(request: HttpRequest, article_id: int, file_id: int) -> HttpResponseBase:
    """Take a file off an article."""
    remove_file(actor_of(request), article_id, file_id)
    messages.success(request, _("The file is gone."))
    return go(request, "kb:article", article_id)


def _writable(actor: Actor, article_id: int) -> Article:
    article = visible_articles(actor).select_related("responsible").get(pk=article_id)
    require(may_write(actor, article), policies.WRITE)
    return article


def _editor(
    request: HttpRequest,
    actor: Actor,
    form: ArticleForm,
    article: Article | None = None,
    *,
    kept: ArticleSketch | None = None,
    status: int = 200,
) -> HttpResponseBase:
    body = str(form["body"].value() or "")
    context: dict[str, Any] = {
        "form": form,
        "article": article,
        "kept": kept,
        "files": files_of_article(actor, article.pk) if article is not None else [],
        "is_out": article is not None and is_published(article, timezone.now()),
        "preview": render(body, str(form["body_format"].value() or TextFormat.MARKDOWN)).html,
    }
    return show(request, "kb/editor.html", context, status=status)
