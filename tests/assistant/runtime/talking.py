"""Talking to an application that works: through the inbox as a terminal does, and through its REST API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy import select

from assistant import history
from assistant.app import Application
from assistant.app.serving import media
from assistant.channels.api import create_api
from assistant.history import MessageKind, TurnRow
from assistant.inbox import IncomingMessage
from assistant.waiting import Answer
from core import identity
from core.actor import system_actor


class Talk:
    """Users of the company talking on a channel where somebody waits for the answer."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def say(
        self,
        login: str,
        text: str,
        *,
        kind: MessageKind = MessageKind.TEXT,
        thread: str | None = None,
        message_id: str | None = None,
    ) -> dict[str, Any]:
        """One message and its answer, in the login's own thread unless another is named."""
        return self.send(login, text, kind=kind, thread=thread, message_id=message_id).result(20)

    def press(self, login: str, action: str, *, thread: str | None = None) -> dict[str, Any]:
        """One pressed button and its answer."""
        return self.say(login, action, kind=MessageKind.BUTTON, thread=thread)

    def send(
        self,
        login: str,
        text: str,
        *,
        kind: MessageKind = MessageKind.TEXT,
        thread: str | None = None,
        message_id: str | None = None,
    ) -> Answer:
        """One message; its answer is waited for by the caller."""
        application = self.application
        now = application.clock.now()
        with application.database.transaction() as session:
            actor = identity.actor_for_login(session, login, channel="test")
            conversation_id = history.continue_conversation(
                session, channel="test", external_key=thread or login, user_id=actor.user_id, language="zh", now=now
            ) if thread is None else self._thread(thread)
            message = IncomingMessage(
                channel="test",
                external_id=message_id or str(uuid4()),
                conversation_id=conversation_id,
                text=text,
                received_at=now,
                kind=kind,
                user_id=actor.user_id,
            )
            return application.context.receive(session, message)

    def turns(self, conversation: str) -> list[TurnRow]:
        """The recorded turns of a conversation, in order."""
        with self.application.database.transaction() as session:
            rows = select(TurnRow).where(TurnRow.conversation_id == UUID(conversation)).order_by(TurnRow.seq)
            return list(session.scalars(rows))

    def _thread(self, login: str) -> UUID:
        with self.application.database.transaction() as session:
            conversation = select(history.Conversation.id).where(history.Conversation.external_key == login)
            return session.scalars(conversation).one()


class Api:
    """The REST API, called as users of the company."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.client = TestClient(create_api(application.context), raise_server_exceptions=False)
        self._tokens: dict[str, str] = {}

    def post(
        self, login: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The answer to a request that succeeds."""
        response = self.client.post(f"/api/v1{path}", json=body, headers={**self.headers(login), **(headers or {})})
        assert response.is_success, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def refused(self, login: str, path: str, body: object = None) -> dict[str, Any]:
        """The problem a request is answered with."""
        response = self.client.post(f"/api/v1{path}", json=body, headers=self.headers(login))
        assert response.headers["content-type"] == "application/problem+json", response.text
        problem: dict[str, Any] = response.json()
        assert problem["status"] == response.status_code
        return problem

    def conversation(self, login: str) -> str:
        """The id of a new conversation."""
        return str(self.post(login, "/conversations")["id"])

    def headers(self, login: str) -> dict[str, str]:
        """The login's token, made on first use."""
        if login not in self._tokens:
            application = self.application
            with application.database.transaction() as session:
                actor = identity.actor_for_login(session, "admin", channel="test")
                company = system_actor(actor.zone)
                self._tokens[login] = identity.create_token(
                    session, login, label="test", actor=company, now=application.clock.now()
                )
        return {"Authorization": f"Bearer {self._tokens[login]}"}


__all__ = ["Api", "Talk", "media"]
