"""Django's WSGI application, by which gunicorn serves a peer."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
