"""Numbers that name things rather than count them: documents, lots, telephones, mail addresses, and places in a list
(第二个, the second one), which point rather than count.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from assistant.builtin import numerals_zh
from assistant.builtin.document_kinds import BY_PREFIX, KINDS
from assistant.builtin.normalise import Normalised
from assistant.builtin.spans import Document, Span, SpanType, Value

_YEARLY = "|".join(one.prefix.lower() for one in KINDS if one.yearly)
_OTHERS = "|".join(one.prefix.lower() for one in KINDS if not one.yearly)
_CALLED = "|".join(f"(?P<{one.kind}>{one.said})" for one in KINDS if one.said)
_WITH_YEAR = re.compile(
    rf"(?<![a-z0-9])(?<![a-z0-9]-)({_YEARLY})[-# ]?(20[0-9]{{2}})[- ]?([0-9]{{1,6}})(?![a-z0-9]|-[0-9])"
)
_SHORT = re.compile(rf"(?<![a-z0-9])(?<![a-z0-9]-)({_YEARLY})[-#]([0-9]{{1,6}})(?![a-z0-9]|-[0-9])")
_YEARLESS = re.compile(rf"(?<![a-z0-9])(?<![a-z0-9]-)({_OTHERS})-([0-9]{{3,6}})(?![a-z0-9]|-[0-9])")
_SPOKEN = re.compile(
    rf"(?:{_CALLED})\s?(?:#|号[:是]?|no\.?|number|(?P<colon>:))\s?(?P<serial>[0-9]{{1,6}})"
    r"(?![0-9a-z台个盒箱条支只瓶包套件.,])"
)
_GOODS_AFTER = re.compile(r"\s?[a-z\u4e00-\u9fff]")
_LOT_BEFORE = re.compile(r"(?<![a-z0-9.-])(?P<lot>[a-z]{0,4}[0-9]{4,8})(?:那|这)?批(?!发|准|了|次号|号)")
_LOT = re.compile(
    r"(?:批号|批次号?|(?<![a-z])(?:lot|batch)(?: no\.?| number)?)\s?[:是#为]?\s?"
    r"(?P<lot>[a-z]{0,4}[0-9][a-z0-9-]{1,15})(?![a-z0-9])"
)
_CODE = re.compile(
    r"(?<![a-z0-9_-])(?=[a-z0-9-]{3,16}(?![a-z0-9_-]))(?=[a-z0-9-]*[0-9])[a-z]{1,8}(?:-[a-z0-9]{1,8}){1,3}(?![a-z0-9_-])"
    r"|(?<![a-z0-9_-])[a-z]{2,6}[0-9]{1,5}[a-z]?(?![a-z0-9_-])"
    r"|(?<![a-z0-9_/-])[a-z]{1,4}/[0-9]{3,8}(?![a-z0-9_/-])"
)
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    r"(?:\.[a-z0-9-]{1,61}){0,4}\.[a-z]{2,18}(?![a-z0-9])"
)
_PHONE = re.compile(
    r"(?<![0-9a-z+])(?:(?:\+|00)?86[- ]?)?1[3-9][0-9](?:[0-9]{8}|[- ][0-9]{4}[- ][0-9]{4})(?![0-9])"
    r"|(?<![0-9a-z])\(?0[0-9]{2,3}\)?[- ]?[2-9][0-9]{6,7}(?:[- ][0-9]{1,5})?(?![0-9])"
    r"|(?<![0-9a-z])[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4}(?![0-9])"
    r"|(?:分机|(?<![a-z])ext(?:ension|\.)?)\s?[:：]?\s?[0-9]{2,5}(?![0-9])"
    r"|(?<![0-9a-z])\+[1-9][0-9]{0,3}(?:[- ]?[0-9]{2,5}){2,4}(?![0-9])"
)
_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "1st": 1, "2nd": 2, "3rd": 3,
          "4th": 4, "5th": 5, "6th": 6, "last": -1}  # fmt: skip
_ZH_ORDINAL = re.compile(
    rf"第\s?(?P<figures>[{numerals_zh.CHARACTERS}]{{1,3}}|[0-9]{{1,2}})\s?"
    rf"(?P<counter>[个条项台家位单张行款种样次批])?(?![{numerals_zh.CHARACTERS}0-9季年月周天])"
    r"|(?P<last>最后(?:那?一?)[个条项台家位单张行款种样])"
)
_BARE_TAIL = re.compile(r"\s*(?:$|[\s,.。!?;:、吧呢的啊哦])")
_EN_ORDINAL = re.compile(
    rf"(?<![a-z0-9])(?:the |my )?(?P<word>{'|'.join(_WORDS)}) one(?![a-z])"
    rf"|(?<![a-z0-9])the (?P<the>{'|'.join(word for word in _WORDS if word != 'last')})"
    r"(?=\s*(?:$|[,.!?;]|please|order|ticket|product|customer))"
    r"|(?:(?<![a-z])(?:option|choice|number|no\.)\s?|选项?\s?|^#)(?P<number>[1-9])(?=\s*(?:$|[,.!?;吧]|please|号))"
)


def find_numbered(text: Normalised) -> Iterator[Span]:
    """Every document number, lot, telephone, mail address and ordinal of the text; they may overlap each other."""
    yield from _documents(text)
    yield from find_ordinals(text)
    for match in itertools.chain(_LOT.finditer(text.lower), _LOT_BEFORE.finditer(text.lower)):
        lot = text.text[match.start("lot") : match.end("lot")].upper()
        yield _made(text, match.start(), match.end(), SpanType.LOT, lot)
    for match in _CODE.finditer(text.lower):
        if not match[0].startswith(("rmb", "usd", "cny", "qty", "no", "lot")):
            yield _made(text, match.start(), match.end(), SpanType.CODE, text.text[match.start() : match.end()].upper())
    for match in _EMAIL.finditer(text.lower):
        yield _made(text, match.start(), match.end(), SpanType.EMAIL, match[0])
    for match in _PHONE.finditer(text.lower):
        yield _made(text, match.start(), match.end(), SpanType.PHONE, re.sub(r"[^0-9+]", "", match[0]))


def _documents(text: Normalised) -> Iterator[Span]:
    for match in _WITH_YEAR.finditer(text.lower):
        kind = BY_PREFIX[match[1]]
        value = Document(kind.kind, kind.written(int(match[3]), match[2]))
        yield _made(text, match.start(), match.end(), SpanType.DOCUMENT, value)
    for match in _SHORT.finditer(text.lower):
        kind = BY_PREFIX[match[1]]
        if len(match[2]) < kind.digits_least:
            continue
        value = Document(kind.kind, kind.written(int(match[2])), complete=False)
        yield _made(text, match.start(), match.end(), SpanType.DOCUMENT, value)
    for match in _YEARLESS.finditer(text.lower):
        kind = BY_PREFIX[match[1]]
        value = Document(kind.kind, kind.written(int(match[2])))
        yield _made(text, match.start(), match.end(), SpanType.DOCUMENT, value)
    for match in _SPOKEN.finditer(text.lower):
        if match["colon"] and _GOODS_AFTER.match(text.lower, match.end()):
            continue  # "please order: 4 BP-200"
        kind = next(one for one in KINDS if one.said and match[one.kind])
        value = Document(kind.kind, kind.written(int(match["serial"])), complete=False)
        yield _made(text, match.start(), match.end(), SpanType.DOCUMENT, value)


def find_ordinals(text: Normalised) -> Iterator[Span]:
    """Places in a list, from 1 on; -1 is the last."""
    for match in _ZH_ORDINAL.finditer(text.lower):
        if match["last"]:
            yield _made(text, match.start(), match.end(), SpanType.ORDINAL, -1)
            continue
        if not match["counter"] and not _BARE_TAIL.match(text.lower, match.end()):
            continue  # 第一人民医院
        reading = numerals_zh.read(match["figures"])
        place = int(match["figures"]) if match["figures"].isdigit() else int(reading.value) if reading else 0
        if place:
            yield _made(text, match.start(), match.end(), SpanType.ORDINAL, place)
    for match in _EN_ORDINAL.finditer(text.lower):
        word = match["word"] or match["the"]
        yield _made(text, match.start(), match.end(), SpanType.ORDINAL, _WORDS[word] if word else int(match["number"]))


def _made(text: Normalised, start: int, end: int, kind: SpanType, value: Value) -> Span:
    return Span(start, end, text.text[start:end], kind, value)
