"""The address of a file block: one for the page and for programs, because one reply may be read by both."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from assistant import files
from assistant.channels.api.identifying import Context, TokenIfAny, actor_of
from assistant.channels.web.browser import require_actor
from assistant.channels.web.guarding import DataRoute
from core.actor import Actor

router = APIRouter(tags=["files"], route_class=DataRoute)

_FETCHED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file"}
}


@router.get("/files/{turn}/{place}", response_class=Response, responses=_FETCHED)
def fetch_file(turn: str, place: str, request: Request, context: Context, token: TokenIfAny) -> Response:
    """A file that a reply carries, by the `url` of its block; a bearer token or the page's sign-in says who asks."""
    with context.database.transaction() as session:
        actor = _who_asks(session, request, token)
        file = files.own_file(session, f"/files/{turn}/{place}", user_id=actor.user_id)
    return Response(file.content(), media_type=file.media_type, headers={"Content-Disposition": saved_as(file.name)})


def saved_as(name: str) -> str:
    """The header that lets a browser save a file under its name (RFC 6266, with the name as RFC 5987 writes it)."""
    plain = re.sub(r"[^A-Za-z0-9 ._-]+", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _who_asks(session: Session, request: Request, token: str | None) -> Actor:
    return actor_of(session, token) if token is not None else require_actor(session, request)
