"""A colleague's request decided on by a word: "批准", "approve the second one", "驳回 SO-2026-00042".

Only requests whose cards were just seen in this conversation are decided on so; what else is asked is the planner's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from assistant.builtin.documents import find_ordinals
from assistant.builtin.normalise import normalise
from assistant.builtin.spans import Span
from assistant.conversation.deciding import press
from assistant.conversation.loading import Waiting
from assistant.data_files import data_of
from assistant.replies.present import present_proposal
from assistant.replies.words import say
from assistant.turn import TurnOutcome
from core import proposals
from core.actor import Actor
from core.database import Database
from core.proposals import Proposal

_LOOKED_BACK = 3
"""How many turns ago a card may have been seen."""

_EDGES = " \t\r\n.,!;:~…。，！；：～、\"'“”‘’()（）"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A yes or no to a request, and what is said of which one: nothing, a place in the list, or words on its card.

    Places count from 1; -1 is the last.
    """

    approves: bool
    place: int | None
    words: str

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing of which request is meant."""
        return self.place is None and not self.words


@dataclass(frozen=True, slots=True)
class Seen:
    """The card of a request as it was shown."""

    proposal_id: UUID
    text: str


def decide_on_request(database: Database, waiting: Waiting, actor: Actor, *, now: datetime) -> TurnOutcome | None:
    """What a word of approval or refusal does, None when the message is none or no request was just seen.

    It decides when it is plain which request is meant: the only one seen, or the one it names. Where several may be
    meant they are shown again.
    """
    verdict = verdict_in(waiting.text) if actor.is_staff else None
    if verdict is None or (waiting.pending and verdict.is_bare):
        return None  # to a card of one's own, a word of agreement is a yes
    seen = _seen(waiting)
    with database.transaction() as session:
        open_ones = {one.id: one for one in proposals.waiting_for(session, actor, now=now)} if seen else {}
    meant = _meant(verdict, seen, open_ones)
    if not meant:
        return None
    if len(meant) > 1:
        return _which(meant, actor, now)
    verb = "approve" if verdict.approves else "reject"
    return press(database, f"{verb}:{meant[0].id}", actor=actor, now=now)


def verdict_in(text: str) -> Verdict | None:
    """The verdict a whole message is, if it begins or ends with a word for one and otherwise only says which."""
    plain = normalise(text).lower.strip(_EDGES)
    for approves, words in ((False, _lists()["refuses"]), (True, _lists()["approves"])):
        for word in sorted(words, key=len, reverse=True):
            rest = _without(plain, word)
            if rest is not None:
                return _which_one(approves, rest)
    return None


def _without(plain: str, word: str) -> str | None:
    """The message without a word it begins or ends with, None where it does neither."""
    bounds = (r"\b", r"\b") if word.isascii() else ("", "")
    found = re.match(rf"{re.escape(word)}{bounds[1]}", plain) or re.search(rf"{bounds[0]}{re.escape(word)}$", plain)
    return None if found is None else f"{plain[: found.start()]} {plain[found.end() :]}"


def _which_one(approves: bool, rest: str) -> Verdict:
    rest = rest.strip(_EDGES)
    ordinal = next(find_ordinals(normalise(rest)), None)
    if ordinal is None:
        return Verdict(approves, None, _around().sub(" ", rest).strip(_EDGES))
    rest = f"{rest[: ordinal.start]} {rest[ordinal.end :]}"
    return Verdict(approves, _place(ordinal), _around().sub(" ", rest).strip(_EDGES))


def _place(ordinal: Span) -> int:
    assert isinstance(ordinal.value, int)
    return ordinal.value


def _meant(verdict: Verdict, seen: Sequence[Seen], open_ones: Mapping[UUID, Proposal]) -> list[Proposal]:
    """The requests that wait and may be meant."""
    if verdict.place is not None:
        index = verdict.place - 1 if verdict.place > 0 else len(seen) + verdict.place
        seen = seen[index : index + 1]
    words = verdict.words.split()
    found = [one for one in seen if one.proposal_id in open_ones and all(word in one.text for word in words)]
    return [open_ones[one.proposal_id] for one in found]


def _seen(waiting: Waiting) -> list[Seen]:
    """The cards of the newest turn that asked for an approval, in their order."""
    for record in reversed(waiting.transcript[-_LOOKED_BACK:]):
        cards = [block for block in record.reply.get("blocks", ()) if _asks_for_approval(block)]
        if cards:
            return [Seen(UUID(card["proposal"]), json.dumps(card, ensure_ascii=False).casefold()) for card in cards]
    return []


def _asks_for_approval(block: Mapping[str, Any]) -> bool:
    actions = (str(button.get("action", "")) for button in block.get("buttons") or ())
    return block["type"] == "card" and any(action.startswith("approve:") for action in actions)


def _which(meant: Sequence[Proposal], actor: Actor, now: datetime) -> TurnOutcome:
    return TurnOutcome(
        text=say("turn.which_request", actor.language, count=len(meant)),
        blocks=tuple(present_proposal(one, actor=actor, now=now) for one in meant),
        language=actor.language,
        trace={"decided": "which request"},
    )


@cache
def _around() -> re.Pattern[str]:
    """Words that say nothing of which request is meant."""
    words = sorted(map(re.escape, _lists()["around_verdict"]), key=lambda word: -len(word))
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words), re.ASCII)


@cache
def _lists() -> Mapping[str, list[str]]:
    lists: Mapping[str, list[str]] = data_of("assistant.conversation", "words.yaml")
    return lists
