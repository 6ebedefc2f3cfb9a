"""The language of a message, and the few words that decide on a card or ask for a file by themselves.

Understanding is elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from assistant.builtin.normalise import normalise
from assistant.data_files import data_of

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# A word, not a code: letters that touch no digit and no hyphen with a digit behind it.
_LATIN_WORD = re.compile(r"(?<![\w-])[A-Za-z]+(?:['’][A-Za-z]+)?(?![\w-])")
_SLASH_COMMAND = re.compile(r"/[A-Za-z]+")
_HAN_STRETCH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_HAN_IN_ENGLISH_MAX = 12
_WORDS_IN_ENGLISH = 3
_GRAMMAR = frozenset("的了吗呢吧啊和给把是要有我你您他她它这那哪谁多少几不没也还就都很再请从到下报发查看买卖订")
"""Characters of what is said in Chinese; names seldom have any."""

_PARTS = re.compile(r"[,.。;!、]")
_PAUSES = re.compile(r"[,.。;!?、]|\s-+\s|—+")
_EDGES = " \t\r\n.,!?;:~…。，！？；：～、\"'“”‘’()（）"


class Decision(StrEnum):
    """What a word alone says about a card. A plain yes does not decide on a card with a warning."""

    STRONG_YES = "strong_yes"
    PLAIN_YES = "plain_yes"
    NO = "no"


_YES = (Decision.STRONG_YES, Decision.PLAIN_YES)


def language_of(text: str, thread: str, *, first: bool = False) -> str:
    """zh or en by the words of the message; the thread's language when it has none (`ok`, `BP-200 20`, `/new`).

    What is said `first` in a thread is read more closely: a "hello" then tells the language, an "ok" never does.
    """
    if _SLASH_COMMAND.fullmatch(text.strip()):
        return thread
    words = [word.lower() for word in _LATIN_WORD.findall(unicodedata.normalize("NFKC", text))]
    han = len(_HAN.findall(text))
    if han:
        spoken = sum(word in _words()["english_function_words"] for word in words)
        if spoken and _is_named_in_chinese(text) and (len(words) >= _WORDS_IN_ENGLISH or thread == "en"):
            return "en"  # "Order for 西安灞柳医院: twenty boxes"
        return "en" if spoken >= 2 and han <= min(_HAN_IN_ENGLISH_MAX, 2 * len(words)) else "zh"
    # One capitalised abbreviation (SH, OK) is a name; a word of small letters is language.
    neutral = {word for word in _words()["neutral"] if not first or _decision(word) is not None}
    if any(word not in neutral for word in words if len(word) > 1) and re.search(r"[a-z]", text):
        return "en"
    return thread


def _is_named_in_chinese(text: str) -> bool:
    """Whether the only Chinese is one stretch that may be a name: no word of grammar stands in it."""
    stretches = _HAN_STRETCH.findall(text)
    return len(stretches) == 1 and len(stretches[0]) <= _HAN_IN_ENGLISH_MAX and not _GRAMMAR.intersection(stretches[0])


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit in any script: not only emoji, punctuation or space."""
    return any(character.isalnum() for character in text)


