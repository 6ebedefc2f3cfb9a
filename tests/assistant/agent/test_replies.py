"""How sharply replies are judged: true ones that have to pass, and untrue ones that must not, written by hand.

Run with `-s` for the figures and for what was judged wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import yaml

from assistant.agent.naming import names_in
from assistant.agent.words import objection
from assistant.builtin.lexicon import Lexicon
from assistant.builtin.name_store import Entry
from assistant.builtin.names import NameIndex
from assistant.replies.blocks import Citation, CitationsBlock
from assistant.tools import ToolResult
from assistant.turn import CallMade, TurnInput
from core.actor import Actor, Role

_FOLDER = Path(__file__).parent / "replies"
_FACTS: dict[str, Any] = yaml.safe_load((_FOLDER / "facts.yaml").read_text(encoding="utf-8"))
_NOW = datetime(2026, 11, 23, 2, 2, tzinfo=UTC)

GOOD_STOPPED_MAX = 0.03


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply with the facts it answers from. `wrong` says what is wrong with it, if anything is."""

    facts: str
    language: str
    said: str
    words: str
    wrong: str | None = None

    @property
    def objection(self) -> str | None:
        """Why it would not be said."""
        actor = Actor(
            user_id=uuid4(), login="sales", name="", roles=frozenset({Role.SALESPERSON}), language=self.language
        )
        turn = TurnInput(actor, self.said, (), (), None, _NOW, uuid4(), "m-1")
        return objection(self.words, _results(self.facts), turn, names_in(_lexicon()))


def replies(name: str) -> list[Reply]:
    return [Reply(*row) for row in yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))]


def test_no_untrue_reply_passes_and_hardly_a_true_one_is_stopped() -> None:
    good, bad = replies("good"), replies("bad")
    stopped = [(reply, why) for reply in good if (why := reply.objection) is not None]
    passed = [reply for reply in bad if reply.objection is None]
    caught = len(bad) - len(passed)
    print(f"\n{len(bad)} untrue replies, {caught} caught: recall {caught / len(bad):.3f}")
    print(f"{len(good)} true replies, {len(stopped)} stopped: precision {caught / (caught + len(stopped)):.3f}")
    print(*(f"stopped ({why}): {reply.words}" for reply, why in stopped), sep="\n")
    print(*(f"passed ({reply.wrong}): {reply.words}" for reply in passed), sep="\n")
    assert not passed
    assert len(stopped) <= GOOD_STOPPED_MAX * len(good)


def test_the_replies_are_many_and_in_both_languages() -> None:
    for name in ("good", "bad"):
        written = replies(name)
        assert len({reply.words for reply in written}) == len(written) >= 60
        for language in ("zh", "en"):
            assert sum(reply.language == language for reply in written) >= 25


class _Fixed(Lexicon):
    """The names of the facts, without a database."""

    def __init__(self, names: NameIndex) -> None:
        self.names = names

    def refresh(self) -> None:
        """There is nothing to read."""


@cache
def _lexicon() -> Lexicon:
    return _Fixed(
        NameIndex(
            Entry(kind, uuid5(NAMESPACE_OID, code), code, text)
            for kind, code, *names in _FACTS["names"]
            for text in (code, *names)
        )
    )


def _results(facts: str) -> list[ToolResult]:
    found = _FACTS[facts]
    if found is None:
        return []
    cited = tuple(Citation(number=number, document="d", title="t", passage="p") for number in found.get("cited", ()))
    made = CallMade(found["operation"], {}, "ok", result=found["result"])
    return [ToolResult("1", (made,), found["text"], (CitationsBlock(items=cited),) if cited else ())]
