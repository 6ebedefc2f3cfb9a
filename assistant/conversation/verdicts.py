"""What a message says of a colleague's request, as words alone: yes, no and why, or who else is to decide.

Which cards were seen and who may decide is not known here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from assistant.builtin.documents import find_ordinals
from assistant.builtin.normalise import normalise
from assistant.data_files import data_of

_EDGES = " \t\r\n.,!;:~…。，！；：～、\"'“”‘’()（）"
# A full stop or hyphen within a number or a code divides nothing.
_DIVISION = re.compile(
    r"\s*(?:[,;:!，。；：！\n]|\.(?=\s)|—+|\s-+\s)\s*|\s+(?=because\b|since\b)|(?=因为|由于|原因|理由)", re.I
)


_PAUSES_MAX = 8
"""Pauses behind which a reason may begin; who says more says something else."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A yes or no to a request, and what is said of which one: nothing, a place in the list, or words on its card.

    Places count from 1; -1 is the last. `reason` is why not, as it was written.
    """

    approves: bool
    place: int | None
    words: str
    reason: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing of which request is meant."""
        return self.place is None and not self.words


@dataclass(frozen=True, slots=True)
class HandedOn:
    """That a colleague is to decide, and what is said of which request, as in a `Verdict`.

    `of_approval` is whether a request for approval is spoken of at all: "转给林悦" may be about anything.
    """

    colleague: str
    which: Verdict
    of_approval: bool


def verdict_in(text: str) -> Verdict | None:
    """The verdict a whole message is, if it begins or ends with a word for one and otherwise only says which."""
    plain = _agreeing().sub("", _polite().sub("", normalise(text).lower.strip(_EDGES)))
    for approves, words in ((False, _lists()["refuses"]), (True, _lists()["approves"])):
        for word in sorted(words, key=len, reverse=True):
            rest = _without(plain, word)
            if rest is not None:
                turned = _turned_round(rest, whole=approves) or (approves and _of_others().match(plain) is not None)
                return None if turned else which_one(approves, rest)
    return None


def refusals_for_a_reason(text: str) -> Iterator[Verdict]:
    """The refusals a message is when what follows a pause is why: "驳回第二个，折扣太大", "reject: too thin"."""
    for pause in itertools.islice(_DIVISION.finditer(text), _PAUSES_MAX):
        verdict = verdict_in(text[: pause.start()])
        reason = reason_in(text[pause.end() :])
        if verdict is not None and not verdict.approves and reason:
            yield replace(verdict, reason=reason)


def approval_for_reasons(text: str) -> Verdict | None:
    """The approval a message ends with, when everything before only says why: "仁和付款一直很准时，这单我同意".

    Whatever asks, doubts, sets a condition, tells what others say or decides on something else is no such reason.
    """
    parts = [part for part in _DIVISION.split(normalise(text).lower) if part.strip(_EDGES)]
    if not 1 < len(parts) <= _PAUSES_MAX or any(sign in text for sign in "?？:："):
        return None
    last = parts[-1].strip(_EDGES + "吧啦哈")
    if not _approving().search(last) or any(map(_leaves_open, parts[:-1])):
        return None
    verdict = verdict_in(last)
    return verdict if verdict is not None and verdict.approves else None


def reason_in(text: str) -> str:
    """The reason itself, without the word that announces one."""
    return _announcing().sub("", text.strip().strip("“”\"'"), count=1).strip()


def announces_reason(text: str) -> bool:
    """Whether the message begins as a reason does: "原因：…", "因为…", "because …"."""
    return bool(_announcing().match(text.strip()))


def handed_on_in(text: str) -> HandedOn | None:
    """The colleague who is to decide instead, if the message is nothing but that: "把第二个转给沈岚批"."""
    plain = normalise(text).lower.strip(_EDGES)
    for pattern in _patterns():
        found = pattern.fullmatch(plain)
        if found is not None:
            which = which_one(True, found["which"] or "")
            of_approval = any(word in plain for word in _lists()["speaks_of_approval"])
            return HandedOn(found["who"].strip(_EDGES), which, of_approval)
    return None


