"""What the transcript says about now: the card on the table, and what "it", "that order" and "again" may mean.

Everything is read from stored turns, so another process or a restart changes nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.builtin.document_kinds import BY_KIND, KINDS, NUMBERED
from assistant.history import TurnRecord
from assistant.turn import TurnInput
from core import operations
from core.operations import Effect
from core.proposals import Proposal

KNOWLEDGE = "search_knowledge"
"""The operation that asks the documents."""

_NAMES_NOBODY = frozenset({"NameUnknown", "NameAmbiguous"})
"""Refusals of what nobody, or more than one, is called: the words say of nothing that it was spoken of."""

_RECENT = 2
"""How many turns back a customer or product is still what one is talking about."""

_LOOKED_BACK = 4
"""Turns among which these are, where some were only talk, or a button."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A turn's surroundings, newest first wherever there is an order.

    `said_before` is what earlier parts of the same message name: "it" may mean that.
    """

    turn: TurnInput
    said_before: tuple[dict[str, Any], ...] = ()

    @property
    def card(self) -> Proposal | None:
        """The open card shown last."""
        return self.turn.pending[-1] if self.turn.pending else None

    @property
    def card_is_fresh(self) -> bool:
        """Whether the open card is what was shown last, so that a mere value said now is about it."""
        last = self.turn.transcript[-1] if self.turn.transcript else None
        return self.card is not None and last is not None and last.proposal_id == self.card.id

    @property
    def card_is_near(self) -> bool:
        """Whether nothing was done since the open card was shown but to look something up."""
        since = list(itertools.takewhile(self._shows_another_than_the_card, reversed(self.turn.transcript)))
        looked_up = all(one.question is None and one.calls and not any(map(_wrote, one.calls)) for one in since)
        return self.card is not None and len(since) < len(self.turn.transcript) and len(since) <= _RECENT and looked_up

    def _shows_another_than_the_card(self, record: TurnRecord) -> bool:
        return self.card is None or record.proposal_id != self.card.id

    @property
    def order_was_just_made(self) -> bool:
        """Whether the last turn confirmed an order."""
        reply = self.turn.transcript[-1].reply if self.turn.transcript else {}
        proposal = reply.get("proposal") or {}
        made = [
            step
            for step in proposal.get("steps") or ()
            if str(step.get("operation")) in ("place_order", "confirm_order")
        ]
        return bool(made) and proposal.get("status") == "executed"

    def calls(self) -> Iterator[dict[str, Any]]:
        """Earlier calls that were not refused, newest first."""
        for record in reversed(self.turn.transcript):
            for call in reversed(record.calls):
                if call.get("outcome") in ("ok", "proposed"):
                    yield call

    def last_query(self) -> dict[str, Any] | None:
        """The newest earlier read, for a question that only changes a part of it."""
        return next((call for call in self.calls() if call.get("outcome") == "ok" and is_query(call)), None)

    def just_read(self, operation: str) -> dict[str, Any]:
        """The arguments with which the last turn called a read, none where it did not."""
        calls = self.turn.transcript[-1].calls if self.turn.transcript else ()
        made = [call for call in calls if call.get("operation") == operation and call.get("outcome") == "ok"]
        return dict(made[-1].get("arguments") or {}) if made else {}

    def asked_of_documents(self) -> str | None:
        """The question of the last turn, where that was one to the documents."""
        calls = self.turn.transcript[-1].calls if self.turn.transcript else ()
        asked = [call for call in calls if call.get("operation") == KNOWLEDGE]
        return str((asked[-1].get("arguments") or {}).get("question")) if asked and len(asked) == len(calls) else None

    def document(self, kind: str, customer: str | None = None) -> str | None:
        """The number of the document of a kind last made or shown; with `customer`, of one for that customer."""
        said = [call["arguments"][kind] for call in reversed(self.said_before) if kind in call["arguments"]]
        if said and customer is None:
            return str(said[0])
        prefix = f"{BY_KIND[kind].prefix}-"
        for record in reversed(self.turn.transcript):
            if customer is not None:
                number = next(_numbers_for(customer, record.calls), None)
                if number is not None and number.startswith(prefix):
                    return number
                continue
            for number in _documents_in(record.reply, record.calls):
                if number.startswith(prefix):
                    return number
        return None

    @property
    def newest_kind(self) -> str | None:
        """The kind of the document that the last turn to make or show one was about."""
        for record in reversed(self.turn.transcript[-_RECENT:]):
            for number in _documents_in(record.reply, record.calls):
                kind = next((kind for kind, one in BY_KIND.items() if number.startswith(f"{one.prefix}-")), None)
                if kind is not None:
                    return kind
        return None

    @property
    def newest_number(self) -> str | None:
        """The number of the document that was made or shown last, of whatever kind."""
        recent = reversed(self.turn.transcript[-_RECENT:])
        return next((number for record in recent for number in _documents_in(record.reply, record.calls)), None)

    def named(self, kind: str) -> str | None:
        """The one customer, product or warehouse the last turns were about; None when there were several.

        What was only made or shown counts where nothing of the kind was said: a new customer, the one promotion.
        """
        last = [
            (record.calls, record.reply) for record in reversed(self.turn.transcript[-_LOOKED_BACK:]) if record.calls
        ]
        for calls, reply in ((self.said_before, {}), *last[:_RECENT]):
            known = [call for call in calls if call.get("refusal") not in _NAMES_NOBODY]
            found = {code for call in known for code in _codes_in(call.get("arguments"), kind)}
            found = found or {code for call in calls for code in _made_or_listed(call, kind)}
            found = found or set(_confirmed_as_new(reply, kind))
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def spoken_of(self, kind: str) -> list[str]:
        """The customers, products or warehouses of this conversation, the newest first."""
        made = f"create_{kind}"
        found: list[str] = []
        for call in self.calls():
            result = call.get("result")
            new = result.get("code") if call.get("operation") == made and isinstance(result, dict) else None
            found += [*([str(new)] if new else []), *_codes_in(call.get("arguments"), kind)]
        return list(dict.fromkeys(found))

    @property
    def was_asked_before(self) -> bool:
        """Whether the open question had been asked by the turn before already."""
        asked = [record.question for record in self.turn.transcript[-_RECENT:]]
        same = [(one.get("operation"), one.get("parameter"), one.get("replace")) for one in asked if one]
        return len(same) == _RECENT and same[0] == same[1]

    def ordered(self, customer: str | None = None) -> dict[str, Any] | None:
        """The arguments of the newest order placed or proposed in this conversation; with `customer`, of theirs."""
        for call in self.calls():
            arguments = dict(call.get("arguments") or {})
            fits = customer is None or arguments.get("customer") == customer
            if fits and call.get("operation") in ("place_order", "draft_order"):
                return arguments
        return None

    def checked_lines(self) -> dict[str, Any] | None:
        """The arguments of an availability check in the last turns, to be ordered as they are."""
        for record in reversed(self.turn.transcript[-_RECENT:]):
            for call in record.calls:
                if call.get("operation") == "check_availability" and call.get("outcome") == "ok":
                    return dict(call.get("arguments") or {})
        return None


def is_query(call: Mapping[str, Any]) -> bool:
    """Whether a recorded call only read something."""
    operation = operations.find(str(call.get("operation")))
    return operation is not None and operation.effect is Effect.QUERY


_LISTED = (*(one.listed for one in KINDS if one.listed), "items")
"""What results call their lists; the open items of receivables and payables are invoices too."""


def _documents_in(reply: dict[str, Any], calls: tuple[dict[str, Any], ...]) -> Iterator[str]:
    """Document numbers a turn made or showed, the most telling first."""
    proposal = reply.get("proposal") or {}
    for step in proposal.get("steps") or ():
        if step.get("document"):
            yield str(step["document"])
    for call in reversed(calls):
        result = call.get("result")
        arguments = call.get("arguments") or {}
        if call.get("outcome") not in ("ok", "proposed"):
            continue
        for name in sorted(NUMBERED):
            if arguments.get(name):
                yield str(arguments[name])
        # The number in a preview was given back when the preview was rolled back.
        if isinstance(result, dict) and call["outcome"] == "ok":
            yield from _numbers_of(result)


def _numbers_for(customer: str, calls: tuple[dict[str, Any], ...]) -> Iterator[str]:
    """Numbers of a customer's documents that a turn made or showed, newest first."""
    for call in reversed(calls):
        result = call.get("result")
        if call.get("outcome") != "ok" or not isinstance(result, dict):
            continue
        head = result.get("head")
        owner = result.get("customer") or (head.get("customer") if isinstance(head, dict) else None)
        if owner == customer:
            yield from _numbers_of(result)
        rows = [row for name in _LISTED for row in result.get(name) or ()]
        yield from (str(row["number"]) for row in rows if isinstance(row, dict) and row.get("customer") == customer)


