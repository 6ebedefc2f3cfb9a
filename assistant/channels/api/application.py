"""The factory of the HTTP application. Every channel that speaks HTTP mounts its router here."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI

from assistant.channels.api import conversations, documentation, health
from assistant.channels.api.operations import operations_router
from assistant.channels.api.problems import MEDIA_TYPE, Problem, install_problems
from assistant.channels.contract import ChannelContext

BODY_MAX = 1_000_000
"""Bytes of a request's body; the API takes no files."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_api(
    context: ChannelContext, *, routers: Sequence[APIRouter] = (), lifespan: Lifespan | None = None
) -> FastAPI:
    """The application: health, REST under /api/v1, its documentation under /docs, and what other channels mount.

    Operations must be loaded before, since their routes are made here. `lifespan` runs the workers beside it.
    """
    app = FastAPI(
        title="Zhanggui 掌柜",
        version=importlib.metadata.version("zhanggui"),
        lifespan=lifespan,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        max_body_size=BODY_MAX,
        responses={"default": {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "What went wrong"}},
    )
    app.state.context = context
    install_problems(app)
    app.include_router(health.router)
    app.include_router(documentation.router)
    app.include_router(conversations.router, prefix="/api/v1")
    app.include_router(operations_router(), prefix="/api/v1")
    for router in routers:
        app.include_router(router)
    return app
