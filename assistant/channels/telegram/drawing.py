"""A reply's blocks as Telegram messages: texts with tags, pictures, files, each with the buttons that belong to it.

Plain values; sending is in `sending`. Pictures and files are made only when they are sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from assistant.channels.telegram.buttons import Key, buttons_of, in_rows, keys_of
from assistant.channels.telegram.cards import draw_card
from assistant.channels.telegram.markup import CAPTION_MAX, MESSAGE_MAX, Piece, split, to_plain, units
from assistant.channels.telegram.tables import draw_table
from assistant.replies.blocks import (
    Block,
    ButtonsBlock,
    CardBlock,
    ChartBlock,
    CitationsBlock,
    FileBlock,
    Reply,
    TableBlock,
    TextBlock,
)
from assistant.replies.words import say

SPARE = 96
"""Units left free in every text, for a remark when it is sent again."""

TABLE_LINES_MAX = 60
"""Lines a table may take in the chat; of a longer one the first rows are shown and the whole is sent as a file."""

_TABLE_MAX = 3000

_PASSAGE_MAX = 900
_MARKS = {"warning": "⚠ ", "error": "⚠ "}


@dataclass(frozen=True, slots=True)
class Message:
    """One message to send: a text, or a picture or file with the text as its caption.

    The text of a `file` is said only where the file cannot be sent. `card` is the proposal whose card the message
    shows, `status` that card's.
    """

    pieces: tuple[Piece, ...] = ()
    keys: tuple[tuple[Key, ...], ...] = ()
    picture: ChartBlock | None = None
    sheet: TableBlock | None = None
    file: FileBlock | None = None
    card: UUID | None = None
    status: str = ""

    @property
    def is_more_than_text(self) -> bool:
        """Whether a picture or file is to be made for it."""
        return self.picture is not None or self.sheet is not None or self.file is not None


@dataclass(slots=True)
class _Sheet:
    """The messages so far, and the text that is being written."""

    language: str
    messages: list[Message] = field(default_factory=list)
    text: list[Piece] = field(default_factory=list)
    card: CardBlock | None = None

    def write(self, pieces: Iterable[Piece]) -> None:
        """Adds a paragraph."""
        if self.text:
            self.text.append(Piece("\n"))
        self.text += pieces

    def end(self) -> None:
        """What is written so far becomes messages; what follows begins a new one."""
        for pieces in split(self.text, limit=MESSAGE_MAX - SPARE):
            self.messages.append(Message(pieces))
        if self.card is not None and self.card.proposal and self.messages:
            shown = replace(self.messages[-1], card=UUID(self.card.proposal), status=self.card.status)
            self.messages[-1] = shown
        self.text, self.card = [], None

    def attach(self, keys: Sequence[Key]) -> None:
        """Puts buttons under what was said last."""
        if not self.messages or self.text:
            self.end()
        if not self.messages:
            self.messages.append(Message((Piece(say("telegram.choose", self.language)),)))
        last = self.messages[-1]
        self.messages[-1] = replace(last, keys=in_rows([*(key for row in last.keys for key in row), *keys]))


def draw(reply: Reply, delivery_id: UUID, *, private: bool) -> list[Message]:
    """The messages of a reply, in the order they are sent; none when there is nothing to see."""
    sheet = _Sheet(reply.language)
    number = 0
    for place, block in enumerate(reply.blocks):
        if isinstance(block, CardBlock) and sheet.card is not None:
            sheet.end()
        if isinstance(block, ChartBlock):
            sheet.end()
            sheet.messages.append(Message(_caption(block), picture=block))
        elif isinstance(block, FileBlock):
            sheet.end()
            sheet.messages.append(Message((Piece(say("telegram.file", reply.language, name=block.name)),), file=block))
        elif isinstance(block, TableBlock):
            _write_table(block, sheet, has_file=_has_file(reply.blocks[place + 1 :]))
        elif not isinstance(block, ButtonsBlock):
            sheet.write(_pieces(block, reply.language))
        if isinstance(block, CardBlock):
            sheet.card = block
        if buttons_of(block):
            sheet.attach(keys_of(block, delivery_id, first=number, private=private))
            number += len(buttons_of(block))
    sheet.end()
    return sheet.messages


def _has_file(following: Sequence[Block]) -> bool:
    """Whether a file comes before the next table: then it is this one's."""
    nearest = next((block for block in following if isinstance(block, FileBlock | TableBlock)), None)
    return isinstance(nearest, FileBlock)


def _pieces(block: TextBlock | CardBlock | CitationsBlock, language: str) -> list[Piece]:
    if isinstance(block, TextBlock):
        return [Piece(_MARKS.get(block.tone, "") + block.text, "i" if block.tone == "muted" else ""), Piece("\n")]
    if isinstance(block, CardBlock):
        return draw_card(block, language)
    pieces: list[Piece] = []
    for item in block.items:
        title = f"{item.title} · {item.section}" if item.section else item.title
        pieces += [Piece(f"[{item.number}] "), Piece(title, "b"), Piece("\n")]
        pieces += [Piece(_shortened(item.passage), "blockquote expandable"), Piece("\n")]
    return pieces


def _write_table(block: TableBlock, sheet: _Sheet, *, has_file: bool) -> None:
    shown = block
    while len(shown.rows) > 1 and _is_long(shown):
        shown = shown.model_copy(update={"rows": shown.rows[: len(shown.rows) * 4 // 5]})
    pieces = [Piece(block.title, "b"), Piece("\n")] if block.title else []
    pieces += draw_table(shown)
    if len(shown.rows) < len(block.rows):
        text = say("telegram.table_cut", sheet.language, shown=len(shown.rows), count=len(block.rows))
        pieces += [Piece(text), Piece("\n")]
    if block.footnote:
        pieces += [Piece(block.footnote, "i"), Piece("\n")]
    sheet.write(pieces)
    if len(shown.rows) < len(block.rows) and not has_file:
        sheet.end()
        sheet.messages.append(Message((Piece(block.title or say("telegram.table", sheet.language)),), sheet=block))


def _is_long(block: TableBlock) -> bool:
    text = to_plain(draw_table(block))
    return text.count("\n") > TABLE_LINES_MAX or units(text) > _TABLE_MAX


def _caption(block: ChartBlock) -> tuple[Piece, ...]:
    pieces = [Piece(block.title, "b")]
    if block.footnote:
        pieces += [Piece("\n"), Piece(block.footnote, "i")]
    parts = split(pieces, limit=CAPTION_MAX - SPARE)
    return parts[0] if parts else ()


def _shortened(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _PASSAGE_MAX else f"{text[: _PASSAGE_MAX - 1].rstrip()}…"
