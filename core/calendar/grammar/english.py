"""English words for days, weekdays, months, quarters, halves and years of the calendar: the 12th, Dec 3, last October.

Today's neighbours and lengths of time are in `english_relative`.
"""

from __future__ import annotations

import re

from core.calendar.grammar import parts
from core.calendar.grammar.figures import NOT_COUNTED, YEAR
from core.calendar.grammar.mentions import Frame, Mention
from core.calendar.grammar.rules import Rule

WORD_END = "(?![a-z0-9_])"
STEPS = {"last": -1, "previous": -1, "prior": -1, "this": 0, "current": 0, "the": 0, "coming": 0, "next": 1}

_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    f"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?){WORD_END}(?:\\.(?= ?[0-9]))?"
)
_WEEKDAY_NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAY = (
    "(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
    f"{WORD_END}"
)
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_NUMBER_END = "(?![0-9a-z]|[:/%][0-9]?| ?[ap]m(?![a-z])|,[0-9]{3}(?![0-9])|\\.[0-9])"
_ORDINAL = "(?:st|nd|rd|th)(?![a-z0-9])"
_DATE = f"(?:{_ORDINAL}|{_NUMBER_END})"
YEAR_SAID = (
    f"(?:,? ?(?:of )?(?:(?P<year>{YEAR}){NOT_COUNTED}(?![-/][0-9])|'(?P<short>[0-9]{{2}})(?![0-9])"
    f"|(?<= )(?P<step_year>last|this|next|the) year{WORD_END}))"
)
_YEAR = f"{YEAR_SAID}?"
_TO = " ?(?:-|~|to|until|till|through|thru) ?"
# The second one, the 2nd order: a choice or a count unless a sentence goes on as it does after a date.
_AFTER_DATE = (
    "(?=[^a-z0-9-]*(?:$|[^ a-z0-9-]|(?:and|or|to|at|if|please|pls|then|but|cancel|we|i|it|for|because|so|morning"
    "|afternoon|evening|when|not|instead|until|through|onwards?|latest|you|they)(?![a-z])))"
)


def year_of(words: re.Match[str], frame: Frame) -> int | None:
    """The year said after a day, month or quarter; None when none is."""
    said = words.groupdict()
    if figures := said.get("year"):
        return int(figures)
    if figures := said.get("short"):
        return 2000 + int(figures)
    return frame.today.year + STEPS[step] if (step := said.get("step_year")) else None


def _month_number(words: re.Match[str]) -> int:
    return _MONTH_NAMES.index(words["month"][:3]) + 1


def _weekday_number(words: re.Match[str]) -> int:
    return _WEEKDAY_NAMES.index(words["weekday"][:3])


def _month_day(words: re.Match[str], frame: Frame) -> Mention:
    mention = parts.day(year_of(words, frame), _month_number(words), int(words["day"]))
    return parts.on_weekday(mention, _weekday_number(words), frame.today) if words["weekday"] else mention


def _spoken_month_day(words: re.Match[str], frame: Frame) -> Mention:
    day = _NTH.index(words["nth"].replace(" ", "-")) + 1
    return parts.day(year_of(words, frame), _month_number(words), day)


def _month_days(words: re.Match[str], frame: Frame) -> Mention:
    year, month = year_of(words, frame), _month_number(words)
    first, last = (parts.day(year, month, int(words[name])) for name in ("first", "last"))
    return parts.between(first, last, frame.today)


def _month(words: re.Match[str], frame: Frame) -> Mention:
    number = _month_number(words)
    return parts.months(year_of(words, frame), number, number)


def _stepped_month(words: re.Match[str], frame: Frame) -> Mention:
    number = _month_number(words)
    return parts.nearest_month(number, words["step"], frame.today)


def _day_of_month(words: re.Match[str], frame: Frame) -> Mention:
    return parts.day_of_month(int(words["day"]))


def _weekday_day(words: re.Match[str], frame: Frame) -> Mention:
    return parts.day_of_month_on(int(words["day"] or words["bare_day"]), _weekday_number(words), frame.today)


