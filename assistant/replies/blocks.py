"""The blocks a reply is made of, and the one JSON object that carries a turn's reply to every channel.

The shapes are a contract: `docs/blocks.schema.json` is generated from here and a test keeps it true. Texts in blocks
are finished: in the person's language, with figures already written out. Channels only lay them out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


SAYING = "say"
"""The verb of a button that says something in the person's stead."""


def action_to_say(words: str) -> str:
    """The action of a button that says these words."""
    return f"{SAYING}:{words}"


def words_said(action: str) -> str | None:
    """What a button with this action says, or None when it does something else."""
    verb, colon, words = action.partition(":")
    return words if colon and verb == SAYING else None


class TextBlock(_Shape):
    """A paragraph of plain text (line breaks kept, no markup)."""

    type: Literal["text"] = "text"
    text: str
    tone: Literal["normal", "muted", "warning", "error"] = "normal"


class Button(_Shape):
    """`action` is what pressing sends back: say:TEXT, or one of these verbs with a proposal, such as confirm:ID.

    confirm, change, reject, approve, delegate, explain, undo.
    """

    label: str
    action: str
    style: Literal["normal", "primary", "danger"] = "normal"


class Fact(_Shape):
    """A labelled value on a card."""

    label: str
    value: str


class Note(_Shape):
    """A remark on a card or one of its lines."""

    text: str
    level: Literal["info", "good", "warning"] = "info"


class CardLine(_Shape):
    """One line of a document: what, how many at which price, what it comes to, and remarks."""

    title: str
    detail: str = ""
    amount: str = ""
    notes: tuple[Note, ...] = ()


class Total(_Shape):
    """One of the sums under a card's lines."""

    label: str
    value: str
    strong: bool = False


class CardBlock(_Shape):
    """A document or a proposed change, with what can be done about it.

    `status` is the proposal's for proposals (pending, awaiting_approval, executed, …), else the document's state.
    """

    type: Literal["card"] = "card"
    title: str
    status: str
    status_label: str
    proposal: str | None = None
    number: str | None = None
    facts: tuple[Fact, ...] = ()
    lines: tuple[CardLine, ...] = ()
    totals: tuple[Total, ...] = ()
    notes: tuple[Note, ...] = ()
    buttons: tuple[Button, ...] = ()
    expires_at: datetime | None = None
    footer: str = ""


class Column(_Shape):
    """A table column; figures are right-aligned."""

    label: str
    align: Literal["left", "right"] = "left"


class TableBlock(_Shape):
    """Rows of finished text, optionally with a totals row and a footnote saying what the figures are."""

    type: Literal["table"] = "table"
    title: str = ""
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    footnote: str = ""


class Series(_Shape):
    """One named run of values, decimals as strings, as many as the chart has labels."""

    name: str
    values: tuple[str, ...]


class ChartBlock(_Shape):
    """Figures to draw. `unit` is written on the value axis."""

    type: Literal["chart"] = "chart"
    title: str
    kind: Literal["bar", "line"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    footnote: str = ""


class FileBlock(_Shape):
    """A file to download; `url` is relative to the server and needs the reader's own sign-in or token.

    `size` is in bytes, null where the file is made only when it is fetched.
    """

    type: Literal["file"] = "file"
    name: str
    media_type: str
    url: str
    size: int | None = None


class ButtonsBlock(_Shape):
    """Choices to press, under what was said before."""

    type: Literal["buttons"] = "buttons"
    buttons: tuple[Button, ...]


class Citation(_Shape):
    """A passage an answer rests on. `number` is the [n] in the text; `document` its id, `passage` its words."""

    number: int
    document: str
    title: str
    section: str = ""
    passage: str


class CitationsBlock(_Shape):
    """The sources of an answer, in the order of their numbers."""

    type: Literal["citations"] = "citations"
    items: tuple[Citation, ...]


Block = Annotated[
    TextBlock | CardBlock | TableBlock | ChartBlock | FileBlock | ButtonsBlock | CitationsBlock,
    Field(discriminator="type"),
]


class StepShown(_Shape):
    """One command of a proposal, with the document it made once it was executed."""

    operation: str
    arguments: dict[str, Any]
    document: str | None = None


class ProposalShown(_Shape):
    """The proposal a turn made or acted on."""

    id: str
    status: str
    steps: tuple[StepShown, ...]
    expires_at: datetime


class CallShown(_Shape):
    """One operation the turn called. `refusal` is the code of the refusal, when there was one."""

    operation: str
    arguments: dict[str, Any]
    outcome: Literal["ok", "proposed", "refused", "failed"]
    refusal: str | None = None


class CitationShown(_Shape):
    """A citation without its place in the text."""

    document: str
    title: str
    passage: str


class Reply(_Shape):
    """What one turn answered: the object of `chat --json`, `confirm --json` and the REST API."""

    conversation: str
    turn: str
    language: str
    text: str
    blocks: tuple[Block, ...]
    proposal: ProposalShown | None = None
    calls: tuple[CallShown, ...] = ()
    citations: tuple[CitationShown, ...] = ()
    planner: Literal["builtin", "model"] = "builtin"
    elapsed_ms: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: decimals as strings, times ISO 8601 with offset."""
        return self.model_dump(mode="json")
