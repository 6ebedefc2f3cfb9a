"""How values travel to PostgreSQL and back where psycopg's own way is not ours: JSON, and instants without a zone."""

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


def adapters() -> AdaptersMap:
    """What a connection must be opened with."""
    chosen = AdaptersMap(psycopg.adapters)
    set_json_dumps(_to_json, chosen)
    set_json_loads(orjson.loads, chosen)
    chosen.register_dumper(datetime, _InstantDumper)
    return chosen


class _InstantDumper(DatetimeDumper):
    """Refuses a naive datetime, which PostgreSQL would silently take for one in the session's zone."""

    def upgrade(self, obj: datetime, format: PyFormat) -> Any:  # noqa: ANN401 - the type is psycopg's
        if obj.tzinfo is None:
            raise TypeError(f"a datetime without a zone cannot be stored: {obj!r}")
        return super().upgrade(obj, format)


def _to_json(value: object) -> bytes:
    return orjson.dumps(value, default=_decimal_text)


def _decimal_text(value: object) -> str:
    """Decimals become strings, never floats. Datetimes, dates, ids and states are known to orjson itself."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