def _numbers_of(result: dict[str, Any]) -> Iterator[str]:
    if result.get("number"):
        yield str(result["number"])
    document = result.get("document")
    if isinstance(document, dict) and document.get("number"):
        yield str(document["number"])
    for name in _LISTED:
        rows = result.get(name)
        if isinstance(rows, list) and len(rows) == 1:
            yield str(rows[0].get("number") if isinstance(rows[0], dict) else rows[0])


def _confirmed_as_new(reply: Mapping[str, Any], kind: str) -> Iterator[str]:
    """The code of the thing of a kind that the card just confirmed has made."""
    for step in (reply.get("proposal") or {}).get("steps") or ():
        if step.get("operation") == f"create_{kind}" and step.get("document"):
            yield str(step["document"])


def _made_or_listed(call: dict[str, Any], kind: str) -> Iterator[str]:
    """The code of the thing of a kind that a call made, or of the only one that it listed."""
    result = call.get("result")
    if call.get("outcome") != "ok" or not isinstance(result, dict):
        return
    listed = result.get(f"{kind}s") or (result.get("offers") if kind == "supplier" else None)
    rows = [result] if call.get("operation") == f"create_{kind}" else listed
    if isinstance(rows, list) and len(rows) == 1 and isinstance(rows[0], dict):
        own = rows[0].get(kind)
        code = rows[0].get("code") or (own.get("code") if isinstance(own, dict) else own)
        if code:
            yield str(code)


def _codes_in(arguments: object, kind: str) -> Iterator[str]:
    """The values given for parameters called `kind`, also inside lines."""
    if isinstance(arguments, dict):
        for name, value in arguments.items():
            if name == kind and isinstance(value, str):
                yield value
            else:
                yield from _codes_in(value, kind)
    elif isinstance(arguments, list):
        for value in arguments:
            yield from _codes_in(value, kind)


def _wrote(call: Mapping[str, Any]) -> bool:
    operation = operations.find(str(call.get("operation")))
    return operation is None or operation.effect is Effect.COMMAND
