"""The admin's forms that ask for a password: guesses count as those by the API do."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse_lazy

from schema.base.errors import RateLimited
from schema.users.guesses import guess
from users import services
from users.models import User


class SignInForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username", "")
        whose = services.known_as(name) or name
        return _counted(whose, self.request, super().clean)


class NewPasswordForm(AdminPasswordChangeForm):
    request: HttpRequest | None = None

    def clean_old_password(self) -> str:
        return _counted(self.user, self.request, super().clean_old_password)


class NewPassword(PasswordChangeView):
    """In place of the admin's own view of the same address."""

    form_class = NewPasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.request = self.request
        return form

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            **admin.site.each_context(self.request), **context
        )


def _counted(whose: User | str, request: HttpRequest | None, check: Any) -> Any:
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    try:
        with guess(whose, address, bad=(ValidationError,)):
            return check()
    except RateLimited as error:
        raise ValidationError(error.message, code="rate_limited") from None
