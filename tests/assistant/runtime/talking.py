"""Talking to an application that works: through the inbox as a terminal does, and through its REST API."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant import history
from assistant.app import Application
from assistant.app.working import working_beside
from assistant.channels.api import create_api
from assistant.history import MessageKind, TurnRow
from assistant.inbox import IncomingMessage
from assistant.waiting import Answer
from core import identity
from core.actor import Actor, system_actor
from core.proposals import ProposalRow, ProposalStatus

CHANNEL = "test"


class Talk:
    """Users of the company talking on a channel where somebody waits for the answer."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._key = uuid4().hex

    def say(self, login: str, text: str, *, conversation: str | None = None) -> dict[str, Any]:
        """One message and its answer, in the login's own thread unless a conversation is named."""
        return self.send(login, text, conversation=conversation).result(20)

    def press(self, login: str, action: str, *, conversation: str | None = None) -> dict[str, Any]:
        """One pressed button and its answer."""
        return self.send(login, action, kind=MessageKind.BUTTON, conversation=conversation).result(20)

    def send(
        self,
        login: str,
        text: str,
        *,
        kind: MessageKind = MessageKind.TEXT,
        conversation: str | None = None,
        message_id: str | None = None,
    ) -> Answer:
        """One message; its answer is waited for by the caller."""
        with self.application.database.transaction() as session:
            actor = identity.actor_for_login(session, login, channel=CHANNEL)
            thread = UUID(conversation) if conversation else self._thread(session, actor)
        return self.send_as(actor.user_id, text, kind=kind, conversation=str(thread), message_id=message_id)

    def send_as(
        self,
        user_id: UUID | None,
        text: str,
        *,
        conversation: str,
        kind: MessageKind = MessageKind.TEXT,
        message_id: str | None = None,
    ) -> Answer:
        """One message of whoever has that id."""
        application = self.application
        message = IncomingMessage(
            channel=CHANNEL,
            external_id=message_id or str(uuid4()),
            conversation_id=UUID(conversation),
            text=text,
            received_at=application.clock.now(),
            kind=kind,
            user_id=user_id,
        )
        with application.database.transaction() as session:
            return application.context.receive(session, message)

    def working(self) -> AbstractContextManager[None]:
        """The application at work, for a while."""
        return working_beside(self.application)

    def orders(self, conversation: str) -> int:
        """How many cards of a conversation were executed."""
        with self.application.database.transaction() as session:
            executed = ProposalRow.status == ProposalStatus.EXECUTED
            mine = ProposalRow.conversation_id == UUID(conversation)
            return session.scalar(select(func.count()).select_from(ProposalRow).where(mine, executed)) or 0

    def turns(self, conversation: str) -> list[TurnRow]:
        """The recorded turns of a conversation, in order."""
        with self.application.database.transaction() as session:
            rows = select(TurnRow).where(TurnRow.conversation_id == UUID(conversation)).order_by(TurnRow.seq)
            return list(session.scalars(rows))

    def _thread(self, session: Session, actor: Actor) -> UUID:
        return history.continue_conversation(
            session,
            channel=CHANNEL,
            external_key=f"{actor.login}/{self._key}",
            user_id=actor.user_id,
            language=actor.language,
            now=self.application.clock.now(),
        )


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
