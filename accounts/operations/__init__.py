"""Every write of accounts."""

from accounts.operations.absences import create_absence, delete_absence
from accounts.operations.acting import begin_acting, end_acting
from accounts.operations.base_data import administrator_role, install_base_data
from accounts.operations.calendars import create_calendar, set_holidays, update_calendar
from accounts.operations.clients import (
    create_access_token,
    create_api_client,
    find_client,
    set_client_secret,
    sign_in_client,
    update_api_client,
)
from accounts.operations.entities import create_entity, update_entity
from accounts.operations.groups import (
    add_member,
    change_member,
    create_group,
    delete_group,
    remove_member,
    update_group,
)
from accounts.operations.imports import (
    clear_builtin_file_types,
    clear_builtin_roles,
    import_api_client,
    import_group,
    import_location,
    import_manager,
    import_members,
    import_membership,
    import_note,
    import_role,
    import_token,
    import_user,
    import_whereabouts,
    record_import,
    restore_access,
    take_access,
)
from accounts.operations.invitations import invite_person
from accounts.operations.links import (
    request_password_reset,
    send_invitation,
    set_password_by_link,
)
from accounts.operations.notes import change_note, remove_note, write_note
from accounts.operations.people import create_user, delete_user, set_password, update_user
from accounts.operations.places import (
    create_location,
    delete_location_branch,
    put_people,
    take_people,
)
from accounts.operations.preferences import choose
from accounts.operations.profile import update_profile
from accounts.operations.providers import (
    create_person_of_provider,
    create_provider,
    delete_provider,
    update_provider,
)
from accounts.operations.queues import abort_mail, abort_waiting_mail, retry_mail
from accounts.operations.roles import (
    create_role,
    delete_role,
    demand_second_factor,
    grant_role,
    revoke_grant,
    update_role,
)
from accounts.operations.second_factor import note_second_factor, remove_second_factor
from accounts.operations.sessions import end_other_web_sessions, end_web_session
from accounts.operations.settings import change_settings
from accounts.operations.sign_in import (
    begin_session,
    end_session,
    sign_in,
    sign_in_with_token,
)
from accounts.operations.tokens import create_token, revoke_token
from accounts.operations.workplaces import choose_entity

__all__ = [
    "abort_mail",
    "abort_waiting_mail",
    "add_member",
    "administrator_role",
    "begin_acting",
    "begin_session",
    "change_member",
    "change_note",
    "change_settings",
    "choose",
    "choose_entity",
    "clear_builtin_file_types",
    "clear_builtin_roles",
    "create_absence",
    "create_access_token",
    "create_api_client",
    "create_calendar",
    "create_entity",
    "create_group",
    "create_person_of_provider",
    "create_provider",
    "create_location",
    "create_role",
    "invite_person",
    "create_token",
    "create_user",
    "delete_absence",
    "delete_group",
    "delete_provider",
    "delete_location_branch",
    "delete_role",
    "delete_user",
    "demand_second_factor",
    "end_acting",
    "end_other_web_sessions",
    "end_session",
    "end_web_session",
    "find_client",
    "grant_role",
    "import_api_client",
    "import_group",
    "import_location",
    "import_manager",
    "import_members",
    "import_membership",
    "import_role",
    "import_note",
    "import_token",
    "import_user",
    "import_whereabouts",
    "install_base_data",
    "note_second_factor",
    "record_import",
    "remove_member",
    "remove_second_factor",
    "put_people",
    "record_import",
    "remove_member",
    "remove_note",
    "request_password_reset",
    "restore_access",
    "retry_mail",
    "revoke_grant",
    "revoke_token",
    "send_invitation",
    "set_client_secret",
    "set_holidays",
    "set_password",
    "set_password_by_link",
    "sign_in",
    "sign_in_client",
    "sign_in_with_token",
    "take_access",
    "take_people",
    "update_api_client",
    "update_calendar",
    "update_entity",
    "update_group",
    "update_profile",
    "update_provider",
    "update_role",
    "update_user",
    "write_note",
]
