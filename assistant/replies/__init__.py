"""Replies: blocks, the words and cards that fill them, and the object every channel and API client receives."""
