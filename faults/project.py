"""The project's own code, for what a run does with it in a process of its own."""

import os


def set_up(environment: dict[str, str]) -> None:
    """Make the models of an installation usable."""
    import django

    os.environ.update(environment | {"DJANGO_SETTINGS_MODULE": "schema.settings"})
    django.setup()


def make_people(count: int) -> list[int]:
    """That many users, by their keys."""
    from users.models import Profile, User

    users = User.objects.bulk_create(
        (
            User(username=f"p{number}", email=f"p{number}@school.example", password="!")
            for number in range(count)
        ),
        batch_size=5000,
    )
    Profile.objects.bulk_create((Profile(user=user) for user in users), batch_size=5000)
    return [user.pk for user in users]
