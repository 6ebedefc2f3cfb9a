"""A turn by a planner and its tools: the loop within hard limits, and what of it reaches the person.

Which models there are is in `models`, what tools do in `tools`; the person's yes or no never comes here.
"""

from assistant.agent.running import run_turn

__all__ = ["run_turn"]
