"""Chinese words for days, months, quarters and years of the calendar: 12月3日, 下个月初, 三季度, 去年.

Weeks, days counted from today and lengths of time are in `chinese_relative`.
"""

from __future__ import annotations

import re

from core.calendar.grammar import parts
from core.calendar.grammar.mentions import Frame, Lean, Mention
from core.calendar.grammar.numerals import ZH_NUMERALS, ZH_ORDINAL, zh_number, zh_year
from core.calendar.grammar.rules import Rule
from core.calendar.timespan import Bound

# A word border in Chinese is what the character before would make of it: 一下 + 周五, 成本 + 月…, 线上 + 月…
STEP = (
    "(?P<step>上{2,3}|下{2,3}(?<!一下下)|上(?<![以加早晚线马网账赶]上)|下(?<![一以线余剩如私旗名]下)"
    "|本(?<![成版日样基原文脚资]本)|这)"
)
INSIDE = "[之以]?内(?![部科容存置销外陆])"
RANGE = " ?(?:-|~|到|至) ?"
# 三到五天后 must not be read as 五天后.
NOT_RANGED = f"(?<![0-9{ZH_NUMERALS}][到至或、~-])"
WEEKDAY = "(?:周|星期|礼拜)"

_YEAR_WORDS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0, "这一年": 0, "全年": 0,
    "明年": 1, "来年": 1, "下一年": 1, "后年": 2,
}  # fmt: skip
_YEAR_WORD = (
    "(?P<year_word>大前年|前年(?<![以提目之]前年)|去年(?<!过去年)|上一?年|今年|本年(?<![成版样]本年)|这一年|明年|来年"
    "|下一年(?<!一下一年)|后年(?<![以最]后年))"
)
_YEAR_FIGURES = "[12][0-9]{3}|[一二][〇零一二三四五六七八九]{3}"
_YEAR_ALONE = f"(?:(?P<year>{_YEAR_FIGURES}) ?财?年|{_YEAR_WORD})度?"
# Two figures are a year only before something of that year: 25年10月, but 25年 is a length.
_YEAR = f"(?:(?:(?P<year>{_YEAR_FIGURES}|[0-9]{{2}}) ?财?年|{_YEAR_WORD})度?的? ?)?"
_MONTH = f"(?P<month>{ZH_ORDINAL}) ?月"
_NUMBER_END = (
    "号(?![楼店仓机线库码门院柜台车井厂路房桌床馆栋室弄层单员箱盒品款版])(?!电池|产品|样品|文件|合同|订单|批次)"
)
_DAY_END = f"(?:日(?!均|元|志|游|程|期(?!间))|{_NUMBER_END})"
_WITH_WEEKDAY = (
    f"(?: ?\\( ?{WEEKDAY}(?P<weekday_in>[一二三四五六日天]) ?\\)| ?{WEEKDAY}(?P<weekday>[一二三四五六日天]))?"
)
# 上各月 is 上个月 mistyped.
_STEPPED_MONTH = f"{STEP}一?[个各]?月份?"
_MONTH_END = "(?![龄饼嫂光亮球租薪]|经期)"
_QUARTER = "(?:第(?P<nth>[一二三四1-4])个?季度?|(?P<quarter>[一二三四1-4])季度)"
# 国庆 alone is as often somebody's name. The moon's holidays fall on other days every year: no rule knows them.
_NATIONAL_DAY = (
    "国庆(?:节?(?:长假|假期|假日|黄金周|期间|的?[那这]一?(?:周|个?星期|个?礼拜|几天|段时间)|当周)"
    "|节(?![目日])|(?=[之以]?[前后]))"
)
# 每月1号 and 每年10月 come back for ever: schedules, not dates.
_NOT_EVERY = f"(?<![每个{ZH_NUMERALS}0-9])"
_NOT_YEARLY = "(?<!每年)(?<!每年的)"
_NOT_ADDRESS = "(?<![路街巷弄道村])"
_NOT_MONTHLY = "(?<!月)(?<!月的)(?<!月 )"


def year_of(words: re.Match[str], frame: Frame) -> int | None:
    """The year said, in figures or as a word; None when none is."""
    named = words.groupdict()
    if figures := named.get("year"):
        return zh_year(figures)
    if word := named.get("year_word"):
        return frame.today.year + _YEAR_WORDS[word]
    return None


def steps_of(words: re.Match[str]) -> int:
    """上 −1, 上上 −2, 本 and 这 0, 下 1, 下下 2."""
    step = words["step"]
    return {"上": -1, "下": 1}.get(step[0], 0) * len(step)


def weekday_number(character: str) -> int:
    """0 for 一 (Monday) to 6 for 日 and 天."""
    return min("一二三四五六日天".index(character), 6)


