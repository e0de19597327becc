"""Tables of accounts."""

from accounts.models.access import ApiClient, EntryLink, FailedLogin, KnownAddress, Token
from accounts.models.calendar import Absence, Calendar, Holiday
from accounts.models.entity import Entity, Scoped
from accounts.models.group import Group, Member
from accounts.models.note import Note
from accounts.models.place import Location, UserCategory, UserTitle
from accounts.models.provider import IdentityProvider
from accounts.models.role import Grant, Role
from accounts.models.session import WireSession
from accounts.models.setting import Setting
from accounts.models.tree import Tree
from accounts.models.user import User, UserEmail

__all__ = [
    "Absence",
    "ApiClient",
    "Calendar",
    "Entity",
    "EntryLink",
    "FailedLogin",
    "Grant",
    "Group",
    "Holiday",
    "IdentityProvider",
    "KnownAddress",
    "Location",
    "Member",
    "Note",
    "Role",
    "Scoped",
    "Setting",
    "Token",
    "Tree",
    "User",
    "UserCategory",
    "UserEmail",
    "UserTitle",
    "WireSession",
]
