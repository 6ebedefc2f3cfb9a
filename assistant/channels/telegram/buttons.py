"""Buttons under a message: what they carry, how they are laid out, and what is left of them once one was pressed.

A button carries its action where that fits. Otherwise, and always in groups, it carries its place in the message as it
stands in the outbox: there the message's own addressee is known.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from assistant.channels.telegram.tables import width
from assistant.replies.blocks import SAYING, Block, Button, ButtonsBlock, CardBlock

DATA_MAX = 64
"""Bytes a button may carry."""

DECIDING = frozenset({"confirm", "approve", "reject", "change", "undo", "delegate", "explain"})
_REFERENCE = "b:"
_LABEL_MAX = 60
_ROW_COLUMNS = 26
_IN_A_ROW_MAX = 4


@dataclass(frozen=True, slots=True)
class Key:
    """A button as Telegram has it: what is written on it and what it sends back."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Place:
    """Which button of which message of the outbox."""

    outbox_id: UUID
    number: int


def keys_of(block: Block, delivery_id: UUID, *, first: int, private: bool) -> list[Key]:
    """The block's buttons; `first` is the number of the first one within the whole reply."""
    return [
        Key(_label(button.label), _data(button.action, Place(delivery_id, number), private=private))
        for number, button in enumerate(buttons_of(block), start=first)
    ]


def buttons_of(block: Block) -> tuple[Button, ...]:
    """The buttons a block has."""
    return block.buttons if isinstance(block, CardBlock | ButtonsBlock) else ()


def in_rows(keys: Iterable[Key]) -> tuple[tuple[Key, ...], ...]:
    """The buttons in rows that can be read on a phone."""
    rows: list[list[Key]] = []
    for key in keys:
        fits = rows and len(rows[-1]) < _IN_A_ROW_MAX
        if fits and sum(width(other.label) + 2 for other in rows[-1]) + width(key.label) <= _ROW_COLUMNS:
            rows[-1].append(key)
        else:
            rows.append([key])
    return tuple(map(tuple, rows))


def place_in(data: str) -> Place | None:
    """The place a button's data refers to, or None when it carries an action or nonsense."""
    if not data.startswith(_REFERENCE):
        return None
    short, _, number = data.removeprefix(_REFERENCE).partition(":")
    try:
        return Place(UUID(bytes=base64.b64decode(short + "==", altchars=b"-_", validate=True)), int(number))
    except (ValueError, binascii.Error):
        return None


def is_action(data: str) -> bool:
    """Whether the data is an action that may stand by itself."""
    verb, colon, argument = data.partition(":")
    return bool(colon and argument) and (verb == SAYING or (verb in DECIDING and proposal_in(data) is not None))


def proposal_in(action: str) -> UUID | None:
    """The proposal an action decides on, or None when it decides on none."""
    verb, _, argument = action.partition(":")
    try:
        return UUID(argument) if verb in DECIDING else None
    except ValueError:
        return None


def left_of(keys: Sequence[Sequence[Key]], actions: dict[str, str], *, gone: str) -> tuple[tuple[Key, ...], ...]:
    """The rows without the buttons whose action begins with `gone` (a verb), or without any for an empty one.

    `actions` are the actions by data.
    """
    rows = (
        tuple(key for key in row if gone and actions.get(key.data, key.data).partition(":")[0] != gone) for row in keys
    )
    return tuple(row for row in rows if row)


def _data(action: str, place: Place, *, private: bool) -> str:
    if private and is_action(action) and len(action.encode()) <= DATA_MAX:
        return action
    short = base64.urlsafe_b64encode(place.outbox_id.bytes).decode().rstrip("=")
    return f"{_REFERENCE}{short}:{place.number}"


def _label(text: str) -> str:
    line = " ".join(text.split()) or "·"
    return line if len(line) <= _LABEL_MAX else f"{line[: _LABEL_MAX - 1]}…"


def all_buttons(blocks: Iterable[Block]) -> Iterator[Button]:
    """Every button of a reply, in the order of their numbers."""
    for block in blocks:
        yield from buttons_of(block)
