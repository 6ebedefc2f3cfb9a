"""The routes of the web channel, put together."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.channels.contract import ChannelContext
from assistant.channels.web import arriving, assets, charts, pages, signing, talking


def make_web_router(context: ChannelContext) -> APIRouter:
    """Everything the browser asks for."""
    router = APIRouter(include_in_schema=False)
    for part in (
        pages.router,
        signing.router,
        talking.router,
        charts.router,
        assets.router,
        arriving.make_router(context.database),
    ):
        router.include_router(part)
    return router
