"""What went wrong, as RFC 9457 problem details: every answer that is not a success has this one shape."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from starlette.exceptions import HTTPException

from assistant.channels.api.identifying import TokenMissing, language_wanted
from assistant.replies.present import present_refusal
from assistant.replies.words import say
from assistant.waiting import AnswerLate
from core.errors import Refusal
from core.identity.tokens import TokenRefused

MEDIA_TYPE = "application/problem+json"

_STATUS = {"not_found": 404, "not_permitted": 403, "invalid": 422, "conflict": 409, "unavailable": 503}
_OWN_STATUS: dict[type[Refusal], int] = {TokenMissing: 401, TokenRefused: 401, AnswerLate: 504}

logger = logging.getLogger(__name__)


class Problem(BaseModel):
    """Problem details. `code` is the stable name of what went wrong, `facts` its figures and names."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    facts: dict[str, Any] = {}
    choices: list[dict[str, str]] = []


def install_problems(app: FastAPI) -> None:
    """Makes every failure of the application answer with a problem."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(Exception, _broke)


def problem_of(refusal: Refusal, language: str) -> Problem:
    """A refusal as a problem, in words of `language`."""
    return Problem(
        type=f"urn:zhanggui:problem:{refusal.code}",
        title=say(f"api.problem.{refusal.kind}", language),
        status=_OWN_STATUS.get(type(refusal), _STATUS.get(refusal.kind, 400)),
        detail=present_refusal(refusal, language)[0],
        code=refusal.code,
        facts=to_jsonable_python(refusal.facts, fallback=str),
        choices=[
            {"value": choice.value, "name_zh": choice.name_zh, "name_en": choice.name_en} for choice in refusal.choices
        ],
    )


def broken(language: str, reference: str) -> Problem:
    """A fault of ours; `reference` finds it in the log."""
    return Problem(
        type="urn:zhanggui:problem:Fault",
        title=HTTPStatus.INTERNAL_SERVER_ERROR.phrase,
        status=500,
        detail=say("turn.something_broke", language, reference=reference),
        code="Fault",
        facts={"reference": reference},
    )


def _answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(problem.model_dump(mode="json")), problem.status, dict(headers or {}), media_type=MEDIA_TYPE
    )


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    problem = problem_of(error, language_wanted(request))
    return _answer(problem, {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None)


async def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    detail = say("api.request_not_understood", language_wanted(request), place=place, reason=first["msg"])
    return _answer(
        Problem(
            type="urn:zhanggui:problem:RequestInvalid",
            title=HTTPStatus.UNPROCESSABLE_ENTITY.phrase,
            status=422,
            detail=detail,
            code="RequestInvalid",
            facts={"place": place, "reason": first["msg"]},
        )
    )


async def _not_served(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(
        Problem(
            type="about:blank",
            title=HTTPStatus(error.status_code).phrase,
            status=error.status_code,
            detail=str(error.detail),
            code=HTTPStatus(error.status_code).name,
        ),
        error.headers,
    )


async def _broke(request: Request, error: Exception) -> Response:
    reference = uuid4().hex[:8]
    # The server logs the exception itself, right after this line: it is raised again behind every handler.
    logger.error("request %s %s failed, reference %s", request.method, request.url.path, reference)
    return _answer(broken(language_wanted(request), reference))
