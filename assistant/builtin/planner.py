"""The built-in planner: a LangChain chat model without weights, deterministic and stateless.

Given the transcript and the situation in the first message, it answers with tool calls, a question, or the words for
results. It keeps nothing between calls but the company's vocabulary, which it reads from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import ConfigDict

from assistant.builtin.dialogue.deciding import Decision, Heard, decide
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.intents import Intents
from assistant.builtin.lexicon import Lexicon
from assistant.builtin.mood import MoodModel
from assistant.builtin.recognise import Recognition, recognise
from assistant.builtin.spans import Span
from assistant.builtin.wording import say_decision, say_results
from assistant.tools import ToolResult
from assistant.turn import TurnInput
from core.database import Database


class BuiltinPlanner(BaseChatModel):
    """Understands zh and en in the company's own vocabulary; needs no key, no network and no download."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    lexicon: Lexicon
    intents: Intents
    moods: MoodModel

    @classmethod
    def load(cls, database: Database, cache: Path) -> BuiltinPlanner:
        """The planner for a company's database. What it learns from its phrases is kept under `cache`."""
        planner = cls(lexicon=Lexicon(database), intents=Intents.load(cache), moods=MoodModel.load(cache))
        planner._rehearse()
        return planner

    @property
    def _llm_type(self) -> str:
        return "zhanggui-builtin"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,  # noqa: ANN401 - the signature is LangChain's
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The planner itself: which operations there are and who may use them it reads from the registry."""
        return self.bind()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - the signature is LangChain's
    ) -> ChatResult:
        turn = messages[0].additional_kwargs["turn"]
        results = _results_of_this_turn(messages)
        said = say_results(turn, results, messages) if results else self._plan(turn)
        return ChatResult(generations=[ChatGeneration(message=said)])

    def understand(self, turn: TurnInput) -> tuple[Recognition, Decision]:
        """How a message is understood, and what would be done about it; for planning and for explaining."""
        self.lexicon.refresh()
        recognition = recognise(
            turn.text,
            today=turn.actor.today(turn.now),
            names=self.lexicon.names,
            units=self.lexicon.units,
            allowed=self.lexicon.allowed_to(turn.actor),
        )
        heard = Heard(
            text=recognition.text.text,
            spans=recognition.spans,
            units=self.lexicon.product_units,
            score=self.intents.score,
            mood=self.moods.read,
        )
        return recognition, decide(heard, Situation(turn))

    def _rehearse(self) -> None:
        """Reads a sentence of each language, so that nobody's first message waits for what is built when needed."""
        self.lexicon.refresh()
        for sentence in ("下周五前给诊所20台", "20 boxs for the clinc by next Friday"):
            read = recognise(sentence, today=date(2026, 1, 1), names=self.lexicon.names, units=self.lexicon.units)
            self.intents.score(read.text.text, read.spans)
            self.moods.read(read.text.text, read.spans)

    def _plan(self, turn: TurnInput) -> AIMessage:
        recognition, decision = self.understand(turn)
        text, blocks = say_decision(decision, turn)
        question = decision.question.as_json() if decision.question else None
        return AIMessage(
            text,
            tool_calls=[ToolCall(name=call.operation, args=call.arguments, id=uuid4().hex) for call in decision.calls],
            additional_kwargs={
                "blocks": blocks,
                "question": question,
                "trace": trace_of(recognition.spans, decision),
            },
        )


def _as_said(arguments: dict[str, Any], recognition: Recognition, turn: TurnInput) -> dict[str, Any]:
    """The arguments, with the person's own spelling where a whole message is passed on."""
    whole = recognition.text.text.strip()
    return {name: turn.text.strip() if value == whole else value for name, value in arguments.items()}


def trace_of(spans: Sequence[Span], decision: Decision) -> dict[str, Any]:
    """How a message was understood, as plain JSON: spans with their words, intents with scores, calls, question."""
    return {
        "spans": [
            {
                "text": span.text,
                "type": span.type.value,
                "names": [{"kind": one.kind, "code": one.code, "score": round(one.score, 3)} for one in span.names],
                "value": None if span.name else str(span.value),
            }
            for span in spans
        ],
        "requests": [
            {
                "text": request.text,
                "intents": [[name, round(score, 3)] for name, score in request.scores],
                "vetoed": request.vetoed.value if request.vetoed else None,
            }
            for request in decision.requests
        ],
        "amended": decision.amended,
        "calls": [{"operation": call.operation, "arguments": call.arguments} for call in decision.calls],
        "question": decision.question.as_json() if decision.question else None,
    }


def _results_of_this_turn(messages: Sequence[BaseMessage]) -> list[ToolResult]:
    results: list[ToolResult] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage) and isinstance(message.artifact, ToolResult):
            results.append(message.artifact)
    return list(reversed(results))
