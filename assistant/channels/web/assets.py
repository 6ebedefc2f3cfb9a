"""The page's scripts, styles and pictures, under an address that changes with their content.

So a browser may keep them for good, and never runs the scripts of two releases together.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path, PurePosixPath

from fastapi import APIRouter, HTTPException, Response

router = APIRouter()

_FOLDER = Path(__file__).parent / "static"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@router.get("/web/static/{version}/{name:path}")
def asset(version: str, name: str) -> Response:
    """One file. An older version's address gives today's content, not to be kept."""
    content = _contents().get(name)
    if content is None:
        raise HTTPException(404)
    headers = _FOR_GOOD if version == _version() else {**_FOR_GOOD, "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=_MEDIA_TYPES[PurePosixPath(name).suffix])


@router.get("/favicon.ico")
def favicon() -> Response:
    """The mark, for browsers that look for it without being told where."""
    return asset(_version(), "mark.svg")


def address_of(name: str) -> str:
    """Where the browser finds the file `name`."""
    if name not in _contents():
        raise LookupError(f"no static file {name}")
    return f"/web/static/{_version()}/{name}"


@cache
def _contents() -> dict[str, bytes]:
    """Every file by its name. Only what was found here is ever served, whatever a path says."""
    found = sorted(path for path in _FOLDER.rglob("*") if path.suffix in _MEDIA_TYPES)
    return {path.relative_to(_FOLDER).as_posix(): path.read_bytes() for path in found}


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for name, content in _contents().items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]
