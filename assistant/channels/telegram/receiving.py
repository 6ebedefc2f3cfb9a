"""Storing what was heard: words and buttons in the inbox, our own short answers in the outbox, links of accounts.

One transaction an update. Whatever is written carries the update's own name, so that a redelivery writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import history, outbox
from assistant.channels.contract import ChannelContext
from assistant.channels.telegram import CHANNEL
from assistant.channels.telegram.pressing import PressRefused, action_pressed
from assistant.channels.telegram.updates import Edited, Heard, HelpWanted, Pressed, Said, Source, Started, Unread
from assistant.history import Conversation, MessageKind, OutboxRow
from assistant.inbox import IncomingMessage
from assistant.replies.blocks import Reply, TextBlock
from assistant.replies.entries import language_of
from assistant.replies.words import say
from core import identity
from core.actor import Actor
from core.database import new_id
from core.errors import Refusal
from core.identity.accounts import LinkCodeRefused

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.waiting import Answer


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an update. `answer` is the answer that is being made; `popup` what a press is told at once."""

    answer: Answer | None = None
    popup: str = ""


@dataclass(frozen=True, slots=True)
class _Thread:
    """The conversation an update belongs to, the person in it (None: may not speak) and its language."""

    id: UUID
    actor: Actor | None
    language: str


def store(context: ChannelContext, heard: Heard, *, bot: str) -> Stored:
    """Stores the update; refuses while the database is away. `bot` is the bot's name, for hints."""
    now = context.clock.now()
    with context.database.transaction() as session:
        match heard:
            case Said():
                return Stored(_to_inbox(session, context, heard, heard.text, MessageKind.TEXT, now))
            case Pressed():
                return _press(session, context, heard, now)
            case Unread():
                return _unread(session, context, heard, now)
            case Started():
                _start(session, heard, now)
            case Edited():
                thread = _thread(session, heard.source, now)
                _tell(session, heard, thread, [say("telegram.edited", thread.language)], now)
            case HelpWanted():
                thread = _thread(session, heard.source, now)
                _tell(session, heard, thread, _help(heard.source, thread, bot), now)
    return Stored()


def _to_inbox(
    session: Session, context: ChannelContext, heard: Heard, text: str, kind: MessageKind, now: datetime
) -> Answer:
    message = IncomingMessage(
        channel=CHANNEL,
        external_id=heard.external_id,
        conversation_id=_thread(session, heard.source, now).id,
        text=text,
        received_at=now,
        kind=kind,
        sender=str(heard.source.account),
    )
    return context.receive(session, message)


def _press(session: Session, context: ChannelContext, heard: Pressed, now: datetime) -> Stored:
    try:
        action = action_pressed(session, heard)
    except PressRefused as refused:
        return Stored(popup=say(refused.sentence, _thread(session, heard.source, now).language))
    return Stored(_to_inbox(session, context, heard, action, MessageKind.BUTTON, now))


def _unread(session: Session, context: ChannelContext, heard: Unread, now: datetime) -> Stored:
    thread = _thread(session, heard.source, now)
    sentence = "telegram.only_caption" if heard.caption else f"telegram.unread.{heard.kind}"
    # The pictures of an album come one by one; one answer is enough.
    key = f"album/{heard.source.chat}/{heard.album}" if heard.album and not heard.caption else heard.external_id
    _tell(session, heard, thread, [say(sentence, thread.language)], now, key=key)
    if not heard.caption:
        return Stored()
    return Stored(_to_inbox(session, context, heard, heard.caption, MessageKind.TEXT, now))


def _start(session: Session, heard: Started, now: datetime) -> None:
    """Links the account when there is a code. The code itself is kept nowhere."""
    if _told(session, heard.external_id):
        return
    source = heard.source
    if heard.code and not source.private:
        thread = _thread(session, source, now)
        _tell(session, heard, thread, [say("telegram.code_in_group", thread.language)], now)
        return
    linked: Actor | None = None
    sentences: list[str] = []
    if heard.code:
        try:
            account = str(source.account)
            linked = identity.redeem_link_code(session, heard.code, channel=CHANNEL, external_id=account, now=now)
        except LinkCodeRefused:
            thread = _thread(session, source, now)
            _tell(session, heard, thread, [say("telegram.code_refused", thread.language)], now)
            return
    thread = _thread(session, source, now)
    if linked is not None:
        sentences.append(say("telegram.greeting.linked", thread.language, name=linked.name, login=linked.login))
    elif thread.actor is not None and thread.actor.user_id is not None:
        sentences.append(say("telegram.greeting.known", thread.language, name=thread.actor.name))
    else:
        sentences.append(say("telegram.greeting.visitor", thread.language))
        sentences.append(say("telegram.how_to_link", thread.language))
    _tell(session, heard, thread, [*sentences, *_examples(thread)], now)


def _help(source: Source, thread: _Thread, bot: str) -> list[str]:
    sentences = _examples(thread)
    if not source.private and bot:
        sentences.append(say("telegram.in_group", thread.language, bot=bot))
    if thread.actor is not None and thread.actor.user_id is None:
        sentences.append(say("telegram.how_to_link", thread.language))
    return sentences


def _examples(thread: _Thread) -> list[str]:
    """What this person may say, and the commands."""
    who = "visitor"
    if thread.actor is not None and thread.actor.user_id is not None:
        who = "staff" if thread.actor.is_staff else "customer"
    ask, examples = say("telegram.help.ask", thread.language), say(f"telegram.help.{who}", thread.language)
    return [f"{ask}\n{examples}", say("telegram.help.commands", thread.language)]


def _tell(
    session: Session, heard: Heard, thread: _Thread, sentences: list[str], now: datetime, *, key: str | None = None
) -> None:
    """Sends something that is no turn of the assistant: a question asked before it stays open."""
    reply = Reply(
        conversation=str(thread.id),
        turn=str(new_id()),
        language=thread.language,
        text=sentences[0],
        blocks=tuple(TextBlock(text=sentence) for sentence in sentences),
    )
    outbox.post(
        session,
        channel=CHANNEL,
        address=heard.source.address,
        kind="reply",
        reply=reply.to_json(),
        dedupe_key=_key(key or heard.external_id),
        now=now,
        conversation_id=thread.id,
    )


def _told(session: Session, name: str) -> bool:
    return session.scalar(select(OutboxRow.id).where(OutboxRow.dedupe_key == _key(name))) is not None


def _key(name: str) -> str:
    return f"{CHANNEL}:{name}"


def _thread(session: Session, source: Source, now: datetime) -> _Thread:
    try:
        actor = identity.actor_for_account(session, CHANNEL, str(source.account))
    except Refusal:
        # Somebody who may not speak any more; the turn tells them.
        actor = None
    own = actor is not None and actor.user_id is not None
    language = actor.language if actor is not None and (own or not source.language) else source.language
    thread_id = history.continue_conversation(
        session,
        channel=CHANNEL,
        external_key=source.thread,
        address=source.address,
        user_id=actor.user_id if actor is not None else None,
        language=language_of(language or "zh"),
        now=now,
    )
    spoken = session.scalars(select(Conversation.language).where(Conversation.id == thread_id)).one()
    return _Thread(thread_id, actor, spoken)
