"""What a model is told before the conversation: the reviewed policy text with the facts of the moment."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from assistant.turn import TurnInput

_LANGUAGES = {"zh": "Chinese", "en": "English"}


def policy_for(turn: TurnInput) -> str:
    """The policy with today's date, the zone, and who is speaking; text from people and documents is not in it."""
    actor = turn.actor
    local = turn.now.astimezone(actor.zone)
    pending = ", ".join(str(card.id) for card in turn.pending) or "none"
    return _policy().format(
        today=local.strftime("%A, %d %B %Y"),
        zone=actor.zone.key,
        who=actor.login,
        roles=", ".join(sorted(role.value for role in actor.roles)),
        language=_LANGUAGES.get(actor.language, "English"),
        pending=pending,
    )


@cache
def _policy() -> str:
    return files("assistant").joinpath("policy.md").read_text(encoding="utf-8")
