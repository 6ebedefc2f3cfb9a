"""The small company, served with its page, and a planner that knows a few words: nothing here tests understanding."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlalchemy import update

from assistant.app import Application, media
from assistant.app.serving import listen_on
from assistant.app.working import working_beside
from assistant.channels.api import create_api
from assistant.replies.blocks import (
    Block,
    Button,
    ButtonsBlock,
    CardBlock,
    CardLine,
    ChartBlock,
    Citation,
    CitationsBlock,
    Column,
    Fact,
    FileBlock,
    Note,
    Series,
    TableBlock,
    TextBlock,
    Total,
)
from assistant.settings import Settings
from assistant.turn import TurnInput, TurnOutcome
from core.calendar import Clock, FixedClock
from core.company import CompanyRow
from core.database import Database
from core.identity import User
from core.identity.passwords import hashed
from core.proposals import Step
from tests.assistant.planning import propose, sales_today
from tests.company import found

CLOCK = FixedClock(datetime(2026, 11, 23, 2, 2, tzinfo=UTC))
"""Monday, 23 November 2026, 10:02 in Shanghai."""

PASSWORD = "correct horse 电池"
MARKUP = '<script>document.title="owned"</script><img src=x onerror="document.title=`owned`"> <b>bold</b> & "quotes"'
"""What a person or a document may write, and no browser may run."""

SLOW_BEGUN = threading.Event()
"""Set once a "slow N" is worked on; until then further messages of its conversation are answered in the same turn."""


def furnish(database: Database, clock: Clock, *, demo: bool = False) -> None:
    """The small company, with a password for `sales`."""
    with database.transaction() as session:
        found(session, now=clock.now())
        session.execute(update(CompanyRow).values(is_demo=demo))
        session.execute(update(User).where(User.login == "sales").values(password_hash=hashed(PASSWORD)))


@contextmanager
def application_of(database: Database, clock: Clock, home: Path) -> Iterator[Application]:
    """The application over the company, not working yet."""
    application = Application(Settings(home=home), database, clock=clock, run_turn=plan_with(database))
    try:
        yield application
    finally:
        application.answers.close()
        application.index.release()


def site_of(application: Application) -> FastAPI:
    """The HTTP application with the page."""
    return create_api(application.context, routers=media.routers(application.context))


@contextmanager
def served(application: Application, *, port: int = 0, working: bool = True) -> Iterator[str]:
    """The page served on a port of its own, with workers beside it unless they are elsewhere; its address."""
    listening = listen_on("127.0.0.1", port)
    config = uvicorn.Config(site_of(application), log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="server")
    application.answers.listen()
    with working_beside(application) if working else nullcontext():
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            listening.close()


def plan_with(database: Database) -> Callable[[TurnInput], TurnOutcome]:
    """Answers "card N", "discount", "report", "all", "slow N" and "boom"; anything else is said back."""

    def run_turn(turn: TurnInput) -> TurnOutcome:
        word, _, rest = turn.text.partition(" ")
        language = turn.actor.language
        if word == "boom":
            raise ZeroDivisionError("on purpose")
        if word in ("card", "discount"):
            return _card(database, turn, rest or "2", Decimal(10 if word == "discount" else 0))
        if word == "report":
            return sales_today(database, turn)
        if word == "slow":
            SLOW_BEGUN.set()
            time.sleep(float(rest))
        if word == "all":
            return TurnOutcome(text=_ALL[0].text, blocks=_ALL, language=language)
        if word == "which":
            choices = (Button(label="仁和诊所", action="say:C-0001"), Button(label="华东医院", action="say:C-0002"))
            return TurnOutcome(text="which?", blocks=(ButtonsBlock(buttons=choices),), language=language)
        return TurnOutcome(text=f"{turn.actor.login}: {turn.text}", blocks=(), language=language)

    return run_turn


def _card(database: Database, turn: TurnInput, quantity: str, discount: Decimal) -> TurnOutcome:
    lines = [{"product": "BP-200", "quantity": quantity}]
    arguments = {"customer": "仁和诊所", "lines": lines, "discount_percent": str(discount)}
    return propose(database, turn, Step("place_order", arguments))


_ALL: tuple[TextBlock, *tuple[Block, ...]] = (
    TextBlock(text=f"first line\nsecond line, see [1] and [7]. {MARKUP}"),
    TextBlock(text="a warning", tone="warning"),
    CardBlock(
        title=f"Order {MARKUP}",
        status="confirmed",
        status_label="Confirmed",
        number="SO-2026-00007",
        facts=(Fact(label="Customer", value=MARKUP),),
        lines=(
            CardLine(
                title="BP-200",
                detail="20 × 189.00",
                amount="3,780.00",
                notes=(Note(text="in time", level="good"), Note(text="three days late", level="warning")),
            ),
        ),
        totals=(Total(label="Net", value="3,345.13"), Total(label="Total", value="3,780.00", strong=True)),
        notes=(Note(text=MARKUP, level="warning"),),
        buttons=(Button(label="Show", action="say:show SO-2026-00007"),),
    ),
    TableBlock(
        title="Sales by region",
        columns=(Column(label="Region"), Column(label="Orders", align="right"), Column(label=MARKUP, align="right")),
        rows=(("East", "12", "1,200.00"), (MARKUP, "3", "300.00")),
        total=("Total", "15", "1,500.00"),
        footnote="Ordered amount, CNY",
    ),
    ChartBlock(
        title="Sales by region",
        kind="bar",
        labels=("East", "South"),
        series=(Series(name="Ordered", values=("1200.00", "300.00")),),
        unit="CNY",
    ),
    FileBlock(name="report.xlsx", media_type="application/octet-stream", url="/files/report.xlsx", size=48_213),
    FileBlock(name="evil.txt", media_type="text/plain", url="//elsewhere.example/evil.txt", size=1),
    CitationsBlock(
        items=(Citation(number=1, document="d1", title="BP-200 manual", section="Errors", passage=f"E3 {MARKUP}"),)
    ),
)