def decision_in(text: str) -> Decision | None:
    """What the whole message decides, if it is nothing but such words ("好的，确认", "nah, scrap that").

    A yes with a question mark asks for one, and one that trails off goes on: neither is a yes.
    """
    decision = _decided(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    return None if decision in _YES and ("?" in plain or plain.endswith("...")) else decision


def _decided(text: str) -> Decision | None:
    whole = _decision(_plain(text))
    if whole is not None:
        return whole
    folded = _folded(text)
    said = [_plain(part) for part in _PARTS.split(folded) if _plain(part)]
    parts = {_decision(part) for part in said if part not in _words()["by_the_way"]}
    if parts == {Decision.NO}:
        return Decision.NO
    if parts and parts <= {Decision.STRONG_YES, Decision.PLAIN_YES}:
        return Decision.STRONG_YES if Decision.STRONG_YES in parts else Decision.PLAIN_YES
    return Decision.NO if _holds_back(folded, said) else _yes_in_pieces(folded)


def _yes_in_pieces(folded: str) -> Decision | None:
    """The yes of a message that says nothing but yes and words with it: "行，就这样下吧", "yep thats it, go"."""
    if _any_of("no_yes").search(folded):
        return None  # "对了" begins something else, "对吧" asks
    found = {decision for decision in _YES if _any_of(decision.value).search(folded)}
    rest = folded
    for name in (*_YES, "around_yes"):
        rest = _any_of(name).sub(" ", rest)
    if not found or rest.strip(_EDGES + "、"):
        return None
    return Decision.STRONG_YES if Decision.STRONG_YES in found else Decision.PLAIN_YES


def _holds_back(folded: str, parts: Sequence[str]) -> bool:
    """Whether one part says that it is not to be done, and the others only why: "车还没来，先不发了"."""
    if _one_of("something_else").search(folded):
        return False  # "不发上海了，改发宁波", "先不发了，还有多少？"
    agrees = any(_decision(part) in _YES for part in parts)  # "确认，不用改"
    held = any(_one_of("holds_back").fullmatch(part) for part in parts)
    given_up = bool(_words()["gives_up"].intersection(parts)) and not _one_of("of_another").search(folded)
    return not agrees and (held or given_up)


def gives_up(text: str) -> bool:
    """Whether a no says in so many words that what is open is not to be done, whatever was talked about since."""
    parts = [_plain(part) for part in _PARTS.split(_folded(text)) if _plain(part)]
    return _decided(text) is Decision.NO and any(
        part in _words()["gives_up"] or _one_of("holds_back").fullmatch(part) for part in parts
    )


def asks_for_file(text: str) -> bool:
    """Whether the message only asks for what was shown as a file: "导出Excel", "can I download it?".

    What it is for may be said with it: "as a spreadsheet please, board call at 11", 导出来，下午开会要用.
    """
    folded = _folded(text)
    parts = [part for part in _PAUSES.split(folded) if part.strip(_EDGES)]
    asking = [_only_asks_for_file(_plain(_one_of("file_is_for").sub("", part))) for part in parts]
    told = [part for part, asks in zip(parts, asking, strict=True) if not asks]
    return _only_asks_for_file(_plain(text)) or (any(asking) and all(map(_says_what_for, told)))


def _only_asks_for_file(plain: str) -> bool:
    rest = _any_of("file").sub(" ", plain)
    return rest != plain and not _any_of("around_file").sub(" ", rest).strip(_EDGES)


def _says_what_for(part: str) -> bool:
    """Whether a part only says why or when the file is needed, and nothing of another cut of what was shown."""
    return bool(_one_of("file_needed").search(part)) and not _one_of("other_cut").search(part)


def _decision(plain: str) -> Decision | None:
    return next((decision for decision in Decision if plain in _words()[decision.value]), None)


def _plain(text: str) -> str:
    return " ".join(_folded(text).replace(",", " ").split())


def _folded(text: str) -> str:
    return normalise(text).text.replace("’", "'").casefold().strip(_EDGES)


@cache
def _any_of(name: str) -> re.Pattern[str]:
    """Any of the words of a list, English ones as whole words; the longest first."""
    words = sorted(map(re.escape, _words()[name]), key=lambda word: -len(word))
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words), re.ASCII)


@cache
def _one_of(name: str) -> re.Pattern[str]:
    """Any of a list of patterns."""
    return re.compile("|".join(sorted(_words()[name])), re.ASCII)


@cache
def _words() -> dict[str, frozenset[str]]:
    lists = data_of("assistant.conversation", "words.yaml")
    hurried = {name: [word.replace("'", "") for word in words] for name, words in lists.items()}
    return {name: frozenset([*words, *hurried[name]]) for name, words in lists.items()}
