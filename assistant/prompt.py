"""What a model is told besides the tools: the reviewed policy, what was said before, and the message itself.

What changes from turn to turn and from person to person comes last, so that an endpoint may keep the long beginning,
tools and all. Text of people and documents is never in the policy; where it is told, it is marked as data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.history import TurnRecord
from assistant.replies.blocks import words_said
from assistant.turn import TurnInput
from core.company import Company

TURNS_TOLD = 8
TEXT_MAX = 800
"""Turns of the past that a model is told, and characters of each side of one."""

_ROWS_MAX = 10
_LANGUAGES = {"zh": "Chinese", "en": "English"}
_PRESSED = re.compile(r"(confirm|approve|reject|undo|change):[0-9a-f-]{36}")
_NOTHING = "…"
_MARK = re.compile(r"<\s*/?\s*data\s*>", re.IGNORECASE)
_NAME_MAX = 60


def policy_for(turn: TurnInput, company: Company | None = None) -> str:
    """The policy with the company, today's date and the zone: the same for everybody, all day."""
    actor = turn.actor
    names = [_in_line(company.name(language)) for language in ("zh", "en")] if company is not None else []
    return _file("policy.md").format(
        company=" / ".join(dict.fromkeys(filter(None, names))) or "the company",
        currency=company.currency if company is not None else "its currency",
        country=actor.country,
        today=turn.now.astimezone(actor.zone).strftime("%A, %d %B %Y"),
        zone=actor.zone.key,
    )


def asked_again(why: str, turn: TurnInput) -> str:
    """What a model is told whose words were not fit to be said, and why they were not."""
    return _file("again.md").format(why=why, language=_LANGUAGES.get(turn.actor.language, "English"))


def as_data(text: str) -> str:
    """Text that others wrote, marked so that none of it can be taken for instruction, nor for the end of the mark."""
    return f"<data>{_MARK.sub('', text)}</data>"


def history_for(turn: TurnInput) -> Iterator[tuple[str, str]]:
    """The last turns, oldest first, as what the person said and what was answered; never empty texts."""
    for record in turn.transcript[-TURNS_TOLD:]:
        pressed = _PRESSED.fullmatch(record.said)
        said = f"[{pressed[1]}]" if pressed else (words_said(record.said) or record.said)[:TEXT_MAX]
        yield _MARK.sub("", said).strip() or _NOTHING, _told(record)


def message_for(turn: TurnInput, reading: Sequence[tuple[str, dict[str, Any]]] = ()) -> str:
    """Who speaks and the language of the answer, the open cards with what it takes to change them, and the message.

    `reading` are the calls that a simpler reader would make, told after the message.
    """
    cards = [
        {
            "open_card": str(card.id),
            "steps": [{"operation": step.operation, "arguments": step.arguments} for step in card.steps],
        }
        for card in turn.pending
    ]
    notes = [as_data(_json([card])) for card in cards]
    told = [_speaker(turn), *notes, _MARK.sub("", turn.text)]
    if not reading:
        return "\n".join([*told, _file("ask.md").strip()])
    calls = [_json({"name": name, "arguments": arguments}) for name, arguments in reading]
    return "\n".join([*told, _file("ask_read.md").strip(), as_data("\n".join(calls))])


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


def _told(record: TurnRecord) -> str:
    """What is remembered of an answer, as data where others wrote parts of it."""
    told = remembered(record)
    return as_data(told) if record.calls and told != _NOTHING else told


def _speaker(turn: TurnInput) -> str:
    """Who speaks, what they are (a salesperson of a team, somebody of a customer), and the language of the answer."""
    actor = turn.actor
    name = f"{_in_line(actor.name)} ({actor.login})" if _in_line(actor.name) else actor.login
    roles = ", ".join(sorted(role.value for role in actor.roles))
    team = f"; team {_in_line(actor.team)}" if actor.team else ""
    outside = "" if actor.is_staff else "; not of the company's staff"
    return f"[{name}, {roles}{team}{outside}. Answer in {_LANGUAGES.get(actor.language, 'English')}.]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _in_line(text: str) -> str:
    """A name as one short line that holds no mark and no brace."""
    return re.sub(r"[\s<>{}\[\]]+", " ", text)[:_NAME_MAX].strip()


@cache
def _file(name: str) -> str:
    return files("assistant").joinpath(name).read_text(encoding="utf-8")
