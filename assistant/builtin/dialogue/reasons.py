"""Why something is cancelled, refused or given back, where that stands by itself: "退2台血压计，屏幕坏了"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby

from assistant.builtin.dialogue.choices import any_of
from assistant.builtin.dialogue.fillers import asks_outright, left_over
from assistant.builtin.dialogue.own_words import chunks
from assistant.builtin.spans import Span
from assistant.data_files import data_of


def reason_apart(text: str, spans: Sequence[Span]) -> tuple[int, int] | None:
    """The most said in clauses one behind the other that name nothing, ask for nothing and say more than courtesies."""
    whole = chunks(text)
    telling = [_tells(text, edges, spans) for edges in whole]
    if True not in telling or all(telling):
        return None
    runs = [list(run) for tells, run in groupby(range(len(whole)), key=telling.__getitem__) if tells]
    edges = [(whole[run[0]][0], whole[run[-1]][1]) for run in runs]
    return max(edges, key=lambda one: one[1] - one[0])


def _tells(text: str, edges: tuple[int, int], spans: Sequence[Span]) -> bool:
    start, end = edges
    said = text[start:end]
    named = any(span.start < end and start < span.end for span in spans)
    return not named and len(left_over(said)) > 1 and not asks_outright(said) and not _wanting().search(said)


@cache
def _wanting() -> re.Pattern[str]:
    return any_of(data_of("assistant.builtin.dialogue", "own_words.yaml")["apart"]["wanting"])
