"""The published schema of a reply is that of the code, and replies keep to it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from assistant.replies.blocks import Reply
from assistant.replies.present import present_proposed, present_result
from assistant.replies.schema import reply_schema, schema_text
from tests.assistant.replies.samples import NOW, manager, placed, proposal, seller
from tests.assistant.replies.samples_results import ORDER, REGIONS, sales_report

_PUBLISHED = Path(__file__).parents[3] / "docs" / "blocks.schema.json"


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert _PUBLISHED.read_text(encoding="utf-8") == schema_text(), "run python -m assistant.replies.schema PATH"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(reply_schema())


def test_replies_keep_to_the_schema() -> None:
    published = json.loads(_PUBLISHED.read_text(encoding="utf-8"))
    for text, blocks in (
        present_proposed(proposal(placed()), actor=seller(), now=NOW),
        present_result("report_sales", sales_report(*REGIONS), actor=manager(), now=NOW),
        present_result("get_order", ORDER, actor=seller("en"), now=NOW),
    ):
        reply = Reply(conversation="c", turn="t", language="zh", text=text, blocks=blocks)
        jsonschema.validate(reply.to_json(), published)
