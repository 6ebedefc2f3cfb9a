"""The server process: HTTP, the channels that messages are pushed to, and the workers, in one event loop."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import uvicorn
from fastapi import FastAPI

from assistant.app import media
from assistant.app.application import Application
from assistant.app.working import work_when_free
from assistant.channels.api import create_api
from core.errors import Unavailable

CONNECTIONS_END_WITHIN = 3
"""Seconds that open requests get to end when the server is told to stop."""

logger = logging.getLogger(__name__)


class PortTaken(Unavailable):
    """Another program listens there. Facts: host, port."""


class AddressRefused(Unavailable):
    """The system does not let us listen there. Facts: host, port, said (the system's words)."""


def serve(application: Application, *, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM. `on_ready` is told the address once requests are answered.

    Refuses `PortTaken` and `AddressRefused` before anything else is started.
    """
    listening = listen_on(host, port)
    address = _address(host, listening.getsockname()[1])
    server = uvicorn.Server(
        uvicorn.Config(
            make_server_app(application, on_ready=lambda: on_ready(address)),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=CONNECTIONS_END_WITHIN,
        )
    )
    try:
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        listening.close()


def make_server_app(application: Application, *, on_ready: Callable[[], None] = lambda: None) -> FastAPI:
    """The HTTP application with everything that runs beside it."""
    routers = media.routers(application.context)
    application.channels.update(media.pushed_channels(application.context))
    return create_api(application.context, routers=routers, lifespan=_beside(application, on_ready))


def listen_on(host: str, port: int) -> socket.socket:
    """A socket that listens there; refuses `PortTaken` and `AddressRefused`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=port) from error
        raise AddressRefused(host=host, port=port, said=error.strerror or str(error)) from error
    listening.setblocking(False)
    return listening


def _beside(
    application: Application, on_ready: Callable[[], None]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        application.answers.listen()
        tasks = [asyncio.create_task(work_when_free(application), name="workers")]
        tasks.extend(asyncio.create_task(channel.run(), name=name) for name, channel in application.channels.items())
        for task in tasks:
            task.add_done_callback(_report)
        try:
            await asyncio.to_thread(application.warm_up)
            on_ready()
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    return lifespan


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("%s stopped", task.get_name(), exc_info=error)


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
