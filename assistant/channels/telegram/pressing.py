"""What a pressed button does, and which buttons its message keeps afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from assistant.channels.telegram import CHANNEL
from assistant.channels.telegram.buttons import (
    Key,
    all_buttons,
    is_action,
    left_of,
    place_in,
    proposal_in,
)
from assistant.channels.telegram.updates import Pressed
from assistant.history import Conversation, OutboxRow
from assistant.replies.blocks import SAYING, Reply
from core.proposals import ProposalRow, ProposalStatus

_KEPT_WHILE = {
    "confirm": frozenset({ProposalStatus.PENDING}),
    "change": frozenset({ProposalStatus.PENDING}),
    "approve": frozenset({ProposalStatus.AWAITING_APPROVAL}),
    "reject": frozenset({ProposalStatus.PENDING, ProposalStatus.AWAITING_APPROVAL}),
    "undo": frozenset[ProposalStatus](),
    "delegate": frozenset({ProposalStatus.AWAITING_APPROVAL}),
    "explain": frozenset[ProposalStatus](),
}
"""As long as its proposal stands so, a button that was pressed may be pressed again."""


class PressRefused(Exception):
    """The press does nothing; `sentence` is the key of what the person is told."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def action_pressed(session: Session, pressed: Pressed) -> str:
    """The action of the button; raises `PressRefused` for an unknown one, and for one that belongs to somebody else."""
    place = place_in(pressed.data)
    if place is None:
        # In a group an action does not tell whose it is, so none is ever sent there.
        if pressed.source.private and is_action(pressed.data):
            return pressed.data
        raise PressRefused("telegram.stale")
    sent = session.get(OutboxRow, place.outbox_id)
    if sent is None or sent.channel != CHANNEL or sent.address.partition("#")[0] != str(pressed.source.chat):
        raise PressRefused("telegram.stale")
    actions = _actions(sent)
    if place.number >= len(actions) or place.number < 0:
        raise PressRefused("telegram.stale")
    if not pressed.source.private and not _is_theirs(session, sent, pressed):
        raise PressRefused("telegram.not_yours")
    return actions[place.number]


def keys_left(session: Session, pressed: Pressed, *, now: datetime) -> tuple[tuple[Key, ...], ...]:
    """The buttons that stay under the message once the press was answered.

    Choices go with the one that was taken; buttons that decide on a proposal go once it is decided.
    """
    action = action_pressed(session, pressed)
    verb = action.partition(":")[0]
    if verb == SAYING:
        return left_of(pressed.keys, _actions_by_data(session, pressed), gone=SAYING)
    proposal_id = proposal_in(action)
    row = session.get(ProposalRow, proposal_id) if proposal_id is not None else None
    open_still = row is not None and row.status in _KEPT_WHILE[verb] and row.expires_at > now
    return pressed.keys if open_still else ()


def _is_theirs(session: Session, sent: OutboxRow, pressed: Pressed) -> bool:
    conversation = session.get(Conversation, sent.conversation_id) if sent.conversation_id else None
    key = (conversation.external_key if conversation is not None else None) or ""
    return key.rpartition("/")[2] == str(pressed.source.account)


def _actions_by_data(session: Session, pressed: Pressed) -> dict[str, str]:
    """What the references under the message stand for."""
    actions: dict[str, str] = {}
    known: dict[UUID, list[str]] = {}
    for key in (key for row in pressed.keys for key in row):
        place = place_in(key.data)
        if place is None:
            continue
        if place.outbox_id not in known:
            sent = session.get(OutboxRow, place.outbox_id)
            known[place.outbox_id] = _actions(sent) if sent is not None else []
        if 0 <= place.number < len(known[place.outbox_id]):
            actions[key.data] = known[place.outbox_id][place.number]
    return actions


def _actions(sent: OutboxRow) -> list[str]:
    return [button.action for button in all_buttons(Reply.model_validate(sent.reply).blocks)]
