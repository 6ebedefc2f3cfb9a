"""The terminal: replies drawn in characters, and a person typing. What a message sets off is decided elsewhere."""

from assistant.channels.terminal.drawing import draw_reply

__all__ = ["CHANNEL", "draw_reply"]

CHANNEL = "terminal"
