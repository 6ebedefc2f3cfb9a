"""Which of the offered choices a message picks: by its code, place or name, or by what tells it from the others.

"华南那家", "the hospital up north, not the pharmacy", "老冯他们": a part of the name, the place, the sort of customer,
or somebody who works there. What is ruled out is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.builtin.dialogue.choices import any_of, blanked
from assistant.builtin.dialogue.clauses import without
from assistant.builtin.dialogue.fillers import asks_outright, left_over
from assistant.builtin.sounds import is_chinese, syllables
from assistant.builtin.spans import Span, SpanType
from assistant.builtin.traits import Trait
from assistant.data_files import data_of

Known = Callable[[Sequence[str]], Mapping[str, Trait]]
"""What tells the things with these codes apart, besides their names."""

_Mention = tuple[int, int, set[str]]
"""Where something that tells choices apart stands in the text, and which choices it fits."""

_CHINESE = re.compile("[\u4e00-\u9fff]+")
_WORD = re.compile("[a-z0-9][a-z0-9'-]*")
_SHORTEST = 2
_WORDS_AROUND = 2
"""How many words nobody reads may stand around what answers a question."""


def nothing_known(codes: Sequence[str]) -> Mapping[str, Trait]:
    """Nothing is known of anything, besides its names."""
    return {}


@dataclass(frozen=True, slots=True)
class Picked:
    """A choice, and the places of the text that told it from the others."""

    value: str
    told_by: tuple[tuple[int, int], ...] = ()

    def leaves(self, spans: Sequence[Span]) -> list[Span]:
        """The spans that did not serve to pick the choice: in "the Chengdu one" no warehouse is named."""
        return [span for span in spans if not any(span.start < end and start < span.end for start, end in self.told_by)]


def picked(
    question: Mapping[str, Any], text: str, spans: Sequence[Span], known: Known, *, alone: bool
) -> Picked | None:
    """The one choice that the message fits; None where none does, or several. `alone` leaves no room for more words."""
    plain = chosen_in(question, text, spans)
    if plain is not None:
        return Picked(plain, tuple((span.start, span.end) for span in spans if span.names))
    choices: list[dict[str, str]] = list(question.get("choices") or ())
    if len(choices) < _SHORTEST or asks_outright(text):
        return None
    said = text.casefold()
    found = [one for one in _mentions(said, _marks(choices, known)) if not _is_in_another_name(one, spans)]
    mentions = _in_a_row(said, found)
    places = [_with_what_rules_out(said, start, end) for start, end, _ in mentions]
    places += [(span.start, span.end) for span in spans if span.type is not SpanType.NAME]
    if not mentions or _words_beside(said, places) > (0 if alone else _WORDS_AROUND):
        return None
    left = {choice["value"] for choice in choices}
    for start, end, values in mentions:
        left = left - values if is_ruled_out(said, start, end) else left & values
    told = tuple((start, end) for start, end, _ in mentions)
    return Picked(left.pop(), told) if len(left) == 1 else None


def chosen_in(question: Mapping[str, Any], text: str, spans: Sequence[Span]) -> str | None:
    """The offered choice that the message picks: by value, by place in the list, by name or a part of it."""
    choices: list[dict[str, str]] = list(question.get("choices") or ())
    if not choices:
        return None
    said = text.strip().casefold()
    for choice in choices:
        if said in (choice["value"].casefold(), choice.get("zh", "").casefold(), choice.get("en", "").casefold()):
            return choice["value"]
    meant = [span for span in spans if not is_ruled_out(text.casefold(), span.start, span.end)]
    ordinal = next((span.value for span in meant if span.type is SpanType.ORDINAL), None)
    if isinstance(ordinal, int) and -len(choices) <= ordinal <= len(choices) and ordinal != 0:
        return choices[ordinal - 1 if ordinal > 0 else ordinal]["value"]
    codes = {one.code for span in meant for one in span.names}
    named = [choice["value"] for choice in choices if codes & {choice["value"], choice["value"].split(" ")[0]}]
    if len(named) == 1:
        return named[0]
    words = without(text, [span for span in spans if span.type in (SpanType.QUANTITY, SpanType.NUMBER)]).casefold()
    parts = [choice["value"] for choice in choices if _is_part(words, choice)]
    return parts[0] if len(parts) == 1 and not rules_out(words) else None


def is_ruled_out(text: str, start: int, end: int) -> bool:
    """Whether what stands there is said not to be meant."""
    return _ruled_out("before").search(text[:start]) is not None or _ruled_out("behind").search(text[end:]) is not None


def rules_out(text: str) -> bool:
    """Whether the words rule out anything that is named in them."""
    return any(is_ruled_out(text, match.start(), match.end()) for match in _WORD.finditer(text)) or any(
        is_ruled_out(text, start, match.end()) for match in _CHINESE.finditer(text) for start in range(*match.span())
    )


def says_hardly_more(text: str, spans: Sequence[Span]) -> bool:
    """Whether hardly anything stands around the spans: with a longer tale nothing in it is surely an answer."""
    return _words_beside(text.casefold(), [(span.start, span.end) for span in spans]) <= _WORDS_AROUND


def is_no_name(text: str) -> bool:
    """Whether nothing but an assent, a no, a greeting or such is said, where a name was asked for."""
    return not left_over(blanked(_no_name(), text), "head")


def still_ambiguous(question: Mapping[str, Any]) -> bool:
    """Whether the words in question stand in the names of several choices: then one of these is meant, no other."""
    said = str(question.get("replace") or "").casefold()
    choices: list[dict[str, str]] = list(question.get("choices") or ())
    named = [one for one in choices if said in f"{one.get('zh', '')} {one.get('en', '')}".casefold()]
    return bool(said) and len(choices) >= _SHORTEST and len(named) == len(choices)


def _is_part(said: str, choice: Mapping[str, str]) -> bool:
    """ "杭州的", "the large ones": whether all that was said besides fillers stands in the choice's name."""
    rest = left_over(said, "head")
    names = f"{choice.get('zh', '')} {choice.get('en', '')} {choice['value']}".casefold()
    return bool(rest) and all(word in names or word.removesuffix("s") in names for word in rest.split())


