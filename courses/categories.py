"""Keeping the list of categories."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from courses.models import Category


def create_category(*, name: str, slug: str | None = None) -> Category:
    """Make a category; the slug comes from the name unless one is given.

    Raises ``ValidationError``, also for a slug that another category has.
    """
    name = name.strip()
    return _save(Category(name=name, slug=slug or slugify(name)[:100]))


def update_category(*, category: Category, **changes: str) -> Category:
    """Set ``name``, ``slug`` or both. Raises as :func:`create_category`."""
    for field, value in changes.items():
        setattr(category, field, value.strip())
    return _save(category)


def delete_category(*, category: Category) -> None:
    """Delete it; its courses stay, without a category."""
    category.delete()


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
