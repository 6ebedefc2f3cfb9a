"""Whom a reply is written for: their language, their calendar, and whether they see the company from inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from assistant.replies import days, figures
from assistant.replies.blocks import Button, action_to_say
from assistant.replies.entries import language_of
from assistant.replies.words import listed, say, say_if_known
from core.actor import Actor
from core.calendar import working_calendar


@dataclass(frozen=True, slots=True)
class Reader:
    """The person reading. `inside` is True for those who work for the company; others get no internal words."""

    language: str
    zone: ZoneInfo
    today: date
    inside: bool
    actor: Actor

    @classmethod
    def of(cls, actor: Actor, now: datetime) -> Reader:
        """The reader an actor is at this moment."""
        return cls(actor.language, actor.zone, actor.today(now), actor.is_staff, actor)

    @classmethod
    def for_paper(cls, language: str, zone: ZoneInfo) -> Reader:
        """Whoever reads a printed document: nobody in particular, on no particular day."""
        nobody = Actor(user_id=None, login="", name="", roles=frozenset(), language=language, zone=zone)
        return cls(language, zone, date.min, False, nobody)

    def say(self, key: str, **facts: object) -> str:
        """The text `key` in the reader's language."""
        return say(key, self.language, **facts)

    def say_if_known(self, key: str, **facts: object) -> str | None:
        """The text `key`, or None where there is none."""
        return say_if_known(key, self.language, **facts)

    def name(self, name_zh: str, name_en: str, otherwise: str = "") -> str:
        """The name in the reader's language, in the other one where it has none, else `otherwise`."""
        names = (name_zh, name_en) if language_of(self.language) == "zh" else (name_en, name_zh)
        return names[0] or names[1] or otherwise

    def product(self, code: str, name_zh: str, name_en: str) -> str:
        """Code and name of a product."""
        name = self.name(name_zh, name_en)
        return code if name in ("", code) else f"{code} {name}"

    def day(self, day: date) -> str:
        """12月3日 周四."""
        return days.day_words(day, self.language, today=self.today)

    def holidays_unknown(self, days: Iterable[date | None]) -> str:
        """What has to be said beside promised days in years whose holidays are not announced; empty for others."""
        working = working_calendar(self.actor.country)
        years = sorted({day.year for day in days if day is not None and not working.known(day.year)})
        return self.say("days.holidays_unknown", years=self.listed([str(year) for year in years])) if years else ""

    def moment(self, at: datetime) -> str:
        """11月23日 10:02, in the company's zone."""
        return days.moment_words(at, self.language, zone=self.zone, today=self.today)

    def quantity(self, value: Decimal, unit: str) -> str:
        """20 台."""
        return figures.quantity(value, unit, self.language)

    def unit(self, unit: str) -> str:
        """The word for one of a unit."""
        return figures.unit_words(1, unit, self.language)

    def listed(self, texts: list[str]) -> str:
        """甲、乙和丙."""
        return listed(texts, self.language)

    def saying(self, key: str, style: str = "normal", **facts: object) -> Button:
        """A button that says its words for the reader: `key` holds its `label` and what it says, `says`."""
        label, says = self.say(f"{key}.label", **facts), self.say(f"{key}.says", **facts)
        return Button(label=label, action=action_to_say(says), style="primary" if style == "primary" else "normal")
