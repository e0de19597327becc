"""The page on which somebody chooses the entity to work in; the session keeps the choice."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.operations import choose_entity
from accounts.queries import entities_to_work_in
from accounts.web.middleware import WORKPLACE
from doors.pages import actor_of, for_agents, go, show

MOST = 200


@require_http_methods(["GET", "POST"])
@for_agents
def workplace(request: HttpRequest) -> HttpResponseBase:
    """Show the entities where the reader holds a role; take the choice of one, or of all."""
    actor = actor_of(request)
    if request.method == "POST":
        wanted = request.POST.get("entity", "")
        if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
            raise Http404
        number = int(wanted) if wanted else None
        is_recursive = request.POST.get("only") != "yes"
        entity = choose_entity(actor, number, is_recursive=is_recursive)
        if entity is None:
            request.session.pop(WORKPLACE, None)
            messages.success(request, _("You work everywhere again."))
        else:
            name = entity.full_name or entity.name
            request.session[WORKPLACE] = {
                "entity": entity.pk,
                "is_recursive": is_recursive,
                "name": name,
            }
            messages.success(request, _("You work in %(name)s now.") % {"name": name})
        return go(request, "/")
    text = request.GET.get("q", "").strip().replace("\0", "")[:100]
    entities = entities_to_work_in(actor.person).order_by("full_name", "pk")
    if text:
        entities = entities.filter(full_name__icontains=text)
    rows = list(entities[: MOST + 1])
    context = {"rows": rows[:MOST], "has_more": len(rows) > MOST, "text": text}
    return show(request, "accounts/workplace.html", context)
