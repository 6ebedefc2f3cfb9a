"""`zhanggui doctor` and `explain`: whether the books are sound, and how a sentence is understood."""

from __future__ import annotations

from uuid import uuid4

import orjson
from pydantic_core import to_jsonable_python
from sqlalchemy import text

from assistant.cli.help import terminal_language
from assistant.cli.opening import actor_named, opened
from assistant.cli.reporting import DONE, FAULT, tell
from assistant.conversation.language import language_of
from assistant.replies.words import say_if_known
from assistant.turn import TurnInput
from core.doctor import Finding, Level, examine

_MARKS = {Level.ERROR: "✗", Level.WARNING: "⚠", Level.INFO: "·"}


def doctor(*, as_json: bool) -> int:
    """Prints every finding with its figure; a broken invariant is exit code 1."""
    with opened() as application, application.database.transaction() as session:
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        findings = examine(session, now=application.clock.now())
    if as_json:
        shown = [{**to_jsonable_python(finding), "ok": finding.ok} for finding in findings]
        print(orjson.dumps({"ok": not any(one.fails for one in findings), "findings": shown}).decode())
    else:
        print("\n".join(line_of(finding, terminal_language()) for finding in findings))
    broken = sum(finding.fails for finding in findings)
    if not as_json:
        tell("doctor_broken", count=broken) if broken else tell("doctor_sound")
    return FAULT if broken else DONE


def explain(said: str, *, login: str) -> int:
    """Prints, as JSON, what the built-in planner reads in the sentence and would do; nothing is done."""
    with opened() as application:
        from assistant.builtin.planner import BuiltinPlanner, trace_of

        with application.database.transaction() as session:
            actor = actor_named(session, login)
        planner = BuiltinPlanner.load(application.database, application.settings.learned)
        turn = TurnInput(
            actor=actor.speaking(language_of(said, actor.language)),
            text=said,
            transcript=(),
            pending=(),
            question=None,
            now=application.clock.now(),
            conversation_id=uuid4(),
            cause=str(uuid4()),
        )
        recognition, decision = planner.understand(turn)
        trace = trace_of(recognition.spans, decision)
    print(orjson.dumps(to_jsonable_python(trace, fallback=str), option=orjson.OPT_INDENT_2).decode())
    return DONE


def line_of(finding: Finding, language: str) -> str:
    """The finding's mark, invariant, words and figure, and below it examples of what is broken."""
    title = say_if_known(f"doctor.{finding.title}", language) or finding.title.replace("_", " ")
    mark = "✓" if finding.ok else _MARKS[finding.level]
    line = f"{mark} {finding.invariant:<4}{title}: {finding.checked - finding.broken}/{finding.checked}"
    return "\n    ".join([line, *(orjson.dumps(example, default=str).decode() for example in finding.examples)])
