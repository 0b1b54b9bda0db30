"""What people do with their accounts."""

from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from users.exceptions import WrongCredentials, WrongPassword
from users.models import Profile, Role, User


def register(
    *,
    username: str,
    email: str,
    password: str,
    first_name: str = "",
    last_name: str = "",
    role: Role = Role.STUDENT,
) -> User:
    """Make an account. Raises ``ValidationError`` with everything that is wrong."""
    user = User(
        username=User.normalize_username(username.strip()),
        email=User.objects.normalize_email(email.strip()),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
    )
    user.set_password(password)
    _refuse_invalid(user, password)
    try:
        with transaction.atomic():
            user.save()
            Profile.objects.filter(user=user).update(role=role)
    except IntegrityError:
        # Somebody took the name between the check and the write: say so.
        _refuse_invalid(user, password)
        raise
    return user


def _refuse_invalid(user: User, password: str) -> None:
    errors: dict[str, Any] = {}
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        errors = error.update_error_dict(errors)
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        errors["password"] = error.error_list
    # A unique constraint over an expression reports no field: find it by its name.
    for error in errors.pop(NON_FIELD_ERRORS, []):
        field = "email" if "e-mail" in error.message else "username"
        if field not in errors:
            errors[field] = [error]
    if errors:
        raise ValidationError(errors)


def authenticate(*, name: str, password: str) -> User:
    """The active user of this username or e-mail address, and password.

    Raises :class:`WrongCredentials`; a name that nobody has costs as much time
    as a wrong password.
    """
    user = User.objects.known_as(name).first()
    if user is None:
        make_password(password)
        raise WrongCredentials
    if not user.check_password(password) or not user.is_active:
        raise WrongCredentials
    return user


@transaction.atomic
def update_profile(*, user: User, **changes: Any) -> User:
    """Set any of ``first_name``, ``last_name`` and ``bio``."""
    profile = user.profile
    bio = changes.pop("bio", None)
    for name, value in changes.items():
        setattr(user, name, value.strip())
    user.clean_fields(
        exclude={field.name for field in User._meta.fields} - changes.keys()
    )
    if changes:
        user.save(update_fields=list(changes))
    if bio is not None:
        profile.bio = bio
        profile.clean_fields(exclude={"user", "role", "profile_image"})
        profile.save(update_fields=["bio"])
    return user


@transaction.atomic
def change_password(*, user: User, current_password: str, new_password: str) -> User:
    """Set a new password; every token made before ends with the old one."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not check_password(current_password, user.password):
        raise WrongPassword
    try:
        password_validation.validate_password(new_password, user)
    except ValidationError as error:
        raise ValidationError({"new_password": error.error_list}) from None
    user.set_password(new_password)
    user.save(update_fields=["password"])
    return user
