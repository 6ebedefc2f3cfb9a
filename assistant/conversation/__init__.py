"""A message becomes a turn: who speaks, in which language, what is decided or planned, what is answered and kept.

Nothing here knows a channel; planning is `agent`'s, deciding is `core.proposals`'.
"""

from assistant.conversation.calls import refused_call, run_call
from assistant.conversation.recording import record
from assistant.conversation.turns import RunTurn, TurnTaker

__all__ = ["RunTurn", "TurnTaker", "record", "refused_call", "run_call"]
