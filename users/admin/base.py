"""What the admins of all apps have in common."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from files.cleanup import stores_files

NAMES = ["username", "email", "first_name", "last_name"]


def address(model: Any, page: str, *args: Any) -> str:
    """Of an admin page: ``changelist``, ``add``, or ``change`` of a primary key."""
    name = model._meta.label_lower.replace(".", "_")
    return reverse(f"admin:{name}_{page}", args=args)


def person(path: str) -> list[str]:
    """Search fields for the person to whom the field ``path`` leads."""
    return [f"{path}__{name}" for name in NAMES]


def link_to(path: str, *, ordering: str) -> Callable[[Any], str]:
    """A column that links to what the foreign key ``path`` names."""

    @admin.display(description=path, ordering=ordering)
    def column(row: Any) -> str:
        target = getattr(row, path)
        url = address(target, "change", target.pk)
        return format_html('<a href="{}">{}</a>', url, target)

    return column


def changes_of(form: Any) -> dict[str, Any]:
    """What somebody changed in the form, for a service: values by their fields."""
    return {name: form.cleaned_data[name] for name in form.changed_data}


class BaseAdmin(admin.ModelAdmin):
    """A change writes only the fields that the form changed: the others may have
    moved since it was read, counters above all. What a service refuses is shown
    in the form, which keeps what was typed. Adding asks for the first fieldset.
    """

    show_full_result_count = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else fieldsets[:1]

    def get_form(
        self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        refusal: ValidationError | None = getattr(request, "refusal", None)
        if refusal is None:
            return form
        refused: dict[str, Any] = refusal.update_error_dict({})

        class RefusedForm(form):
            def clean(self) -> None:
                for name, reasons in refused.items():
                    self.add_error(name if name in self.fields else None, reasons)

        return RefusedForm

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        view = super().changeform_view
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            return stores_files(view)(request, *args, **kwargs)
        except ValidationError as refusal:
            request.refusal = refusal
            # Some may have been stored, and gone: whoever tries again chooses anew.
            request.close()
            request.FILES.clear()
            return view(request, *args, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if not change:
            return super().save_model(request, obj, form, change)
        written = {
            field.name
            for field in obj._meta.concrete_fields
            if field.name in form.changed_data or getattr(field, "auto_now", False)
        }
        obj.save(update_fields=written)

    def do_to_each(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        deed: Callable[[Any], object],
        done: str,
    ) -> None:
        """Do the deed to each row and log it; say how often, and what was refused."""
        refused = defaultdict(list)
        count = 0
        for row in rows:
            try:
                deed(row)
            except ValidationError as refusal:
                refused[" ".join(refusal.messages)].append(self.name_of(row))
            else:
                self.log_change(request, row, done)
                count += 1
        if count:
            self.message_user(request, f"{done}: {count}.", messages.SUCCESS)
        for reason, names in refused.items():
            some = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
            message = f"Refused: {len(names)} ({some}). {reason}"
            self.message_user(request, message, messages.ERROR)

    def name_of(self, row: Any) -> str:
        return str(row)

    @admin.display(description="more")
    def lists(self, row: Model) -> str:
        """Links to the lists of the rows that point at this one."""
        links = []
        for relation in row._meta.related_objects:
            model: Any = relation.related_model
            if relation.one_to_many and self.admin_site.is_registered(model):
                url = address(model, "changelist")
                name = str(relation.get_accessor_name()).replace("_", " ")
                links.append((url, relation.field.name, row.pk, name))
        return format_html_join(" · ", '<a href="{}?{}__id__exact={}">{}</a>', links)


class ReadOnly:
    """Mixin for an admin or an inline: only looking, whatever the permissions."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return flatten_fieldsets(self.get_fieldsets(request, obj))  # type: ignore

    def has_add_permission(self, *args: Any) -> bool:
        return False

    def has_change_permission(self, *args: Any) -> bool:
        return False

    def has_delete_permission(self, *args: Any) -> bool:
        return False
