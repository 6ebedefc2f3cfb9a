"""A colleague's request decided on by a word: "批准", "approve the second one", "驳回，折扣太大", "转给沈岚批".

Only requests whose cards were just seen in this conversation are decided on so; what else is asked is the planner's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from assistant.conversation.asking import WHICH_REQUEST, asked_before, said_to_question
from assistant.conversation.deciding import press
from assistant.conversation.loading import Waiting
from assistant.conversation.naming import hand_on
from assistant.conversation.verdicts import (
    Verdict,
    announces_reason,
    approval_for_reasons,
    handed_on_in,
    refusals_for_a_reason,
    verdict_in,
    which_one,
)
from assistant.replies.blocks import ButtonsBlock
from assistant.replies.present import present_proposal
from assistant.replies.reader import Reader
from assistant.replies.words import say
from assistant.turn import TurnOutcome
from core import proposals
from core.actor import Actor
from core.calendar import find_time_spans, working_calendar
from core.database import Database
from core.proposals import Proposal

_LOOKED_BACK = 3
"""How many turns ago a card may have been seen."""

_ASKED_ABOUT_MAX = 60
"""Characters of words nobody knows what to make of that are asked about."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The card of a request as it was shown."""

    proposal_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class _Requests:
    """The cards that were just seen, and those of their requests that wait for this person."""

    seen: Sequence[Seen]
    open: Mapping[UUID, Proposal]

    def meant_by(self, verdict: Verdict) -> list[Proposal]:
        """The requests that wait and may be meant."""
        seen = self.seen
        if verdict.place is not None:
            index = verdict.place - 1 if verdict.place > 0 else len(seen) + verdict.place
            seen = seen[index : index + 1]
        words = verdict.words.split()
        found = [one for one in seen if one.proposal_id in self.open and all(word in one.text for word in words)]
        return [self.open[one.proposal_id] for one in found]


def decide_on_request(database: Database, waiting: Waiting, actor: Actor, *, now: datetime) -> TurnOutcome | None:
    """What a word of approval or refusal does, None when the message is none or no request was just seen.

    It decides when it is plain which request is meant: the only one seen, or the one it names. Where several may be
    meant they are shown again, and where words may be a name or a reason that is asked.
    """
    if not actor.is_staff:
        return None
    if announces_reason(waiting.text):
        explained = said_to_question(database, waiting, actor, now=now)
        if explained is not None:
            return explained
    verdict = verdict_in(waiting.text) or _which_answered(waiting)
    if verdict is not None and waiting.pending and verdict.is_bare:
        return None  # to a card of one's own, a word of agreement is a yes
    requests = _requests(database, waiting, actor, now)
    readings = [verdict] if verdict is not None else list(refusals_for_a_reason(waiting.text))
    for reading in readings:
        decided = _decide(database, reading, waiting.text, requests, actor, now)
        if decided is not None:
            return decided
    answered = said_to_question(database, waiting, actor, now=now)
    answered = answered or _hand_on(database, waiting, requests, actor, now)
    answered = answered or _not_seen(database, waiting, requests, actor, now)
    return answered or _whether_approved(waiting, requests, actor, now)


def _decide(
    database: Database, verdict: Verdict, text: str, requests: _Requests, actor: Actor, now: datetime
) -> TurnOutcome | None:
    if not requests.open:
        return None
    verdict, meant = _read(verdict, text, requests)
    if not meant:
        return _name_or_reason(verdict, requests, actor, now)
    if len(meant) > 1:
        return _which(meant, verdict, actor, now)
    verb = "approve" if verdict.approves else "reject"
    reason = f":{verdict.reason}" if verdict.reason else ""
    return press(database, f"{verb}:{meant[0].id}{reason}", actor=actor, now=now)


def _read(verdict: Verdict, text: str, requests: _Requests) -> tuple[Verdict, list[Proposal]]:
    """The verdict, and what it means: words after a pause say which request where they tell it from others, or why."""
    meant = requests.meant_by(verdict)
    if verdict.reason or (meant and (len(meant) < len(requests.open) or not verdict.words)):
        return verdict, meant
    for refusal in () if verdict.approves else refusals_for_a_reason(text):
        explained = requests.meant_by(refusal)
        if explained:
            return refusal, explained
    return verdict, meant


