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

    def refusals(self, response: Any) -> dict[str, list[str]]:
        """The codes of what is wrong with the page's form, by the names of fields;
        none when the form was taken, and another page is shown."""
        if "adminform" not in response.context:
            return {}
        return {
            form.add_prefix(name): [error.code for error in errors]
            for form in self._forms(response)
            if form.errors  # which is no ErrorDict where a form is only shown
            for name, errors in form.errors.as_data().items()
        }

    def _url(self, model: Any, page: str, *args: Any) -> str:
        name = model._meta.label_lower.replace(".", "_")
        return reverse(f"admin:{name}_{page}", args=args)

    def _fill_in(self, url: str, fields: dict[str, Any]) -> Any:
        """Send the page's form as it came, but with the given fields."""
        page = self.client.get(url)
        if page.status_code != 200 or "adminform" not in page.context:
            return page
        data = {}
        for field in (field for form in self._forms(page) for field in form):
            value = field.value()
            is_empty = value is False or value in (None, "", [])
            if not is_empty and not isinstance(value, FieldFile):
                data[field.html_name] = value
        return self.client.post(url, data | fields, follow=True)

    def _forms(self, page: Any) -> list[Any]:
        forms = [page.context["adminform"].form]
        for inline in page.context["inline_admin_formsets"]:
            forms += [inline.formset.management_form, *inline.formset.forms]
        return forms


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
