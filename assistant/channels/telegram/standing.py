"""The cards that stand in chats with their buttons, so that those which were decided otherwise can lose them.

Kept in this process only: after a restart an old card keeps its buttons, and pressing one tells how it stands.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from sqlalchemy import select

from assistant.channels.telegram.sending import Shown
from core.database import Database
from core.proposals import ProposalRow

_CHATS_KEPT = 2000
_CARDS_KEPT = 20


class Standing:
    """What was shown where, newest last."""

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

    def take_outdated(self, database: Database, chat: int) -> list[Shown]:
        """The cards of the chat whose proposals stand otherwise by now; they are forgotten here."""
        cards = self._cards.get(chat)
        if not cards:
            return []
        with database.transaction() as session:
            found = select(ProposalRow.id, ProposalRow.status).where(ProposalRow.id.in_([c.proposal_id for c in cards]))
            standing = {proposal_id: status.value for proposal_id, status in session.execute(found)}
        outdated = [card for card in cards if standing.get(card.proposal_id) != card.status]
        self._cards[chat] = [card for card in cards if card not in outdated]
        return outdated
