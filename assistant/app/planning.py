"""The planners of a process, from the settings: the built-in one, and a model where one is set up."""

from __future__ import annotations

from assistant.builtin.planner import BuiltinPlanner
from assistant.models import Planners, chat_model
from assistant.settings import Settings
from core.database import Database


def make_planners(settings: Settings, database: Database) -> Planners:
    """Loads what the built-in planner knows (about a second), and prepares the model's client; to be closed."""
    model = None
    if settings.model_url is not None or settings.model_key is not None:
        key = settings.model_key.get_secret_value() if settings.model_key else None
        model = chat_model(settings.model_url, key, settings.model_name, timeout_s=settings.model_deadline_s)
    builtin = BuiltinPlanner.load(database, settings.learned)
    return Planners(builtin, model, deadline_s=settings.model_deadline_s)
