"""The JSON Schema of a reply, as it is published in docs/blocks.schema.json.

`python -m assistant.replies.schema docs/blocks.schema.json` writes it anew after a change of `blocks`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from assistant.replies.blocks import Reply


def reply_schema() -> dict[str, Any]:
    """The schema of the object that `chat --json`, `confirm --json` and the REST API answer with."""
    schema = Reply.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(reply_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
