from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory
from users.models import User


class Desk:
    """Somebody's browser, signed in to the admin."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def browse(self, model: type[Model], **query: Any) -> Any:
        return self.client.get(self._url(model, "changelist"), query)

    def open(self, row: Model) -> Any:
        return self.client.get(self._url(row, "change", row.pk))

    def add(self, model: type[Model], **fields: Any) -> Any:
        return self._fill_in(self._url(model, "add"), fields)

    def change(self, row: Model, **fields: Any) -> Any:
        return self._fill_in(self._url(row, "change", row.pk), fields)

    def delete(self, row: Model) -> Any:
        url = self._url(row, "delete", row.pk)
        return self.client.post(url, {"post": "yes"}, follow=True)

    def act(self, action: str, *rows: Model) -> Any:
        """Run an action of the list on the rows, and confirm it."""
        data = {"action": action, "_selected_action": [row.pk for row in rows]}
        url = self._url(rows[0], "changelist")
        return self.client.post(url, data | {"post": "yes"}, follow=True)

    def messages(self, response: Any) -> list[str]:
        return [str(message) for message in response.context["messages"]]

    def _url(self, model: Any, page: str, *args: Any) -> str:
        name = model._meta.label_lower.replace(".", "_")
        return reverse(f"admin:{name}_{page}", args=args)

    def _fill_in(self, url: str, fields: dict[str, Any]) -> Any:
        """Send the page's form as it came, but with the given fields."""
        page = self.client.get(url)
        if page.status_code != 200 or "adminform" not in page.context:
            return page
        forms = [page.context["adminform"].form]
        for inline in page.context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        data = {}
        for field in (field for form in forms for field in form):
            value = field.value()
            is_empty = value is False or value in (None, "", [])
            if not is_empty and not isinstance(value, FieldFile):
                data[field.html_name] = value
        return self.client.post(url, data | fields, follow=True)


@pytest.fixture
def support(db: None) -> User:
    return UserFactory(staff=True, is_superuser=True)


@pytest.fixture
def desk(support: User) -> Desk:
    return Desk(support)


@pytest.fixture
def desk_of_staff(staff: User) -> Callable[..., Desk]:
    """The browser of ``staff``, given only these permissions."""

    def desk(*permissions: str) -> Desk:
        staff.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        return Desk(staff)

    return desk


@pytest.fixture(autouse=True)
def static_folder(settings: Any, tmp_path: Path) -> None:
    """WhiteNoise warns of a folder that is not there before ``collectstatic``."""
    settings.STATIC_ROOT = tmp_path
