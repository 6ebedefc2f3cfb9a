"""Asking the documents, and small talk: what is done with a message that asks for no operation of its own."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from assistant.builtin.dialogue.asked_for import instead_of
from assistant.builtin.dialogue.asking import Question
from assistant.builtin.dialogue.decision import Call, Decision, Heard
from assistant.builtin.dialogue.fillers import asks
from assistant.builtin.dialogue.meant import ask_what_is_meant
from assistant.builtin.dialogue.request import Request
from assistant.builtin.dialogue.situation import KNOWLEDGE, Situation
from assistant.builtin.dialogue.speech import says
from assistant.builtin.dialogue.talking import NOT_UNDERSTOOD, Talk, talk_about
from assistant.builtin.dialogue.vetoes import Mood
from assistant.builtin.sounds import is_chinese
from assistant.builtin.spans import SpanType
from core import operations
from core.operations import Effect, Operation
from core.proposals import ProposalStatus
from knowledge.going_on import going_on, is_fragment

_WORTH_LOOKING = 0.15
"""The score from which a message nobody is sure about is looked up in the documents before it is given up."""


_MISSPELT = 0.75
"""How like a name its misspelling is (0-1); what is less like it may be a word of its own, such as a part of it."""


def talk_or_look_up(request: Request, situation: Situation, decision: Decision) -> None:
    """Small talk; a question that is nothing else is looked up in the documents before it is given up."""
    sure = request.is_sure
    if request.intent == "return_goods" and asks(request.text):
        decision.calls.append(look_up(request, situation))  # whether opened goods are taken back, the policy says
        return
    worth_looking = asks(request.text) or dict(request.scores).get(KNOWLEDGE, 0.0) >= _WORTH_LOOKING
    if not sure and (worth_looking or goes_on_from_documents(request, situation)):
        decision.calls.append(look_up(request, situation))
        decision.tentative = True
        decision.meant = ask_what_is_meant(request, situation)
        return
    if request.vetoed in (Mood.QUESTION, Mood.WHAT_IF) and asks(request.text):
        decision.calls.append(look_up(request, situation))
        return
    if request.vetoed is not None:
        decision.talk.append(Talk("nothing_done"))
        return
    talk = talk_about(request, sure=sure)
    if talk == NOT_UNDERSTOOD and (meant := ask_what_is_meant(request, situation)) is not None:
        decision.question = decision.question or meant
        return
    decision.talk.append(talk)
    handed = instead_of("handed_over", request.intent)
    if handed and sure and not situation.turn.actor.is_staff:
        arguments = {**handed["arguments"], "subject": request.text.strip()}
        contact = next((span for span in request.spans if span.type in (SpanType.PHONE, SpanType.EMAIL)), None)
        if contact is not None:
            arguments["contact"] = str(contact.value)
        goods = {one.code for span in request.spans for one in span.names if one.kind == "product" and one.sure}
        if len(goods) == 1:
            arguments["product"] = goods.pop()
        if situation.turn.actor.user_id is None and contact is None:
            decision.talk[-1:] = [Talk("see_a_doctor")] if request.intent == "health_advice" else []
            decision.question = Question("which_contact", handed["operation"], arguments, "contact")
        else:
            decision.calls.append(Call(handed["operation"], arguments))


def look_up(request: Request, situation: Situation) -> Call:
    """The documents asked; what goes on from the last question to them is asked together with it, or in its place."""
    question = _with_proper_names(request).strip()
    if goes_on_from_documents(request, situation):
        question = going_on(_asked_last(situation) or "", question)
    elif (before := situation.asked_of_documents()) and not any(span.names for span in request.spans):
        question = going_on(before, question)
    return Call(KNOWLEDGE, {"question": question})


def look_up_plainly(request: Request, heard: Heard, situation: Situation) -> Call:
    """The documents asked what is surely a question to them; "it" is what the last one to them was about."""
    if goes_on_from_documents(request, situation):
        return look_up(request, situation)
    question = _with_proper_names(request).strip()
    about = _meant_by_it(request, heard, situation)
    return Call(KNOWLEDGE, {"question": f"{about} {question}" if about else question})


def _meant_by_it(request: Request, heard: Heard, situation: Situation) -> str | None:
    """What the one product of the last question to the documents is called, where this one only points at it."""
    before = situation.asked_of_documents()
    if before is None or not says("pointing", request.text) or any(span.names for span in request.spans):
        return None
    goods = {one.code: one.text for span in heard.read(before) for one in span.names if one.kind == "product"}
    return next(iter(goods.values())) if len(goods) == 1 else None


def _with_proper_names(request: Request) -> str:
    """The words with each product that was recognised though misspelt called as it is."""
    text = request.text
    for span in sorted(request.spans, key=lambda one: -one.start):
        name = None if span.ambiguous else span.name
        if name is None or name.kind != "product" or name.exact or is_chinese(span.text):
            continue
        if OSA.normalized_similarity(span.text.lower(), name.text.lower()) >= _MISSPELT:
            text = text[: span.start] + name.text + text[span.end :]
    return text


def goes_on_from_documents(request: Request, situation: Situation) -> bool:
    """Whether a mere fragment goes on from a question to the documents: "那E4呢", "and hospitals?"."""
    text = request.text.strip()
    return _asked_last(situation) is not None and says("follow", text) and is_fragment(text)


def goes_on_about_documents(situation: Situation, operation: Operation) -> bool:
    """Whether what sounds like a defect was said about an answer out of the manuals: "it says device not found"."""
    return operation.harmless and situation.asked_of_documents() is not None


def _asked_last(situation: Situation) -> str | None:
    """The question to the documents in the last turn, whatever else was done there but read the books."""
    calls = situation.turn.transcript[-1].calls if situation.turn.transcript else ()
    asked = [call for call in calls if call.get("operation") == KNOWLEDGE]
    found = [operations.find(str(call.get("operation"))) for call in calls if call not in asked]
    if not asked or any(one is None or one.effect is Effect.QUERY for one in found):
        return None
    return str(asked[-1]["arguments"].get("question"))


def asks_for_what_awaits_approval(request: Request, situation: Situation) -> bool:
    """Whether "has my order gone through" means a card of this conversation that a colleague has to approve."""
    numbered = any(span.type is SpanType.DOCUMENT for span in request.spans)
    waits = any(card.status is ProposalStatus.AWAITING_APPROVAL for card in situation.turn.pending)
    return waits and not numbered and situation.turn.actor.is_staff
