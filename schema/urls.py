"""Django's own pages; /graphql is not among them, see schema/asgi.py."""

from django.conf import settings
from django.contrib import admin
from django.urls import path, re_path
from django.views.generic import RedirectView

from files.views import public_file

admin.site.site_header = admin.site.site_title = "Lyceum"

urlpatterns = [
    path("", RedirectView.as_view(url="/graphql")),
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>.*)$", public_file),
]
if settings.DEBUG:
    from debug_toolbar.toolbar import debug_toolbar_urls

    urlpatterns += debug_toolbar_urls()
