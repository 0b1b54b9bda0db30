"""What can be refused about people; codes become ``UserError.code`` in the API."""

from django.core.exceptions import ValidationError


class InvalidToken(Exception):
    """Raised for a token that is malformed, forged, expired, revoked or spent."""


class SpentJustNow(InvalidToken):
    """Raised for a refresh token whose successor was given a moment ago."""


class WrongCredentials(Exception):
    """Raised when no active account has this name and password."""

    def __init__(self) -> None:
        super().__init__("The name or the password is wrong.")


class WrongPassword(ValidationError):
    """Raised when a signed-in user's current password was needed and is wrong."""

    def __init__(self) -> None:
        error = ValidationError("This is not your password.", code="wrong_password")
        super().__init__({"current_password": error})


class InvalidLink(ValidationError):
    """Raised for a token of a mailed link that is malformed, expired or spent."""

    def __init__(self) -> None:
        text = "This link can't be used any more: ask for a new one."
        super().__init__({"token": ValidationError(text, code="invalid_token")})
