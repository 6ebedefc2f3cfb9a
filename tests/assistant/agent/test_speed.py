"""What the loop itself costs, beside planners, tools and the database."""

from __future__ import annotations

import subprocess
import sys
import time

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.agent import run_turn
from assistant.models import Planners
from tests.assistant.agent.shop import Shop

OVERHEAD_MS_MAX = 2.0


class Echo(BaseChatModel):
    """A planner that costs nothing."""

    @property
    def _llm_type(self) -> str:
        return "echo"

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: object = None, **kwargs: object
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("hello"))])


def test_the_loop_costs_next_to_nothing(shop: Shop) -> None:
    turn, planners = shop.turn("你好"), Planners(Echo(), deadline_s=5.0)
    run_turn(turn, database=shop.database, planners=planners)
    costs = []
    for _ in range(50):
        began = time.process_time()
        run_turn(turn, database=shop.database, planners=planners)
        costs.append(time.process_time() - began)
    assert sorted(costs)[len(costs) // 2] * 1000 < OVERHEAD_MS_MAX


def test_without_a_model_no_library_of_models_is_imported() -> None:
    heavy = ("langchain_openai", "openai", "langgraph", "chromadb", "sklearn")
    code = f"import assistant.agent, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
