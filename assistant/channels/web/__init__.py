"""The web channel: the page people talk on in a browser. It loads nothing from elsewhere and needs no build step."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.channels.contract import ChannelContext


def make_router(context: ChannelContext) -> APIRouter:
    """The page at `/`, and what it needs below `/web`."""
    from assistant.channels.web.router import make_web_router

    return make_web_router(context)
