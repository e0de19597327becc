"""Attachments: what is told of one, and the signed address from which it can be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts import queries as accounts
from accounts.operations.sign_in import may_enter
from accounts.policies import PRINCIPAL_RIGHTS
from api_compat.invgate.auth import DOOR
from api_compat.invgate.call import Call
from audit.actor import Actor
from files.queries import open_file
from kb import queries as kb
from tickets import queries as tickets

if TYPE_CHECKING:
    from files.models import StoredFile

SALT = "invgate.file"
LIFE_SECONDS = 3600


def attachment(call: Call, file: StoredFile, *, article_id: int = 0) -> dict[str, Any]:
    """Return what the wire shows of a file; the address is good for an hour."""
    ticket = signing.dumps([file.pk, call.actor.user_id, article_id], salt=SALT)
    return {
        "id": file.pk,
        "name": file.file_name,
        "url": f"{settings.DESK_PUBLIC_URL}{call.root}file/{ticket}",
        "hash": file.sha1,
        "extension": file.file_name.rpartition(".")[2] if "." in file.file_name else "",
    }


@require_safe
def download(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """Answer the bytes of a file to who holds an address that was given out in the last hour."""
    try:
        file_id, user_id, article_id = signing.loads(ticket, salt=SALT, max_age=LIFE_SECONDS)
        file = _file(file_id, user_id, article_id)
        content = open_file(file)
    except (signing.BadSignature, ObjectDoesNotExist):
        return HttpResponse(status=404)
    response = FileResponse(
        content,
        as_attachment=True,
        filename=file.file_name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _file(file_id: int, user_id: int, article_id: int) -> StoredFile:
    """Return the file, if whoever asked for its address may still see it."""
    user = accounts.visible_users(Actor.system("invgate")).get(pk=user_id)
    if not may_enter(user):
        raise ObjectDoesNotExist
    actor = Actor(user=user, door=DOOR, liberties=frozenset({PRINCIPAL_RIGHTS}))
    if article_id:
        return kb.file_for(actor, article_id, file_id)
    return tickets.file_for(actor, file_id)[0].file
