"""One turn, start to end: what waits is read, answered, recorded. The queue calls this under the conversation's lock.

Planning runs outside any transaction. Until the last transaction the messages stay untaken, so that a killed attempt
is made again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from assistant import history, outbox
from assistant.conversation.approving import decide_on_request
from assistant.conversation.calls import refused_call, run_call
from assistant.conversation.deciding import decide, press
from assistant.conversation.exporting import file_again
from assistant.conversation.language import says_something
from assistant.conversation.loading import TEXT_MAX, Waiting, load_waiting
from assistant.conversation.recording import record
from assistant.conversation.undoing import undo_by_word
from assistant.history import Conversation, MessageKind
from assistant.queue import ANSWERED
from assistant.replies.blocks import Reply, words_said
from assistant.replies.present import present_refusal
from assistant.replies.words import say
from assistant.turn import TurnInput, TurnOutcome
from core.actor import Actor
from core.calendar import Clock
from core.database import Database
from core.database.refusals import DatabaseBusy, DatabaseUnreachable
from core.errors import Refusal

RunTurn = Callable[[TurnInput], TurnOutcome]
"""The agent, with the database and the planner it works with."""

Giving = Callable[[Collection[UUID]], AbstractContextManager[Callable[[dict[str, Any]], None]]]
"""What surrounds the keeping of the answer to some messages; its value hands the answer (JSON) to who waits for it."""

NEW_THREAD = frozenset({"/new", "/新对话", "/重新开始"})

# Who waits for the messages is told in the same statement, and hears of it when the transaction has ended well.
_TAKE = text(
    """
    UPDATE inbox SET turn_id = :turn_id WHERE id = ANY(:ids) AND turn_id IS NULL
    RETURNING id, pg_notify(:channel, id::text)::text
    """
)

logger = logging.getLogger(__name__)


def _to_nobody(inbox_ids: Collection[UUID]) -> AbstractContextManager[Callable[[dict[str, Any]], None]]:
    return nullcontext(lambda reply: None)


class TakenElsewhere(Exception):
    """Another attempt answered the same messages first; this one leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class TurnTaker:
    """What answering needs. Within `giving`, around the keeping of an answer, whoever waits for it here is given it."""

    database: Database
    clock: Clock
    run_turn: RunTurn
    giving: Giving = field(default=_to_nobody)

    def take_turn(self, conversation_id: UUID) -> bool:
        """Answers what waits in the conversation; False when nothing did. Raises only while the database is away."""
        began = time.perf_counter()
        with self.database.transaction() as session:
            waiting = load_waiting(session, conversation_id, now=self.clock.now())
        if waiting is None:
            return False
        try:
            self._record(waiting, self._answer(waiting), began)
        except TakenElsewhere:
            return True
        except (DatabaseUnreachable, DatabaseBusy):
            raise
        except Exception:
            self._record(waiting, self._broken(waiting), began)
        return True

    def _answer(self, waiting: Waiting) -> TurnOutcome:
        try:
            return self._decide_or_plan(waiting)
        except (DatabaseUnreachable, DatabaseBusy):
            raise
        except Refusal as refusal:
            text, blocks = present_refusal(refusal, waiting.language)
            return TurnOutcome(text=text, blocks=blocks, language=waiting.language, trace={"refused": refusal.code})
        except Exception:
            return self._broken(waiting)

    def _decide_or_plan(self, waiting: Waiting) -> TurnOutcome:
        actor, now = waiting.actor, self.clock.now()
        if actor is None:
            raise waiting.refusal or RuntimeError("neither an actor nor a refusal")
        if waiting.kind is MessageKind.CALL:
            return self._call(waiting, actor)
        if waiting.kind is MessageKind.BUTTON:
            words = words_said(waiting.text)
            if words is None:
                return press(self.database, waiting.text, actor=actor, now=now)
            waiting = replace(waiting, text=words)
        waiting = replace(waiting, text=waiting.text.strip())
        return (
            self._unreadable(waiting)
            or self._new_thread(waiting)
            or decide_on_request(self.database, waiting, actor, now=now)
            or undo_by_word(self.database, waiting, actor, now=now)
            or decide(self.database, waiting, actor, now=now)
            or file_again(waiting, actor)
            or self.run_turn(_turn_input(waiting, actor, self.clock))
        )

    def _unreadable(self, waiting: Waiting) -> TurnOutcome | None:
        language = waiting.language
        if not waiting.text:
            text = say("turn.message_empty", language)
        elif len(waiting.text) > TEXT_MAX:
            text = say("turn.message_too_long", language, length=len(waiting.text), limit=TEXT_MAX)
        elif not says_something(waiting.text):
            text = say("turn.message_without_words", language)
        else:
            return None
        return TurnOutcome(text=text, blocks=(), language=language)

    def _new_thread(self, waiting: Waiting) -> TurnOutcome | None:
        if waiting.text.lower() not in NEW_THREAD:
            return None
        with self.database.transaction() as session:
            history.start_over(session, waiting.conversation_id, now=self.clock.now())
        language = waiting.thread_language
        return TurnOutcome(text=say("turn.started_over", language), blocks=(), language=language)

    def _call(self, waiting: Waiting, actor: Actor) -> TurnOutcome:
        call: Mapping[str, Any] = orjson.loads(waiting.text)
        name, arguments = str(call["operation"]), dict(call["arguments"])
        try:
            with self.database.transaction() as session:
                return run_call(
                    session,
                    name,
                    arguments,
                    actor=actor,
                    now=self.clock.now(),
                    conversation_id=waiting.conversation_id,
                    cause=waiting.cause,
                )
        except (DatabaseUnreachable, DatabaseBusy):
            raise
        except Refusal as refusal:
            return refused_call(name, arguments, refusal, waiting.language)

    def _broken(self, waiting: Waiting) -> TurnOutcome:
        """The honest answer to a bug: it is logged once, and the person is told what to name when asking for help."""
        reference = uuid4().hex[:8]
        logger.exception("turn on message %s failed, reference %s", waiting.cause, reference)
        text = say("turn.something_broke", waiting.language, reference=reference)
        return TurnOutcome(text=text, blocks=(), language=waiting.language, trace={"fault": reference})

    def _record(self, waiting: Waiting, outcome: TurnOutcome, began: float) -> None:
        with self.giving(waiting.inbox_ids) as give:
            give(self._kept(waiting, outcome, began).to_json())

    def _kept(self, waiting: Waiting, outcome: TurnOutcome, began: float) -> Reply:
        now = self.clock.now()
        with self.database.transaction() as session:
            reply = record(
                session,
                outcome,
                conversation_id=waiting.conversation_id,
                user_id=waiting.actor.user_id if waiting.actor else None,
                said=waiting.text,
                elapsed_ms=round((time.perf_counter() - began) * 1000),
                now=now,
            )
            _mark_taken(session, waiting, reply)
            if outcome.language != waiting.thread_language:
                spoken = update(Conversation).where(Conversation.id == waiting.conversation_id)
                session.execute(spoken.values(language=outcome.language))
            if waiting.address is not None:
                outbox.post(
                    session,
                    channel=waiting.channel,
                    address=waiting.address,
                    kind="reply",
                    reply=reply.to_json(),
                    dedupe_key=f"turn:{reply.turn}",
                    now=now,
                    conversation_id=waiting.conversation_id,
                )
        return reply


def _mark_taken(session: Session, waiting: Waiting, reply: Reply) -> None:
    taken = session.execute(
        _TAKE, {"turn_id": UUID(reply.turn), "ids": list(waiting.inbox_ids), "channel": ANSWERED}
    ).all()
    if len(taken) != len(waiting.inbox_ids):
        raise TakenElsewhere()


def _turn_input(waiting: Waiting, actor: Actor, clock: Clock) -> TurnInput:
    return TurnInput(
        actor=actor,
        text=waiting.text,
        transcript=waiting.transcript,
        pending=waiting.open,
        question=waiting.transcript[-1].question if waiting.transcript else None,
        now=clock.now(),
        conversation_id=waiting.conversation_id,
        cause=waiting.cause,
    )
