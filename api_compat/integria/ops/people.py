"""Ops 13 to 16, 29 and 33: users."""

from typing import Any

from accounts import operations, queries
from accounts.drafts import UserDraft
from accounts.vocabulary import username_key
from api_compat.integria.call import Call
from api_compat.integria.codes import ALL_GROUPS
from api_compat.integria.registry import integer, leading_integer, op, rest, text
from api_compat.integria.render import BARE, Rows, Value

EXISTS = Value(path=("user", "exists"), style="cdata", attributes=False)


@op(
    "create_user",
    text("id_user"),
    integer("id_group"),
    integer("id_profile"),
    text("email"),
    text("password", commas=False),
    text("description"),
    text("real_name"),
    integer("external"),
    shape=BARE,
    missing="0",
    invalid="0",
)
def create_user(
    call: Call,
    *,
    id_user: str,
    id_group: int,
    id_profile: int,
    password: str,
    external: int,
    **sent: str,
) -> Any:
    """Create a user with one profile in one group."""
    group = None if id_group == ALL_GROUPS else queries.visible_groups(call.actor).get(pk=id_group)
    if not password and call.setting("default_password"):
        password = id_user
    draft = UserDraft(
        username=id_user,
        password=password or None,
        email=sent["email"],
        real_name=sent["real_name"],
        comment=sent["description"],
        is_agent=not external,
    )
    operations.create_user(call.actor, draft, role=queries.role_for(id_profile), group=group)
    return 1


@op(
    "validate_user",
    text("id_user"),
    text("password", commas=False),
    shape=Value(path=()),
    right="user.read",
)
def validate_user(call: Call, *, id_user: str, password: str) -> Any:
    """Check a user's password; counts as a sign-in attempt of that account."""
    return int(operations.sign_in(id_user, password, address=call.actor.address) is not None)


@op(
    "delete_user",
    text("id_user"),
    shape=EXISTS,
    splits=False,
    missing="0",
    invalid="0",
    refused="0",
)
def delete_user(call: Call, *, id_user: str) -> Any:
    """Delete a user; the dialect's owner of last resort is protected, whatever the case."""
    if username_key(id_user) == username_key(call.setting("default_owner")):
        return "0"
    user = queries.user_by_login(id_user)
    if user is None:
        return "0"
    operations.delete_user(call.actor, user.pk)
    return 1


@op("user_exists", text("id_user"), shape=EXISTS, splits=False, right="user.read")
def user_exists(call: Call, *, id_user: str) -> Any:
    """Tell whether a login name is taken, by a disabled user too."""
    return int(bool(id_user) and queries.user_by_login(id_user) is not None)


@op("get_users", shape=Rows(columns=("id_user",), item=None, csv_is_quoted=False), splits=False)
def get_users(call: Call) -> Any:
    """List the login names the caller may see; an external user sees the own one."""
    names = (
        queries.visible_users(call.actor)
        .order_by("username_key")
        .values_list("username", flat=True)
    )
    return [{"id_user": call.text(name)} for name in names]


@op(
    "user_exists_in_group",
    text("id_user"),
    rest("groups"),
    shape=BARE,
    right="user.read",
    also=("get_user_exists_in_group",),
)
def user_exists_in_group(call: Call, *, id_user: str, groups: tuple[str, ...] = ()) -> Any:
    """Tell whether a user belongs to any of the groups."""
    wanted = {leading_integer(number) for number in groups}
    return int(bool(wanted & queries.groups_for(id_user)))
