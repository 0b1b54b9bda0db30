"""How passwords are kept, by the settings that people run it with."""

from typing import Any

from django.contrib.auth.hashers import check_password, make_password

import schema.settings as product


def test_passwords_are_hashed_by_argon2(settings: Any) -> None:
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS

    result = make_password("correct horse")

    assert result.startswith("argon2$argon2id$")
    assert check_password("correct horse", result)
