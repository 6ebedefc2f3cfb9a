"""One REST route for every operation, made from its definition: path, schema of the arguments, schema of the result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from assistant.channels.api.identifying import CHANNEL, Context, Token, actor_of
from assistant.channels.contract import ChannelContext
from assistant.channels.direct import call_operation
from assistant.replies.blocks import Reply
from core import operations
from core.operations import Effect, Operation


class OperationShown(BaseModel):
    """An operation the caller may use."""

    name: str
    effect: Effect
    harmless: bool
    description: str
    arguments: dict[str, Any]


class OperationAnswer(Reply):
    """The answer to a call: a `Reply`, with the operation's own typed result (null for a card that waits)."""

    result: Any = None


def operations_router() -> APIRouter:
    """The routes of all operations that are declared now."""
    router = APIRouter(prefix="/operations")
    router.add_api_route("", list_operations, tags=["operations"], methods=["GET"])
    for operation in operations.all_operations():
        router.add_api_route(
            f"/{operation.name}",
            _endpoint(operation.name),
            methods=["POST"],
            name=operation.name,
            operation_id=operation.name,
            summary=operation.summary,
            description=operation.description,
            tags=[operation.area],
            responses={200: {"model": OperationAnswer}},
            openapi_extra=_documented(operation),
        )
    return router


def list_operations(context: Context, token: Token) -> list[OperationShown]:
    """The operations the caller may use, with the JSON schema of their arguments."""
    with context.database.transaction() as session:
        actor = actor_of(session, token)
    return [
        OperationShown(
            name=operation.name,
            effect=operation.effect,
            harmless=operation.harmless,
            description=operation.description,
            arguments=operation.schema,
        )
        for operation in operations.available_to(actor)
    ]


def _endpoint(name: str) -> Callable[[Request, ChannelContext, str], Awaitable[Response]]:
    async def call(request: Request, context: Context, token: Token) -> Response:
        arguments = _arguments(await request.body())
        answer = await run_in_threadpool(_call, context, token, name, arguments)
        return Response(orjson.dumps(answer), media_type="application/json")

    return call


def _call(context: ChannelContext, token: str, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return call_operation(context, name, arguments, channel=CHANNEL, identify=lambda session: actor_of(session, token))


def _arguments(body: bytes) -> dict[str, Any]:
    """The body as arguments; none means no arguments."""
    try:
        arguments = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise RequestValidationError([{"loc": ("body",), "msg": str(error), "type": "json_invalid"}]) from error
    if not isinstance(arguments, dict):
        raise RequestValidationError([{"loc": ("body",), "msg": "a JSON object is needed", "type": "dict_type"}])
    return arguments


def _documented(operation: Operation) -> dict[str, Any]:
    # Without references, whose addresses would lead nowhere inside OpenAPI.
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": operation.schema}}}}
