"""How much of an endpoint's answer is read: a body without an end is given up, not kept in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx

BODY_MAX = 2 * 1024 * 1024
"""Bytes of one answer. The longest that can be used is a hundredth of it."""


class BodyTooLong(httpx.TransportError):
    """The endpoint sends more than anybody could use, or packed in a way that was not asked for."""


async def bounded(response: httpx.Response) -> None:
    """Lets the response be read up to `BODY_MAX` bytes; refuses `BodyTooLong`. A hook of the client."""
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > BODY_MAX:
        raise BodyTooLong(f"{length} bytes")
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise BodyTooLong("packed")  # a few packed bytes may be gigabytes; the client asks for none
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Bounded(response.stream)


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = BODY_MAX
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise BodyTooLong(f"more than {BODY_MAX} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
