"""What people set for themselves while they work: theme, keys, columns."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from accounts.operations import choose
from doors.pages import actor_of, for_people, htmx_of, place_after


@require_POST
@for_people
def save(request: HttpRequest) -> HttpResponseBase:
    """Keep one choice: `name` and `value`. A script is answered with nothing, a form goes back."""
    try:
        choose(actor_of(request), request.POST.get("name", ""), request.POST.get("value", ""))
    except ValidationError as refusal:
        return HttpResponseBadRequest("\n".join(refusal.messages), content_type="text/plain")
    if htmx_of(request):
        return HttpResponse(status=204)
    return HttpResponseRedirect(place_after(request, "/"))
