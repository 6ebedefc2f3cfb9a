"""How values travel to PostgreSQL and back where psycopg's own way is not ours: text, JSON, instants without a zone."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
import psycopg
from psycopg.abc import PyFormat
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import DatetimeDumper
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg.types.string import StrDumperUnknown


def adapters() -> AdaptersMap:
    """What a connection must be opened with."""
    chosen = AdaptersMap(psycopg.adapters)
    set_json_dumps(_to_json, chosen)
    set_json_loads(orjson.loads, chosen)
    chosen.register_dumper(datetime, _InstantDumper)
    chosen.register_dumper(str, _TextDumper)
    return chosen


class _TextDumper(StrDumperUnknown):
    """PostgreSQL has no NUL in a text, and a lone surrogate cannot be written as UTF-8: neither is worth a fault."""

    def dump(self, obj: str) -> Any:  # noqa: ANN401 - the type is psycopg's
        return super().dump(storable(obj))


class _InstantDumper(DatetimeDumper):
    """Refuses a naive datetime, which PostgreSQL would silently take for one in the session's zone."""

    def upgrade(self, obj: datetime, format: PyFormat) -> Any:  # noqa: ANN401 - the type is psycopg's
        if obj.tzinfo is None:
            raise TypeError(f"a datetime without a zone cannot be stored: {obj!r}")
        return super().upgrade(obj, format)


def storable(text: str) -> str:
    """The text as PostgreSQL can keep it."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _to_json(value: object) -> bytes:
    try:
        written = orjson.dumps(value, default=_decimal_text)
    except TypeError:  # perhaps a lone surrogate
        return orjson.dumps(_storable(value), default=_decimal_text)
    return orjson.dumps(_storable(value), default=_decimal_text) if b"\\u0000" in written else written


def _storable(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {_storable(key): _storable(inner) for key, inner in value.items()}
    return [_storable(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _decimal_text(value: object) -> str:
    """Decimals become strings, never floats. Datetimes, dates, ids and states are known to orjson itself."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