def _hand_on(
    database: Database, waiting: Waiting, requests: _Requests, actor: Actor, now: datetime
) -> TurnOutcome | None:
    """What handing one of the requests to a colleague does; words for a time are about all of them, the planner's."""
    handed = handed_on_in(waiting.text) if requests.open else None
    working = working_calendar(actor.country)
    if handed is None or find_time_spans(waiting.text, today=actor.today(now), working=working):
        return None
    if not handed.of_approval and (handed.which.words or not _seen(waiting, turns=1)):
        return None
    meant = requests.meant_by(handed.which)
    if len(meant) > 1:
        return _shown_again(meant, actor, now, sentence="turn.which_to_hand_over")
    return hand_on(database, meant[0], handed.colleague, actor, now=now) if meant else None


def _not_seen(
    database: Database, waiting: Waiting, requests: _Requests, actor: Actor, now: datetime
) -> TurnOutcome | None:
    """Shows what waits when something is refused for a reason and no request was seen: nothing is refused unseen."""
    refusal = next((one for one in refusals_for_a_reason(waiting.text) if not one.words), None)
    if requests.open or refusal is None:
        return None
    with database.transaction() as session:
        waits = proposals.waiting_for(session, actor, now=now)
    return _which(waits, refusal, actor, now, sentence="turn.not_seen_yet") if waits else None


def _whether_approved(waiting: Waiting, requests: _Requests, actor: Actor, now: datetime) -> TurnOutcome | None:
    """Shows the one request again that an approval amid reasons means: it is granted by a word of its own."""
    approval = approval_for_reasons(waiting.text)
    meant = requests.meant_by(approval) if approval is not None else []
    if approval is None or len(meant) != 1:
        return None
    return _which(meant, approval, actor, now, sentence="turn.whether_approved")


def _requests(database: Database, waiting: Waiting, actor: Actor, now: datetime) -> _Requests:
    seen = _seen(waiting)
    if not seen:
        return _Requests((), {})
    with database.transaction() as session:
        return _Requests(seen, {one.id: one for one in proposals.waiting_for(session, actor, now=now)})


def _seen(waiting: Waiting, *, turns: int = _LOOKED_BACK) -> list[Seen]:
    """The cards of the newest turn that asked for an approval, in their order."""
    for record in reversed(waiting.transcript[-turns:]):
        cards = [block for block in record.reply.get("blocks", ()) if _asks_for_approval(block)]
        if cards:
            return [Seen(UUID(card["proposal"]), json.dumps(card, ensure_ascii=False).casefold()) for card in cards]
    return []


def _asks_for_approval(block: Mapping[str, Any]) -> bool:
    actions = (str(button.get("action", "")) for button in block.get("buttons") or ())
    return block["type"] == "card" and any(action.startswith("approve:") for action in actions)


def _which_answered(waiting: Waiting) -> Verdict | None:
    """The verdict of the turn before, which left open on which request, with what this message says of that."""
    question = asked_before(waiting, WHICH_REQUEST)
    if question is None:
        return None
    which = which_one(bool(question["approves"]), waiting.text.casefold())
    return None if which.is_bare else replace(which, reason=str(question["reason"]))


def _which(
    meant: Sequence[Proposal], verdict: Verdict, actor: Actor, now: datetime, *, sentence: str = "turn.which_request"
) -> TurnOutcome:
    shown = _shown_again(meant, actor, now, sentence=sentence)
    question = {"asks": WHICH_REQUEST, "approves": verdict.approves, "reason": verdict.reason}
    return replace(shown, question=question)


def _shown_again(meant: Sequence[Proposal], actor: Actor, now: datetime, *, sentence: str) -> TurnOutcome:
    return TurnOutcome(
        text=say(sentence, actor.language, count=len(meant)),
        blocks=tuple(present_proposal(one, actor=actor, now=now) for one in meant),
        language=actor.language,
        trace={"decided": "which request"},
    )


def _name_or_reason(verdict: Verdict, requests: _Requests, actor: Actor, now: datetime) -> TurnOutcome | None:
    """Asks whether words of a refusal that are on no card are why it is refused; only where one request is open."""
    if verdict.approves or not verdict.words or verdict.place is not None or len(requests.open) != 1:
        return None
    if len(verdict.words) > _ASKED_ABOUT_MAX:
        return None
    reader = Reader.of(actor, now)
    (request,) = requests.open.values()
    button = reader.saying("press.reject_because", reason=verdict.words)
    return TurnOutcome(
        text=reader.say("turn.name_or_reason", said=verdict.words),
        blocks=(present_proposal(request, actor=actor, now=now), ButtonsBlock(buttons=(button,))),
        language=actor.language,
        trace={"decided": "name or reason"},
    )
