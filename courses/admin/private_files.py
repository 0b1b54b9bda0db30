"""Files that staff, too, reach only by addresses of their own."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html

from files.signing import Ticket, path_of
from users.admin.base import BaseAdmin, address


@dataclass(frozen=True)
class FileLink:
    """A private file, which has an address only for who asks for it by the admin."""

    file: Any

    def __str__(self) -> str:
        return self.file.name

    @property
    def url(self) -> str:
        return address(self.file.instance, "file", self.file.instance.pk)


class PrivateFileInput(AdminFileWidget):
    def is_initial(self, value: Any) -> bool:
        return bool(value and getattr(value, "instance", None))

    def format_value(self, value: Any) -> Any:
        return FileLink(value) if self.is_initial(value) else None


class PrivateFile:
    """Mixin for the admin or an inline of a model with a ``private_file``.

    Wherever Django would link to the file at its storage there is a ``file_link``.
    """

    private_file: str

    @admin.display(description="file")
    def file_link(self, row: Any) -> str:
        file = getattr(row, self.private_file)
        if not file:
            return "–"
        link = FileLink(file)
        return format_html('<a href="{}">{}</a>', link.url, link)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly: Any = super().get_readonly_fields(request, obj)  # type: ignore
        return [*readonly, "file_link"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets: Any = super().get_fieldsets(request, obj)  # type: ignore
        if obj is None or self.has_change_permission(request, obj):  # type: ignore
            return fieldsets
        shown = {self.private_file: "file_link"}
        return [
            (title, {**options, "fields": [shown.get(f, f) for f in options["fields"]]})
            for title, options in fieldsets
        ]


class PrivateFileAdmin(PrivateFile, BaseAdmin):
    kind: str  # of the tickets that open the file

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_file"
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/file/", view, name=name), *super().get_urls()]

    def file_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """Send the viewer to the address that opens the file for them, or does not."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        file = getattr(row, self.private_file, None)
        if row is None or not file:
            raise Http404("There is no such file.")
        ticket = Ticket(self.kind, row.pk, request.user.pk)
        return redirect(path_of(ticket, PurePath(file.name).name))