def _day_of_stepped_month(words: re.Match[str], frame: Frame) -> Mention:
    number = int(words["day"] or 1)
    if words["step"] == "the":
        return parts.day_of_month(number)
    return parts.day_in(parts.around(frame.today, "month", STEPS[words["step"]]), number)


def _weekday(words: re.Match[str], frame: Frame) -> Mention:
    return parts.weekday(_weekday_number(words), None, frame.today)


def _stepped_weekday(words: re.Match[str], frame: Frame) -> Mention:
    return parts.weekday(_weekday_number(words), STEPS[words["step"]] or None, frame.today)


def _quarter(words: re.Match[str], frame: Frame) -> Mention:
    number = ("first", "second", "third", "fourth").index(words["nth"]) + 1 if words["nth"] else int(words["figure"])
    return parts.months(year_of(words, frame), 3 * number - 2, 3 * number)


def _national_day(words: re.Match[str], frame: Frame) -> Mention:
    return parts.days_of_year(year_of(words, frame), 10, 1, 7)


def _half(words: re.Match[str], frame: Frame) -> Mention:
    year = year_of(words, frame) or frame.today.year
    return parts.months(year, *((1, 6) if words["nth"] in ("first", "1st") else (7, 12)))


def _year(words: re.Match[str], frame: Frame) -> Mention:
    return parts.months(int(words["year"]), 1, 12)


_MONTH_DAY = f"(?:{_WEEKDAY},? )?{_MONTH} ?(?:the )?(?P<day>{_DAY}){_DATE}{NOT_COUNTED}{_YEAR}"
_DAY_MONTH = (
    f"(?:{_WEEKDAY},? )?(?:the )?(?P<day>{_DAY})(?:{_ORDINAL}(?: day)? |{_NUMBER_END}[ -])(?:of )?{_MONTH}{_YEAR}"
)
_DIGITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEN_TO_TWELVE = ("tenth", "eleventh", "twelfth")
_TEENS = [f"{one}teenth" for one in ("thir", "four", "fif", "six", "seven", "eigh", "nine")]
_TWENTIES = ["twentieth", *(f"twenty-{one}" for one in _DIGITS)]
_NTH = (*_DIGITS, *_TEN_TO_TWELVE, *_TEENS, *_TWENTIES, "thirtieth", "thirty-first")
_SPOKEN_DAY = "|".join(one.replace("-", "[- ]") for one in reversed(_NTH))
_HALF_YEAR = f"(?P<nth>first|second|1st|2nd) half{YEAR_SAID}"

