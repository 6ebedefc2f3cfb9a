"""Which part of a passage to read out for a question: one to three sentences, or a list that must not be cut. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.language import is_item, is_numbered, joint, sentences, without_mark
from knowledge.questions import Question, is_within
from knowledge.ranking import ScoredPassage
from knowledge.support import Said, Weigh, coverage, said_in, subject_of

SENTENCES_MAX = 3
CHARACTERS_MAX = {"zh": 160, "en": 380}
"""From this length on no further sentence is added."""

ITEMS_MAX = 8
"""A longer list is not read out as a whole."""

LIST_CHARACTERS_MAX = 900

_ALSO_WORTH = 0.75
"""What a sentence must be worth, against the best one behind it, to be read out before it."""

_NAMED_WORTH = 0.5

_WANTED_WORTH = 0.4
"""What a sentence has before others that holds the kind of fact that was asked for, such as a time or a sum."""

_WEAKLY_WANTED_WORTH = 0.15
"""The same for a kind that most sentences are of, such as a permission."""

_MEANT_WORTH = 9.0
"""What a sentence has that is the answer because its heading was asked for: more than any other."""

_EARLIER_WORTH = 0.15
"""What the first sentence has before the last: rules come first, exceptions behind them."""

_OPENS_LIST = (":", "：")
_LISTS_THINGS = re.compile(r"[、，,]|\b(?:and|or)\b|[与和或及]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a passage and what each of its sentences is worth; `told`: one says something that was asked."""

    text: str
    sentences: tuple[str, ...]
    worth: tuple[float, ...]
    told: bool

    @property
    def best(self) -> float:
        return max(self.worth, default=0.0)


def excerpt(question: Question, passage: ScoredPassage, weigh: Weigh) -> str:
    """The words of the passage that answer best, in its own order and wording; its lines stay lines."""
    texts = passage.text.splitlines()
    explained = [text for text in texts if question.spelled & subject_of(text)]
    if explained:
        return "\n".join(without_mark(text) for text in explained[:SENTENCES_MAX])
    steps = [at for at, text in enumerate(texts) if is_numbered(text)]
    if question.asks_way and len(steps) > 1 and (told := _list_around(texts, steps[0])):
        return told
    rest = _left_open(question, said_in(f"{passage.title}\n{passage.section}"))
    lines = _lines(question, rest, passage, weigh)
    at = max(range(len(lines)), key=lambda number: lines[number].best)
    if texts[at].endswith(_OPENS_LIST) and (items := _items_meant(rest, texts, at)):
        return "\n".join(items)
    whole = is_numbered(texts[at]) or texts[at].endswith(_OPENS_LIST) or (is_item(texts[at]) and not _says_more(rest))
    return (_list_around(texts, at) if whole else "") or _sentences(lines[at], passage.language)


def _left_open(question: Question, headings: Said) -> Question:
    """What of the question the headings do not say: they say it of all sentences under them alike."""
    focus = tuple(
        term for term in question.focus if not term.forms & headings.tokens and term.token not in headings.tokens
    )
    pairs = tuple(pair for pair in question.pairs if {pair[0], pair[1]} & {term.token for term in focus})
    return replace(question, focus=focus, pairs=pairs)


def _says_more(rest: Question) -> bool:
    return bool(rest.focus or rest.names or rest.figures or rest.codes)


def _lines(question: Question, rest: Question, passage: ScoredPassage, weigh: Weigh) -> list[_Line]:
    """The lines with what their sentences are worth.

    Where no sentence says what is left open, the heading alone was what was asked, and the passage is the answer from
    its beginning; unless the heading names other things as well, of which the sentences then tell.
    """
    lines = _worth(rest, passage, weigh)
    # Across languages words cannot be compared: likeness alone decides.
    if passage.language != question.language or any(line.told for line in lines):
        return lines
    first = next((at for at, line in enumerate(lines) if _holds(question, line.text)), None)
    if first is None and _LISTS_THINGS.search(passage.section):
        return _worth(question, passage, weigh)
    line = lines[first or 0]
    meant = next((at for at, part in enumerate(line.sentences) if _holds(question, part)), 0)
    lines[first or 0] = replace(line, worth=(*line.worth[:meant], _MEANT_WORTH, *line.worth[meant + 1 :]))
    return lines


