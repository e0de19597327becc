"""The application that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itsm.settings")
application = get_wsgi_application()

# Django would load the views at the first request; a broken one shall stop the start instead.
VIEWS = get_resolver().url_patterns
