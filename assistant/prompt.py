"""What a model is told besides the tools: the reviewed policy, what was said before, and the message itself.

Everything that changes from turn to turn comes last, so that an endpoint may keep the long beginning. Text of people
and documents is never in the policy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.history import TurnRecord
from assistant.replies.blocks import words_said
from assistant.turn import TurnInput

TURNS_TOLD = 8
TEXT_MAX = 800
"""Turns of the past that a model is told, and characters of each side of one."""

_ROWS_MAX = 10
_LANGUAGES = {"zh": "Chinese", "en": "English"}
_PRESSED = re.compile(r"(confirm|approve|reject|undo|change):[0-9a-f-]{36}")
_NOTHING = "…"


def policy_for(turn: TurnInput) -> str:
    """The policy with today's date, the zone, who is speaking and in which language."""
    actor = turn.actor
    return _policy().format(
        today=turn.now.astimezone(actor.zone).strftime("%A, %d %B %Y"),
        zone=actor.zone.key,
        who=actor.login,
        roles=", ".join(sorted(role.value for role in actor.roles)),
        language=_LANGUAGES.get(actor.language, "English"),
    )


def history_for(turn: TurnInput) -> Iterator[tuple[str, str]]:
    """The last turns, oldest first, as what the person said and what was answered; never empty texts."""
    for record in turn.transcript[-TURNS_TOLD:]:
        pressed = _PRESSED.fullmatch(record.said)
        said = f"[{pressed[1]}]" if pressed else (words_said(record.said) or record.said)[:TEXT_MAX]
        yield said.strip() or _NOTHING, remembered(record)


def message_for(turn: TurnInput) -> str:
    """The person's message, after the open cards with what would be needed to change them."""
    cards = [
        {
            "open_card": str(card.id),
            "steps": [{"operation": step.operation, "arguments": step.arguments} for step in card.steps],
        }
        for card in turn.pending
    ]
    notes = [f"[{json.dumps(card, ensure_ascii=False, default=str)}]" for card in cards]
    return "\n".join([*notes, turn.text])


def remembered(record: TurnRecord) -> str:
    """What was answered in an earlier turn, in words: its text, and what its tables and cards said."""
    pieces = [str(record.reply.get("text") or "")]
    for block in record.reply.get("blocks") or ():
        pieces.extend(_lines(block))
    return "\n".join(filter(None, pieces))[:TEXT_MAX].strip() or _NOTHING


def _lines(block: dict[str, Any]) -> Iterator[str]:
    if block.get("type") == "table":
        for row in block.get("rows", ())[:_ROWS_MAX]:
            yield " | ".join(map(str, row))
    elif block.get("type") == "card":
        yield " ".join(filter(None, (block.get("title"), block.get("number"), block.get("status_label"))))
        for line in block.get("lines", ())[:_ROWS_MAX]:
            yield " ".join(filter(None, (line.get("title"), line.get("detail"), line.get("amount"))))


@cache
def _policy() -> str:
    return files("assistant").joinpath("policy.md").read_text(encoding="utf-8")
