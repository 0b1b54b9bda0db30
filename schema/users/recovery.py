"""Mutations by the links in account mail: a new password, a verified address."""

from time import monotonic

import strawberry

from notifications import account_mail
from schema.base.context import Info
from schema.base.payloads import Payload, mutation, open_mutation
from schema.users import guesses
from schema.users.types import User
from users import recovery


@strawberry.input(description="Whose password is forgotten.")
class RequestPasswordResetInput:
    email: str = strawberry.field(description="The e-mail address of the account.")


@strawberry.input(description="A new password in place of a forgotten one.")
class ResetPasswordInput:
    token: str = strawberry.field(
        description="The token of the link that was mailed: good once, within an hour."
    )
    new_password: str = strawberry.field(
        description="The password from now on; at least 8 characters."
    )


@strawberry.input(description="Evidence that somebody reads mail to their address.")
class VerifyEmailInput:
    token: str = strawberry.field(
        description="The token of the link that was mailed: good once, within 3 days."
    )


@strawberry.type(
    description="The result of `requestPasswordReset`: the same whether or not there "
    "is such an account."
)
class RequestPasswordResetPayload(Payload):
    pass


@strawberry.type(description="The result of `resetPassword`.")
class ResetPasswordPayload(Payload):
    user: User | None = strawberry.field(
        default=None,
        description="Who may sign in by the new password; null when refused.",
    )


@strawberry.type(description="The result of `requestEmailVerification`.")
class RequestEmailVerificationPayload(Payload):
    user: User | None = strawberry.field(default=None, description="The viewer.")


@strawberry.type(description="The result of `verifyEmail`.")
class VerifyEmailPayload(Payload):
    user: User | None = strawberry.field(
        default=None, description="Whose address is verified; null when refused."
    )


@strawberry.type
class Mutation:
    @open_mutation(
        description="Mail a link to set a new password, at most one in 5 minutes. The "
        "answer and its timing do not tell whether there is such an account. More than "
        "30 requests in an hour from one address are the error RATE_LIMITED."
    )
    def request_password_reset(
        self, info: Info, input: RequestPasswordResetInput
    ) -> RequestPasswordResetPayload | None:
        info.context.not_before = monotonic() + account_mail.ANSWER_AFTER
        guesses.count_reset(info.context.address)
        account_mail.request_password_reset(email=input.email)
        return RequestPasswordResetPayload()

    @open_mutation(
        description="Set a new password by a mailed link. All tokens of the user end, "
        "and the e-mail address is verified by it."
    )
    def reset_password(self, input: ResetPasswordInput) -> ResetPasswordPayload | None:
        user = account_mail.reset_password(
            token=input.token, new_password=input.new_password
        )
        return ResetPasswordPayload(user=user)

    @mutation(
        description="Mail the viewer a link to verify their e-mail address, at most "
        "one in a minute; none when it is verified."
    )
    def request_email_verification(
        self, info: Info
    ) -> RequestEmailVerificationPayload | None:
        user = info.context.user
        account_mail.request_verification(user=user)
        return RequestEmailVerificationPayload(user=user)

    @open_mutation(description="Verify an e-mail address by a mailed link.")
    def verify_email(self, input: VerifyEmailInput) -> VerifyEmailPayload | None:
        user = recovery.verify_email(token=input.token)
        return VerifyEmailPayload(user=user)
