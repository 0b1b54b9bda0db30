"""What README.md shows is what a newcomer gets."""

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from tests.client import Client
from users.models import User

README = Path(settings.BASE_DIR) / "README.md"
EXAMPLE = re.compile(r"```graphql\n(.*?)```\s+```json\n(.*?)```", re.DOTALL)


def without_secrets(answer: Any) -> Any:
    """The answer with its tokens cut short, as README shows them."""
    return json.loads(re.sub(r'("token": "[\w-]{20})[^"]*', r"\1…", json.dumps(answer)))


def test_its_queries_have_the_answers_that_it_shows(db: None) -> None:
    call_command("seed_demo", verbosity=0)
    examples = EXAMPLE.findall(README.read_text())
    as_s = Client(User.objects.get(username="s"))

    result = [without_secrets(as_s(query).body) for query, _ in examples]

    assert len(examples) == 5
    assert result == [json.loads(answer) for _, answer in examples]


def test_its_settings_are_those_that_there_are() -> None:
    settings_py = (Path(settings.BASE_DIR) / "schema" / "settings.py").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', settings_py))

    result = set(re.findall(r"`([A-Z0-9_]{4,})`", README.read_text()))

    assert read <= result
