"""Which mood forbids a command, though its words are said: a question, a negation, a what-if, or a mere remark.

How news of what was done is told, and which commands are told so, is data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from assistant.builtin.dialogue.asked_for import deed_of, ends_by_negation, forbids, request_data
from assistant.builtin.dialogue.fillers import asks, asks_outright, only_values
from assistant.builtin.dialogue.speech import says
from assistant.builtin.spans import Span
from core import operations
from core.actor import Actor
from core.operations import Effect

VETO = 0.35
"""The probability of a command's mood below which a command is not proposed (measured: see the planner's design)."""

_PLAIN = 0.85
"""The probability from which a mood is plain."""


_NEGATION = re.compile(
    r"[不别未勿莫甭免停撤算取非弗否拒缓等先前]|没(?!问题|毛病|意见|错|事)|n't\b|\b(?:do|does|did|is|are|was|were|has|have|wo|ca|would|should)nt\b"
    r"|\b(?:no|not|never|nobody|nothing|none|without|stop|hold|cancel|scrap|forget|leave|wait|until|unless|before|first"
    r"|instead|rather|later|off|skip|drop|nor|neither|hardly|refuse|reject)\b",
    re.IGNORECASE,
)
"""Words one of which stands wherever a command is negated."""

_TAG = re.compile(
    r"[,;.] *(?:(?:and|or|but) )?(?:(?:should|shall|can|could|may|is|are|was|were|did|do|does|have|has)"
    r" (?:we|i|you|they|it|that|this|he|she|there)|what (?:do|does|is|should|would)|how|when (?:is|was|will|do|did))\b"
    r"|\bor (?:not|did|do|does|should|shall|is|are|was|have|has)\b|\b(?:how|where|when)\W*$",
    re.IGNORECASE,
)
"""What makes a question of what begins as a command: "cancel it, can we still", "close it or not"."""

_WHETHER = re.compile(r"(?:so |and )?(?:should|shall) (?:we|i)\b", re.IGNORECASE)


_TAKEN_BACK = frozenset({"cancel_order", "withdraw_ticket"})
_TOLD_BEFORE = re.compile(r"(?<=[.!。！;；…])\s*|[,，]\s*")
_ASCII = 127
_LEAST_TOLD = 12
"""Characters a reason has at least that stands before a question for leave."""


class Mood(StrEnum):
    """In which mood a sentence is said."""

    COMMAND = "command"
    QUESTION = "question"
    NEGATED = "negated"
    WHAT_IF = "what_if"
    REMARK = "remark"


def veto_of(intent: str, text: str, spans: Sequence[Span], moods: Mapping[str, float], actor: Actor) -> Mood | None:
    """The mood that forbids the command, if any. A remark may still lead up to it in another part of the message."""
    operation = operations.find(intent)
    unsaid = _never_happened(intent, text)
    if unsaid is not None:
        return unsaid
    vetoed = _veto(moods, text, harmless=operation is not None and operation.harmless)
    is_news = _is_news(intent, actor)
    if vetoed is None and intent == "open_ticket" and asks_outright(text) and not speaks_of_tickets(text):
        vetoed = Mood.QUESTION  # what is wrong and what to do about it may stand in the manuals
    plain = moods.get(Mood.COMMAND, 0.0) >= _PLAIN and _WHETHER.match(text.strip()) is None
    if vetoed is None and is_news and asks_outright(text) and not plain:
        vetoed = Mood.QUESTION  # "did everything arrive?" has the words of the news that it did
    told = (*request_data()["told_as_news"], *request_data()["told_in_passing"])
    if vetoed is Mood.REMARK and (intent in told or (is_news and not asks_outright(text)) or only_values(text, spans)):
        vetoed = None
    if vetoed is Mood.QUESTION and is_news and not asks_outright(text):
        vetoed = None  # news that asks nothing is no question
    in_words = asks(text) or asks_outright(text) or _TAG.search(text.partition(":")[0]) is not None
    plainly = deed_of(intent) != "order" or says("orders_outright", text)
    if vetoed is Mood.QUESTION and not in_words and plainly:
        vetoed = None  # no word of it asks; of orders more is asked than ordered
    if vetoed is Mood.QUESTION and is_bidden(text):
        vetoed = None
    if vetoed is Mood.QUESTION and intent in _TAKEN_BACK and _asks_leave(text):
        vetoed = None
    if vetoed is Mood.QUESTION and intent == "create_quotation" and says("asks_for_offer", text):
        vetoed = None  # what somebody else asks of us is to be done
    if vetoed is Mood.REMARK and says("bidden_behind", text):
        vetoed = None
    if intent == "open_ticket" and speaks_of_tickets(text) and says("no_advice", text):
        vetoed = None  # "don't tell me how to fix it, open a ticket"
    if vetoed is Mood.NEGATED and not negates(text):
        vetoed = None
    if vetoed is Mood.WHAT_IF and not supposes(text):
        vetoed = None
    if is_told_when_done(intent):
        vetoed = _not_done(text, moods, vetoed)
    keeps = intent == "request_return" and says("keeps_it", text)
    if vetoed is Mood.NEGATED and intent == "request_return" and not keeps:
        vetoed = None  # "two of them don't switch on" is why they come back
    if vetoed is Mood.NEGATED and ends_by_negation(intent, text):
        vetoed = None
    if vetoed is Mood.NEGATED and is_news and not (keeps or forbids(text) or asks_outright(text)):
        vetoed = None  # "it won't be ready before Friday" says when, and forbids nothing
    return vetoed


def _never_happened(intent: str, text: str) -> Mood | None:
    """Why what is told did not happen, whatever it sounds like: "they nearly cancelled it", "I haven't, have I?"."""
    operation = operations.find(intent)
    if operation is None or operation.effect is not Effect.COMMAND:
        return None
    if says("is_it_so", text):
        return Mood.QUESTION
    if intent == "set_credit_limit" and says("is_owed", text) and not says("of_allowance", text):
        return Mood.REMARK  # "浦岸社区欠了20万" sets nothing
    if deed_of(intent) == "order" and says("had_before", text):
        return Mood.REMARK
    if intent == "record_payment" and (text.strip().isdecimal() or says("money_not_seen", text)):
        return Mood.REMARK  # a figure alone is no money that came
    accepts_nothing = intent == "accept_quotation" and says("not_accepted_yet", text)
    return Mood.NEGATED if accepts_nothing or says("nearly_happened", text) else None


def _asks_leave(text: str) -> bool:
    """Whether somebody who has said why asks whether they may still do it: "we found some. can I still cancel it?"."""
    parts = [part for part in _TOLD_BEFORE.split(text.strip()) if part.strip()]
    told = "".join(parts[:-1])
    width = sum(2 if ord(letter) > _ASCII else 1 for letter in told)
    return width >= _LEAST_TOLD and not asks_outright(told) and says("asks_leave", parts[-1])


def is_bidden(text: str) -> bool:
    """Whether a message begins as a command does and ends without a question mark: "log a ticket: … when it runs"."""
    return says("bidden", text) and not (text.rstrip().endswith(("?", "？")) or _TAG.search(text.partition(":")[0]))


def negates(text: str) -> bool:
    """Whether any word negates: without one, nothing is forbidden, whatever it sounds like."""
    return _NEGATION.search(text) is not None


def supposes(text: str) -> bool:
    """Whether any word supposes something, or asks: without one, a command is not only thought of."""
    return says("supposed", text) or says("wondering", text) or asks(text)


def speaks_of_tickets(text: str) -> bool:
    """Whether the words say that somebody has to look after it."""
    return re.search(request_data()["of_tickets"], text, re.IGNORECASE) is not None


def is_told_when_done(intent: str) -> bool:
    """Whether the command is told as what has happened: that it has not, writes nothing."""
    return intent in request_data()["told_when_done"]


def _veto(moods: Mapping[str, float], text: str, *, harmless: bool) -> Mood | None:
    """The mood that forbids a command. What is harmless and can be undone needs plainer signs that it is not meant."""
    if moods.get(Mood.COMMAND, 0.0) >= VETO:
        return None
    most = Mood(max(moods, key=lambda name: moods[name] if name != Mood.COMMAND else -1.0))
    if not harmless:
        return most
    if most is Mood.QUESTION:
        return most if asks(text) else None
    return most if moods[most] > _PLAIN or most is Mood.WHAT_IF else None


def _not_done(text: str, moods: Mapping[str, float], vetoed: Mood | None) -> Mood | None:
    """Why what is told when it is done is not to be written: it was asked about, or has not happened."""
    if re.search(request_data()["not_done"], text, re.IGNORECASE):
        return Mood.NEGATED
    if asks_outright(text) or (asks(text) and moods.get(Mood.COMMAND, 0.0) < _PLAIN):
        return Mood.QUESTION
    return None if vetoed is Mood.REMARK else vetoed


def _is_news(intent: str, actor: Actor) -> bool:
    """Whether a command is also given by telling that it has happened."""
    operation, data = operations.find(intent), request_data()
    if intent in data["told_by_those_who_may"]:
        return operation is not None and operation.may_be_used_by(actor)
    return intent in data["told_as_news"] or intent in data["told_plainly"]
