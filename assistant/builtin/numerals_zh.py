"""Reading one Chinese numeral expression: 二十, 两百五, 一万二, 三五 (a range), 十来, 几十, 百八十.

Where a numeral begins and ends in a sentence, and what it counts, is decided in `numbers` and `quantities`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = "零〇一二两三四五六七八九"
_SCALES = "十百千万亿"
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟〇两幺", "一二三四五六七八九十百千零二一")
_VALUE = {digit: at for at, digit in enumerate("零一二三四五六七八九")}
_SCALE = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_IMPLIED_ONE = ("百", "千", "万", "亿")
_PAIR = re.compile(r"([一二三四五六七八九])([一二三四五六七八九])")
_ROUND_DOWN = re.compile(r"([百千万])(八十|八百|八千)")

CHARACTERS = DIGITS + _SCALES + "壹贰叁肆伍陆柒捌玖拾佰仟廿卅几"
"""Everything a Chinese numeral is written with (decimal point 点 and vague 多, 来, 余 aside)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of a numeral; a range has `high`, an approximate one is about `value`."""

    value: Decimal
    high: Decimal | None = None
    approximate: bool = False


def read(expression: str) -> Reading | None:
    """What a whole numeral expression means, or None when it is no numeral (二三五十)."""
    plain = expression.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    vague = re.sub("[多来余]", "", plain)
    approximate = vague != plain
    if "点" in vague:
        whole, _, digits = vague.partition("点")
        number = _integer(whole)
        if number is None or not digits or any(digit not in _VALUE for digit in digits):
            return None
        return Reading(Decimal(f"{number}.{''.join(str(_VALUE[digit]) for digit in digits)}"), None, approximate)
    spread = _range(vague)
    if spread is not None:
        return Reading(Decimal(spread[0]), Decimal(spread[1]), True)
    if vague[:1] in _IMPLIED_ONE:
        vague = "一" + vague
    exact = _integer(vague)
    return None if exact is None else Reading(Decimal(exact), None, approximate)


def _range(plain: str) -> tuple[int, int] | None:
    """The two ends of a spoken range, or None."""
    if "几" in plain:
        return _some(plain)
    eighty = _ROUND_DOWN.fullmatch(plain)
    if eighty:
        low, high = _integer(eighty[2]), _integer("一" + eighty[1])
        return (low, high) if low is not None and high is not None and low * 10 == high * 8 else None
    pair = _PAIR.search(plain)
    if pair is None:
        return None
    first, second = _VALUE[pair[1]], _VALUE[pair[2]]
    if second != first + 1 and (first, second) != (3, 5):
        return None
    if len(plain) > 2 and not set(plain) & set(_SCALES):
        return None  # 一二三: digits one by one
    low = _integer(plain[: pair.start(2)] + plain[pair.end(2) :])
    high = _integer(plain[: pair.start(1)] + plain[pair.end(1) :])
    if low is None or high is None or low >= high:
        return None
    return low, high


def _some(plain: str) -> tuple[int, int] | None:
    """几十 is 20 to 90, 十几 is 11 to 19; a bare 几 asks rather than tells."""
    if plain.count("几") != 1 or plain == "几":
        return None
    low = _integer(plain.replace("几", "二" if plain.startswith("几") else "一"))
    high = _integer(plain.replace("几", "九"))
    return None if low is None or high is None else (low, high)


def _integer(plain: str) -> int | None:
    if not plain:
        return None
    if all(digit in _VALUE for digit in plain):
        positional = len(plain) == 1 or len(plain) > 2 or plain[-1] == "零"
        return int("".join(str(_VALUE[digit]) for digit in plain[:30])) if positional and len(plain) <= 30 else None
    for name, size in (("亿", _BIG["亿"]), ("万", _BIG["万"])):
        if name in plain:
            before, _, after = plain.rpartition(name)
            count = _integer(before) if before else None
            rest = _below(after, size)
            return None if count is None or count == 0 or rest is None else count * size + rest
    return _section(plain)


def _below(after: str, size: int) -> int | None:
    """What follows 万 or 亿: nothing, a number under it, or one digit of the next scale down (一万二)."""
    if not after:
        return 0
    if len(after) == 1 and after in _VALUE:
        return _VALUE[after] * (size // 10)
    rest = _integer(after.lstrip("零"))
    return rest if rest is not None and rest < size else None


def _section(plain: str) -> int | None:
    """A numeral under ten thousand with 千, 百, 十; a last bare digit takes the next scale down (两百五)."""
    total, last, at = 0, 10_000, 0
    while at < len(plain):
        character = plain[at]
        if character == "零":
            last, at = max(last // 10, 1), at + 1
            if at == len(plain):
                return None
            continue
        if character == "十" and (at == 0 or plain[at - 1] == "零") and last > _SCALE["十"]:
            total, last, at = total + 10, 10, at + 1
            continue
        if character not in _VALUE:
            return None
        digit = _VALUE[character]
        if at + 1 < len(plain) and plain[at + 1] in _SCALE:
            scale = _SCALE[plain[at + 1]]
            if scale >= last:
                return None
            total, last, at = total + digit * scale, scale, at + 2
            continue
        if at + 1 != len(plain) or last == 10_000:
            return None
        after_zero = plain[at - 1] == "零"
        return total + digit * (1 if after_zero else max(last // 10, 1))
    return total
