"""Background jobs of people: doors that load a row and call who does the work."""

import dramatiq

from files.images import render_field, without_renditions
from users import tokens
from users.models import Profile


@dramatiq.actor
def render_profile_image(profile_id: int) -> None:
    """Make the sizes of a profile image; does nothing twice."""
    render_field(Profile.objects.filter(pk=profile_id), "profile_image")


@dramatiq.actor
def render_missing_profile_images() -> None:
    """Have the sizes made that were left undone."""
    for pk in without_renditions(Profile.objects.all(), "profile_image"):
        render_profile_image.send(pk)


# What it leaves when it fails, or the worker stops, it finds the next day.
@dramatiq.actor(max_retries=0, notify_shutdown=True)
def clear_tokens() -> None:
    """Delete refresh tokens that have expired."""
    tokens.clear_expired()
