"""The peer: LangChain's `create_agent` over the operations as they are, as somebody would put it up in an afternoon.

A command runs at once when the model calls it: there is no card, no yes, no approval by somebody else. What the model
says is the answer. Roles still decide which tools there are, and rows out of scope stay invisible: core does that.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.tools import BaseTool, StructuredTool
from pydantic_core import to_jsonable_python

from assistant.app.planning import guidance_of, model_of
from assistant.builtin.planner import BuiltinPlanner
from assistant.conversation import TurnTaker
from assistant.conversation.loading import Waiting
from assistant.evaluation.planning import Planning
from assistant.models import Planners, Usage
from assistant.models.background import Background
from assistant.replies.blocks import words_said
from assistant.settings import Settings
from assistant.tools import tool_schemas
from assistant.turn import CallMade, TurnInput, TurnOutcome
from core import operations
from core.database import Database
from core.errors import Refusal
from core.operations import Effect

PROMPT = """You are the assistant of a trading company and work in its CRM and ERP. Today is {today} ({zone}).
You speak with {who} (roles: {roles}). Answer in {language}, briefly. Use the tools for everything about stock, prices,
customers, orders, tickets, reports and manuals; ask the user when something that a tool requires was not said."""

STEPS_MAX = 24
_TURNS_TOLD = 8


class PeerPlanners(Planners):
    """The loop's model for one copy of the books, with its connections; no other planner is asked."""

    def __init__(self, settings: Settings, database: Database) -> None:
        offline = settings.model_copy(update={"model_url": None, "model_key": None})
        builtin = BuiltinPlanner.load(database, offline.learned)
        guidance = guidance_of(settings, builtin)
        super().__init__(builtin, deadline_s=settings.model_deadline_s, guidance=guidance)
        self.model = model_of(settings).model_copy(update={"temperature": 0})
        self.background = Background()

    def close(self) -> None:
        """Closes the connections."""
        client = getattr(self.model, "http_async_client", None)
        if client is not None:
            self.background.run(client.aclose, within_s=1.0)
        self.background.close()
        super().close()


@dataclass(slots=True)
class PeerPlanning(Planning):
    """Answers turns by the loop. Late or failed, it says nothing."""

    def __call__(self, turn: TurnInput) -> TurnOutcome:
        self.last = "model"
        hands = _Hands(self.database, turn)
        schemas = tool_schemas(turn.actor, with_change=False, only=self.planners.guidance.relevant(turn))
        assert isinstance(self.planners, PeerPlanners)
        agent = create_agent(
            self.planners.model, [hands.tool(schema) for schema in schemas], system_prompt=_prompt(turn)
        )
        asked = partial(agent.ainvoke, {"messages": _messages(turn)}, {"recursion_limit": STEPS_MAX})
        began, trace = time.monotonic(), {}
        try:
            told = self.planners.background.run(asked, within_s=self.planners.deadline_s)["messages"]
        except Exception as error:  # a benchmark goes on whatever the loop raises, and says what it was
            told, trace = [], {"peer": {"failed": type(error).__name__, "after_s": round(time.monotonic() - began, 1)}}
        finally:
            hands.drop()
        words = told[-1].text if told and isinstance(told[-1], AIMessage) else ""
        return TurnOutcome(
            text=str(words),
            blocks=(),
            language=turn.actor.language,
            calls=tuple(hands.made),
            planner="model",
            trace={**trace, "usage": _usage(told).as_json()},
        )


class PeerTaker(TurnTaker):
    """Takes turns without looking at the message first: a yes or a no is the loop's to understand too."""

    def _decide_or_plan(self, waiting: Waiting) -> TurnOutcome:
        if waiting.actor is None:
            raise waiting.refusal or RuntimeError("neither an actor nor a refusal")
        return self.run_turn(
            TurnInput(
                actor=waiting.actor,
                text=words_said(waiting.text) or waiting.text,
                transcript=waiting.transcript,
                pending=(),
                question=None,
                now=self.clock.now(),
                conversation_id=waiting.conversation_id,
                cause=waiting.cause,
            )
        )


class _Hands:
    """The operations as functions that do what they say. Calls run one after the other; after `drop` none runs."""

    def __init__(self, database: Database, turn: TurnInput) -> None:
        self.made: list[CallMade] = []
        self._database = database
        self._turn = turn
        self._lock = threading.Lock()
        self._dropped = False

    def drop(self) -> None:
        """Ends the turn: a call that comes later is the next turn's business, and there is none."""
        with self._lock:
            self._dropped = True

    def tool(self, schema: dict[str, Any]) -> BaseTool:
        """The operation of the schema as a tool of the framework."""
        function = schema["function"]
        name: str = function["name"]

        def call(**arguments: Any) -> str:  # noqa: ANN401 - JSON of a model
            return self._call(name, arguments)

        parameters = function["parameters"]
        return StructuredTool(name=name, description=function["description"], args_schema=parameters, func=call)

    def _call(self, name: str, arguments: dict[str, Any]) -> str:
        with self._lock:
            if self._dropped:
                return "too late"
            try:
                made, result = self._run(name, arguments)
            except Refusal as refusal:
                made, result = CallMade(name, arguments, "refused", refusal.code), {"refused": str(refusal)}
            except Exception as error:  # as in any such loop, the model is told
                made, result = CallMade(name, arguments, "failed"), {"error": type(error).__name__}
            self.made.append(made)
        return json.dumps(to_jsonable_python(result, fallback=str), ensure_ascii=False)

    def _run(self, name: str, arguments: dict[str, Any]) -> tuple[CallMade, Any]:
        turn, operation = self._turn, operations.permitted(name, self._turn.actor)
        with self._database.transaction() as session:
            understood = operations.understand(session, name, arguments, actor=turn.actor, now=turn.now)
            given = operations.canonical(understood)
            if operation.effect is Effect.QUERY:
                value = operations.run_query(session, name, arguments, actor=turn.actor, now=turn.now)
                result = operation.result.dump_python(value, mode="json")
                return CallMade(name, arguments, "ok", result=result), result
            done = operations.run_command(session, name, understood, actor=turn.actor, now=turn.now)
            result = operation.result.dump_python(done, mode="json")
        # It is held against what a card would have been expected to show, though nobody was asked.
        return CallMade(name, given, "ok" if operation.harmless else "proposed", result=result), result


def _prompt(turn: TurnInput) -> str:
    actor = turn.actor
    return PROMPT.format(
        today=turn.now.astimezone(actor.zone).strftime("%A, %d %B %Y"),
        zone=actor.zone.key,
        who=actor.login,
        roles=", ".join(sorted(role.value for role in actor.roles)),
        language={"zh": "Chinese", "en": "English"}.get(actor.language, "English"),
    )


def _messages(turn: TurnInput) -> list[AnyMessage]:
    told: list[AnyMessage] = []
    for record in turn.transcript[-_TURNS_TOLD:]:
        told += [HumanMessage(record.said or "…"), AIMessage(str(record.reply.get("text") or "…"))]
    return [*told, HumanMessage(turn.text or "…")]


def _usage(told: list[AnyMessage]) -> Usage:
    """What the answers since the person's message cost."""
    usage = Usage()
    for message in reversed(told):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, AIMessage):
            usage.add(message)
    return usage
