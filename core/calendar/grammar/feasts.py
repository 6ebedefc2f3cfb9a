"""Days of the calendar that are called by a name: New Year's Eve, Christmas, 元旦, 跨年夜.

The moon's feasts (春节, 中秋) fall on other days every year: no rule knows them.
"""

from __future__ import annotations

import re

from core.calendar.grammar import parts
from core.calendar.grammar.chinese import year_of as zh_year_of
from core.calendar.grammar.english import WORD_END, YEAR_SAID, year_of
from core.calendar.grammar.mentions import Frame, Mention
from core.calendar.grammar.rules import Rule

_DAYS = {"new_eve": (12, 31), "new_day": (1, 1), "christmas_eve": (12, 24), "christmas": (12, 25),
         "singles": (11, 11), "twelves": (12, 12)}  # fmt: skip


def _english(words: re.Match[str], frame: Frame) -> Mention:
    return _day_of(words, year_of(words, frame))


def _chinese(words: re.Match[str], frame: Frame) -> Mention:
    return _day_of(words, zh_year_of(words, frame))


def _day_of(words: re.Match[str], year: int | None) -> Mention:
    name = next(name for name in _DAYS if words.groupdict().get(name))
    return parts.day(year, *_DAYS[name])


# "Christmas sale", 元旦特惠: alone these are as often a part of a promotion's name, and need a bounding word.
EN_FEAST_RULES = (
    Rule(
        "en_feast",
        "nxc",
        "(?:(?P<new_eve>new year'?s'? eve|nye)|(?P<new_day>new year'?s'? day)"
        f"|(?P<christmas_eve>(?:christmas|xmas) eve)|(?P<christmas>(?:christmas|xmas) day)){WORD_END}(?:{YEAR_SAID})?",
        _english,
    ),
    Rule(
        "en_weak_feast",
        "nxc",
        f"(?:(?P<new_day>new year(?:'?s)?)|(?P<christmas>christmas|xmas)){WORD_END}(?:{YEAR_SAID})?"
        "(?! ?(?:sale|special|promo|offer|deal|campaign|gift|bundle|price))",
        _english,
        weak=True,
    ),
)
_ZH_YEAR = "(?:(?P<year_word>今年|明年|去年)的?)?"
ZH_FEAST_RULES = (
    Rule(
        "zh_feast",
        "今明去跨平双",
        f"{_ZH_YEAR}(?:(?P<new_eve>跨年(?:夜|当[天晚]|那[天晚]))|(?P<christmas_eve>平安夜)"
        "|(?:(?P<singles>双(?:十一|11))|(?P<twelves>双(?:十二|12)))(?:当[天日]|那天))",
        _chinese,
    ),
    Rule(
        "zh_weak_feast",
        "今明去元圣聖跨双",
        f"{_ZH_YEAR}(?:(?P<new_day>元旦)(?:节|那天|当天)?|(?P<christmas>[圣聖][诞誕])(?:[节節]|那天|当天)?|(?P<new_eve>跨年)"
        "|(?P<singles>双(?:十一|11))|(?P<twelves>双(?:十二|12)))(?![特促大礼惠活秤]|专[场享])",
        _chinese,
        weak=True,
    ),
)
