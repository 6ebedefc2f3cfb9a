"""The clauses of a message that are to change an open card, without what they take back and whom they only mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant.builtin.dialogue.amending_words import no_change, patterns, verbs_in
from assistant.builtin.dialogue.clauses import Stretch, stretch, stretches, without
from assistant.builtin.dialogue.lines import is_quantity
from assistant.builtin.dialogue.moved_days import moves_a_day
from assistant.builtin.dialogue.noted_before import noted_last
from assistant.builtin.dialogue.own_words import note_in
from assistant.builtin.dialogue.slots import slots_of
from assistant.builtin.dialogue.speech import says, turn_of_speech
from assistant.builtin.spans import Span

_INSTEAD_OF = re.compile(r"(?<![a-z])(?:instead of|rather than)(?: the)?(?![a-z])|而不是", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,，;；。!！\n]|…+|\.{2,}|——|(?<=[a-z])\.\s+|另外|然后|顺便|(?<!\w)(?:and then|and also|and|then|also)(?!\w)",
    re.IGNORECASE,
)


def meant_clauses(text: str, spans: Sequence[Span]) -> Iterator[Stretch]:
    """The clauses that are to change something, without what they take back: "手消不是20，是24".

    What is taken off by a mere word is what the clause before named: "they have electrodes, take those off".
    """
    about: Stretch | None = None
    for words, own in _with_what_is_taken_off(_with_goods_before(_clauses(text, spans))):
        if about is not None and not any(one.kind == "product" for span in own for one in span.names):
            words, own = _said_of(*about, words, own)
        if (about := _taken_back(words, own)) is not None:
            continue
        own = _after_negation(words, own)
        changes = verbs_in(words) or moves_a_day(words) or any(map(is_quantity, own))
        if changes or not no_change().search(words):
            yield words, own  # not "试纸不要动"


def _with_what_is_taken_off(clauses: Iterable[Stretch]) -> Iterator[Stretch]:
    """The clauses, one that names goods and one that takes them off as one: "the electrodes, take those off"."""
    held: list[Stretch] = []
    for clause in clauses:
        text, spans = clause
        if held and not spans and says("taken_off", text) and not says("supposed", text):
            goods = _only_named(*held.pop())
            held.append(("drop", ()) if goods is None else _said_of(*_by_itself(goods), "drop", ()))
            continue
        yield from held
        held = [clause] if _only_named(*clause) is not None else []
        if not held:
            yield clause
    yield from held


def _with_goods_before(clauses: Sequence[Stretch]) -> Iterator[Stretch]:
    """The clauses, goods that are only wanted joined with how many are put in: "they want crutches too, put 2 in"."""
    wanted: Stretch | None = None
    for place, (words, own) in enumerate(clauses):
        behind = clauses[place + 1] if place + 1 < len(clauses) else ("", ())
        if wanted is not None:
            yield _said_of(*wanted, words, own)
            wanted = None
        elif (goods := _goods_without_figure(words, own)) and _only_counts_more(*behind):
            wanted = _by_itself(goods[0])
        else:
            yield words, own


def _goods_without_figure(text: str, spans: Sequence[Span]) -> list[Span]:
    """The goods of a clause that names one sort of them and nothing else, and takes none off."""
    products = goods_in(spans)
    codes = {one.code for span in products for one in span.names}
    plain = len(products) == len(spans) and len(codes) == 1 and not verbs_in(text) - {"add", "set", "more"}
    return list(products) if plain and not says("unwanted", text) else []


def _only_counts_more(text: str, spans: Sequence[Span]) -> bool:
    """Whether a clause puts more in and says only how many: "put 2 in", 加2辆."""
    return len(spans) == 1 and is_quantity(spans[0]) and "add" in verbs_in(text)


def _clauses(text: str, spans: Sequence[Span]) -> list[Stretch]:
    """The message's clauses; a note is one to its end, or what stands before the words that have it noted."""
    said = noted_last(text, spans)
    if said is not None:
        before, own = stretch(text, spans, 0, said[0])
        return [*stretches(before, own, _CLAUSE), (f"note: {text[slice(*said)].strip()}", ())]
    start = note_in(text)
    before, own = stretch(text, spans, 0, len(text) if start is None else start)
    note: list[Stretch] = [] if start is None else [(text[start:], ())]
    return [*stretches(before, own, _CLAUSE), *note]


def _after_negation(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """ "不是上海，是宁波": what directly follows a "not" is left out; of "15 instead of 12" the figure behind."""
    ends = {match.end() for match in patterns()["not"].finditer(text)}
    instead = {match.end() for match in _INSTEAD_OF.finditer(text)}
    left = [span for span in spans if not any(0 <= span.start - end <= 2 for end in ends)]
    return tuple(
        span for span in left if not (is_quantity(span) and any(0 <= span.start - end <= 2 for end in instead))
    )


def _taken_back(text: str, spans: tuple[Span, ...]) -> Stretch | None:
    """What a clause is about that takes back its figure: "手消不是20", "not 20 masks", 拐杖6副不够."""
    if not any(map(is_quantity, spans)):
        return None
    short = says("falls_short", text)
    left = _after_negation(text, spans)
    products = goods_in(left)
    if len(products) == 1 and (short or not any(map(is_quantity, left))):
        return _by_itself(products[0])
    if short and all(map(is_quantity, spans)):
        return turn_of_speech("falls_short").sub(" ", without(text, spans)).strip(), ()
    return None


def goods_in(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans that name goods."""
    return tuple(span for span in spans if any(one.kind == "product" for one in span.names))


def _only_named(text: str, spans: tuple[Span, ...]) -> Span | None:
    """The product that a clause names and says nothing else of that could change a card."""
    goods = goods_in(spans)
    return goods[0] if len(goods) == len(spans) == 1 and not verbs_in(text) else None


def _said_of(about: str, named: tuple[Span, ...], text: str, spans: tuple[Span, ...]) -> Stretch:
    """A clause with that in front which the clause before was about: "是24" after "手消不是20"."""
    ahead = len(about) + 1
    moved = (replace(span, start=span.start + ahead, end=span.end + ahead) for span in spans)
    return f"{about} {text}", (*named, *moved)


def _by_itself(goods: Span) -> Stretch:
    return goods.text, (replace(goods, start=0, end=len(goods.text)),)


def takes_people(steps: Sequence[dict[str, Any]]) -> bool:
    """Whether any step is about a colleague: then one who is named may be another value."""
    return any(slot.of == "user" for step in steps for slot in slots_of(step["operation"]))


def without_people(text: str, spans: Sequence[Span]) -> Stretch:
    """The words without the colleagues that are only named in passing: "and we keep Shen Lan out of it"."""
    return text, tuple(span for span in spans if not span.names or any(one.kind != "user" for one in span.names))
