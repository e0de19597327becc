"""lostPassword: ask for a mail, or set a password with the token of one (contract section 5)."""

from django.core.exceptions import ValidationError

from accounts.operations import request_password_reset, set_password_by_link
from accounts.vocabulary import LinkPurpose
from api_compat.glpi import config
from api_compat.glpi.answers import Answer
from api_compat.glpi.errors import Refusal, bad_request, words_of
from api_compat.glpi.parameters import Bag
from api_compat.glpi.session import DOOR, Root
from audit.actor import Actor

SENT = (
    "If the given email address match an exisiting {product} user, you will receive an email "
    "containing the informations required to reset your password."
)


def lost_password(root: Root, method: str, bag: Bag, address: str) -> Answer:
    """Answer alike whether the address is known or not."""
    if method not in ("PUT", "PATCH"):
        raise bad_request("Only HTTP verb PUT is allowed")
    if not (root.settings[config.NOTIFICATIONS.name] and root.settings[config.MAILING.name]):
        raise bad_request("Email notifications are disabled")
    if bag.get("password_forget_token"):
        return _reset(bag, address)
    if not bag.get("email"):
        raise bad_request("email parameter missing")
    product = "ITSM-NG" if root.flavour.name == "itsmng" else "GLPI"
    request_password_reset(Actor(door=DOOR, address=address), str(bag["email"]))
    return Answer([SENT.format(product=product)])


def _reset(bag: Bag, address: str) -> Answer:
    actor = Actor(door=DOOR, address=address)
    try:
        set_password_by_link(
            actor,
            str(bag["password_forget_token"]),
            LinkPurpose.RESET,
            str(bag.get("password") or ""),
        )
    except ValidationError as error:
        raise Refusal("ERROR", words_of(error)) from error
    return Answer(["Reset password successful."])
