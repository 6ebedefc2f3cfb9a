"""Which of a model's words reach the person: those that add something true to the results, in the right language.

Where words do not stand, the results' own are used; nothing is reworded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from assistant.agent.arithmetic import numbers_in
from assistant.agent.claims import claim_in
from assistant.agent.grounding import ungrounded
from assistant.agent.naming import NamesIn, strange_name
from assistant.agent.rows import misplaced
from assistant.agent.sources import Source, source_of, without_codes
from assistant.builtin.normalise import normalise
from assistant.builtin.numbers import find_numerals
from assistant.prompt import remembered
from assistant.replies.blocks import CitationsBlock
from assistant.tools import ToolResult
from assistant.turn import TurnInput
from core.calendar import WorkingCalendar, find_time_spans, working_calendar

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
_STATES = frozenset({"state", "status", "delivery_state", "shipped", "invoiced", "paid"})


def objection(words: str, results: Sequence[ToolResult], turn: TurnInput, names: NamesIn) -> str | None:
    """Why the words are not to be said, for the record; None when they may be: a result's own always are."""
    if words.strip() in {result.text.strip() for result in results}:
        return None
    actor, today = turn.actor, turn.actor.today(turn.now)
    working = working_calendar(actor.country)
    source = source_of(results, said=turn.text, today=today, zone=actor.zone, working=working)
    if _TECHNICAL.search(words):
        return "technical"
    if any(address[0] not in source.text for address in _ADDRESS.finditer(words)):
        return "address"
    if not speaks(words, actor.language):
        return "language"
    values = [call.result for result in results for call in result.made if call.result is not None]
    claim = claim_in(words, states=frozenset(states_in(values)), quoted=_quoted(results), read=bool(results))
    if claim is not None:
        return f"claim: {claim.value}"
    figure = ungrounded(words, source, today=today, working=working)
    if figure is not None:
        return f"figure: {figure}"
    wrong = misplaced(words, _by_operation(results), today=today, working=working)
    if wrong is not None:
        return f"row: {wrong}"
    before = [text for record in turn.transcript for text in (record.said, remembered(record))]
    name = strange_name(words, "\n".join([source.text, *before]), names) or _beside_the_point(words, source, names)
    if name is not None:
        return f"name: {name}"
    return _omission(words, results, today, working)


def _by_operation(results: Sequence[ToolResult]) -> list[list[object]]:
    """What the calls returned, those of one operation together: two warehouses' stock are rows of one table."""
    found: dict[str, list[object]] = {}
    for call in (call for result in results for call in result.made if call.result is not None):
        found.setdefault(call.operation, []).append(call.result)
    return list(found.values())


def _quoted(results: Sequence[ToolResult]) -> str:
    """The words of documents that are cited: they tell what is done, and may be repeated."""
    cited = [result for result in results if any(isinstance(block, CitationsBlock) for block in result.blocks)]
    return "\n".join(result.text for result in cited)


def states_in(value: object) -> Iterator[str]:
    """The states of documents in a result."""
    if isinstance(value, dict):
        yield from (str(one) for name, one in value.items() if name in _STATES and isinstance(one, str))
        if any(numbers_in(value.get("reserved"))):
            yield "reserved"
        value = list(value.values())
    if isinstance(value, list | tuple):
        yield from (state for inner in value for state in states_in(inner))


def _beside_the_point(words: str, source: Source, names: NamesIn) -> str | None:
    """A name that only the person spoke of, beside a figure that is a result's: it is said of something else."""
    returned = frozenset[UUID]().union(*names(source.returned).values())
    for clause in re.split(r"[，。；！？;!?\n]|[,.:](?!\d)", words):
        found = names(clause)
        things = frozenset[UUID]().union(*found.values())
        figures = {numeral.value for numeral in find_numerals(normalise(without_codes(clause)))}
        if found and not things & returned and not figures <= {*source.own, None}:
            return next(iter(found))
    return None


def speaks(words: str, language: str) -> bool:
    """Whether words can be of the language (zh or en). Words in neither script, such as a code alone, are of both."""
    normal = normalise(words)
    han, latin = len(_HAN.findall(normal.text)), len(_LATIN.findall(normal.text))
    if not han and not latin:
        return True
    return han >= latin and han > 0 if language == "zh" else latin * _HAN_IN_ENGLISH >= han and latin > 0


def _omission(words: str, results: Sequence[ToolResult], today: date, working: WorkingCalendar) -> str | None:
    """What words must not leave out: the passages an answer rests on, and figures that are shown nowhere else."""
    blocks = [block for result in results for block in result.blocks]
    cited = {str(item.number) for block in blocks if isinstance(block, CitationsBlock) for item in block.items}
    if cited and not cited.intersection(_MARK.findall(words)):
        return "omission: citations"
    silent = not find_numerals(normalise(words)) and not find_time_spans(words, today=today, working=working)
    if silent and any(_FIGURE.search(without_codes(result.text)) and not result.blocks for result in results):
        return "omission: figures"
    return None
