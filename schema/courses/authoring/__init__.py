"""Mutations by which instructors, and staff, write courses."""

from strawberry.tools import merge_types

from schema.courses.authoring import (
    announcements,
    categories,
    courses,
    lessons,
    resources,
)

Mutation = merge_types(
    "Mutation",
    (
        categories.Mutation,
        courses.Mutation,
        lessons.Mutation,
        resources.Mutation,
        announcements.Mutation,
    ),
)