def _month_day(words: re.Match[str], frame: Frame) -> Mention:
    mention = parts.day(year_of(words, frame), zh_number(words["month"]), zh_number(words["day"]))
    named = words.groupdict()
    said = named.get("weekday") or named.get("weekday_in")
    return parts.on_weekday(mention, weekday_number(said), frame.today) if said else mention


def _weekday_month_day(words: re.Match[str], frame: Frame) -> Mention:
    mention = parts.day(year_of(words, frame), zh_number(words["month"]), zh_number(words["day"]))
    return parts.on_weekday(mention, weekday_number(words["weekday"]), frame.today)


def _month_days(words: re.Match[str], frame: Frame) -> Mention:
    year, month = year_of(words, frame), zh_number(words["month"])
    first, last = (parts.day(year, month, zh_number(words[name])) for name in ("first", "last"))
    return parts.between(first, last, frame.today)


def _days(words: re.Match[str], frame: Frame) -> Mention:
    first, last = (parts.day_of_month(zh_number(words[name])) for name in ("first", "last"))
    return parts.between(first, last, frame.today)


def _stepped_month_day(words: re.Match[str], frame: Frame) -> Mention:
    month = parts.around(frame.today, "month", steps_of(words))
    return parts.day_in(month, zh_number(words["day"]))


def _day(words: re.Match[str], frame: Frame) -> Mention:
    return parts.day_of_month(zh_number(words["day"]))


def _months(words: re.Match[str], frame: Frame) -> Mention:
    year, first, last = year_of(words, frame), zh_number(words["first"]), zh_number(words["last"])
    return parts.between(parts.months(year, first, first), parts.months(year, last, last), frame.today)


def _month(words: re.Match[str], frame: Frame) -> Mention:
    month = zh_number(words["month"])
    return parts.months(year_of(words, frame), month, month)


def _stepped_month(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, "month", steps_of(words))


def _current_month(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, "month", 0)


def _quarter(words: re.Match[str], frame: Frame) -> Mention:
    number = zh_number(words["nth"] or words["quarter"])
    return parts.months(year_of(words, frame), 3 * number - 2, 3 * number)


def _first_quarters(words: re.Match[str], frame: Frame) -> Mention:
    return parts.months(year_of(words, frame), 1, 3 * zh_number(words["quarter"]))


def _quarters(words: re.Match[str], frame: Frame) -> Mention:
    first, last = zh_number(words["first"]), zh_number(words["last"])
    return parts.months(year_of(words, frame), 3 * first - 2, 3 * last)


def _stepped_quarter(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, "quarter", steps_of(words))


def _half(words: re.Match[str], frame: Frame) -> Mention:
    ends = (1, 6) if words["half"] == "上" else (7, 12)
    return parts.months(year_of(words, frame), *ends, Lean.THIS)


def _year(words: re.Match[str], frame: Frame) -> Mention:
    return parts.months(year_of(words, frame), 1, 12)


def _national_day(words: re.Match[str], frame: Frame) -> Mention:
    return parts.days_of_year(year_of(words, frame), 10, 1, 7)


def _years(words: re.Match[str], frame: Frame) -> Mention:
    first, last = (parts.months(int(words[name]), 1, 12) for name in ("first", "last"))
    return parts.between(first, last, frame.today)


def _current_year(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, "year", 0)


def _bare_edge(words: re.Match[str], frame: Frame) -> Mention:
    unit = {"年": "year", "季": "quarter"}.get(words["unit"][:1], "month")
    return parts.edge(parts.current(unit), EDGE_NAMES[words["edge"]])


def _within_current(words: re.Match[str], frame: Frame) -> Mention:
    return parts.around(frame.today, {"年": "year", "月": "month", "周": "week", "季度": "quarter"}[words["unit"]], 0)


EDGE_NAMES = {
    "初": "start", "中": "middle", "底": "end", "末": "end",
    "上旬": "first third", "中旬": "second third", "下旬": "last third",
}  # fmt: skip
_EDGE = (
    "(?P<edge>[上中下]旬|初(?![始步级期中次审衷])|底(?![部价层线座盘色稿下])|末(?![端尾位])"
    "|中(?![国心文型西标奖药间华东央南北位午试山级秋转止断层]))"
)
# What may follow a period of the unit: 10月 + 底, 去年 + 年底, 三季度 + 末.
EDGES_AFTER = {unit: f" ?的?{unit}?{_EDGE}" for unit in ("年", "月", "季", "周")}

