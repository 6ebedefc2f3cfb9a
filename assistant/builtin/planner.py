"""The built-in planner: a LangChain chat model without weights, deterministic and stateless.

Given the transcript and the situation in the first message, it answers with tool calls, a question, or the words for
results. It keeps nothing between calls but the company's vocabulary, which it reads from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
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

from assistant.builtin.dialogue.answering import said_again
from assistant.builtin.dialogue.deciding import decide
from assistant.builtin.dialogue.decision import Decision, Heard
from assistant.builtin.dialogue.following import merged
from assistant.builtin.dialogue.requests import Judge
from assistant.builtin.dialogue.situation import Situation
from assistant.builtin.intents import Intents
from assistant.builtin.lexicon import Lexicon
from assistant.builtin.mood import MoodModel
from assistant.builtin.recognise import Recognition, recognise
from assistant.builtin.spans import Span
from assistant.builtin.wording import say_decision, say_results
from assistant.tools import ToolResult
from assistant.turn import TurnInput
from core.calendar import WeekdayCalendar, working_calendar
from core.database import Database
from core.sales.views import LastOrder


class BuiltinPlanner(BaseChatModel):
    """Understands zh and en in the company's own vocabulary; needs no key, no network and no download."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    lexicon: Lexicon
    intents: Intents
    moods: MoodModel

    @classmethod
    def load(cls, database: Database, cache: Path) -> BuiltinPlanner:
        """The planner for a company's database. What it learns from its phrases is kept under `cache`."""
        with ThreadPoolExecutor(1) as beside:  # the first time both have to be learned, which takes half a minute
            moods = beside.submit(MoodModel.load, cache)
            planner = cls(lexicon=Lexicon(database), intents=Intents.load(cache), moods=moods.result())
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
        said = self._plan(turn) if not results else _go_on(results, messages) or say_results(turn, results, messages)
        return ChatResult(generations=[ChatGeneration(message=said)])

    def understand(self, turn: TurnInput) -> tuple[Recognition, Decision]:
        """How a message is understood, and what would be done about it; for planning and for explaining."""
        self.lexicon.refresh()
        recognition = self._recognise(turn.text, turn)
        picked = said_again(turn.question, recognition.text.text, recognition.spans)
        if picked is not None:
            recognition = self._recognise(picked, turn)
        paperwork = self.lexicon.paperwork(recognition.spans, turn.actor)
        recognition = replace(recognition, spans=paperwork.narrowed(recognition.spans))
        heard = Heard(
            text=recognition.text.text,
            spans=recognition.spans,
            units=self.lexicon.product_units,
            paperwork=paperwork,
            papers=self.lexicon.papers(turn.actor),
            read=lambda text: self._recognise(text, turn).spans,
            traits=self.lexicon.traits(turn.actor),
            price_lists=self.lexicon.price_lists(turn.actor, turn.actor.today(turn.now)),
            judge=Judge(
                self.intents.score,
                self.moods.read,
                turn.actor,
                paperwork.states,
                self.intents.read_ahead,
            ),
        )
        return recognition, decide(heard, Situation(turn))

    def _recognise(self, text: str, turn: TurnInput) -> Recognition:
        read = recognise(
            text,
            today=turn.actor.today(turn.now),
            working=working_calendar(turn.actor.country),
            names=self.lexicon.names,
            units=self.lexicon.units,
            allowed=self.lexicon.allowed_to(turn.actor),
        )
        return replace(read, spans=self.lexicon.lots(read.text.text, read.spans, turn.actor))

    def _rehearse(self) -> None:
        """Reads a sentence of each language, so that nobody's first message waits for what is built when needed."""
        self.lexicon.refresh()
        for sentence in ("下周五前给诊所20台", "20 boxs for the clinc by next Friday"):
            read = recognise(
                sentence,
                today=date(2026, 1, 1),
                working=WeekdayCalendar(),
                names=self.lexicon.names,
                units=self.lexicon.units,
            )
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
                "then": None if decision.then is None else asdict(decision.then),
                "tentative": decision.tentative,
                "meant": decision.meant,
                "card_waits": decision.card_waits,
                "unsure": decision.is_unsure,
                "trace": trace_of(recognition.spans, decision),
            },
        )


def _go_on(results: Sequence[ToolResult], messages: Sequence[BaseMessage]) -> AIMessage | None:
    """The command that was to be made of what has been read, where there is one."""
    planned = next((one for one in reversed(messages) if isinstance(one, AIMessage) and one.tool_calls), None)
    then = planned.additional_kwargs.get("then") if planned is not None else None
    last = next((one.value for one in results if isinstance(one.value, LastOrder)), None)
    if planned is None or then is None or last is None:
        return None
    lines = [{"product": line.product, "quantity": f"{line.quantity:f}", "unit": line.unit} for line in last.lines]
    said = then["arguments"].get("lines") or []
    arguments = {"customer": last.customer, **then["arguments"], "lines": merged(lines, said)}
    call = ToolCall(name=then["operation"], args=arguments, id=uuid4().hex)
    kept = {name: planned.additional_kwargs[name] for name in ("blocks", "trace")}
    return AIMessage(planned.text, tool_calls=[call], additional_kwargs=kept)


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
