"""A worker as a process of its own, for tests that kill it: `python -m tests.faults.worker_process HOME [CHROMA_URL]`.

A message with "card" makes a card. A message with "hang" then hangs, but only in its first attempt.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from assistant.app import Application
from assistant.app.working import work_when_free
from assistant.settings import Settings
from assistant.turn import TurnInput, TurnOutcome
from core import proposals
from core.database.leaving import leave_on_signals
from core.proposals import Step


def settings_of(home: Path, chroma_url: str | None = None) -> Settings:
    """The settings both the worker and the test use."""
    return Settings(home=home, chroma_url=chroma_url)


def main(home: Path, chroma_url: str | None) -> None:
    """Works until it is stopped or killed."""
    leave_on_signals()
    with Application.open(
        settings_of(home, chroma_url), run_turn=lambda turn: answer(application, turn)
    ) as application:
        asyncio.run(work_when_free(application))


def answer(application: Application, turn: TurnInput) -> TurnOutcome:
    """What the tests' planner says and does."""
    card = None
    if "card" in turn.text:
        order = {"customer": "仁和诊所", "lines": [{"product": "BP-200", "quantity": "2"}]}
        with application.database.transaction() as session:
            card = proposals.propose(
                session,
                [Step("place_order", order)],
                actor=turn.actor,
                now=turn.now,
                conversation_id=turn.conversation_id,
                cause=f"{turn.cause}:1",
            )
    began = application.settings.home / "began"
    if "hang" in turn.text and not began.exists():
        began.touch()
        time.sleep(300)
    return TurnOutcome(text=f"answered: {turn.text}", blocks=(), language=turn.actor.language, proposal=card)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
