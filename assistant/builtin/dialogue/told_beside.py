"""What a command's message tells beside what it asks for: when the goods came, how many are too many, why.

It is read and does not matter: nothing has to be asked about it, and no argument is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.builtin.dialogue.clauses import STRONG_BREAK, stretches
from assistant.builtin.dialogue.filled import Filled
from assistant.builtin.dialogue.fillers import left_over
from assistant.builtin.dialogue.said_before import is_a_difference, is_left_over
from assistant.builtin.dialogue.slots import SlotKind, slots_of
from assistant.builtin.spans import Span, SpanType

_AS_A_WHOLE = frozenset({"receive_return"})
"""Commands about a document whose goods come as a whole, and are shown on the card: how many they are says it again."""

_OF_THE_WHOLE = frozenset(
    {"cancel_purchase_order", "close_purchase_order", "cancel_order", "close_order", "release_hold"}
)
"""Commands about all that is open of a document: "the 30 home kits" and 那90台 say what that is."""

_ENDS = re.compile(
    r"取消|作废|撤|关掉|结掉|(?<![a-z])(?:cancel|call|drop|kill|close|stop|void|scrap|undo)(?![a-z])", re.I
)
"""Words by which a document is ended."""

_NOT_ALL = re.compile(
    r"[只仅才少缺]|(?<![a-z])(?:only|just|but|short|missing|some|one of|of the|out of)(?![a-z])", re.IGNORECASE
)

_NOW = frozenset({"receive_purchase", "release_hold", "return_purchase", "close_period", "reopen_period"})
"""Commands about goods that are here, and about whole months: a day said with them tells when they came, when the rest
will, or why now."""

COUNTED = frozenset({"receive_purchase", "count_stock", "return_purchase", "request_return", "scrap_stock"})
"""Commands that say how many there are, so that how many too many or too few there are follows."""

_AT_ONCE = frozenset({"deliver_order", "ship_delivery", "pick_delivery", "confirm_delivery_received", "invoice_order"})
"""Commands that are done now: "today" says it again, and a day said of the rest tells when that will be."""

_TODAY = re.compile(
    r"(?:(?:from |as of |as from |starting |effective )?today|from now on|即日起|从?今天起"
    r"|this (?:morning|afternoon|evening)|tonight|now|今[天日早晚]|今天[上下]午|现在)",
    re.IGNORECASE,
)
_FROM = re.compile(r"起$|开始$|^(?:starting|effective|from)\b", re.IGNORECASE)
_REST = re.compile(
    r"(?:剩|余下|其余|其他|(?<![a-z])(?:rest|remainder|remaining|others?|balance))[^,，;；。]*$", re.IGNORECASE
)

_DAYS = frozenset({SpanType.DATE, SpanType.PERIOD, SpanType.CLOCK})
_FIGURES = frozenset({SpanType.QUANTITY, SpanType.NUMBER, SpanType.MONEY, SpanType.PERCENT})
NOT_IT = re.compile(r"(?:而不是|不再是|\b(?:not|instead of|rather than))\s*(?:the )?$", re.IGNORECASE)
"""Behind these stands what it was, or would be wrong: "14 days, not 30"."""

_WAS = re.compile(
    r"(?:从|由|原[来先本](?:是|定)?|之前(?:是)?|以前(?:是)?|本来(?:是)?"
    r"|(?<![a-z])(?:from|was|were|used to be|up from|down from))\s*$",
    re.IGNORECASE,
)
"""Behind these stands what a limit was before: "raise it from 50k to 80k"."""

_SPOKEN_OF = re.compile(r"(?:\b(?:the|those|these|all|both)\s|[那这])$", re.IGNORECASE)
_ON_IT = re.compile(r"\s*(?:(?:on|of|from|in|that|which|we|you|they)\b|(?:$|[,.;]))", re.IGNORECASE)
"""Around a figure that speaks of what there is: "the two on PO-…"."""

_STAYS = re.compile(
    r"(?:还是首选|仍是首选|照样首选|不变|照旧|不动|不受影响|照常|按时|准时"
    r"|(?<![a-z])(?:stays?|remains?|keeps?)(?: just| exactly)? (?:as|the same|unchanged|put|where)"
    r"|(?<![a-z])(?:stays?|remains?) (?:our |the )?(?:first|main|preferred|number one|number 1)(?![a-z0-9])"
    r"|(?<![a-z])(?:unchanged|unaffected|not affected|(?:can|may|will|should) stay"
    r"|(?:still |are |is )on time|still on schedule|as planned|as agreed)(?![a-z]))",
    re.IGNORECASE,
)
"""Words of a clause that says what does not change."""

ONE_OF_THEM = re.compile(
    r"(?<![a-z])one of (?:them|those|these)(?![a-z])|其中(?:有)?一[台个盒箱条支只瓶包套件张]", re.IGNORECASE
)
"""How many it is where only one of several spoken of is meant."""

_CLAUSE = re.compile(r"[,，;；。\n]|\s[-–—]\s|\.\s")


def is_told_beside(filled: Filled, text: str, span: Span) -> bool:
    """Whether the span is only told along with what the operation's arguments say already."""
    if _STAYS.search(clause_of(text, span)):
        return True
    if span.type in _DAYS:
        if filled.operation in _NOW or _TODAY.fullmatch(span.text.strip()):
            return True
        if filled.operation in _AT_ONCE and _REST.search(text[: span.start]):
            return True
        return not _takes_days(filled.operation) and _is_apart(filled, text, span)
    if span.type is SpanType.NAME:
        return _is_in_another_clause(filled, text, span)
    if span.type in _FIGURES and filled.used and NOT_IT.search(text[: span.start]):
        return True
    if span.type is SpanType.NUMBER and filled.used and _SPOKEN_OF.search(text[: span.start]):
        return _ON_IT.match(text, span.end) is not None
    if span.type in _FIGURES and filled.operation in _OF_THE_WHOLE and _SPOKEN_OF.search(text[: span.start]):
        return True
    if filled.operation in _AS_A_WHOLE and filled.used and span.type in _FIGURES and not _NOT_ALL.search(text):
        return True
    if filled.operation in COUNTED and filled.used:
        before, after = text[: span.start], text[span.end :]
        return is_a_difference(before) or is_left_over(before, after)
    return False


