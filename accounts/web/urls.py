"""Addresses of signing in and out, and of what people set for themselves.

Of allauth's pages only those stand here that the desk uses: nobody signs up by themselves.
"""

from django.urls import include, path
from django.views.i18n import set_language

from accounts.web import acting, entry, own, preferences, workplace

urlpatterns = [
    path("", entry.first_page),
    path("login/", entry.sign_in_page, name="login"),
    path("login/", entry.sign_in_page, name="account_login"),
    path("logout/", entry.sign_out, name="logout"),
    path("logout/", entry.sign_out, name="account_logout"),
    path("forgotten/", entry.forgotten, name="forgotten"),
    path("reset/<str:secret>/", entry.by_link, {"purpose": "reset"}, name="reset"),
    path("invitation/<str:secret>/", entry.by_link, {"purpose": "invitation"}, name="invitation"),
    path("language/", set_language, name="set_language"),
    path("preferences/", preferences.save, name="preferences"),
    path("profile/", own.profile, name="profile"),
    path("password/", own.password, name="account_change_password"),
    path("sessions/", own.sessions, name="account_sessions"),
    path("sessions/others/end/", own.end_other_sessions, name="account_end_other_sessions"),
    path("sessions/<int:session_id>/end/", own.end_session, name="account_end_session"),
    path("tokens/", own.tokens, name="account_tokens"),
    path("tokens/<int:token_id>/end/", own.end_token, name="account_end_token"),
    path("entity/", workplace.workplace, name="workplace"),
    path("acting/end/", acting.end, name="acting_end"),
    path("acting/<int:user_id>/", acting.begin, name="acting_begin"),
    path("reauthenticate/", entry.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
