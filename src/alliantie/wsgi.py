"""The WSGI application that Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliantie.settings")
# For the settings: what runs in this process makes pages.
os.environ.setdefault("ALLIANTIE_PAGES", "1")
application = get_wsgi_application()