def _wanted(question: Question, sentence: str) -> float:
    """What a sentence is worth for the kinds of fact it has."""
    found = [kind for kind in question.wanted if kind.told.search(sentence)]
    return max((_WEAKLY_WANTED_WORTH if kind.weak else _WANTED_WORTH for kind in found), default=0.0)


def _holds(question: Question, text: str) -> bool:
    """Whether a text has the very kind of fact that is asked for."""
    return any(kind.told.search(text) for kind in question.wanted if not kind.weak)


def _worth(question: Question, passage: ScoredPassage, weigh: Weigh) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    for text in passage.text.splitlines():
        parts = sentences(text)
        told = [_told(question, part, weigh) for part in parts]
        alike = passage.likeness[at : at + len(parts)]
        earlier = [_EARLIER_WORTH * (1 - number / len(passage.likeness)) for number in range(at, at + len(parts))]
        wanted = [_wanted(question, part) for part in parts]
        worth = tuple(map(sum, zip(told, alike, earlier, wanted, strict=True)))
        lines.append(_Line(text, parts, worth, told=any(told)))
        at += len(parts)
    return lines


def _told(rest: Question, sentence: str, weigh: Weigh) -> float:
    """What a sentence says of what is left open: its terms, the name as it was said, the very figures and codes."""
    own = said_in(sentence)
    said = coverage(rest, own, weigh) if rest.focus else 0.0
    shown = not rest.spelled.isdisjoint(own.tokens)
    named = rest.calls(sentence.lower())
    counted = any(is_within(figure, sentence) for figure in rest.figures)
    return said + _NAMED_WORTH * (named + 2 * counted + 2 * shown)


def _items_meant(rest: Question, texts: Sequence[str], at: int) -> list[str]:
    """Of the list that a line opens, the items that say what is still open after that line."""
    rest = _left_open(rest, said_in(texts[at]))
    items: list[str] = []
    for text in texts[at + 1 :]:
        if not is_item(text):
            break
        tokens = said_in(text).tokens
        if rest.calls(text.lower()) or any(term.forms & tokens for term in rest.focus):
            items.append(without_mark(text))
    return items


def _list_around(texts: Sequence[str], at: int) -> str:
    """The whole list that the line opens or stands in, with the line that opens it; empty when that is too long."""
    first = at if is_item(texts[at]) else at + 1
    while first > 0 and is_item(texts[first - 1]):
        first -= 1
    end = first
    while end < len(texts) and is_item(texts[end]):
        end += 1
    opened = first > 0 and texts[first - 1].endswith(_OPENS_LIST)
    told = "\n".join(texts[first - opened : end])
    fits = 0 < end - first <= ITEMS_MAX and len(told) <= LIST_CHARACTERS_MAX
    return told if fits else ""


def _sentences(line: _Line, language: str) -> str:
    """The best sentence of a line with those that follow it, and before it what says about as much."""
    start = line.worth.index(line.best)
    end = start + 1
    most = CHARACTERS_MAX.get(language, CHARACTERS_MAX["en"])
    length = len(line.sentences[start])
    while start > 0 and end - start < SENTENCES_MAX and line.worth[start - 1] >= _ALSO_WORTH * line.best:
        start -= 1
        length += len(line.sentences[start])
    while end < len(line.sentences) and end - start < SENTENCES_MAX and length + len(line.sentences[end]) <= most:
        length += len(line.sentences[end])
        end += 1
    told = ""
    for sentence in line.sentences[start:end]:
        told += joint(told, sentence) + sentence
    return without_mark(told)