def which_one(approves: bool, rest: str) -> Verdict:
    """The verdict on the request that `rest` says: by its place, or by words on its card."""
    rest = rest.strip(_EDGES)
    ordinal = next(find_ordinals(normalise(rest)), None)
    if ordinal is None:
        return Verdict(approves, None, _around().sub(" ", rest).strip(_EDGES))
    assert isinstance(ordinal.value, int)
    rest = f"{rest[: ordinal.start]} {rest[ordinal.end :]}"
    return Verdict(approves, ordinal.value, _around().sub(" ", rest).strip(_EDGES))


def asks_to_undo(text: str) -> bool:
    """Whether the whole message asks for what was just done to be taken back."""
    plain = normalise(text).lower.strip(_EDGES + "?？").replace(",", " ")
    return " ".join(plain.split()) in _lists()["undoes"]


def without_title(name: str) -> str:
    """A person's name without the title they are called by: 沈经理, Mr Zhou."""
    return _titles().sub("", name.strip()).strip()


def _without(plain: str, word: str) -> str | None:
    """The message without a word it begins or ends with, None where it does neither."""
    bounds = (r"\b", r"\b") if word.isascii() else ("", "")
    found = re.match(rf"{re.escape(word)}{bounds[1]}", plain) or re.search(rf"{bounds[0]}{re.escape(word)}$", plain)
    return None if found is None else f"{plain[: found.start()]} {plain[found.end() :]}"


def _turned_round(rest: str, *, whole: bool) -> bool:
    """Whether a word beside the verdict turns it round: anywhere, or right before it."""
    ends = "" if whole else r"\s*$"
    words = "|".join(rf"\b{word}\b" if word.isascii() else word for word in _lists()["turns_round"])
    return bool(re.search(rf"(?:{words}){ends}", rest))


def _leaves_open(part: str) -> bool:
    """Whether words before an approval are more than a reason for it."""
    decides = any(_without(part, word) is not None for word in (*_lists()["refuses"], *_lists()["approves"]))
    known = re.match(r"既然|反正|since\b", part) is not None  # "既然不欠钱" denies nothing of what follows
    return decides or bool(_doubting().search(part)) or (not known and _turned_round(part, whole=True))


@cache
def _approving() -> re.Pattern[str]:
    """Words of an approval that is given now, and by the person who speaks."""
    return re.compile("|".join(_lists()["approves_now"]))


@cache
def _doubting() -> re.Pattern[str]:
    words = _lists()["more_than_a_reason"]
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words))


@cache
def _of_others() -> re.Pattern[str]:
    """What a message begins with that gives no verdict of one's own."""
    return re.compile("|".join(_lists()["no_verdict_of_ones_own"]))


@cache
def _around() -> re.Pattern[str]:
    """Words that say nothing of which request is meant."""
    words = sorted(map(re.escape, _lists()["around_verdict"]), key=lambda word: -len(word))
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words), re.ASCII)


@cache
def _polite() -> re.Pattern[str]:
    words = "|".join(rf"{word}\b" if word.isascii() else word for word in _lists()["polite"])
    return re.compile(rf"^(?:(?:{words})\s*)+")


@cache
def _agreeing() -> re.Pattern[str]:
    """What agrees by itself, with the pause behind it: in front of a verdict it adds nothing ("fine, approve it")."""
    words = "|".join(sorted(map(re.escape, _lists()["agrees_first"]), key=lambda word: -len(word)))
    return re.compile(rf"^(?:(?:{words})\s*[,.!;，。！；]+\s*)+")


@cache
def _announcing() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_lists()['announces_reason'])})\s*[:：,，]?\s*", re.IGNORECASE)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _lists()["hands_on"])


@cache
def _titles() -> re.Pattern[str]:
    before, after = ("|".join(map(re.escape, _lists()[name])) for name in ("title_before", "title_after"))
    return re.compile(rf"^(?:{before})\.?\s+|(?:{after})$", re.IGNORECASE)


@cache
def _lists() -> Mapping[str, Any]:
    lists: Mapping[str, Any] = data_of("assistant.conversation", "words.yaml")
    return lists
