"""Chinese words for weeks, weekdays, days around today and lengths of time: 下周五, 大后天, 近90天, 半个月内.

Dates, months, quarters and years of the calendar are in `chinese`.
"""

from __future__ import annotations

import re

from core.calendar.grammar import parts
from core.calendar.grammar.chinese import INSIDE, NOT_RANGED, STEP, WEEKDAY, steps_of, weekday_number
from core.calendar.grammar.mentions import Frame, Mention
from core.calendar.grammar.numerals import ZH_COUNT, ZH_NUMERALS, zh_number
from core.calendar.grammar.rules import Rule
from core.calendar.timespan import Bound

_DAYS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0, "本日": 0, "今早": 0, "今晚": 0,
    "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_DAY_WORD = (
    "大前天|大后天|前天(?<![提目以之当午此生]前天)|后天(?<![然最以之此今售]后天)(?![津气数])"
    "|昨[天日晚]|今[天日早晚]|明[天日早晚]|本日"
)
_UNITS = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季度": "quarter",
    "年": "year", "工作日": "working day",
}  # fmt: skip
_HALVES = {"月": "half month", "年": "half year"}
# A length after one of these is a term or a lateness, not a day: 月结30天内, 收货后7天内, 推迟3天, 三到五天后.
_TERMS = (
    *("月结", "货到", "票到", "账期", "收货", "到货", "发货", "签收", "验收", "开票", "下单", "付款", "购买", "后"),
    *("保修", "质保", "有效期", "效期", "超过", "逾期", "满", "不足"),
    *("提前", "推迟", "延期", "延迟", "延后", "晚", "早", "每", "隔"),
)
_NOT_A_TERM = "".join(f"(?<!{word})" for word in _TERMS) + NOT_RANGED
_DAY_OF_WEEK = "(?P<weekday>[一二三四五六日天])(?!均|次|回|趟|遍)"
# 每周三 and 一周三次 are no day; 周一周二 are two.
_NOT_OPEN = f"(?:(?<=[周期拜][一二三四五六])|(?<![每隔个{ZH_NUMERALS}0-9]))"
_WEEK_END = "(?![期岁边刊])"


def _stepped_weekday(words: re.Match[str], frame: Frame) -> Mention:
    steps = steps_of(words)
    # 这周五 and 本周五 are this week's, or once past the coming one: as if no week were said.
    return parts.weekday(weekday_number(words["weekday"]), steps or None, frame.today)


def _weekday(words: re.Match[str], frame: Frame) -> Mention:
    return parts.weekday(weekday_number(words["weekday"]), None, frame.today)


def _stepped_weekend(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, "weekend", steps_of(words))


def _weekend(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, "weekend", 0)


def _stepped_week(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, "week", steps_of(words))


def _relative_day(words: re.Match[str], frame: Frame) -> Mention:
    return parts.after(frame, _DAYS[words["word"]], "day")


def _rolling_past(words: re.Match[str], frame: Frame) -> Mention | None:
    length = _length(words)
    return parts.rolling(frame, -length[0], length[1]) if length else None


def _rolling_future(words: re.Match[str], frame: Frame) -> Mention | None:
    length = _length(words)
    return parts.rolling(frame, *length) if length else None


def _later(words: re.Match[str], frame: Frame) -> Mention | None:
    length = _length(words)
    return parts.after(frame, *length) if length else None


def _ago(words: re.Match[str], frame: Frame) -> Mention | None:
    length = _length(words)
    return parts.after(frame, -length[0], length[1]) if length else None


def _within(words: re.Match[str], frame: Frame) -> Mention | None:
    length = _length(words)
    return parts.within(frame, *length) if length else None


def _length(words: re.Match[str]) -> tuple[int, str] | None:
    unit = words["unit"]
    if words["count"] != "半":
        return zh_number(words["count"]), _UNITS[unit]
    return (1, _HALVES[unit]) if unit in _HALVES else None


_WEEK = f"{STEP}一?个?{WEEKDAY}"
# 三个月 is a length, 三月 is March; 三日内 and 三日后 are lengths, 十日前 and 15日后 speak of a day of the month.
_LONGER = "天|周|年|星期|礼拜|工作日|(?<=个)(?:月|季度)"
_LENGTH = f"{_NOT_A_TERM}(?P<count>{ZH_COUNT}) ?个?(?P<unit>{_LONGER})(?!半)"
_LENGTH_LATER = f"{_NOT_A_TERM}(?P<count>{ZH_COUNT}) ?个?(?P<unit>(?<=[一二三四五六七八九十])日|{_LONGER})(?!半)"
_LENGTH_INSIDE = f"{_NOT_A_TERM}(?P<count>{ZH_COUNT}) ?个?(?P<unit>日|{_LONGER})(?!半)"
_ROLLING = f"(?P<count>{ZH_COUNT}) ?个?(?P<unit>天|日|周|星期|礼拜|月|年|季度)(?!半)"
_STEPS = "上下本这"
_COUNTS = "0123456789一二两三四五六七八九十半"
# Longer shapes first: the first that fits is taken.
RELATIVE_RULES = (
    Rule("zh_stepped_weekday", _STEPS, f"{_WEEK}(?:的?{WEEKDAY})?{_DAY_OF_WEEK}", _stepped_weekday),
    Rule("zh_stepped_weekend", _STEPS, f"{STEP}一?个?周末", _stepped_weekend),
    Rule("zh_stepped_week", _STEPS, f"{_WEEK}{_WEEK_END}", _stepped_week, edges="周"),
    Rule("zh_weekend", "周", f"{_NOT_OPEN}周末", _weekend),
    Rule("zh_weekday", "周星礼", f"{_NOT_OPEN}{WEEKDAY}{_DAY_OF_WEEK}", _weekday),
    Rule("zh_relative_day", "大前后昨今明本", f"(?P<word>{_DAY_WORD})", _relative_day),
    Rule(
        "zh_rolling_past",
        "最过近",
        f"(?:最近|过去|近(?<![附接靠将临]近))[的这]?{_ROLLING}(?:{INSIDE}|以来|里|间)?",
        _rolling_past,
    ),
    Rule(
        "zh_rolling_future",
        "未接今往将",
        f"(?:未来|接下来|今后|往后|将来)[的这]?{_ROLLING}(?:{INSIDE}|里|间)?",
        _rolling_future,
    ),
    Rule("zh_later", _COUNTS, f"{_LENGTH_LATER}(?:之|以|过)?后(?![续台面勤端缀])", _later),
    Rule("zh_ago", _COUNTS, f"{_LENGTH}(?:之|以)?前(?![台提端列言期])", _ago),
    Rule("zh_within", _COUNTS, f"{_LENGTH_INSIDE}{INSIDE}", _within, bound=Bound.BY),
)
