"""Which of a model's words reach the person: those that add something true to the results, in the right language.

Where words do not stand, the results' own are used; nothing is reworded here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.claims import claim_in
from assistant.agent.grounding import ungrounded
from assistant.agent.naming import NamesIn, strange_name
from assistant.agent.rows import misplaced
from assistant.agent.sources import source_of
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from assistant.prompt import remembered
from assistant.replies.blocks import CitationsBlock
from assistant.tools import ToolResult
from assistant.turn import TurnInput
from core.calendar import working_calendar

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"(?<![\w-])[a-z]{2,}(?![\w-])")
_HAN_IN_ENGLISH = 2
"""Chinese characters that go with one English word: the names of customers and products."""

_TECHNICAL = re.compile(
    r"\b[a-z]+(?:_[a-z]+)+\b|[0-9a-f]{8}-[0-9a-f]{4}-|[{}\[\]]\s*\"|\|\s*-{3}|traceback|exception|\b(?:null|json)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)，。]+", re.IGNORECASE)
_MARK = re.compile(r"\[(\d+)\]")
_FIGURE = re.compile(r"\d")


def objection(words: str, results: Sequence[ToolResult], turn: TurnInput, names: NamesIn) -> str | None:
    """Why the words are not to be said, for the record; None when they may be."""
    actor, today = turn.actor, turn.actor.today(turn.now)
    working = working_calendar(actor.country)
    source = source_of(results, said=turn.text, today=today, zone=actor.zone, working=working)
    if _TECHNICAL.search(words):
        return "technical"
    if any(address[0] not in source.text for address in _ADDRESS.finditer(words)):
        return "address"
    if not speaks(words, actor.language):
        return "language"
    claim = claim_in(words)
    if claim is not None:
        return f"claim: {claim.value}"
    figure = ungrounded(words, source, today=today, working=working)
    if figure is not None:
        return f"figure: {figure}"
    values = [call.result for result in results for call in result.made if call.result is not None]
    wrong = misplaced(words, values, today=today, working=working)
    if wrong is not None:
        return f"row: {wrong}"
    before = [text for record in turn.transcript for text in (record.said, remembered(record))]
    name = strange_name(words, "\n".join([source.text, *before]), names)
    if name is not None:
        return f"name: {name}"
    return _omission(words, results)


def speaks(words: str, language: str) -> bool:
    """Whether words can be of the language (zh or en). Words in neither script, such as a code alone, are of both."""
    normal = normalise(words)
    han, latin = len(_HAN.findall(normal.text)), len(_LATIN.findall(normal.text))
    if not han and not latin:
        return True
    return han >= latin and han > 0 if language == "zh" else latin * _HAN_IN_ENGLISH >= han and latin > 0


def _omission(words: str, results: Sequence[ToolResult]) -> str | None:
    """What words must not leave out: the passages an answer rests on, and figures that are shown nowhere else."""
    blocks = [block for result in results for block in result.blocks]
    cited = {str(item.number) for block in blocks if isinstance(block, CitationsBlock) for item in block.items}
    if cited and not cited.intersection(_MARK.findall(words)):
        return "omission: citations"
    silent = not find_numerals(normalise(words))
    if silent and any(_FIGURE.search(result.text) and not result.blocks for result in results):
        return "omission: figures"
    return None