# "We sat down", "the sun": these need a bounding word.
_SHORT_WEEKDAY = f"(?=(?:mon|wed|sat|sun){WORD_END})"
_LONG_WEEKDAY = f"(?!(?:mon|wed|sat|sun){WORD_END})"
_MONTHS = "jfmasond"
_WEEKDAYS = "mtwfs"
_FIGURES = "0123456789"
# Longer shapes first: the first that fits is taken.
EN_CALENDAR_RULES = (
    Rule(
        "en_month_days",
        f"{_MONTHS}f",
        f"(?:from )?{_MONTH} ?(?P<first>{_DAY})(?:{_ORDINAL})?{_TO}(?P<last>{_DAY}){_DATE}(?! ?[a-z]{{3}})"
        f"{NOT_COUNTED}{_YEAR}",
        _month_days,
    ),
    Rule(
        "en_days_month",
        f"tf{_FIGURES}",
        f"(?:from )?(?:the )?(?P<first>{_DAY})(?:{_ORDINAL})?{_TO}(?:the )?(?P<last>{_DAY})(?:{_ORDINAL})?[ -](?:of )?"
        f"{_MONTH}{_YEAR}",
        _month_days,
    ),
    # "20 may be enough": with neither 3rd nor a year, May is a verb until a bounding word says otherwise.
    Rule(
        "en_day_month",
        f"{_WEEKDAYS}{_FIGURES}",  # "the 3rd of December" and "Thursday 3 December" share the t
        f"(?![0-9]{{1,2}}[ -]may(?! ?,? ?(?:19|20)[0-9]| ?(?:$|[^ 0-9a-z]))){_DAY_MONTH}",
        _month_day,
    ),
    Rule("en_day_may", _FIGURES, f"(?=[0-9]{{1,2}}[ -]may){_DAY_MONTH}", _month_day, weak=True),
    Rule("en_month_day", f"{_MONTHS}{_WEEKDAYS}", _MONTH_DAY, _month_day),
    Rule("en_spoken_day", "tfsen", f"(?:the )?(?P<nth>{_SPOKEN_DAY})(?: day)? of {_MONTH}{_YEAR}", _spoken_month_day),
    Rule(
        "en_day_of_stepped_month",
        f"tf{_FIGURES}",
        f"(?:the )?(?:first|(?P<day>{_DAY}){_ORDINAL}) of (?P<step>last|this|next|the) month{WORD_END}",
        _day_of_stepped_month,
    ),
    # "Friday, 1st floor" is no day of a month.
    Rule(
        "en_weekday_day",
        _WEEKDAYS,
        f"{_WEEKDAY},? (?:the (?P<day>{_DAY}){_ORDINAL}|(?P<bare_day>{_DAY}){_ORDINAL}{_AFTER_DATE})",
        _weekday_day,
    ),
    Rule("en_day_of_month", "t", f"the (?P<day>[6-9]|[12][0-9]|3[01]){_ORDINAL}{_AFTER_DATE}", _day_of_month),
    # "The 2nd" alone may be the second of something.
    Rule(
        "en_low_day_of_month",
        f"t{_FIGURES}",
        f"(?:the )?(?P<day>{_DAY}){_ORDINAL}{_AFTER_DATE}",
        _day_of_month,
        weak=True,
    ),
    Rule("en_month_year", _MONTHS, f"{_MONTH}{YEAR_SAID}", _month),
    Rule("en_stepped_month", "ltn", f"(?P<step>last|this(?! may)|next) {_MONTH}", _stepped_month),
    Rule("en_month", _MONTHS, f"(?!may|mar{WORD_END}){_MONTH}", _month),
    Rule("en_weak_month", "m", f"(?=may|mar{WORD_END}){_MONTH}", _month, weak=True),
    Rule("en_stepped_weekday", "ltnc", f"(?P<step>last|this|next|coming) (?:coming )?{_WEEKDAY}", _stepped_weekday),
    Rule(
        "en_weekday_of_week",
        _WEEKDAYS,
        f"{_WEEKDAY},? (?:of )?(?P<step>last|this|next) week{WORD_END}",
        _stepped_weekday,
    ),
    Rule(
        "en_week_weekday",
        "ltn",
        f"(?P<step>last|this|next) week(?:'s)?,?(?: on)? {_WEEKDAY}",
        _stepped_weekday,
    ),
    Rule("en_weekday", "mtwfs", f"{_LONG_WEEKDAY}{_WEEKDAY}(?! after next)", _weekday),
    Rule("en_weak_weekday", "mws", f"{_SHORT_WEEKDAY}{_WEEKDAY}(?! after next)", _weekday, weak=True),
    Rule(
        "en_quarter",
        "fst1234",
        f"(?:the )?(?:(?P<nth>first|second|third|fourth)|(?P<figure>[1-4])(?:st|nd|rd|th)) quarter{WORD_END}{_YEAR}",
        _quarter,
    ),
    Rule(
        "en_national_day",
        "tngw",
        "(?:the )?(?:national day (?:golden )?(?:week|holidays?)|week of (?:the )?national day(?: holidays?)?"
        f"|golden week){WORD_END}{_YEAR}",
        _national_day,
    ),
    Rule("en_half", "tfs12", f"(?:the )?{_HALF_YEAR}", _half),
    Rule(
        "en_named_year",
        "ifdoy",
        f"(?:in|for|during|of|year|fy) ?(?P<year>{YEAR}){NOT_COUNTED}(?![-/0-9])",
        _year,
    ),
    Rule(
        "en_year",
        "12",
        f"(?P<year>{YEAR}){NOT_COUNTED}(?![-/0-9]|[a-z]| (?!to |until |through |and )[a-z])",
        _year,
        weak=True,
    ),
)
