"""What asking a model cost, as far as its endpoint tells."""

from __future__ import annotations

from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage


@dataclass(slots=True)
class Usage:
    """The answers of one turn and their tokens. An endpoint that counts no tokens leaves them 0."""

    answers: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def add(self, said: BaseMessage) -> None:
        """Counts an answer, fit or not: it is paid for either way."""
        self.answers += 1
        told = said.usage_metadata if isinstance(said, AIMessage) else None
        if told is not None:
            self.prompt_tokens += told["input_tokens"]
            self.completion_tokens += told["output_tokens"]

    def as_json(self) -> dict[str, int]:
        """The figures, for a turn's trace."""
        return {
            "answers": self.answers,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
        }