_ORDINALS = "0123456789一二三四五六七八九十"
_YEARS = "0123456789一二大前去上今本这明来下后"
_DATES = "0123456789一二三四五六七八九十大前去上今本这明来下后"
_STEPS = "上下本这"
# Longer shapes first: the first that fits is taken.
WEEKDAY_DATE_RULES = (
    Rule(
        "zh_weekday_date",
        f"{_STEPS}周星礼",
        f"(?:{STEP}个?)?{WEEKDAY}(?P<weekday>[一二三四五六日天]) ?\\(? ?{_YEAR}{_MONTH} ?(?P<day>{ZH_ORDINAL}) ?"
        f"{_DAY_END}\\)?",
        _weekday_month_day,
    ),
)
CALENDAR_RULES = (
    Rule(
        "zh_month_days",
        _DATES,
        f"{_YEAR}{_MONTH} ?(?P<first>{ZH_ORDINAL}){RANGE}(?P<last>{ZH_ORDINAL}) ?{_DAY_END}",
        _month_days,
    ),
    Rule(
        "zh_month_day",
        _DATES,
        f"{_NOT_YEARLY}{_YEAR}{_MONTH}份?的? ?(?P<day>{ZH_ORDINAL}) ?{_DAY_END}{_WITH_WEEKDAY}",
        _month_day,
    ),
    # As it is typed in a hurry: 12月15, where nothing follows that 15 could count.
    Rule(
        "zh_month_bare_day",
        _DATES,
        f"{_NOT_YEARLY}{_YEAR}{_MONTH}(?P<day>3[01]|[12][0-9]|[1-9])(?=$|\\s|[前后,，。;；!！?？、再才送发交]|[之以][前后]|到货)",
        _month_day,
    ),
    Rule(
        "zh_stepped_month_day",
        _STEPS,
        f"{_STEPPED_MONTH}的? ?(?P<day>{ZH_ORDINAL}) ?{_DAY_END}",
        _stepped_month_day,
    ),
    # Not 3-5日, which is as often a length of three to five days.
    Rule(
        "zh_days",
        _ORDINALS,
        f"{_NOT_MONTHLY}(?P<first>{ZH_ORDINAL}){RANGE}(?P<last>{ZH_ORDINAL}) ?{_NUMBER_END}",
        _days,
    ),
    Rule("zh_day", _ORDINALS, f"{_NOT_MONTHLY}{_NOT_ADDRESS}{NOT_RANGED}(?P<day>{ZH_ORDINAL}) ?{_DAY_END}", _day),
    Rule("zh_first_quarters", _YEARS, f"{_YEAR}前(?P<quarter>[二三23])个?季度", _first_quarters),
    Rule(
        "zh_quarters",
        _DATES,
        f"{_YEAR}(?P<first>[一二三1-3]){RANGE}(?P<last>[二三四2-4])季度",
        _quarters,
    ),
    Rule("zh_quarter", f"{_DATES}第", f"{_YEAR}{_QUARTER}", _quarter, edges="季"),
    Rule("zh_stepped_quarter", _STEPS, f"{STEP}一?个?季(?:度|(?![节军]))", _stepped_quarter, edges="季"),
    Rule(
        "zh_months",
        _DATES,
        f"{_YEAR}(?P<first>{ZH_ORDINAL}){RANGE}(?P<last>{ZH_ORDINAL}) ?月份?(?! ?{ZH_ORDINAL} ?[日号])",
        _months,
    ),
    Rule("zh_month", _DATES, f"{_NOT_YEARLY}{_YEAR}{_MONTH}份?{_MONTH_END}", _month, edges="月"),
    Rule("zh_stepped_month", _STEPS, f"{_STEPPED_MONTH}{_MONTH_END}", _stepped_month, edges="月"),
    Rule("zh_current_month", "当", "当月", _current_month, edges="月"),
    Rule("zh_half", _YEARS, f"{_YEAR}(?P<half>上|下(?<!一下))半年度?(?!报)", _half),
    Rule("zh_national_day", f"{_YEARS}国", f"{_YEAR}{_NATIONAL_DAY}", _national_day),
    Rule("zh_years", "12", f"(?P<first>[12][0-9]{{3}}){RANGE}(?P<last>[12][0-9]{{3}})年度?", _years),
    Rule("zh_year", _YEARS, f"{_YEAR_ALONE}(?:全年)?(?![龄货代薪])", _year, edges="年"),
    Rule("zh_whole_year", "全", "全年", _current_year, edges="年"),
    Rule(
        "zh_within_current",
        "年月周季",
        f"{_NOT_EVERY}(?P<unit>[年月周]|季度){INSIDE}",
        _within_current,
        bound=Bound.BY,
    ),
    Rule("zh_bare_edge", "年月季", f"{_NOT_EVERY}(?P<unit>[年月]|季度?){_EDGE}", _bare_edge),
    Rule("zh_bare_third", "上中下", f"{_NOT_EVERY}(?P<unit>)(?P<edge>[上中下]旬)", _bare_edge),
)
