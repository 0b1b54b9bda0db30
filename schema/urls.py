"""Django's own pages; /graphql and files are not among them, see schema/asgi.py."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from schema.transport import sdl
from schema.transport.graphiql import front_door
from schema.users.admin_sign_in import NewPassword, SignInForm

admin.site.site_header = admin.site.site_title = "Lyceum"
admin.site.login_form = SignInForm
new_password = admin.site.admin_view(NewPassword.as_view(), cacheable=True)

urlpatterns = [
    path("", front_door),
    path("schema.graphql", sdl.download),
    path("admin/password_change/", new_password),  # before the admin's own
    path("admin/", admin.site.urls),
    path("", include("notifications.urls")),
    path("", include("schema.stand_in")),
]
if settings.DEBUG:
    from debug_toolbar.toolbar import debug_toolbar_urls

    urlpatterns += debug_toolbar_urls()
