"""Mutations by which people make an account, and change it."""

from typing import Any

import strawberry
from strawberry.file_uploads import Upload

from files.images import cleaned_image
from notifications import account_mail
from schema.base.context import Info
from schema.base.files import file_of
from schema.base.images import PICTURE
from schema.base.inputs import changes
from schema.base.payloads import Payload, mutation, open_mutation
from schema.users import guesses
from schema.users.profiles import Role
from schema.users.types import User
from users import models, services

# What null sets.
CLEARED = {"first_name": "", "last_name": "", "bio": "", "time_zone": "UTC"}


@strawberry.input(description="A new account.")
class RegisterInput:
    username: str = strawberry.field(
        description="The name to sign in by: unique without regard to case, at most "
        "150 letters, digits and . + - _"
    )
    email: str = strawberry.field(
        description="The e-mail address: unique without regard to case."
    )
    password: str = strawberry.field(
        description="At least 8 characters; not a common one, not only digits, not "
        "like the name."
    )
    first_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The given name, at most 150 characters."
    )
    last_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The family name, at most 150 characters."
    )
    role: Role | None = strawberry.field(
        default=Role.STUDENT, description="What the person will be here."
    )


@strawberry.input(description="A change of the viewer's password.")
class ChangePasswordInput:
    current_password: str = strawberry.field(description="The password until now.")
    new_password: str = strawberry.field(
        description="The password from now on; at least 8 characters."
    )


@strawberry.input(
    description="Changes of what the viewer says of themselves; a field left out keeps "
    "its value, and null empties it."
)
class UpdateProfileInput:
    first_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The given name, at most 150 characters."
    )
    last_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The family name, at most 150 characters."
    )
    bio: str | None = strawberry.field(
        default=strawberry.UNSET, description="Own words, at most 2,000 characters."
    )
    time_zone: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where the viewer is, as an IANA name such as Europe/Paris: for "
        "times in e-mails and the hour of daily summaries. Null sets UTC.",
    )
    profile_image: Upload | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"{PICTURE} Null removes it.",
    )


@strawberry.type(description="The result of `register`.")
class RegisterPayload(Payload):
    user: User | None = strawberry.field(
        default=None, description="The new user, who may sign in; null when refused."
    )


@strawberry.type(description="The result of `changePassword`.")
class ChangePasswordPayload(Payload):
    user: User | None = strawberry.field(
        default=None,
        description="The viewer, whose tokens have all ended; null when refused.",
    )


@strawberry.type(description="The result of `updateProfile`.")
class UpdateProfilePayload(Payload):
    user: User | None = strawberry.field(
        default=None, description="The viewer as changed; null when refused."
    )


@strawberry.type
class Mutation:
    @open_mutation(
        description="Make an account. More than 60 tries in an hour from one address "
        "are the error RATE_LIMITED."
    )
    def register(self, info: Info, input: RegisterInput) -> RegisterPayload | None:
        guesses.count_registration(info.context.address)
        user = account_mail.register(
            username=input.username,
            email=input.email,
            password=input.password,
            first_name=input.first_name or "",
            last_name=input.last_name or "",
            role=models.Role[(input.role or Role.STUDENT).name],
        )
        return RegisterPayload(user=user)

    @mutation(
        description="Change the viewer's password. All tokens end, those of this "
        "sign-in too. Wrong current passwords count as those of `tokenAuth`: one too "
        "many is the error RATE_LIMITED."
    )
    def change_password(
        self, info: Info, input: ChangePasswordInput
    ) -> ChangePasswordPayload | None:
        user = info.context.user
        with guesses.guess(user, info.context.address):
            user = account_mail.change_password(
                user=user,
                current_password=input.current_password,
                new_password=input.new_password,
            )
        return ChangePasswordPayload(user=user)

    @mutation(description="Change what the viewer says of themselves.")
    def update_profile(
        self, info: Info, input: UpdateProfileInput
    ) -> UpdateProfilePayload | None:
        values: dict[str, Any] = {
            name: CLEARED[name] if value is None else value
            for name, value in changes(input, *CLEARED).items()
        }
        if input.profile_image is not strawberry.UNSET:
            values["profile_image"] = file_of(
                input.profile_image, "profile_image", cleaned_image
            )
        user = services.update_profile(user=info.context.user, **values)
        return UpdateProfilePayload(user=user)
