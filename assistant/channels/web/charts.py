"""The charts of a turn as pictures, drawn from the figures that were recorded with it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import TypeAdapter

from assistant.channels.api.identifying import Context
from assistant.channels.web.browser import require_actor
from assistant.channels.web.guarding import DataRoute
from assistant.channels.web.shown import own_conversation
from assistant.history import TurnRow
from assistant.replies.blocks import Block, ChartBlock

router = APIRouter(route_class=DataRoute)

_blocks = TypeAdapter(tuple[Block, ...])
_HEADERS = {
    # Opened by itself the picture is a document; it needs its own styles and nothing else.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    # A recorded turn never changes.
    "Cache-Control": "private, max-age=31536000, immutable",
}


@router.get("/web/charts/{turn}/{place}.svg")
def chart(turn: UUID, place: int, request: Request, context: Context) -> Response:
    """The block at `place` of the turn's reply; 404 when that is no chart, or the conversation is not the person's."""
    with context.database.transaction() as session:
        actor = require_actor(session, request)
        row = session.get(TurnRow, turn)
        if row is None:
            raise HTTPException(404)
        own_conversation(session, row.conversation_id, actor)
        blocks = _blocks.validate_python(row.reply["blocks"])
    block = blocks[place] if 0 <= place < len(blocks) else None
    if not isinstance(block, ChartBlock):
        raise HTTPException(404)
    # Lazy: it loads the drawing library, which takes a second.
    from assistant.replies.charts import render_chart

    return Response(render_chart(block, format="svg"), headers=_HEADERS, media_type="image/svg+xml")