def is_what_it_was(text: str, span: Span, others: Sequence[Span]) -> bool:
    """Whether a figure only says what a limit was, where a later one says what it is to be."""
    later = any(one.start > span.start and one.type in _FIGURES for one in others)
    return later and (NOT_IT.search(text[: span.start]) or _WAS.search(text[: span.start])) is not None


def is_only_spoken_of(kind: str, text: str, span: Span) -> bool:
    """Whether a supplier is named to say that all stays so, or a part of a product's name beside "one of those"."""
    if kind == "supplier":
        return _STAYS.search(clause_of(text, span)) is not None
    return kind == "product" and ONE_OF_THEM.search(text) is not None and not any(one.exact for one in span.names)


def clause_of(text: str, span: Span) -> str:
    """The words around the span up to the next comma or stop."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, span.start)), default=0)
    end = _CLAUSE.search(text, span.end)
    return text[start : end.start() if end else len(text)]


def _takes_days(operation: str) -> bool:
    return any(slot.kind in (SlotKind.DAY, SlotKind.PERIOD) for slot in slots_of(operation))


def is_apart_from_some(operation: str, text: str, span: Span, named: Sequence[Span]) -> bool:
    """Whether a day is told in another clause than a name that tells which document is meant.

    "Heye can't print the boxes this year. Cancel the home kit order": of a command that takes no day, it is a reason.
    """
    if span.type not in _DAYS or _takes_days(operation):
        return False
    return any(_CLAUSE.search(text, min(one.end, span.end), max(one.start, span.start)) for one in named)


def _is_apart(filled: Filled, text: str, span: Span) -> bool:
    """Whether nothing that is used stands in the span's clause: "kill PO-…. Heye can't make the kits this year".

    A clause that says nothing but from when is about the command: "从明年起，优护归到重点客户".
    Where nothing is used, the sentence must not be the one that ends something: "cancel it. We bought some on Monday".
    """
    if _FROM.search(span.text) and not left_over(clause_of(text, span).replace(span.text, " ")):
        return False
    if not filled.used and filled.operation in _OF_THE_WHOLE:
        [sentence] = [part for part, own in stretches(text, [span], STRONG_BREAK) if own]
        return sentence.strip() != text.strip() and _ENDS.search(sentence) is None
    return bool(filled.used) and all(
        _CLAUSE.search(text, min(one.end, span.end), max(one.start, span.start)) is not None for one in filled.used
    )


def _is_in_another_clause(filled: Filled, text: str, span: Span) -> bool:
    """ "Cancel PO-…, we don't need the home kits": a name the operation has no use for, apart from the document."""
    slots = slots_of(filled.operation)
    kinds = {slot.of for slot in slots if slot.kind in (SlotKind.NAME, SlotKind.NAMES)}
    has_lines = any(slot.kind is SlotKind.LINES for slot in slots)
    wanted = kinds | ({"product"} if has_lines else set())
    documents = [one for one in filled.used if one.type is SpanType.DOCUMENT]
    if not documents or any(one.kind in wanted for one in span.names):
        return False
    return all(
        _CLAUSE.search(text, min(one.end, span.end), max(one.start, span.start)) is not None for one in documents
    )
