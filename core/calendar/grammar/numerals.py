"""Numbers inside time words: Arabic figures, Chinese numerals and English number words up to 999.

Quantities of goods (两打, 1.5k) are recognised elsewhere.
"""

from __future__ import annotations

ZH_DIGIT = "[一二两三四五六七八九]"
# 半 is a number only in front of a unit; 三五 and 两三 are ranges, and not read as numbers at all.
ZH_COUNT = (
    f"(?:[0-9]{{1,3}}|{ZH_DIGIT}百(?:零{ZH_DIGIT}|{ZH_DIGIT}十{ZH_DIGIT}?)?|{ZH_DIGIT}?十{ZH_DIGIT}?|{ZH_DIGIT}|半)"
)
# Without 两: 两月 is two months, 二月 February.
ZH_ORDINAL = "(?:[0-9]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
ZH_NUMERALS = "零〇一二两三四五六七八九十百千万亿几半"

_ZH_VALUES = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_ZH_PLACES = {"十": 10, "百": 100}
_EN_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN_VALUES = (
    {word: value for value, word in enumerate(_EN_SMALL)}
    | {word: 10 * value for value, word in enumerate(_EN_TENS, start=2)}
    | {"a": 1, "an": 1}
)
EN_COUNT = (
    r"(?:[0-9]{1,3}|an?|(?:"
    + "|".join(_EN_TENS)
    + r")(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    + "|".join(sorted(_EN_SMALL[1:], key=len, reverse=True))
    + r")(?![a-z0-9])"
)


EN_COUNT_BEGINS = "0123456789aefnost"


def zh_number(text: str) -> int:
    """The value of figures or a Chinese numeral as ZH_COUNT and ZH_ORDINAL match them, 半 excluded."""
    if text.isascii():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if place := _ZH_PLACES.get(character):
            total, digit = total + (digit or 1) * place, 0
        else:
            digit = _ZH_VALUES[character]
    return total + digit


def zh_year(text: str) -> int:
    """A year written digit by digit (2026, 二〇二六) or with two figures (26, meaning 2026)."""
    figures = text if text.isascii() else "".join(str(_ZH_VALUES[character]) for character in text)
    return int(figures) + (2000 if len(figures) == 2 else 0)


def en_number(text: str) -> int:
    """The value of figures or an English number word as EN_COUNT matches them."""
    if text[0].isdigit():
        return int(text)
    return sum(_EN_VALUES[word] for word in text.replace("-", " ").split())
