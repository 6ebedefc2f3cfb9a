"""A person at the page, over HTTP: signs in, says, presses, and reads what the page was started with."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from sqlalchemy import select

from assistant.app import Application
from core.identity import User, WebSession
from core.identity.tokens import digest_of

Event = tuple[str, dict[str, Any]]


class Person:
    """Somebody of the company with a browser that is signed in."""

    def __init__(self, browser: TestClient) -> None:
        self.browser = browser
        self.conversation: str = self.page()["conversation"]

    def page(self) -> dict[str, Any]:
        """What the page is started with."""
        found = re.search(r'id="start">(.*?)</script>', self.browser.get("/").text, re.DOTALL)
        assert found is not None
        start: dict[str, Any] = json.loads(found[1])
        return start

    def say(self, text: str, *, message_id: str | None = None) -> dict[str, Any]:
        """The reply to words."""
        return self.reply(self.events(text=text, message_id=message_id))

    def press(self, action: str) -> dict[str, Any]:
        """The reply to a pressed button."""
        return self.reply(self.events(action=action))

    def events(self, **said: str | None) -> list[Event]:
        """All events a message is answered with."""
        response = self.send(**said)
        assert response.headers["content-type"].startswith("text/event-stream"), response.text
        pieces = response.text.strip().split("\n\n")
        return [(piece.split("\n")[0][7:], json.loads(piece.split("\n")[1][6:])) for piece in pieces]

    def send(self, **said: str | None) -> Any:  # noqa: ANN401
        """The response to a message."""
        body = {"conversation": self.conversation, "message_id": str(uuid4())}
        body |= {name: value for name, value in said.items() if value is not None}
        return self.browser.post("/web/messages", json=body)

    @staticmethod
    def reply(events: list[Event]) -> dict[str, Any]:
        """The reply among events."""
        return next(data for name, data in events if name == "reply")


def card_of(reply: dict[str, Any]) -> dict[str, Any]:
    """The first card of a reply."""
    card: dict[str, Any] = next(block for block in reply["blocks"] if block["type"] == "card")
    return card


def open_session(application: Application, login: str) -> str:
    """The secret of a new session, as if the person had signed in."""
    secret = uuid4().hex
    now = application.clock.now()
    with application.database.transaction() as session:
        user_id = session.scalars(select(User.id).where(User.login == login)).one()
        session.add(WebSession(user_id=user_id, token_hash=digest_of(secret), expires_at=now + timedelta(days=1)))
    return secret
