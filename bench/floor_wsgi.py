"""The floor server: its URLs are those of floor_answers.py."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
