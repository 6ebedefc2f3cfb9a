"""Scripted talks as values. How they are read from their files is in `sets`, how they are performed in `performing`."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Shape(StrEnum):
    """How a talk goes, whatever it is about."""

    SINGLE = "single"
    MULTI_TURN = "multi_turn"
    CORRECTION = "correction"
    ATTACK = "attack"


class Kind(StrEnum):
    """What a talk is about."""

    LOOKUP = "lookup"
    ORDER = "order"
    CHANGE = "change"
    DECISION = "decision"
    FOLLOW_UP = "follow_up"
    ASKING_BACK = "asking_back"
    BAD_INPUT = "bad_input"
    MOOD = "mood"
    APPROVAL = "approval"
    REPORT = "report"
    KNOWLEDGE = "knowledge"
    TICKET = "ticket"
    SCOPE = "scope"
    STOCK_WORK = "stock_work"
    MASTER_DATA = "master_data"
    SEVERAL = "several"
    SMALL_TALK = "small_talk"
    ATTACK = "attack"
    HANDOVER = "handover"


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ExpectedCall(_Written):
    """A call that must be among the turn's; `call` may name alternatives by `|`.

    `given` are arguments with codes for references, ISO days and, for lines, stock units by product; `without` are
    parameters that nobody spoke of. An `optional` call may be left out, where asking back is as good.
    """

    call: str
    outcome: Literal["ok", "proposed", "refused", "failed"] = "ok"
    given: dict[str, Any] = Field(default_factory=dict, alias="with")
    without: tuple[str, ...] = ()
    refusal: str | None = None
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The operations that will do."""
        return tuple(self.call.split("|"))


class Expected(_Written):
    """What a turn must do. Reads that are not listed are allowed, writes are not.

    `operations` in their order; `proposal` the status of the reply's proposal or `none`; of each of `text_has` one
    alternative (`|`) must be shown, in words or blocks, and none of `text_lacks`. `same_as_before` holds it to the
    words the person got last, whatever number they were about.
    """

    operations: tuple[ExpectedCall, ...] = ()
    proposal: str | None = None
    question: bool | None = None
    text_has: tuple[str, ...] = ()
    text_lacks: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    cited: bool | None = None
    same_as_before: bool = False


class Said(_Written):
    """One message, or one pressed button: a verb (`confirm`, `approve`, `undo`, …) or part of its label.

    Every person who speaks has one conversation of their own throughout the talk. `{order}`, `{ticket}`, `{invoice}`
    and so on stand for the newest number there is, `{long:…}` for ten thousand characters of it; `hours_later` is the
    time since the message before.
    """

    say: str | None = None
    press: str | None = None
    speaker: str | None = Field(default=None, alias="as")
    language: Literal["zh", "en"] | None = None
    hours_later: int = 0
    expect: Expected = Expected()

    @model_validator(mode="after")
    def _says_or_presses(self) -> Said:
        if (self.say is None) == (self.press is None):
            raise ValueError("a turn either says or presses something")
        return self


class Books(_Written):
    """What has changed in the books when the talk is over; whatever is left out has not changed.

    Rows need to agree in the fields given. Left-out `reserved` is what the confirmed orders hold.
    """

    orders: tuple[dict[str, Any], ...] = ()
    tickets: tuple[dict[str, Any], ...] = ()
    customers: tuple[dict[str, Any], ...] = ()
    contacts: tuple[dict[str, Any], ...] = ()
    products: tuple[dict[str, Any], ...] = ()
    prices: tuple[dict[str, Any], ...] = ()
    price_lists: tuple[dict[str, Any], ...] = ()
    promotions: tuple[dict[str, Any], ...] = ()
    warehouses: tuple[dict[str, Any], ...] = ()
    receipts: tuple[dict[str, Any], ...] = ()
    quotations: tuple[dict[str, Any], ...] = ()
    deliveries: tuple[dict[str, Any], ...] = ()
    returns: tuple[dict[str, Any], ...] = ()
    invoices: tuple[dict[str, Any], ...] = ()
    credit_notes: tuple[dict[str, Any], ...] = ()
    transfers: tuple[dict[str, Any], ...] = ()
    purchases: tuple[dict[str, Any], ...] = ()
    requisitions: tuple[dict[str, Any], ...] = ()
    bills: tuple[dict[str, Any], ...] = ()
    vendor_credits: tuple[dict[str, Any], ...] = ()
    suppliers: tuple[dict[str, Any], ...] = ()
    on_hand: dict[str, Decimal] = Field(default_factory=dict)
    reserved: dict[str, Decimal] | None = None
    open_approvals: int = 0


class Talk(_Written):
    """A conversation with what must come of it. Nothing is tuned to the ones that are `held_out`."""

    id: str
    speaker: str = Field(alias="as")
    language: Literal["zh", "en"]
    kind: Kind
    held_out: bool = False
    turns: tuple[Said, ...] = Field(min_length=1)
    final: Books = Field(default=Books(), alias="finally")

    @property
    def shape(self) -> Shape:
        """How it goes: an attack, a talk that changes what was said, several turns, or one."""
        if self.kind is Kind.ATTACK:
            return Shape.ATTACK
        if self.kind is Kind.CHANGE or any(_is_changed(*pair) for pair in pairwise(self.turns)):
            return Shape.CORRECTION
        return Shape.SINGLE if len(self.turns) == 1 else Shape.MULTI_TURN


def _is_changed(said: Said, then: Said) -> bool:
    """Whether the card of a turn is expected again in the next one, from the same person: its terms have changed."""
    first, second = (
        {name for call in turn.expect.operations if call.outcome == "proposed" for name in call.names}
        for turn in (said, then)
    )
    return said.speaker == then.speaker and bool(first & second)
