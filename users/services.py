"""What people do with their accounts."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from files.cleanup import delete_after_commit, store, stores_files
from files.renditions import names_of
from users.exceptions import WrongCredentials, WrongPassword
from users.models import Profile, Role, User
from users.tasks import render_profile_image

Deed = Callable[[User], object]


def nothing(user: User) -> None:
    """What else is done where nothing is."""


def register(
    *,
    username: str,
    email: str,
    password: str,
    first_name: str = "",
    last_name: str = "",
    role: Role = Role.STUDENT,
    then: Deed = nothing,
) -> User:
    """Make an account, and do ``then`` in the same transaction.

    Raises ``ValidationError`` with everything that is wrong.
    """
    user = User(
        username=User.normalize_username(username.strip()),
        email=User.objects.normalize_email(email.strip()),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
    )
    _refuse_invalid(user, password)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            user.profile.role = role
            user.profile.save(update_fields=["role"])
            then(user)
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
    # A unique constraint over an expression names no field; its message does.
    for taken in errors.pop(NON_FIELD_ERRORS, []):
        field = "email" if "e-mail" in taken.message else "username"
        errors.setdefault(field, [taken])
    if errors:
        raise ValidationError(errors)


def known_as(name: str) -> User | None:
    """Whose username or e-mail address it is, active or not."""
    return User.objects.select_related("profile").known_as(name).first()


def require_password(user: User | None, password: str) -> User:
    """The user, who must be active and have this password.

    Raises :class:`WrongCredentials`; that there is no such user costs as much time
    as a wrong password.
    """
    if user is None:
        make_password(password)
        raise WrongCredentials
    if not user.check_password(password) or not user.is_active:
        raise WrongCredentials
    return user


@stores_files
def update_profile(*, user: User, **changes: Any) -> User:
    """Set any of the names, ``time_zone``, ``bio`` and ``profile_image``.

    Raises ``ValidationError`` with everything that is wrong.
    """
    user = User.objects.select_related("profile").get(pk=user.pk)
    errors: dict[str, Any] = {}
    if "profile_image" in changes:
        _set_profile_image(user.profile, changes.pop("profile_image"))
    for row in (user, user.profile):
        names = {field.name for field in row._meta.fields}
        given = names & changes.keys()
        for name in given:
            setattr(row, name, changes[name].strip())
        try:
            row.clean_fields(exclude=names - given)
        except ValidationError as error:
            error.update_error_dict(errors)
        else:
            row.save(update_fields=given)
    if errors:
        raise ValidationError(errors)
    return user


def _set_profile_image(profile: Profile, image: ContentFile | None) -> None:
    if profile.profile_image:
        former = profile.profile_image
        delete_after_commit(former.storage, names_of(former.name))
    if image is None:
        profile.profile_image = None
        profile.profile_image_width = profile.profile_image_height = None
    else:
        store(profile.profile_image, image)
    profile.profile_image_has_renditions = False
    profile.save(
        update_fields=[
            "profile_image",
            "profile_image_width",
            "profile_image_height",
            "profile_image_has_renditions",
        ]
    )
    transaction.on_commit(partial(render_profile_image.send, profile.pk), robust=True)


def refuse_weak(new_password: str, user: User) -> None:
    """Raise ``ValidationError`` for a password that is easy to guess."""
    try:
        password_validation.validate_password(new_password, user)
    except ValidationError as error:
        raise ValidationError({"new_password": error.error_list}) from None


def change_password(
    *, user: User, current_password: str, new_password: str, then: Deed = nothing
) -> User:
    """Set a new password, and do ``then`` in the same transaction.

    Every token made before ends with the old one.
    Raises :class:`WrongPassword`, also when the password was changed meanwhile, or
    ``ValidationError`` for a weak one.
    """
    if not check_password(current_password, user.password):
        raise WrongPassword
    refuse_weak(new_password, user)
    new = make_password(new_password)
    known = User.objects.filter(pk=user.pk, password=user.password)
    with transaction.atomic():
        if not known.update(password=new):
            raise WrongPassword
        user.password = new
        then(user)
    return user
