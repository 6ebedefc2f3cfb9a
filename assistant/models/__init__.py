"""Models behind an OpenAI-compatible endpoint: asking within a deadline, checking answers, leaving a dead one alone.

Which words of a model reach a person is decided in `agent`; the planner that needs no model is in `builtin`.
"""

from assistant.models.account import Account, Limits, Prices
from assistant.models.answers import UnfitAnswer
from assistant.models.breaker import Breaker
from assistant.models.endpoint import Endpoint, EndpointDown, chat_model
from assistant.models.planners import FastPath, Guidance, ModelTurn, OverLimit, Planners
from assistant.models.usage import Usage

__all__ = [
    "Account",
    "Breaker",
    "Endpoint",
    "EndpointDown",
    "FastPath",
    "Guidance",
    "Limits",
    "ModelTurn",
    "OverLimit",
    "Planners",
    "Prices",
    "UnfitAnswer",
    "Usage",
    "chat_model",
]
