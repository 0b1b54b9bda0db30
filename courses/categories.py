"""Keeping the list of categories."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from courses.exceptions import Gone
from courses.models import Category


def create_category(*, name: str, slug: str | None = None) -> Category:
    """Make a category; the slug comes from the name unless one is given.

    Raises ``ValidationError``, also for a slug that another category has.
    """
    category = Category(name=name.strip(), slug=(slug or "").strip())
    if not category.slug:
        category.slug = slugify(name)[:100].strip("-")
    if not category.slug:  # as from a name that has no Latin letters
        category.slug = f"category-{secrets.token_hex(3)}"
    return _save(category)


@transaction.atomic
def update_category(*, category: Category, **changes: str) -> Category:
    """Set ``name``, ``slug`` or both.

    Raises as :func:`create_category`, or :class:`Gone`.
    """
    category = lock(category)
    for field, value in changes.items():
        setattr(category, field, value.strip())
    return _save(category)


@transaction.atomic
def delete_category(*, category: Category) -> None:
    """Delete it; its courses stay, without a category. Does nothing twice."""
    rows = Category.objects.filter(pk=category.pk)
    list(rows.select_for_update().values_list("pk"))
    rows.delete()


def lock(category: Category) -> Category:
    """The category, which now stays until the transaction ends. Raises :class:`Gone`.

    Where a course is locked as well, the category is locked first.
    """
    rows: Any = Category.objects.filter(pk=category.pk)
    locked = rows.select_for_update(no_key=True).first()
    if locked is None:
        raise Gone("category_id")
    return locked


def _save(category: Category) -> Category:
    category.clean_fields()
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError:
        message = "Another category has this slug."
        error = ValidationError(message, code="unique")
        raise ValidationError({"slug": error}) from None
    return category
