"""What the mode switches on: GraphiQL and introspection, in debug mode alone."""

import pytest

from tests.processes import manage

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a-random-looking-text-of-more-than-fifty-characters-0123456789",
    "ALLOWED_HOSTS": "lyceum.example",
}
TELL = (
    "from django.conf import settings;"
    "print(settings.GRAPHIQL, settings.GRAPHQL_INTROSPECTION)"
)


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "True True"),
        ({"DEBUG": "false"}, "False False"),
        ({"GRAPHIQL": "false", "GRAPHQL_INTROSPECTION": "false"}, "False False"),
        (PRODUCTION, "False False"),
        (PRODUCTION | {"GRAPHQL_INTROSPECTION": "true"}, "False True"),
        (PRODUCTION | {"GRAPHIQL": "true"}, "True False"),
    ],
)
def test_strangers_in_production_get_neither_but_by_settings(
    environment: dict[str, str], told: str, tmp_path: str
) -> None:
    result = manage(
        "shell", "--no-imports", "-c", TELL, **environment, DATA_DIR=str(tmp_path)
    )

    assert result.stdout.strip() == told, result.stderr
