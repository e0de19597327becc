"""The page at the API's own address: what it answers, in our words."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from api_compat.glpi.answers import finished
from api_compat.glpi.registry import types
from api_compat.glpi.session import Root

ERRORS = (
    ("ERROR", 400, "The call makes no sense; the message says why."),
    ("ERROR_ITEM_NOT_FOUND", 404, "The item is not there, or not for the caller."),
    ("ERROR_BAD_ARRAY", 400, "The input is no object and no list of objects."),
    ("ERROR_RIGHT_MISSING", 403, "The role does not read this."),
    ("ERROR_SESSION_TOKEN_MISSING", 400, "No session token was sent."),
    ("ERROR_SESSION_TOKEN_INVALID", 401, "The session is unknown, or it has ended."),
    ("ERROR_APP_TOKEN_PARAMETERS_MISSING", 400, "This address needs an app token."),
    ("ERROR_WRONG_APP_TOKEN_PARAMETER", 400, "The app token is not one of this desk."),
    ("ERROR_NOT_ALLOWED_IP", 400, "No API client is set up for this address."),
    ("ERROR_LOGIN_PARAMETERS_MISSING", 400, "Neither name and password nor a token were sent."),
    ("ERROR_LOGIN_WITH_CREDENTIALS_DISABLED", 400, "Only tokens are accepted here."),
    ("ERROR_GLPI_LOGIN", 401, "Name or password are wrong."),
    ("ERROR_GLPI_LOGIN_USER_TOKEN", 401, "The person's token is wrong."),
    ("ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM", 400, "There is no such resource or item type."),
    ("ERROR_RESOURCE_MISSING", 400, "An item type is missing in the address."),
    ("ERROR_RANGE_EXCEED_TOTAL", 400, "The range begins behind the end of the list."),
    ("ERROR_FIELD_NOT_FOUND", 400, "The item type has no such field to filter by."),
    ("ERROR_JSON_PAYLOAD_INVALID", 400, "The body is no JSON object."),
    ("ERROR_JSON_PAYLOAD_FORBIDDEN", 400, "GET takes no body."),
    ("ERROR_UPLOAD_FILE_TOO_BIG_POST_MAX_SIZE", 400, "The upload did not arrive."),
    ("ERROR_GLPI_ADD", 400, "Nothing was added; the second element says why."),
    ("ERROR_GLPI_UPDATE", 400, "Nothing was changed; the second element says why."),
    ("ERROR_GLPI_DELETE", 400, "Nothing was removed; the second element says why."),
    ("ERROR_GLPI_PARTIAL_ADD", 207, "Some items were added; each result is told."),
    ("ERROR_GLPI_PARTIAL_UPDATE", 207, "Some items were changed; each result is told."),
    ("ERROR_GLPI_PARTIAL_DELETE", 207, "Some items were removed; each result is told."),
    ("ERROR_MASSIVEACTION_NO_IDS", 400, "An action needs numbers of items."),
    ("ERROR_MASSIVEACTION_KEY", 400, "The type has no such action."),
)
POLICY = "default-src 'none'; style-src 'self'"


def page(root: Root) -> HttpResponse:
    """Return the page."""
    names = [itemtype.name for itemtype in types()]
    context = {"url": root.url, "types": names, "errors": ERRORS}
    text = render_to_string("api_compat/glpi.html", context)
    response = HttpResponse(text, content_type="text/html; charset=UTF-8")
    response["Content-Security-Policy"] = POLICY
    return finished(response)
