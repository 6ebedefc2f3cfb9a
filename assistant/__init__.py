"""Conversations, planners, replies and channels: everything that turns a sentence into operations and back."""
