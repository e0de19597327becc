"""The page at the API's own address: what it answers, in our words; as a page or as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.template.loader import render_to_string

from api_compat.glpi.answers import finished
from api_compat.glpi.registry import types
from api_compat.glpi.session import Root


@dataclass(frozen=True)
class Section:
    """A chapter: a few words, then what can be called or sent, each with what it does."""

    title: str
    intro: str
    rows: Sequence[tuple[str, str]] = ()


CALLING = Section(
    "Calling",
    "Parameters are read from the query string, a JSON body and headers; later ones win. An "
    "answer is JSON. A page of a list is told in Content-Range, and 206 means that there is more.",
    (
        ("Session-Token", "header or parameter session_token: what initSession gave."),
        (
            "App-Token",
            "header or parameter app_token: the secret of the API client, if it has one.",
        ),
        ("Content-Type", "application/json for a body; multipart/form-data for files."),
        ("X-GLPI-Sanitized-Content", "false = texts without encoded <, > and &."),
    ),
)
SESSION = Section(
    "Sessions",
    "A session works in one role and its entities. It begins in the default role and entity of "
    "the person, as far as they are held, and ends when it has not been used for some hours.",
    (
        (
            "GET initSession",
            "signs in with HTTP Basic (or login and password) or with Authorization: user_token …; "
            "get_full_session=true adds what the session knows.",
        ),
        ("GET killSession", "ends the session."),
        ("GET getMyProfiles", "the roles of the person, and where they are held."),
        ("GET getActiveProfile", "the role of the session with its rights."),
        ("POST changeActiveProfile", "works in another role: profiles_id."),
        ("GET getMyEntities", "the entities of the role; is_recursive=true: those below them too."),
        ("GET getActiveEntities", "where the session works."),
        (
            "POST changeActiveEntities",
            "works elsewhere: entities_id (none = everywhere), is_recursive.",
        ),
        ("GET getFullSession", "what the session knows."),
        ("GET getGlpiConfig", "the configuration that programs may read."),
        (
            "PUT lostPassword",
            "email: sends a link; password_forget_token and password: sets a password. Without "
            "session.",
        ),
    ),
)
ITEMS = Section(
    "Items",
    "Type is an item type from the list below, number the id of an item. What is added and changed "
    'stands in {"input": {…}}, or {"input": [{…}, …]} for several items at once: their answer is '
    "207 when some were refused.",
    (
        ("GET Type/number", "reads an item."),
        ("GET Type", "lists items."),
        ("GET Type/number/OtherType", "lists what hangs on an item."),
        (
            "GET getMultipleItems",
            "reads items of several types: items[0][itemtype], items[0][items_id], …",
        ),
        ("POST Type", "adds; 201 with the number and, for one item, its address in Location."),
        ("PUT Type/number, PATCH Type/number", "changes; is_deleted: 0 takes out of the trash."),
        (
            "DELETE Type/number",
            "puts in the trash where the type has one; force_purge=true removes for good.",
        ),
        ("GET User/number/Picture", "the picture of a person; 204 without one."),
    ),
)
READING = Section(
    "What reading takes",
    "Flags are on with 1 or true.",
    (
        ("expand_dropdowns", "names in the place of keys."),
        ("get_hateoas", "links to what keys point to and to what hangs on the item; on by itself."),
        ("get_sha1", "only a checksum of the item."),
        ("add_keys_names[]", "the names of some keys beside them; id = the item's own."),
        (
            "with_devices, with_disks, with_softwares, with_connections, with_networkports, "
            "with_infocoms, with_contracts, with_documents, with_tickets, with_problems, "
            "with_changes, with_notes, with_logs",
            "more about one item, as far as its type has it; with_networkports for lists, too.",
        ),
        ("range", "0-49: which rows of a list."),
        ("sort, order", "the field that a list is sorted by, ASC or DESC."),
        (
            "searchText[field]",
            "rows whose field has a text in it; ^ and $ anchor it, NULL finds empty ones.",
        ),
        ("is_deleted", "1 = what is in the trash."),
        ("only_id", "numbers alone."),
    ),
)
SEARCH = Section(
    "Search",
    "Fields have numbers here. AllAssets in the place of a type searches all kinds of assets.",
    (
        ("GET listSearchOptions/Type", "the numbers of fields, and how each is asked; raw = more."),
        ("GET search/Type", "finds items; POST takes the same in a body."),
        (
            "criteria[0][link], [field], [searchtype], [value]",
            "AND, OR, AND NOT, OR NOT; a number; contains, equals, lessthan, morethan, under, or "
            "one of them with not before it; what is asked for.",
        ),
        ("criteria[0][criteria][0]…", "criteria in brackets."),
        ("criteria[0][meta], [itemtype]", "a criterion about items of another type."),
        ("forcedisplay[0]", "the numbers of what is shown."),
        ("sort, order, range, is_deleted", "as in lists; sort takes the number of a field."),
        (
            "withindexes, uid_cols, giveItems, rawdata",
            "rows by their numbers; words in the place of numbers of fields; cells as HTML; how it "
            "was searched.",
        ),
    ),
)
FILES = Section(
    "Files",
    "",
    (
        (
            "POST Document",
            'multipart/form-data: a part uploadManifest with {"input": {"name": …}} and a part '
            "filename[0] with the file; itemtype and items_id in the input hang it on an item. "
            "Other types take files the same way.",
        ),
        (
            "GET Document/number",
            "with Accept: application/octet-stream or alt=media the file itself.",
        ),
    ),
)
MASSIVE = Section(
    "Actions on many items",
    "",
    (
        ("GET getMassiveActions/Type", "the keys of actions; is_deleted=1: those of the trash."),
        ("GET getMassiveActionParameters/Type/key", "what an action takes."),
        (
            "POST applyMassiveAction/Type/key",
            'does it: {"ids": […], "input": {…}}; 207 and 422 when some or all were refused.',
        ),
    ),
)
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


def page(root: Root, *, as_text: bool = False) -> HttpResponse:
    """Return the page, or (`as_text`) what it says as Markdown."""
    sections = [CALLING, SESSION, ITEMS, READING, SEARCH, FILES]
    errors: Sequence[tuple[str, int, str]] = ERRORS
    if root.flavour.has_massive_actions:
        sections.append(MASSIVE)
    else:
        errors = tuple(row for row in ERRORS if "MASSIVEACTION" not in row[0])
    names = [itemtype.name for itemtype in types()]
    context = {"url": root.url, "types": names, "errors": errors, "sections": sections}
    if as_text:
        text = render_to_string("api_compat/glpi.md", context)
        return finished(HttpResponse(text, content_type="text/markdown; charset=UTF-8"))
    text = render_to_string("api_compat/glpi.html", context)
    response = HttpResponse(text, content_type="text/html; charset=UTF-8")
    response["Content-Security-Policy"] = POLICY
    return finished(response)
