"""The admin of accounts, and what the admins of all apps share."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth import admin as auth
from django.contrib.auth.forms import UserCreationForm, UsernameField
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from users import tokens
from users.models import Profile, RefreshToken, Role, User

NAMES = ["username", "email", "first_name", "last_name"]
RIGHTS = ["is_staff", "is_superuser", "groups", "user_permissions"]


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


class BaseAdmin(admin.ModelAdmin):
    """A change writes only the fields that the form changed: the others may have
    moved since it was read, counters above all. What a service refuses is shown
    above the form, which keeps what was typed. Adding asks for the first fieldset.
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
        reasons = refusal.messages

        class RefusedForm(form):
            def clean(self) -> None:
                raise ValidationError(reasons)

        return RefusedForm

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            request.refusal = refusal
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if not change:
            return super().save_model(request, obj, form, change)
        written = set()
        field: Any
        for field in obj._meta.concrete_fields:
            if field.name in form.changed_data or getattr(field, "auto_now", False):
                written.add(field.name)
                if getattr(field, "width_field", None):
                    written |= {field.width_field, field.height_field}
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


class NewUserForm(UserCreationForm):
    role = forms.ChoiceField(choices=Role.choices, initial=Role.STUDENT)

    class Meta:
        model = User
        fields = ["username", "email"]
        field_classes = {"username": UsernameField}


class ProfileInline(admin.StackedInline):
    model = Profile
    can_delete = False
    fields = ["role", "bio", "profile_image"]


@admin.register(User)
class UserAdmin(BaseAdmin, auth.UserAdmin):
    """Users are deactivated, never deleted: rows that are counted hang on them.

    Who is not a superuser changes neither the rights of anybody nor the account
    of another member of staff.
    """

    add_form = NewUserForm
    add_fieldsets = [
        (None, {"fields": ["username", "email", "role", "password1", "password2"]})
    ]
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Related", {"fields": ["lists"]}),
        ("Dates", {"fields": ["date_joined", "last_login"]}),
        ("Rights", {"classes": ["collapse"], "fields": [*RIGHTS]}),
    ]
    inlines = [ProfileInline]
    readonly_fields = ["date_joined", "last_login", "lists"]
    list_display = [
        "username",
        "email",
        "first_name",
        "last_name",
        "role",
        "is_active",
        "is_staff",
        "date_joined",
        "last_login",
    ]
    list_filter = ["profile__role", "is_active", "is_staff", "date_joined"]
    list_select_related = ["profile"]
    search_fields = NAMES
    date_hierarchy = "date_joined"
    actions = ["deactivate", "reactivate", "sign_out"]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        is_theirs = obj is None or obj == request.user or not obj.is_staff
        return super().has_change_permission(request, obj) and (
            request.user.is_superuser or is_theirs
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        rights = [] if request.user.is_superuser else RIGHTS
        own = ["is_active"] if obj == request.user else []
        return [*self.readonly_fields, *rights, *own]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else []

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            role = form.cleaned_data["role"]
            Profile.objects.filter(user=obj).update(role=role)
        elif not obj.is_active:
            tokens.revoke_all(obj)

    @admin.display(ordering="profile__role")
    def role(self, user: User) -> str:
        return user.profile.get_role_display()

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: Any, queryset: QuerySet[User]) -> None:
        def deed(user: User) -> None:
            self._refuse_untouchable(request, user)
            if user == request.user:
                raise ValidationError("This is your own account.")
            with transaction.atomic():
                User.objects.filter(pk=user.pk).update(is_active=False)
                tokens.revoke_all(user)

        self.do_to_each(request, queryset, deed, "Deactivated")

    @admin.action(description="Reactivate", permissions=["change"])
    def reactivate(self, request: Any, queryset: QuerySet[User]) -> None:
        def deed(user: User) -> None:
            self._refuse_untouchable(request, user)
            User.objects.filter(pk=user.pk).update(is_active=True)

        self.do_to_each(request, queryset, deed, "Reactivated")

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out(self, request: Any, queryset: QuerySet[User]) -> None:
        def deed(user: User) -> None:
            self._refuse_untouchable(request, user)
            tokens.revoke_all(user)

        self.do_to_each(request, queryset, deed, "Signed out")

    def _refuse_untouchable(self, request: HttpRequest, user: User) -> None:
        if not self.has_change_permission(request, user):
            raise ValidationError("Only a superuser changes members of staff.")


@admin.register(RefreshToken)
class RefreshTokenAdmin(ReadOnly, BaseAdmin):
    fields = ["user", "family", "created_at", "expires_at", "revoked_at"]
    list_display = [
        "id",
        link_to("user", ordering="user__username"),
        "family",
        "created_at",
        "expires_at",
        "revoked_at",
    ]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["user"]
    search_fields = person("user")
    ordering = ["-pk"]
