"""What asking a model cost: as its endpoint tells, or as far as the length of what was said lets guess."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
_LETTERS_A_TOKEN = 4


@dataclass(slots=True)
class Usage:
    """The answers of one turn and their tokens; `estimated` where an endpoint counted none."""

    answers: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False

    @property
    def tokens(self) -> int:
        """All tokens, asked and answered."""
        return self.prompt_tokens + self.completion_tokens

    def add(self, said: BaseMessage, asked_tokens: int = 0) -> None:
        """Counts an answer, fit or not: it is paid for either way. `asked_tokens` is a guess of what was asked."""
        self.answers += 1
        told = said.usage_metadata if isinstance(said, AIMessage) else None
        if told is not None and told["input_tokens"] + told["output_tokens"] > 0:
            self.prompt_tokens += told["input_tokens"]
            self.completion_tokens += told["output_tokens"]
        else:
            self.estimated = True
            self.prompt_tokens += asked_tokens
            self.completion_tokens += tokens_in([said], ())

    def as_json(self) -> dict[str, Any]:
        """The figures, for a turn's trace."""
        counted: dict[str, Any] = {
            "answers": self.answers,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
        }
        return counted | ({"estimated": True} if self.estimated else {})


def tokens_in(messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> int:
    """About how many tokens messages and tools are: one for a Chinese character, one for four other letters."""
    texts = [message.text for message in messages]
    calls = [message.tool_calls for message in messages if isinstance(message, AIMessage)]
    text = "".join([*map(str, texts), json.dumps([*calls, *tools], ensure_ascii=False, default=str)])
    wide = len(_WIDE.findall(text))
    return wide + (len(text) - wide) // _LETTERS_A_TOKEN