def _words_beside(said: str, places: Sequence[tuple[int, int]]) -> int:
    """How many words nobody reads stand outside these places; two Chinese characters count as one."""
    for start, end in places:
        said = said[:start] + " " * (end - start) + said[end:]
    rest = left_over(blanked(_around(), said), "head").split()
    return sum(-(-len(word) // 2) if is_chinese(word) else 1 for word in rest)


def _with_what_rules_out(said: str, start: int, end: int) -> tuple[int, int]:
    """The place of a mention with the words beside it that only say whether it is meant."""
    before, behind = _ruled_out("before").search(said[:start]), _ruled_out("behind").match(said[end:])
    end += behind.end() if behind is not None else 0
    return (before.start() if before is not None else start), end + 2 * said[end:].startswith("'s")


def _is_in_another_name(mention: _Mention, spans: Sequence[Span]) -> bool:
    """Whether the words are only a part of what names something else: 宁波 in 宁波仓."""
    start, end, values = mention
    longer = [one for one in spans if one.start <= start and end <= one.end and one.end - one.start > end - start]
    return any(one.names and not values & {name.code for name in one.names} for one in longer)


def _in_a_row(said: str, mentions: Sequence[_Mention]) -> list[_Mention]:
    """The mentions, words of one choice that follow each other being one: "not the health centre" rules out both."""
    joined: list[_Mention] = []
    for start, end, values in mentions:
        before = joined[-1] if joined else None
        if before is not None and not said[before[1] : start].strip() and before[2] & values:
            joined[-1] = (before[0], end, before[2] & values)
        else:
            joined.append((start, end, values))
    return joined


def _mentions(said: str, marks: Mapping[str, set[str]]) -> Iterator[_Mention]:
    """Where a mark stands in the text, the longer ones first, and of which choices it is one."""
    if not marks:
        return
    for match in any_of({"zh": list(marks), "en": []}).finditer(said):
        yield match.start(), match.end(), marks[match[0]]


def _marks(choices: Sequence[Mapping[str, str]], known: Known) -> dict[str, set[str]]:
    """Words that fit some of the choices and not all, with the choices they fit."""
    traits = known([choice["value"] for choice in choices])
    marks: dict[str, set[str]] = {}
    for choice in choices:
        own = {mark for name in (choice.get("zh", ""), choice.get("en", "")) for mark in parts_of_name(name)}
        own |= _marks_of(traits.get(choice["value"], Trait()))
        for mark in own:
            marks.setdefault(mark, set()).add(choice["value"])
    return {mark: values for mark, values in marks.items() if len(values) < len(choices)}


def _marks_of(trait: Trait) -> set[str]:
    kinds = _kinds().get(trait.kind, {})
    marks = {word.casefold() for words in kinds.values() for word in words}
    for place in trait.places:
        marks |= set(parts_of_name(place)) | {"".join(syllables(place))}
    for person in trait.people:
        marks |= set(_called(person))
    return marks - {""}


def parts_of_name(name: str) -> Iterator[str]:
    """The words of a name; of Chinese, which has no blanks, everything that may be one."""
    for word in _WORD.findall(name.casefold()):
        yield from [word] if len(word) > _SHORTEST else []
    for match in _CHINESE.finditer(name):
        run = match[0]
        for start in range(len(run) - 1):
            yield from (run[start:end] for end in range(start + _SHORTEST, len(run) + 1))


def _called(person: str) -> Iterator[str]:
    """What somebody may be called: the whole name, and the surname with what goes with it."""
    titles = _data()["called"]
    for run in _CHINESE.findall(person):
        yield from {run, run[:_SHORTEST], run[-_SHORTEST:]}
        for surname in {run[0], run[:2]} if len(run) > _SHORTEST else {run[0]}:
            yield from (before + surname for before in titles["zh_before"])
            yield from (surname + behind for behind in titles["zh_behind"])
    words = _WORD.findall(person.casefold())
    if words:
        yield " ".join(words)
        yield from (f"{before} {words[0]}" for before in titles["en_before"])
        yield from (word for word in words if len(word) > _SHORTEST)


def _data() -> dict[str, Any]:
    found: dict[str, Any] = data_of("assistant.builtin.dialogue", "picking.yaml")
    return found


def _kinds() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = data_of("assistant.builtin.dialogue", "choices.yaml")["CustomerKind"]
    return found


@cache
def _ruled_out(where: str) -> re.Pattern[str]:
    return re.compile(_data()["ruled_out"][where], re.IGNORECASE)


@cache
def _around() -> re.Pattern[str]:
    return any_of(_data()["around"])


@cache
def _no_name() -> re.Pattern[str]:
    return any_of(_data()["no_name"])
