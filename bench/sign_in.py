"""Lets the benchmark in at the doors that know no password in each call: `python -m bench.sign_in`.

Prints {"token": of the REST API, "session": cookie of a browser, "view": key of a saved view}.
"""

import json
import os
import sys

import django


def main() -> None:
    """Make what is needed for the agent with the rights of a manager."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")
    django.setup()
    from django.conf import settings  # models can be imported now
    from django.test import Client

    from accounts.models import ApiClient, User
    from accounts.operations import create_api_client, create_token
    from audit.actor import Actor
    from bench.callers import INVGATE_LOGIN, SECRET, WIDE_AGENT
    from tickets.drafts import ViewDraft
    from tickets.models import SavedView
    from tickets.operations import create_view

    user = User.objects.get(username=WIDE_AGENT)
    system, actor = Actor.system("bench"), Actor(user=user, door="bench")
    if not ApiClient.objects.filter(dialect="invgate", login=INVGATE_LOGIN).exists():
        create_api_client(
            system, name="bench", dialect="invgate", networks=["127.0.0.1"], secret=SECRET,
            login=INVGATE_LOGIN, user=user, scopes=["*"],
        )  # fmt: skip
    if not ApiClient.objects.filter(dialect="glpi", name="bench").exists():
        create_api_client(system, name="bench", dialect="glpi", networks=["127.0.0.1"])
    view = SavedView.objects.filter(name="Open").first()
    view = view or create_view(actor, ViewDraft(name="Open", query="is:open"))
    _, secret = create_token(actor, user, name="bench")
    browser = Client()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    sys.stdout.write(json.dumps({"token": secret, "session": cookie, "view": view.pk}))


if __name__ == "__main__":
    main()
