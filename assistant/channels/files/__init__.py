"""Fetching the files that replies carry, by whoever they were offered to: with a browser's sign-in or an API token.

What is in a file, and whose it is, is known by `assistant.files`.
"""

from __future__ import annotations

from fastapi import APIRouter

from assistant.channels.contract import ChannelContext


def make_router(context: ChannelContext) -> APIRouter:
    """The files below `/files`."""
    from assistant.channels.files.router import router

    return router
