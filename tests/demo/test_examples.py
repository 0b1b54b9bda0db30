"""What README.md and GraphiQL's tabs show is what a newcomer gets."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from graphql import build_schema, parse, validate

from tests.client import Client
from users.models import User

pytestmark = pytest.mark.django_db
README = Path(settings.BASE_DIR) / "README.md"
SDL = Path(settings.BASE_DIR) / "schema/schema.graphql"
TABS = Path(settings.BASE_DIR) / "schema/graphiql/src/examples.js"

IN_README = re.compile(r"```graphql\n(.*?)```\s+```json\n(.*?)```", re.DOTALL)
SLUG = re.compile(r"const SLUG = '(.*)';")
IDS = re.compile(r"const IDS = `(.*?)`;", re.DOTALL)
TAB = re.compile(r"example\(`\n(.*?)`(?:, (\{[^\n]*\}))?\)[,;]", re.DOTALL)


def tabs() -> list[tuple[str, dict[str, Any]]]:
    """The documents of GraphiQL's tabs from left to right, with their variables."""
    text = TABS.read_text()
    [slug] = SLUG.findall(text)
    return [
        (document, json.loads(variables.replace("SLUG", json.dumps(slug)) or "{}"))
        for document, variables in TAB.findall(text)
    ]


@dataclass
class Page:
    """GraphiQL's page, which signs in with the tokens that it sees."""

    client: Client = field(default_factory=Client)

    def run(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The data of the answer, with the ids of the demo course as variables."""
        for name, found in self.ids().items():
            text = json.dumps(variables).replace(f"<{name}>", found)
            variables = json.loads(text)
        data = self.client(document, **variables).data
        if "tokenAuth" in data:
            token = data["tokenAuth"]["token"]
            self.client.headers["authorization"] = f"Bearer {token}"
        return data

    def ids(self) -> dict[str, str]:
        text = TABS.read_text()
        [query], [slug] = IDS.findall(text), SLUG.findall(text)
        course = self.client(query, slug=slug).data["course"]
        enrollment = course["viewerEnrollment"] or {}
        lesson = enrollment.get("nextLesson") or course["lessons"][0]
        return {"courseId": course["id"], "lessonId": lesson["id"]}


def without_secrets(answer: Any) -> Any:
    """The answer with its tokens cut short, as README shows them."""
    text = re.sub(r'("token": "[\w-]{20})[^"]*', r"\1…", json.dumps(answer))
    return json.loads(re.sub(r'("refreshToken": ")[^"]*', r"\1…", text))


def test_readmes_queries_have_the_answers_that_it_shows(demo_student: User) -> None:
    examples = IN_README.findall(README.read_text())
    as_s = Client(demo_student)

    result = [without_secrets(as_s(query).body) for query, _ in examples]

    assert len(examples) == 5
    assert result == [json.loads(answer) for _, answer in examples]


def test_graphiqls_tabs_are_valid() -> None:
    schema = build_schema(SDL.read_text())
    documents = [document for document, _ in tabs()] + IDS.findall(TABS.read_text())

    result = {document: validate(schema, parse(document)) for document in documents}

    assert len(result) == TABS.read_text().count("example(`") + 1
    assert result == dict.fromkeys(documents, [])


def test_graphiqls_tabs_run_from_left_to_right(demo: str) -> None:
    page = Page()
    *operations, (live, _) = tabs()

    result = [page.run(*operation) for operation in operations]

    welcome, *answers = [answer for data in result for answer in data.values()]
    assert "subscription" in live
    assert welcome is None  # nobody is signed in yet
    assert len(answers) > 10
    assert all(answers)
    assert [answer.get("errors", []) for answer in answers] == [[]] * len(answers)
