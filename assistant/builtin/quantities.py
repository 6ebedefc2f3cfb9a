"""Reading what a numeral counts: goods in units (20台, 2箱半, half a box), other things (3次), measures and lengths of
time (35 cm, 3个月), or nothing (a bare figure).

Money, percentages and dates are read elsewhere and win where they claim more of the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.builtin.normalise import Normalised
from assistant.builtin.numbers import Numeral
from assistant.builtin.spans import Measured, Number, Quantity, Span, SpanType, Value
from assistant.builtin.units import Unit, Units
from assistant.builtin.words import word_list

_EACH_BEFORE = re.compile(
    r"(?:各|每[种样个款](?:型号|产品)?|分别|each)\s?(?:要|来|订|买|发|是|of)?\s?$|(?:各自|都)\s?(?:要|来|订|买|发)\s?$"
)
_EACH_AFTER = re.compile(r"\s?(?:each(?![a-z])|of each|apiece|per item)")
_ABOUT_BEFORE = re.compile(
    r"(?:大概|大约|约莫|(?<!预)约|差不多|将近|接近|估计|(?<![最附])近|不到|好几?(?=百|千|万|十)|上(?=[百千万])|~"
    r"|(?<![a-z])(?:(?<!what )(?<!how )about|around|roughly|approximately|approx\.?|circa|nearly|almost|some))"
    r"\s?(?:要|是|有|需要|订|买|来)?\s?$"
)
_SPEAKING_OF = re.compile(
    r"(?<![a-z])(?:call|ring|phon|ask|talk|speak|spok|email|mail|writ|wrot|enquir|inquir|quer|chas|hear|know|complain|think|worr"
    r"|question|messag|nagg?|rang|told|tell)[a-z]*(?: [a-z]+){0,3} $"
)
"""Before an "about" that says what is spoken of, and blurs no figure."""

_LEAST_BEFORE = re.compile(
    r"(?:至少|最少|起码|不少于|不低于|(?<!不)(?:超过|多于|大于)"
    r"|(?<![a-z])(?:at least|(?<!no )more than|over|above|no less than))"
    r"\s?(?:要|是|有|订|买|来)?\s?$"
)
_MOST_BEFORE = re.compile(
    r"(?:最多|至多|顶多|不超过|不多于|(?<!不)(?:少于|低于|小于)"
    r"|(?<![a-z])(?:at most|(?<!go )(?<!goes )(?<!going )(?<!rises )(?<!went )up to|no more than"
    r"|(?<!no )less than|fewer than|under|below))"
    r"\s?(?:要|是|有|订|买|来)?\s?$"
)
_ABOUT_AFTER = re.compile(r"\s?(?:左右|上下|-?ish(?![a-z])| or so(?![a-z]))")
_LEAST_AFTER = re.compile(r"\s?(?:以上|or more(?![a-z])|at least(?![a-z]))|\+(?!\s?[0-9a-z\u4e00-\u9fff])")
_MOST_AFTER = re.compile(
    r"\s?(?:以下|以内|or less(?![a-z])|or fewer(?![a-z])|at most(?![a-z])|max(?![a-z])(?!\s*[0-9]))"
)
_TIMES_BEFORE = re.compile(r"(?:(?<![a-z])x|[×*])\s?$")
_TIMES_AFTER = re.compile(r"\s?(?:x(?![a-z])|[×*])")
_HALF_AFTER = re.compile(r"半(?![价年天夜月小路成个])| and a half(?![a-z])")
_DEICTIC = re.compile(r"[这那哪每同某任]\s?$")
_SOME_DAY = re.compile(r"[的这那哪每同某任有整]$")
_MEASURES = {
    "cm": r"cm|厘米|公分|centimet(?:er|re)s?", "mm": r"mm|毫米", "m": r"米|met(?:er|re)s?", "km": r"km|公里|千米",
    "kg": r"kg|公斤|千克|kilos?", "g": r"g|克|grams?", "ml": r"ml|毫升|cc", "l": r"升|lit(?:er|re)s?", "liang": r"两",
    "jin": r"斤", "in": r"inch(?:es)?|英寸|寸", "°C": r"°c|℃|摄氏度|度", "mmHg": r"mmhg|毫米汞柱", "mmol/L": r"mmol/l",
    "V": r"v|伏", "W": r"w|瓦", "mAh": r"mah",
}  # fmt: skip
_LENGTHS = {
    "day": r"天|日(?!期)|个?工作日|(?:working |business )?days?",
    "week": r"周(?!一|二|三|四|五|六|日|末)|个?星期|个?礼拜|weeks?|wks?(?!-)", "month": r"个月|months?",
    "quarter": r"个季度|quarters?", "year": r"年|years?|yrs?",
    "hour": r"个?(?:工作)?小时|个?钟头|(?:working |business |office )?(?:hours?|hrs?)",
    "minute": r"分钟|minutes?|mins?",
}  # fmt: skip
_HALF_LENGTH = re.compile(r"\s?(?:个半(?P<long>月|小时|星期|礼拜|钟头)|(?P<short>年|天)半)")
_HALF_BEFORE = re.compile(r"(?<![a-z0-9])(?:a )?half (?:an? |of an? )|半(?=\S)")
_ARTICLE = re.compile(r"(?<![a-z0-9])an? (?:single |whole |full )?")
_LETTER_FOR_FIGURE = re.compile(r"(?<![a-z0-9-])(?=[oil]*[0-9])[0-9oil]*[oil][0-9oil]*(?=\s?[台个盒箱条支只瓶包套件])")
_FIGURES = frozenset({"数", "数字"})
_DIGITAL = re.compile(r"数(?:字|码|显|控)(?=[\u4e00-\u9fff])")
_COUNT_FIGURES = "个位"
"""Two of something digital are 2台数字心电图机, two figures are 2个数字."""

_VAGUE = re.compile(r"[多来余]|\+(?=\s?[a-z\u4e00-\u9fff])")
_SPACE = re.compile(r"[ -]?")


def _table(words: dict[str, str]) -> re.Pattern[str]:
    """One pattern for all words of a table; the number of the group that matched tells which."""
    return re.compile(rf"[\s-]?(?:{'|'.join(f'({pattern})(?![a-z0-9])' for pattern in words.values())})")


_MEASURE_PATTERN, _MEASURE_UNITS = _table(_MEASURES), list(_MEASURES)
_LENGTH_PATTERN, _LENGTH_UNITS = _table(_LENGTHS), list(_LENGTHS)


def find_quantities(text: Normalised, numerals: list[Numeral], units: Units) -> Iterator[Span]:
    """A span for every numeral of the text: quantity, number, measure, duration, or unclear.

    Weak numerals (a lone 三) come as bare numbers too; whether they may stand is for the caller, who knows the names.
    """
    for numeral in numerals:
        span = _span(text, numeral, units)
        yield span
        if span.type is SpanType.QUANTITY and span.end > numeral.end and numeral.value is not None:
            # What looks like its unit may turn out to begin a name: 25 KIT-HOME.
            yield _made(text, numeral.start, numeral.end, SpanType.NUMBER, Number(numeral.value))
    yield from _mistyped(text)
    taken = [(numeral.start, numeral.end) for numeral in numerals]
    for span in (*_halves(text, units), *_articles(text, units), *_couples(text)):
        if not any(span.start < end and start < span.end for start, end in taken):
            yield span


def _span(text: Normalised, numeral: Numeral, units: Units) -> Span:
    lower = text.lower
    if numeral.value is None:
        return _made(text, numeral.start, numeral.end, SpanType.UNCLEAR, None)
    length = _length(lower, numeral)
    if length is not None and numeral.weak and numeral.value == 1 and _SOME_DAY.search(lower, 0, numeral.start):
        return _made(text, numeral.start, numeral.end, SpanType.NUMBER, Number(Decimal(1), "天"))  # 美好的一天
    if length is not None:
        return _made(text, numeral.start, length[1], SpanType.DURATION, length[0])
    vague = _VAGUE.match(lower, numeral.end) is not None
    at = _SPACE.match(lower, numeral.end + vague)
    place = at.end() if at else numeral.end + vague
    unit = units.at(lower, place) or (units.at(lower, numeral.end + vague) if place != numeral.end + vague else None)
    if unit is None:
        measured = _measured(lower, numeral, _MEASURE_PATTERN, _MEASURE_UNITS)
        if measured is not None:
            return _made(text, numeral.start, measured[1], SpanType.MEASURE, measured[0])
    counted = _counted(lower, numeral, unit)
    if counted is not None:
        value = Number(numeral.value, counted[0], numeral.approximate or vague, _low(numeral), numeral.high)
        return _made(text, numeral.start, counted[1], SpanType.NUMBER, value)
    return _quantity(text, numeral, unit, vague)


def _quantity(text: Normalised, numeral: Numeral, unit: Unit | None, vague: bool) -> Span:
    """Goods in a unit, or a bare figure with what stands around it (about, at least, each, ×)."""
    lower, start, end = text.lower, numeral.start, unit.end if unit else numeral.end + vague
    assert numeral.value is not None
    number = numeral.value
    half = _HALF_AFTER.match(lower, end) if unit else None
    if half:
        number, end = number + Decimal("0.5"), half.end()
    times = _TIMES_BEFORE.search(lower, max(0, start - 3), start)
    after = None if times or unit else _TIMES_AFTER.match(lower, end)
    each = bool(_EACH_BEFORE.search(lower, max(0, start - 12), start) or _EACH_AFTER.match(lower, end))
    value = Quantity(
        number, unit.codes[0] if unit else None, numeral.approximate or vague, _low(numeral), numeral.high, each,
        units=unit.codes if unit else (),
    )  # fmt: skip
    value, start, end = _bounded(lower, value, times.start() if times else start, after.end() if after else end)
    if numeral.value == 1 and numeral.weak and not each and unit:
        if _DEICTIC.search(lower, max(0, start - 2), start):
            return _made(text, start, end, SpanType.NUMBER, Number(number, unit.codes[0]))
        value = replace(value, implied=True)
    if unit or times or after or each or numeral.goods:
        return _made(text, start, end, SpanType.QUANTITY, value)
    bare = Number(value.number, None, value.approximate, value.low, value.high)
    return _made(text, start, end, SpanType.NUMBER, bare)


def _bounded(lower: str, value: Quantity, start: int, end: int) -> tuple[Quantity, int, int]:
    """The quantity with the words that blur or bound it, and the span widened over them."""
    window = max(0, start - 20)
    for before, after, kind in (
        (_LEAST_BEFORE, _LEAST_AFTER, "low"), (_MOST_BEFORE, _MOST_AFTER, "high"),
        (_ABOUT_BEFORE, _ABOUT_AFTER, "about"),
    ):  # fmt: skip
        ahead, behind = before.search(lower, window, start), after.match(lower, end)
        if ahead and kind == "about" and _SPEAKING_OF.search(lower, max(0, ahead.start() - 40), ahead.start()):
            ahead = None
        if not ahead and not behind:
            continue
        start, end = ahead.start() if ahead else start, behind.end() if behind else end
        low = value.number if kind == "low" else value.low
        high = value.number if kind == "high" else value.high
        return replace(value, approximate=True, low=low, high=high), start, end
    return value, start, end


def _counted(lower: str, numeral: Numeral, unit: Unit | None) -> tuple[str, int] | None:
    """The word counted when it is no goods: a counter (3次), a noun after a generic one (两个客户, 5 customers)."""
    start = unit.end if unit else numeral.end
    for size in (4, 3, 2, 1):
        word = lower[start : start + size]
        if word in _FIGURES and unit and _DIGITAL.match(lower, start) and lower[start - 1] not in _COUNT_FIGURES:
            return None
        if len(word) == size and word in word_list("not_goods_zh") and (unit or size > 1):
            return word, start + size
    if unit is None and lower[start : start + 1] in word_list("counters_zh"):
        return lower[start], start + 1
    english = re.compile(r" ?(?:of the |of my |of our |new |open |more |most valuable )?([a-z]+)").match(lower, start)
    if english and english[1] in word_list("not_goods_en"):
        return english[1], english.end() if unit is None else unit.end
    return None


def _measured(lower: str, numeral: Numeral, pattern: re.Pattern[str], units: list[str]) -> tuple[Measured, int] | None:
    assert numeral.value is not None
    match = pattern.match(lower, numeral.end)
    return (Measured(numeral.value, units[(match.lastindex or 1) - 1]), match.end()) if match else None


def _length(lower: str, numeral: Numeral) -> tuple[Measured, int] | None:
    assert numeral.value is not None
    half = _HALF_LENGTH.match(lower, numeral.end)
    if half:
        unit = {"年": "year", "天": "day", "月": "month", "星期": "week", "礼拜": "week"}.get(
            half["long"] or half["short"], "hour"
        )
        return Measured(numeral.value + Decimal("0.5"), unit), half.end()
    return _measured(lower, numeral, _LENGTH_PATTERN, _LENGTH_UNITS)


def _halves(text: Normalised, units: Units) -> Iterator[Span]:
    """Half of one unit: 半箱, half a box; half a year is a length of time."""
    for match in _HALF_BEFORE.finditer(text.lower):
        if text.lower[match.start() - 1 : match.start()] in ("一", "多", "大"):
            continue
        numeral = Numeral(match.start(), match.end(), Decimal("0.5"))
        length = _measured(text.lower, numeral, _LENGTH_PATTERN, _LENGTH_UNITS)
        unit = units.at(text.lower, match.end())
        if length is not None:
            yield _made(text, match.start(), length[1], SpanType.DURATION, length[0])
        elif text.lower.startswith("打", match.end()) and match[0] == "半":
            yield _made(text, match.start(), match.end() + 1, SpanType.QUANTITY, Quantity(Decimal(6)))
        elif unit is not None:
            value = Quantity(Decimal("0.5"), unit.codes[0], units=unit.codes)
            yield _made(text, match.start(), unit.end, SpanType.QUANTITY, value)


def _articles(text: Normalised, units: Units) -> Iterator[Span]:
    """One of a unit said with an article: a box of strips, a carton and a half."""
    for match in _ARTICLE.finditer(text.lower):
        unit = units.at(text.lower, match.end())
        if unit is None:
            continue
        half = _HALF_AFTER.match(text.lower, unit.end)
        of = text.lower.startswith(" of ", unit.end)
        if not of and not half and text.lower[match.end() : unit.end] not in ("box", "carton", "bottle", "pack"):
            continue
        number = Decimal("1.5") if half else Decimal(1)
        value = Quantity(number, unit.codes[0], implied=not half, units=unit.codes)
        yield _made(text, match.start(), half.end() if half else unit.end, SpanType.QUANTITY, value)


def _couples(text: Normalised) -> Iterator[Span]:
    """俩 and 仨: two and three of something, unless they count people (咱俩); 俩月 is a length of time."""
    for match in re.finditer("(?<![们咱他她你我哥姐母父这那])([俩仨])", text.lower):
        number = Decimal(2 if match[1] == "俩" else 3)
        numeral = Numeral(match.start(), match.end(), number)
        length = _measured(text.lower, numeral, _LENGTH_PATTERN, _LENGTH_UNITS)
        if length is None and text.lower.startswith("月", match.end()):
            length = Measured(number, "month"), match.end() + 1
        if length is not None:
            yield _made(text, match.start(), length[1], SpanType.DURATION, length[0])
        else:
            yield _made(text, match.start(), match.end(), SpanType.QUANTITY, Quantity(number))


def _mistyped(text: Normalised) -> Iterator[Span]:
    """Figures typed with letters that look like them (2O台): to be asked about, not read as 2."""
    for match in _LETTER_FOR_FIGURE.finditer(text.lower):
        yield _made(text, match.start(), match.end(), SpanType.UNCLEAR, None)


def _low(numeral: Numeral) -> Decimal | None:
    return numeral.value if numeral.high is not None else None


def _made(text: Normalised, start: int, end: int, kind: SpanType, value: Value) -> Span:
    return Span(start, end, text.text[start:end], kind, value)
