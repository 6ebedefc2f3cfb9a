"""A text with what was recognised replaced by its type: 给⟨customer⟩下单⟨quantity⟩⟨product⟩.

Intents and moods are learned on such text, so that the names a company invents cannot confuse them. The learner's
two views of it (letters, sentence vectors) are made here too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.builtin.document_kinds import KINDS
from assistant.builtin.normalise import lower_case
from assistant.builtin.spans import Document, Quantity, Span, SpanType

_MARKERS = {
    SpanType.QUANTITY: "quantity", SpanType.NUMBER: "number", SpanType.UNCLEAR: "number", SpanType.MONEY: "money",
    SpanType.PERCENT: "percent", SpanType.DISCOUNT: "percent", SpanType.DATE: "date", SpanType.PERIOD: "period",
    SpanType.COMPARISON: "comparison", SpanType.DURATION: "duration", SpanType.CLOCK: "time",
    SpanType.MEASURE: "measure", SpanType.EMAIL: "email", SpanType.PHONE: "phone", SpanType.LOT: "lot",
    SpanType.CODE: "unknown",
}  # fmt: skip
_SPOKEN = {
    "zh": {
        "product": "血压计", "customer": "诊所", "supplier": "供应商", "warehouse": "上海仓", "region": "华东",
        "user": "小王", "quantity": "20台", "number": "20", "money": "100元", "percent": "九折", "date": "周五",
        "period": "上个月", "comparison": "去年同期", "duration": "三个月", "time": "九点", "measure": "35厘米",
        "email": "邮箱", "phone": "13800000000", "lot": "批号", "unknown": "X-9",
    } | {one.kind: one.zh for one in KINDS if one.yearly},
    "en": {
        "product": "monitor", "customer": "the clinic", "supplier": "the supplier", "warehouse": "Shanghai",
        "region": "the east", "user": "Tom", "quantity": "20 boxes", "number": "20", "money": "100 dollars",
        "percent": "10% off", "date": "by Friday", "period": "last month", "comparison": "last year",
        "duration": "three months", "time": "nine o'clock", "measure": "35 cm", "email": "email",
        "phone": "phone number", "lot": "lot", "unknown": "X-9",
    } | {one.kind: one.en for one in KINDS if one.yearly},
}  # fmt: skip
# A kind keeps its symbol whatever kinds come later: what was learned of letters hangs on it.
_LATER = [one.kind for one in KINDS if one.yearly and one.kind not in ("order", "ticket")]
_KINDS = [*sorted(_SPOKEN["zh"].keys() - set(_LATER)), *_LATER]
_SYMBOLS = {kind: chr(0xE000 + at) for at, kind in enumerate(_KINDS)}
_MARKED = re.compile("⟨([a-z_]+)⟩")
_LINE = r"(?:⟨(?:quantity|number)⟩ ?(?:的|of |of the )?⟨product⟩|⟨product⟩ ?(?:要|各|x )?⟨(?:quantity|number)⟩)"
_MORE_LINES = re.compile(rf"({_LINE})(?:(?:[ ,、;和跟与及加\n]|and|plus|&|还有|以及|各|each|另外|再来|再加)*{_LINE})+")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def delexicalise(text: str, spans: Sequence[Span]) -> str:
    """The text, normalised, with a marker in place of each span; several order lines in a row become one."""
    pieces: list[str] = []
    at = 0
    for span in spans:
        marker = marker_of(span)
        if marker is not None:
            pieces += [text[at : span.start], f"⟨{marker}⟩"]
            at = span.end
    marked = lower_case("".join([*pieces, text[at:]])).strip()
    return _MORE_LINES.sub(r"\1", marked)


def marker_of(span: Span) -> str | None:
    """The type that stands for a span in a learned phrase; None for one whose own words matter (第二个, 一半)."""
    if span.name is not None:
        return span.name.kind
    if isinstance(span.value, Document):
        return span.value.kind
    if isinstance(span.value, Quantity) and span.value.implied:
        return None  # 多少钱一台
    return _MARKERS.get(span.type)


def language_of(marked: str) -> str:
    """zh where Chinese stands outside the markers, else en; markers alone are read as Chinese."""
    rest = _MARKED.sub("", marked)
    return "zh" if _CHINESE.search(rest) or not any(character.isalpha() for character in rest) else "en"


def as_symbols(marked: str) -> str:
    """The view for letters: each marker is one character of its own."""
    return _MARKED.sub(lambda match: _SYMBOLS.get(match[1], "\ue0ff"), marked)


def as_spoken(marked: str) -> str:
    """The view for sentence vectors: each marker is an ordinary word of the sentence's language."""
    words = _SPOKEN[language_of(marked)]
    joined = " " if language_of(marked) == "en" else ""
    return _MARKED.sub(lambda match: f"{joined}{words.get(match[1], match[1])}{joined}", marked).strip()
