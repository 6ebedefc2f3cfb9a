"""How every answer of the web channel leaves: with headers that let a browser do no more than the page needs.

What goes wrong on the way to a page becomes a page; on the way to data, problem details as in the API.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import uuid4

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.channels.api.problems import MEDIA_TYPE, broken, problem_of
from assistant.channels.web.browser import SignedOut, language_of_page
from assistant.channels.web.drawing import draw
from assistant.replies.words import say
from core.errors import Refusal

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

logger = logging.getLogger(__name__)

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class DataRoute(APIRoute):
    """A route that answers the page's own code: a refusal in the page's language, and 401 who is signed out."""

    def get_route_handler(self) -> _Handler:
        """The handler, guarded."""
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return _with_headers(await handler(request))
            except Refusal as refusal:
                problem = problem_of(refusal, language_of_page(request))
                status = 401 if isinstance(refusal, SignedOut) else problem.status
                told = problem.model_copy(update={"status": status}).model_dump_json()
                return _with_headers(Response(told, status, media_type=MEDIA_TYPE))

        return guarded


class PageRoute(APIRoute):
    """A route that answers a person: what goes wrong is a page with a sentence."""

    def get_route_handler(self) -> _Handler:
        """The handler, guarded."""
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await handler(request)
            except HTTPException:
                raise
            except Refusal as refusal:
                response = _refused(request, refusal)
            except Exception as error:
                response = _broke(request, error)
            return _with_headers(response)

        return guarded


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _refused(request: Request, refusal: Refusal) -> Response:
    language = language_of_page(request)
    problem = problem_of(refusal, language)
    return draw("trouble.html", language, status=problem.status, title=problem.title, sentence=problem.detail)


def _broke(request: Request, error: Exception) -> Response:
    reference = uuid4().hex[:8]
    logger.error("page %s failed, reference %s", request.url.path, reference, exc_info=error)
    language = language_of_page(request)
    sentence = broken(language, reference).detail
    return draw("trouble.html", language, status=500, title=say("web.trouble", language), sentence=sentence)
