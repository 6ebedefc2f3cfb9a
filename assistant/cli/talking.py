"""`zhanggui chat`, `confirm` and `reject`: a person at a terminal, or a script, talking to the shop."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import orjson

from assistant import history
from assistant.app import Application
from assistant.app.working import working_beside
from assistant.channels.terminal import CHANNEL, draw_reply
from assistant.channels.terminal.styles import Styles
from assistant.cli.opening import actor_named, opened, system_user, usual_login
from assistant.cli.reporting import DONE, REFUSED, tell
from assistant.history import ConversationUnknown, MessageKind
from assistant.inbox import IncomingMessage
from core import proposals
from core.proposals import ProposalStatus, ProposalUnknown

_COLUMNS_MAX = 110
_AGREED = frozenset({ProposalStatus.EXECUTED.value, ProposalStatus.AWAITING_APPROVAL.value})
_DROPPED = frozenset({ProposalStatus.REJECTED.value, ProposalStatus.WITHDRAWN.value})
_MEANT = {"confirm": _AGREED, "reject": _DROPPED, "delegate": frozenset({ProposalStatus.AWAITING_APPROVAL.value})}
_LEAVE = frozenset({"/exit", "/quit", "exit", "quit", "退出"})


def chat(said: str | None, *, login: str | None, conversation: str | None, new: bool, as_json: bool) -> int:
    """One turn, or as many as the person likes."""
    with opened() as application, working_beside(application):
        thread = _open_thread(application, login, conversation, new=new)
        if said is not None:
            show(thread.say(said), login=thread.login, as_json=as_json)
        elif sys.stdin.isatty() and not as_json:
            _converse(thread)
        else:
            for line in sys.stdin:
                show(thread.say(line.rstrip("\n")), login=thread.login, as_json=as_json)
    return DONE


def decide(verb: str, proposal: str, said: str = "", *, login: str, as_json: bool) -> int:
    """A yes or no to a card, told in the thread the card belongs to; `said` is why not, or who else is to decide."""
    proposal_id = _id(proposal)
    if proposal_id is None:
        raise ProposalUnknown()
    with opened() as application, working_beside(application):
        with application.database.transaction() as session:
            actor = actor_named(session, login)
            now = application.clock.now()
            card = proposals.get(session, proposal_id, actor=actor, now=now)
            conversation_id = history.conversation_to_decide_in(session, card, actor=actor, channel=CHANNEL, now=now)
        action = f"{verb}:{proposal_id}:{said}" if said else f"{verb}:{proposal_id}"
        reply = Thread(application, login, actor.user_id, conversation_id).press(action)
        show(reply, login=login, as_json=as_json)
    status = (reply["proposal"] or {}).get("status")
    return DONE if status in _MEANT[verb] else REFUSED


@dataclass(slots=True)
class Thread:
    """One person's conversation at this terminal. `labels` are the buttons shown last, with what they do."""

    application: Application
    login: str
    user_id: UUID | None
    conversation_id: UUID
    labels: dict[str, str] | None = None

    def say(self, text: str) -> dict[str, Any]:
        """What the shop answers. The label of a button that was just shown presses it."""
        action = (self.labels or {}).get(text.strip().casefold())
        return self.press(action) if action else self._send(text, MessageKind.TEXT)

    def press(self, action: str) -> dict[str, Any]:
        """What comes of pressing a button."""
        return self._send(action, MessageKind.BUTTON)

    def _send(self, text: str, kind: MessageKind) -> dict[str, Any]:
        application = self.application
        message = IncomingMessage(
            channel=CHANNEL,
            external_id=str(uuid4()),
            conversation_id=self.conversation_id,
            # The bytes a terminal could not decode come as lone surrogates.
            text=text.encode("utf-8", "replace").decode("utf-8"),
            received_at=application.clock.now(),
            kind=kind,
            user_id=self.user_id,
            system_user=system_user(),
        )
        with application.database.transaction() as session:
            answer = application.context.receive(session, message)
        reply = application.wait(answer)
        self.labels = dict(_buttons(reply))
        return reply


def show(reply: dict[str, Any], *, login: str, as_json: bool) -> None:
    """Prints a reply to this login: drawn for a person, or as one line of JSON for a program."""
    if as_json:
        print(orjson.dumps(reply).decode(), flush=True)
        return
    columns = min(_COLUMNS_MAX, shutil.get_terminal_size((100, 24)).columns)
    print(draw_reply(reply, columns=columns, styles=Styles(on=_styled()), login=login), flush=True)


def _open_thread(application: Application, login: str | None, conversation: str | None, *, new: bool) -> Thread:
    now = application.clock.now()
    with application.database.transaction() as session:
        actor = actor_named(session, login or usual_login(session))
        if conversation is not None:
            conversation_id = _id(conversation)
            if conversation_id is None:
                raise ConversationUnknown()
            history.conversation_of(session, conversation_id, user_id=actor.user_id)
        else:
            open_thread = history.open_conversation if new else history.continue_conversation
            conversation_id = open_thread(
                session,
                channel=CHANNEL,
                external_key=actor.login,
                user_id=actor.user_id,
                language=actor.language,
                now=now,
            )
    return Thread(application, actor.login, actor.user_id, conversation_id)


def _converse(thread: Thread) -> None:
    from prompt_toolkit import PromptSession

    tell("welcome", login=thread.login)
    prompt: PromptSession[str] = PromptSession()
    with suppress(EOFError):
        while (text := prompt.prompt(f"{thread.login} ▸ ")).strip().casefold() not in _LEAVE:
            if text.strip():
                show(thread.say(text), login=thread.login, as_json=False)


def _buttons(reply: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for block in reply["blocks"]:
        for button in block.get("buttons", ()):
            yield button["label"].strip().casefold(), button["action"]


def _styled() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
