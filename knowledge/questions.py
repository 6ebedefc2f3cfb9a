"""A question taken apart: what it names, what it asks about, whether it asks at all. Pure.

What is the name of a product is found by the caller; whether a passage answers is decided in `knowledge.support`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.language import HAN
from knowledge.lexical import codes_of, spellings, tokens_of, without_codes
from knowledge.wording import Alike, Kind, alike, phrases, wanted, words

PIECES_MAX = 100
"""How much of a question is looked through for names, in characters or words."""

_PIECES_IN_A_NAME = 8

_FIGURE = re.compile(r"(?<![\d.A-Za-z-])\d+(?:\.\d+)?(?![\d]|\.\d)")
_RANGE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) ?[–~-] ?(\d+(?:\.\d+)?)(?![\d.-])")
_HAN_RUN = re.compile(rf"[{HAN}]+")
_LATIN_RUN = re.compile(r"[a-z0-9]+")
_PIECE = re.compile(rf"[{HAN}]|[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a question is about: `token` says how telling it is, any of `forms` in a passage supports it.

    `alike` are those of the forms that other words have which mean the same.
    """

    token: str
    forms: frozenset[str]
    alike: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """What a question says.

    `products` are the codes of the products it names, `names` what it calls them, `figures` the numbers in it.
    `codes` are tokens a passage must have to be an answer at all: error codes, what a display shows, codes of
    products nobody knows. `focus` is what it asks about those, without words that only shape a question; nothing may
    be left, and `pairs` are the English ones that stand together. `reports_defect`: it tells that something is broken
    and asks nothing. `asks_way`: it asks for the steps of doing something. `wanted` are the kinds of
    fact that are asked for.
    """

    language: str
    products: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    codes: frozenset[str]
    focus: tuple[Term, ...]
    pairs: tuple[tuple[str, str], ...]
    reports_defect: bool
    asks_way: bool
    wanted: tuple[Kind, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is anything in it that a passage could be about."""
        return bool(self.products or self.codes or self.focus)

    @property
    def names_something(self) -> bool:
        """Whether it names a product or a code."""
        return bool(self.products or self.codes)

    @property
    def spelled(self) -> frozenset[str]:
        """The codes with the other ways of writing them, where the product says which are meant."""
        return frozenset(one for code in self.codes for one in self.spellings(code))

    def spellings(self, code: str) -> frozenset[str]:
        """One of the codes as it may be written in a passage."""
        return spellings(code) if self.products else frozenset({code})

    def calls(self, text: str) -> bool:
        """Whether a text in lower case has a product in question by the name it was given, or by its code."""
        return any(name in text for name in self.names) or any(code.lower() in text for code in self.products)


def understand(text: str, language: str, named: Mapping[str, frozenset[str]]) -> Question:
    """The question in `text`; `named` has the products that its `fragments` are names of."""
    rest, products, called = _without_names(_folded(text), named)
    lowered = rest.lower()
    codes = codes_of(rest) | _shown(rest, language)
    same = alike(rest)
    english = list(_english(without_codes(lowered)))
    terms = [term for term in _chinese(lowered, same) if term.token not in codes]
    english = [word if word not in codes else "" for word in english]
    terms += [_term(stem, frozenset({stem}), same) for stem in dict.fromkeys(english) if stem]
    return Question(
        language=language,
        products=products,
        names=called,
        figures=figures_in(rest),
        codes=codes,
        focus=tuple(terms),
        # Two words that stand together may be put quite otherwise where one of them is.
        pairs=tuple(pair for pair in pairwise(english) if all(pair) and not any(one in same for one in pair)),
        reports_defect=_says(lowered, "defect") and not _says(lowered, "asking"),
        asks_way=_says(lowered, "way") and not _says(lowered, "not_way"),
        wanted=wanted(rest, language),
    )


def fragments(text: str) -> frozenset[str]:
    """Every run of characters or words in a text that may be a name, without spaces and in lower case."""
    pieces = _PIECE.findall(_folded(text).lower())[:PIECES_MAX]
    return frozenset(
        form
        for start in range(len(pieces))
        for end in range(start + 1, min(len(pieces), start + _PIECES_IN_A_NAME) + 1)
        for form in _forms("".join(pieces[start:end]))
        if len(form) > 1
    )


def figures_in(text: str) -> frozenset[str]:
    """The numbers written in digits in a text."""
    return frozenset(_FIGURE.findall(text))


def is_within(figure: str, text: str) -> bool:
    """Whether a text has the number, or a range it lies in: 40 stands in "32–42 cm"."""
    if figure in figures_in(text):
        return True
    return any(float(low) <= float(figure) < float(high) for low, high in _RANGE.findall(text))


def _folded(text: str) -> str:
    # A character whose lower case is two would move everything behind it.
    return "".join(one if len(one.lower()) == 1 else " " for one in unicodedata.normalize("NFKC", text))


def _forms(name: str) -> tuple[str, ...]:
    """A name as said and, in English, without the ending of a plural."""
    return (name, name[:-1]) if name.endswith("s") and name.isascii() else (name,)


def _without_names(text: str, named: Mapping[str, frozenset[str]]) -> tuple[str, frozenset[str], frozenset[str]]:
    """The text without the names in it, the longest taken first from the left; the products, and the names as said."""
    pieces = [(match.group(), match.start(), match.end()) for match in _PIECE.finditer(text.lower())]
    products: frozenset[str] = frozenset()
    called: set[str] = set()
    rest = ""
    copied = 0
    at = 0
    while at < len(pieces):
        length, found = _longest_name([piece for piece, _, _ in pieces[at : at + _PIECES_IN_A_NAME]], named)
        if not length:
            at += 1
            continue
        products |= found
        called.add(text[pieces[at][1] : pieces[at + length - 1][2]].lower())
        # Something stands where the name stood, so that what is around it does not grow together.
        rest += text[copied : pieces[at][1]] + " . "
        copied = pieces[at + length - 1][2]
        at += length
    return rest + text[copied:], products, frozenset(called)


def _longest_name(pieces: Sequence[str], named: Mapping[str, frozenset[str]]) -> tuple[int, frozenset[str]]:
    for length in range(len(pieces), 0, -1):
        for form in _forms("".join(pieces[:length])):
            if form in named:
                return length, named[form]
    return 0, frozenset()


def _term(token: str, forms: frozenset[str], same: Alike) -> Term:
    others = frozenset(one for form in (token, *forms) for one in same.get(form, ()))
    return Term(token, forms | others, others)


def _chinese(lowered: str, same: Alike) -> Iterator[Term]:
    """The characters that say something, each supported by a pair of characters it stands in.

    Which characters make a word is not known, so a pair across two words must not count as something unsupported.
    """
    telling = words()["zh"].silent.sub(lambda match: " " * len(match.group()), lowered)
    seen: set[str] = set()
    for run in _HAN_RUN.finditer(lowered):
        for at in range(run.start(), run.end()):
            character = telling[at]
            if character == " " or character in seen:
                continue
            seen.add(character)
            pairs = {lowered[start : start + 2] for start in (at - 1, at) if run.start() <= start < run.end() - 1}
            alone = not _is_han(telling, at - 1) and not _is_han(telling, at + 1)
            yield _term(character, frozenset(pairs | {character} if alone else pairs), same)


def _english(lowered: str) -> Iterator[str]:
    """The stems of the words that say something, and an empty text where other words stand between two."""
    lowered = words()["en"].silent.sub(" . ", lowered)
    for match in re.finditer(r"[a-z0-9]+|[^a-z0-9\s]", lowered):
        word = match.group()
        stem = tokens_of(word)[0] if _LATIN_RUN.fullmatch(word) else ""
        yield "" if stem.isdigit() else stem


def _shown(rest: str, language: str) -> frozenset[str]:
    """Words such as Lo, Err or UP that a display is said to show."""
    showing = "|".join(words()[language].groups["showing"] if language in words() else ())
    if not showing:
        return frozenset()
    # In a Chinese sentence any Latin word stands out, in an English one only a word in capitals.
    what = "[A-Za-z]" if language == "zh" else "[A-Z]"
    found = re.findall(rf"(?i:{showing})[\s:：“\"'‘]*({what}[A-Za-z]{{0,3}})(?![A-Za-z0-9-]| \d)", rest)
    return frozenset(token for word in found if word != "I" for token in tokens_of(word))


def _says(lowered: str, group: str) -> bool:
    return any(phrases(one.groups[group]).search(lowered) for one in words().values())


def _is_han(text: str, at: int) -> bool:
    return 0 <= at < len(text) and _HAN_RUN.match(text[at]) is not None
