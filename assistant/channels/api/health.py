"""Whether the server lives, and whether it can work."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from assistant.channels.api.identifying import Context

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """That the process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Of each part "ok", or what is wrong with it."""

    status: Literal["ready", "not_ready"]
    checks: dict[str, str]


@router.get("/healthz")
async def healthz() -> Alive:
    """The process answers; says nothing of what it needs."""
    return Alive()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(context: Context, response: Response) -> Readiness:
    """Whether database, index and queue work; 503 while one of them does not."""
    checks = dict(await run_in_threadpool(context.readiness))
    ready = all(check == "ok" for check in checks.values())
    response.status_code = 200 if ready else 503
    return Readiness(status="ready" if ready else "not_ready", checks=checks)
