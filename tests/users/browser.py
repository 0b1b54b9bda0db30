"""A browser that keeps cookies, as far as sessions need it."""

from typing import Any

from tests.client import Answer, Client
from tests.factories import PASSWORD

START = """
    mutation ($input: StartSessionInput!) {
      startSession(input: $input) {
        user { username email }
        expiresAt
        errors { field code }
      }
    }
"""
RENEW = """
    mutation {
      renewSession { user { username email } expiresAt errors { field code } }
    }
"""
END = """
    mutation ($everywhere: Boolean!) {
      endSession(input: {everywhere: $everywhere}) { errors { code } }
    }
"""
ME = "{ me { username } }"


class Browser(Client):
    """Sends the cookies that it was given, with whatever else pages make it send."""

    def __init__(self, **cookies: str) -> None:
        super().__init__()
        self.cookies = cookies
        self.page = {"origin": "http://localhost"}

    def post(self, body: bytes, **headers: str) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = super().post(body, **self.page, **headers, cookie=cookie)
        for name, morsel in answer.response.cookies.items():
            self.cookies.pop(name, None)
            if morsel["max-age"] > 0:
                self.cookies[name] = morsel.value
        return answer

    def start(self, username: str, password: str = PASSWORD) -> Answer:
        return self(START, input={"username": username, "password": password})

    def renew(self) -> Answer:
        return self(RENEW)

    def end(self, everywhere: bool = False) -> Answer:
        return self(END, everywhere=everywhere)

    def tab(self) -> "Browser":
        """Another that has the cookies of now."""
        return Browser(**self.cookies)

    @property
    def viewer(self) -> Any:
        """Whom the API takes it for, or the codes of why it does not."""
        answer = self(ME)
        return answer.codes or (answer.data["me"] and answer.data["me"]["username"])
