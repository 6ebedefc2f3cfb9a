"""The cards that stand in chats with their buttons, so that those which were decided otherwise can lose them.

Kept in this process only: after a restart an old card keeps its buttons, and pressing one tells how it stands.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from assistant.channels.telegram.sending import Shown
from core.database import Database
from core.proposals import ProposalRow

_CHATS_KEPT = 2000
_CARDS_KEPT = 20


class Standing:
    """What was shown where, newest last. To be used by one thread."""

    def __init__(self) -> None:
        self._cards: OrderedDict[int, list[Shown]] = OrderedDict()

    def add(self, shown: Iterable[Shown]) -> None:
        """These cards stand in their chats now."""
        for card in shown:
            self._cards.setdefault(card.chat, []).append(card)
            self._cards.move_to_end(card.chat)
            del self._cards[card.chat][:-_CARDS_KEPT]
        while len(self._cards) > _CHATS_KEPT:
            self._cards.popitem(last=False)

    def in_chat(self, chat: int) -> tuple[Shown, ...]:
        """The cards that stand in the chat."""
        return tuple(self._cards.get(chat, ()))

    def take_outdated(self, cards: Sequence[Shown], statuses: Mapping[UUID, str]) -> list[Shown]:
        """Those of the cards whose proposals stand otherwise by now; they are forgotten here."""
        outdated = [card for card in cards if statuses.get(card.proposal_id) != card.status]
        for card in outdated:
            kept = self._cards.get(card.chat, [])
            if card in kept:
                kept.remove(card)
        return outdated


def statuses_of(database: Database, cards: Sequence[Shown]) -> dict[UUID, str]:
    """How the cards' proposals stand now; may be asked on another thread, which touches nothing of `Standing`."""
    found = select(ProposalRow.id, ProposalRow.status).where(ProposalRow.id.in_([card.proposal_id for card in cards]))
    with database.transaction() as session:
        return {proposal_id: status.value for proposal_id, status in session.execute(found)}
