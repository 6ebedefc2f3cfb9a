"""Operations as tools: what a planner is shown, what happens when it calls one, and what comes back.

Who plans, and what is said about results, is decided above.
"""

from assistant.tools.calls import ToolCall, ToolResult
from assistant.tools.schemas import CHANGE_CARD, tool_schemas
from assistant.tools.toolbox import Toolbox

__all__ = ["CHANGE_CARD", "ToolCall", "ToolResult", "Toolbox", "tool_schemas"]
