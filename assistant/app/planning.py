"""The planners of a process, from the settings: the built-in one, and a model where one is set up."""

from __future__ import annotations

from langchain_core.language_models import BaseChatModel

from assistant.builtin.planner import BuiltinPlanner
from assistant.models import Account, FastPath, Guidance, Limits, Planners, Prices, chat_model
from assistant.models.endpoint import DEFAULT_MODEL
from assistant.settings import Settings
from core.database import Database


def make_planners(settings: Settings, database: Database) -> Planners:
    """Loads what the built-in planner knows (about a second), and prepares the model's client; to be closed.

    With a model, what chooses its tools is loaded too: some seconds the first time, then from the cache.
    """
    builtin = BuiltinPlanner.load(database, settings.learned)
    if settings.model_url is None and settings.model_key is None:
        return Planners(builtin, deadline_s=settings.model_deadline_s)
    return Planners(
        builtin,
        model_of(settings),
        deadline_s=settings.model_deadline_s,
        guidance=guidance_of(settings, builtin),
        account=account_of(settings, database),
    )


def model_of(settings: Settings) -> BaseChatModel:
    """A client of the model that the settings name."""
    return chat_model(
        settings.model_url,
        settings.model_key.get_secret_value() if settings.model_key else None,
        settings.model_name,
        timeout_s=settings.model_deadline_s,
        answer_tokens=settings.model_tokens_answer,
    )


def guidance_of(settings: Settings, builtin: BuiltinPlanner) -> Guidance:
    """What the built-in planner knows of the company, for a model."""
    from assistant.agent.choosing import Chooser
    from assistant.agent.naming import names_in

    return Guidance(
        relevant=Chooser.load(settings.learned, settings.model_tools_max).relevant,
        names=names_in(builtin.lexicon),
        fast_path=FastPath(settings.model_fast_path),
    )


def account_of(settings: Settings, database: Database) -> Account:
    """The account of the model that is set up, with its prices and limits."""
    return Account(
        database,
        settings.model_name or DEFAULT_MODEL,
        Prices(settings.model_price_prompt, settings.model_price_completion, settings.model_price_currency),
        Limits(
            turn=settings.model_tokens_turn,
            conversation=settings.model_tokens_conversation,
            user_day=settings.model_tokens_user_day,
            day=settings.model_tokens_day,
            day_cost=settings.model_cost_day,
        ),
    )
