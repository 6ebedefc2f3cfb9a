"""`zhanggui init` and `demo`: a real company, or the one to try things with."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from assistant.app import Application
from assistant.cli.opening import opened
from assistant.cli.reporting import DONE, tell
from assistant.queue import SYNCHRONISE_INDEX, UPKEEP, defer
from assistant.replies.entries import LANGUAGES
from core import company, demo
from core.demo import DemoReport, NotADemo
from core.errors import Invalid
from core.founding import found_company


class CompanyNeedsName(Invalid):
    """A company needs a name in Chinese or English."""


class LanguageUnknown(Invalid):
    """Nothing is written in that language. Facts: language, allowed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said of the company to be."""

    name_zh: str | None
    name_en: str | None
    currency: str
    zone: str
    language: str
    country: str
    admin: str
    password: str | None


def init(wanted: Wanted) -> int:
    """Founds the company; asks for its name and the admin's password where somebody can answer."""
    language = known_language(wanted.language)
    with opened() as application:
        name_zh = wanted.name_zh or wanted.name_en or _ask("ask_name")
        if not name_zh:
            raise CompanyNeedsName()
        password = wanted.password or _ask_secretly("ask_password")
        with application.database.transaction() as session:
            founded = found_company(
                session,
                name_zh=name_zh,
                name_en=wanted.name_en or name_zh,
                currency=wanted.currency,
                zone=wanted.zone,
                language=language,
                admin_login=wanted.admin,
                admin_password=password or None,
                country=wanted.country,
                now=application.clock.now(),
            )
    tell("founded", name=founded.name(founded.language), admin=wanted.admin)
    return DONE


def known_language(text: str) -> str:
    """The language, if people can be answered in it; refuses `LanguageUnknown`."""
    language = text.strip().lower()
    if language not in LANGUAGES:
        raise LanguageUnknown(language=text[:20], allowed=list(LANGUAGES))
    return language


def load_demo() -> int:
    """Loads the demo company with its documents."""
    with opened() as application:
        _tell_loaded(_load(application))
    return DONE


def reset_demo() -> int:
    """Empties the demo's tables and loads it again."""
    from assistant.migrations.authoring import all_tables

    with opened() as application:
        report = demo.reset(application.database, now=application.clock.now(), metadata=all_tables())
        _ingest_demo(application)
        _tell_loaded(report)
    return DONE


def ensure_demo(application: Application) -> None:
    """Loads the demo company if the database is empty; refuses `NotADemo` where a real company is."""
    with application.database.transaction() as session:
        own = company.find(session)
    if own is None:
        tell("demo_loading")
        _tell_loaded(_load(application))
    elif not own.is_demo:
        raise NotADemo(name_zh=own.name_zh, name_en=own.name_en)


def _load(application: Application) -> DemoReport:
    report = demo.load(application.database, now=application.clock.now())
    _ingest_demo(application)
    return report


def _ingest_demo(application: Application) -> None:
    """Takes the demo's documents in; the index follows when it is opened next, in whichever process."""
    from knowledge.ingest import DEMO_DOCUMENTS, ingest

    ingest(application.database, None, [DEMO_DOCUMENTS], now=application.clock.now(), named_from=DEMO_DOCUMENTS.parent)
    with application.database.transaction() as session:
        defer(session, SYNCHRONISE_INDEX, {}, queue=UPKEEP)


def _tell_loaded(report: DemoReport) -> None:
    tell(
        "demo_loaded",
        name=f"{report.name_zh} / {report.name_en}",
        products=report.products,
        customers=report.customers,
        orders=report.past_orders,
        users=report.users,
    )


def _ask(key: str) -> str:
    if not sys.stdin.isatty():
        return ""
    tell(key)
    return input("> ").strip()


def _ask_secretly(key: str) -> str:
    if not sys.stdin.isatty():
        return ""
    from getpass import getpass

    tell(key)
    return getpass("> ")
