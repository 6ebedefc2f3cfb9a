"""Money, percentages, discounts and parts of a whole: ¥1,200, 三块五, 百分之五, 打95折, 5% off, 一半.

A discount is always given as percent off: 打8折 is 20.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.builtin import numerals_zh
from assistant.builtin.normalise import Normalised
from assistant.builtin.numbers import Numeral, whole
from assistant.builtin.spans import Amount, Span, SpanType, Value

_SYMBOLS = {"hk$": "HKD", "us$": "USD", "$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP", "rmb": "CNY", "cny": "CNY",
            "usd": "USD", "eur": "EUR", "hkd": "HKD", "gbp": "GBP", "jpy": "JPY"}  # fmt: skip
_NAMES = {
    "人民币": "CNY", "元人民币": "CNY", "块钱": "CNY", "元": "CNY", "圆": "CNY", "块": "CNY", "yuan": "CNY",
    "kuai": "CNY", "rmb": "CNY", "cny": "CNY", "美元": "USD", "美金": "USD", "刀": "USD", "dollars": "USD",
    "dollar": "USD", "usd": "USD", "bucks": "USD", "欧元": "EUR", "euros": "EUR", "euro": "EUR", "eur": "EUR",
    "港币": "HKD", "港元": "HKD", "hkd": "HKD", "英镑": "GBP", "pounds": "GBP", "gbp": "GBP", "日元": "JPY",
    "yen": "JPY", "jpy": "JPY",
}  # fmt: skip
_FOREIGN = re.compile(
    r"(?:(?P<zh>美元|美金|欧元|港币|港元|英镑|日元)"
    r"|(?<![a-z])(?P<en>usd|dollars?|eur|euros?|hkd|gbp|jpy|yen)(?![a-z])|(?P<sign>hk\$|us\$|\$|€|£))"
)
_SYMBOL = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, _SYMBOLS))})\s?$")
_NAME = re.compile(rf"\s?(?:({'|'.join(sorted(_NAMES, key=len, reverse=True))}))(?![a-z])")
_A_PIECE = "一[台个盒箱条支只瓶包套件卷根本副张辆把双袋片]"
_JIAO = re.compile(
    rf"([1-9][0-9]?|[{numerals_zh.DIGITS}])(?:毛|角)?"
    rf"(?:(?={_A_PIECE})|(?![0-9a-z台个盒箱条支只瓶包套件卷根本副张辆把双袋片一二三四五六七八九十百千万]))"
)
_DIMES = re.compile(r"\s?[毛角](?!巾|度|落|膜)")
_PERCENT = re.compile(r"\s?(?:%|percent(?![a-z])|per cent(?![a-z])|pct(?![a-z])|个百分点|个点(?!心|儿))")
_ZH_PERCENT = re.compile(r"百分之\s?$")
_TENTHS = re.compile(rf"([{numerals_zh.DIGITS}]|[1-9])成(?:([{numerals_zh.DIGITS}])|(半))?(?![都交立功为员本分长熟人])")
_ZHE = re.compile(
    rf"(?:打个?|按|给个?|做个?|享受?|就)?\s?(?<![0-9.])(?P<figures>[0-9]{{1,2}}(?:\.[0-9])?|[{numerals_zh.DIGITS}]{{1,2}}"
    rf"|[{numerals_zh.DIGITS}]点[{numerals_zh.DIGITS}])\s?折(?!叠|旧|腾|扣率|合|算(?!了)|返)"
)
_HALF_PRICE = re.compile(r"半价|对折|(?<![a-z])half[ -]price(?![a-z])|(?<![a-z])half off(?![a-z])")
_OFF_BEFORE = re.compile(
    r"(?:下浮|下调|降价?|优惠|让利?|减免?|便宜|折扣(?:率)?|折让|扣"
    r"|(?<![a-z])(?:a discount of|discount(?: of)?|less|minus|reduced by|cut by"
    r"|knock(?: off)?|take(?: off)?|save|deduct))(?:[了为是到:=掉]|它|个)?\s?$"
)
_OFF_AFTER = re.compile(
    r"\s?(?:的?(?:折扣|优惠|折让)|off(?![a-z])|discount(?![a-z])|(?:less|cheaper|reduction|rebate)(?![a-z]))"
)
_PARTS = {
    "half of (?:it|them)": "0.5", "one half": "0.5", "一半": "0.5", "半数": "0.5", "三分之一": "1/3",
    "三分之二": "2/3", "四分之一": "1/4", "四分之三": "3/4", "五分之一": "1/5", "(?:a|one) third": "1/3",
    "two thirds": "2/3", "(?:a|one) quarter(?= of| off)": "1/4", "three quarters": "3/4",
    "half(?= (?:now|of|today|the|at once|later|first|then|and half))": "0.5", "另一半|the other half": "0.5",
}  # fmt: skip
_PART_PATTERNS = [(re.compile(rf"(?<![a-z0-9]){words}(?![a-z])"), value) for words, value in _PARTS.items()]


def foreign_currency(lower: str) -> str | None:
    """The ISO code of the first currency named that is not the yuan; None where none is."""
    match = _FOREIGN.search(lower)
    if match is None:
        return None
    return _SYMBOLS[match["sign"]] if match["sign"] else _NAMES[match["zh"] or match["en"]]


def find_amounts(text: Normalised, numerals: list[Numeral]) -> Iterator[Span]:
    """Every amount of money, percentage, discount and fraction of the text; they may overlap each other."""
    for numeral in numerals:
        if numeral.value is not None:
            yield from _money(text, numeral)
            yield from _percent(text, numeral)
    yield from _chinese_tenths(text)
    for pattern, value in _PART_PATTERNS:
        top, _, bottom = value.partition("/")
        for match in pattern.finditer(text.lower):
            share = Decimal(top) / Decimal(bottom or 1)
            yield _made(text, match.start(), match.end(), SpanType.FRACTION, share)
            if given := _OFF_AFTER.match(text.lower, match.end()):  # "a quarter off"
                yield _made(text, match.start(), given.end(), SpanType.DISCOUNT, round(share * 100, 2).normalize())


def _money(text: Normalised, numeral: Numeral) -> Iterator[Span]:
    lower, value = text.lower, numeral.value
    assert value is not None
    name = _NAME.match(lower, numeral.end)
    symbol = _SYMBOL.search(lower, max(0, numeral.start - 5), numeral.start)
    if name:
        end = name.end()
        if name[1] in ("块", "元", "块钱"):
            tenths = _JIAO.match(lower, end)
            if tenths:
                end, value = tenths.end(), value + _below_one(tenths[1])
        start = symbol.start() if symbol and _SYMBOLS[symbol[0].strip()] == _NAMES[name[1]] else numeral.start
        yield _made(text, start, end, SpanType.MONEY, Amount(value, _NAMES[name[1]]))
    elif symbol:
        currency = _SYMBOLS[symbol[0].strip()]
        yield _made(text, symbol.start(), numeral.end, SpanType.MONEY, Amount(value, currency))
    elif dimes := _DIMES.match(lower, numeral.end):
        yield _made(text, numeral.start, dimes.end(), SpanType.MONEY, Amount(value / 10, "CNY"))


def _below_one(figures: str) -> Decimal:
    """What stands behind 块: 4块3 is 4.3, 4块35 is 4.35."""
    return Decimal(figures) / 100 if len(figures) == 2 else _digit(figures) / 10


def _percent(text: Normalised, numeral: Numeral) -> Iterator[Span]:
    lower, value = text.lower, numeral.value
    assert value is not None
    after = _PERCENT.match(lower, numeral.end)
    before = _ZH_PERCENT.search(lower, max(0, numeral.start - 5), numeral.start)
    if not after and not before:
        return
    start, end = before.start() if before else numeral.start, after.end() if after else numeral.end
    if numeral.high is not None:
        yield _made(text, start, end, SpanType.UNCLEAR, None)
        return
    off = _OFF_BEFORE.search(lower, max(0, start - 16), start)
    given = _OFF_AFTER.match(lower, end)
    kind = SpanType.DISCOUNT if off or given else SpanType.PERCENT
    yield _made(text, off.start() if off else start, given.end() if given else end, kind, value)


def _chinese_tenths(text: Normalised) -> Iterator[Span]:
    """折 (what is left to pay, in tenths) and 成 (tenths of a whole)."""
    for match in _ZHE.finditer(text.lower):
        left = _tenths_left(match["figures"])
        kind = SpanType.UNCLEAR if left is None else SpanType.DISCOUNT
        yield _made(text, match.start(), match.end(), kind, None if left is None else whole(100 - left))
    for match in _HALF_PRICE.finditer(text.lower):
        yield _made(text, match.start(), match.end(), SpanType.DISCOUNT, Decimal(50))
    for match in _TENTHS.finditer(text.lower):
        share = _digit(match[1]) * 10 + (_digit(match[2]) if match[2] else 5 if match[3] else 0)
        yield _made(text, match.start(), match.end(), SpanType.PERCENT, share)


def _tenths_left(figures: str) -> Decimal | None:
    """Percent still to pay: 8 and 八 are 80, 95 and 九五 and 9.5 are 95; None for no discount at all."""
    plain = figures.replace("点", ".")
    digits = "".join(one if one in "0123456789." else str(_digit(one)) for one in plain)
    number = Decimal(digits)
    left = number * 10 if "." in digits or len(digits) == 1 else number
    return left if 0 < left < 100 and not digits.startswith("0") and digits != "10" else None


def _digit(character: str) -> Decimal:
    reading = numerals_zh.read(character)
    return Decimal(character) if character in "0123456789" else reading.value if reading else Decimal(0)


def _made(text: Normalised, start: int, end: int, kind: SpanType, value: Value) -> Span:
    return Span(start, end, text.text[start:end], kind, value)
