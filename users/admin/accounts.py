from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth
from django.contrib.auth.forms import UserCreationForm, UsernameField
from django.core.exceptions import ValidationError
from django.db.models import ImageField, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from files.forms import checked_by
from files.images import cleaned_image
from users import services, tokens
from users.admin.base import NAMES, BaseAdmin, changes_of
from users.models import Profile, Role, User

RIGHTS = ["is_staff", "is_superuser", "groups", "user_permissions"]


class NewUserForm(UserCreationForm):
    role = forms.ChoiceField(choices=Role.choices, initial=Role.STUDENT)

    class Meta:
        model = User
        fields = ["username", "email"]
        field_classes = {"username": UsernameField}


class ProfileFormSet(BaseInlineFormSet):
    def save_existing(self, form: Any, obj: Profile, commit: bool = True) -> Profile:
        services.update_profile(user=self.instance, **changes_of(form))
        return obj


class ProfileInline(admin.StackedInline):
    model = Profile
    formset = ProfileFormSet
    formfield_overrides = {ImageField: checked_by(cleaned_image)}
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
        (
            "Person",
            {
                "fields": [
                    "first_name",
                    "last_name",
                    "email",
                    "email_verified_at",
                    "time_zone",
                ]
            },
        ),
        ("Related", {"fields": ["lists"]}),
        ("Dates", {"fields": ["date_joined", "last_login"]}),
        ("Rights", {"classes": ["collapse"], "fields": [*RIGHTS]}),
    ]
    inlines = [ProfileInline]
    readonly_fields = ["date_joined", "last_login", "email_verified_at", "lists"]
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
        elif "email" in form.changed_data:
            User.objects.filter(pk=obj.pk).update(email_verified_at=None)

    @admin.display(ordering="profile__role")
    def role(self, user: User) -> str:
        return user.profile.get_role_display()

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: Any, queryset: QuerySet[User]) -> None:
        def deed(user: User) -> None:
            self._refuse_untouchable(request, user)
            if user == request.user:
                raise ValidationError("This is your own account.")
            User.objects.filter(pk=user.pk).update(is_active=False)

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
