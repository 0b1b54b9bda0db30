from typing import Annotated, Any

import strawberry
from strawberry.file_uploads import Upload
from strawberry.scalars import JSON

from files.images import cleaned_image
from schema.base.context import Info
from schema.base.errors import Unauthenticated
from schema.base.files import file_of
from schema.base.inputs import changes
from schema.base.payloads import Payload, mutation, open_mutation
from schema.users.types import Role, User
from users import models, services, tokens
from users.exceptions import InvalidToken, WrongCredentials

AccessToken = Annotated[str, strawberry.argument(description="An access token.")]
RefreshTokenText = Annotated[
    str, strawberry.argument(description="The refresh token that was given last.")
]


@strawberry.type(description="What signs a client in.")
class Tokens:
    token: str = strawberry.field(
        description="The access token, valid for 5 minutes: send it in the header "
        "`Authorization: Bearer <token>`."
    )
    refresh_token: str = strawberry.field(
        description="Good for one `refreshToken` within 7 days. Keep it secret."
    )
    payload: JSON = strawberry.field(
        description="The claims of the access token: username, exp and iat (Unix "
        "times in seconds), and others."
    )
    refresh_expires_in: int = strawberry.field(
        description="When the refresh token expires, as a Unix time in seconds."
    )


@strawberry.type(description="Tokens, and whose they are.")
class ObtainJSONWebToken(Tokens):
    user: User = strawberry.field(description="Who signed in.")


@strawberry.type(description="The tokens to use from now on.")
class RefreshToken(Tokens):
    pass


@strawberry.type(description="What a valid access token says.")
class VerifyToken:
    payload: JSON = strawberry.field(description="The claims of the access token.")


@strawberry.type(description="That a sign-in has ended.")
class RevokeToken:
    revoked: int = strawberry.field(
        description="When it ended, as a Unix time in seconds."
    )


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
    profile_image: Upload | None = strawberry.field(
        default=strawberry.UNSET,
        description="A PNG, JPEG or WebP picture of at most 5 MB and 25 megapixels; "
        "null removes it.",
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
    @strawberry.mutation(
        description="Sign in. A wrong name or password is the error UNAUTHENTICATED."
    )
    def token_auth(
        self,
        info: Info,
        username: Annotated[
            str, strawberry.argument(description="The username or e-mail address.")
        ],
        password: Annotated[str, strawberry.argument(description="The password.")],
    ) -> ObtainJSONWebToken | None:
        try:
            user = services.authenticate(name=username, password=password)
        except WrongCredentials:
            raise Unauthenticated("The name or the password is wrong.") from None
        info.context.viewer = user  # who sees what is their own in the answer
        issued = tokens.issue(user)
        return ObtainJSONWebToken(user=issued.user, **_fields(issued))

    @strawberry.mutation(
        description="Check an access token. One that is not valid is the error "
        "UNAUTHENTICATED."
    )
    def verify_token(self, token: AccessToken) -> VerifyToken | None:
        try:
            return VerifyToken(payload=tokens.verify(token))
        except InvalidToken as error:
            raise Unauthenticated(str(error)) from None

    @strawberry.mutation(
        description="Get new tokens for the refresh token, which is spent by it. One "
        "that was spent before ends the whole sign-in, because somebody else has it."
    )
    def refresh_token(self, refresh_token: RefreshTokenText) -> RefreshToken | None:
        try:
            return RefreshToken(**_fields(tokens.refresh(refresh_token)))
        except InvalidToken as error:
            raise Unauthenticated(str(error)) from None

    @strawberry.mutation(
        description="Sign out: end the sign-in that the refresh token belongs to."
    )
    def revoke_token(self, refresh_token: RefreshTokenText) -> RevokeToken | None:
        try:
            revoked_at = tokens.revoke(refresh_token)
        except InvalidToken as error:
            raise Unauthenticated(str(error)) from None
        return RevokeToken(revoked=int(revoked_at.timestamp()))

    @open_mutation(description="Make an account.")
    def register(self, input: RegisterInput) -> RegisterPayload | None:
        user = services.register(
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
        "sign-in too."
    )
    def change_password(
        self, info: Info, input: ChangePasswordInput
    ) -> ChangePasswordPayload | None:
        user = services.change_password(
            user=info.context.user,
            current_password=input.current_password,
            new_password=input.new_password,
        )
        return ChangePasswordPayload(user=user)

    @mutation(description="Change what the viewer says of themselves.")
    def update_profile(
        self, info: Info, input: UpdateProfileInput
    ) -> UpdateProfilePayload | None:
        given = changes(input, "first_name", "last_name", "bio")
        values: dict[str, Any] = {name: value or "" for name, value in given.items()}
        if input.profile_image is not strawberry.UNSET:
            values["profile_image"] = file_of(
                input.profile_image, "profile_image", cleaned_image
            )
        user = services.update_profile(user=info.context.user, **values)
        return UpdateProfilePayload(user=user)


def _fields(issued: tokens.Tokens) -> dict[str, object]:
    return {
        "token": issued.token,
        "refresh_token": issued.refresh_token,
        "payload": issued.payload,
        "refresh_expires_in": issued.refresh_expires_in,
    }
