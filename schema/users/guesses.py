"""How often passwords may be guessed, accounts made and e-mails asked for."""

from contextlib import AbstractContextManager

from schema.base.throttles import Limit, count, count_bad
from users import services
from users.exceptions import WrongCredentials, WrongPassword
from users.models import User
from users.querysets import normalized

MINUTES, HOUR = 60, 60 * 60  # seconds
OF_ACCOUNT = Limit("account", most=5, seconds=5 * MINUTES)
FROM_ADDRESS = Limit("address", most=30, seconds=5 * MINUTES)
REGISTRATIONS = Limit("registrations", most=60, seconds=HOUR)
RESETS = Limit("resets", most=30, seconds=HOUR)


def sign_in(*, name: str, password: str, address: str) -> User:
    """Who has this username or e-mail address and password, asked from this address.

    Raises ``WrongCredentials``, or ``RateLimited`` for one guess too many.
    """
    user = services.known_as(name)
    with guess(user or name, address):
        return services.require_password(user, password)


def guess(
    whose: User | str,
    address: str,
    bad: tuple[type[Exception], ...] = (WrongCredentials, WrongPassword),
) -> AbstractContextManager[None]:
    """Around the check of a password, which raises one of ``bad`` for a wrong one.

    A name that nobody has is counted as a user is: nobody is to learn which it was.
    Raises ``RateLimited`` before the check for one too many.
    """
    if isinstance(whose, User):
        account = f"user {whose.pk}"
    else:
        account = f"name {normalized(whose).lower()}"
    windows = [OF_ACCOUNT.of(account), *FROM_ADDRESS.from_address(address)]
    return count_bad(windows, bad, refusal="Too many wrong passwords")


def count_registration(address: str) -> None:
    """Raises ``RateLimited`` for one too many from this address."""
    count(REGISTRATIONS.from_address(address), refusal="Too many registrations")


def count_reset(address: str) -> None:
    """Raises ``RateLimited`` for one too many from this address."""
    count(RESETS.from_address(address), refusal="Too many requests for a new password")
