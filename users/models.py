from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    ProhibitNullCharactersValidator,
    RegexValidator,
)
from django.db import models, transaction
from django.db.models.functions import Lower

from users import keys
from users.querysets import RefreshTokenQuerySet, UserManager
from users.search import FORM, SearchDocument, SearchDocumentField
from users.time_zones import zone_names

STAMP = "users.credentials"

is_one_line = RegexValidator(
    r"[\x00-\x1f\x7f]", "A name is one line of text.", inverse_match=True
)


def is_time_zone(name: str) -> None:
    """Refuse what is not a name of the IANA time zone database."""
    if name not in zone_names():
        raise ValidationError(
            "Give an IANA time zone, such as Europe/Paris.", "invalid"
        )


class Role(models.TextChoices):
    INSTRUCTOR = "I", "instructor"
    STUDENT = "S", "student"


class User(AbstractUser):
    """A person with an account; signs in by username or e-mail address."""

    username = models.CharField(
        max_length=150,
        unique=True,
        validators=[
            RegexValidator(
                r"^[\w.+-]+\Z", "A username has letters, digits and . + - _ only."
            )
        ],
        error_messages={"unique": "This username is taken."},
    )
    first_name = models.CharField(max_length=150, blank=True, validators=[is_one_line])
    last_name = models.CharField(max_length=150, blank=True, validators=[is_one_line])
    email = models.EmailField("e-mail address")
    email_verified_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(
        max_length=50, default="UTC", validators=[is_time_zone]
    )
    search = SearchDocumentField(
        expression=SearchDocument(*FORM, username="B", first_name="B", last_name="B")
    )

    objects = UserManager()  # type: ignore[misc]

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_is_unique_ignoring_case",
                violation_error_code="unique",
                violation_error_message="This username is taken.",
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="email_is_unique_ignoring_case",
                violation_error_code="unique",
                violation_error_message="An account with this e-mail address exists.",
            ),
            # Else somebody could sit on a username that is another's address.
            models.CheckConstraint(
                condition=~models.Q(username__contains="@"),
                name="username_is_not_an_email_address",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="user_search")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the user; a new one gets a profile in the same transaction.

        One who is not active any more is signed out in it.
        """
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                Profile.objects.get_or_create(user=self)
            elif not self.is_active:
                self.refresh_tokens.filter(user__is_active=False).revoke()

    @property
    def credentials_stamp(self) -> str:
        """A fingerprint of the password, 32 hexadecimal digits.

        Tokens carry it: whichever way a password is changed, those made before
        no longer match.
        """
        return keys.digest(STAMP, self.password)

    def has_stamp(self, stamp: str) -> bool:
        """Whether it is the password's fingerprint, also under an earlier key."""
        return keys.is_digest(stamp, STAMP, self.password)


class Profile(models.Model):
    """What a person says of themselves; every user has exactly one."""

    user = models.OneToOneField(User, models.CASCADE, related_name="profile")
    role = models.CharField(max_length=1, choices=Role, default=Role.STUDENT)
    bio = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(2000), ProhibitNullCharactersValidator()],
    )
    profile_image = models.ImageField(
        upload_to="profiles/",
        null=True,
        blank=True,
        width_field="profile_image_width",
        height_field="profile_image_height",
    )
    profile_image_width = models.PositiveIntegerField(null=True, editable=False)
    profile_image_height = models.PositiveIntegerField(null=True, editable=False)
    profile_image_has_renditions = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="role_is_instructor_or_student",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_role_display()}"


class RefreshToken(models.Model):
    """A refresh token, known only by its hash.

    ``family`` joins the tokens that came from one sign-in by rotation.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="refresh_tokens")
    family = models.UUIDField()
    digest = models.CharField(max_length=64)
    credentials_stamp = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = RefreshTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="refresh_token_is_unique")
        ]
        indexes = [
            models.Index(fields=["family"], name="refresh_token_family"),
            models.Index(fields=["expires_at"], name="refresh_token_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: until {self.expires_at:%Y-%m-%d %H:%M}"
