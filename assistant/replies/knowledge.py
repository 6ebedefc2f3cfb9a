"""Answers from the company's documents: their own words with the passages they rest on, or that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.replies.blocks import Block, ButtonsBlock, Citation, CitationsBlock, TextBlock
from assistant.replies.entries import language_of
from assistant.replies.reader import Reader

if TYPE_CHECKING:
    # Searching loads numpy; showing what was found does not need it.
    from knowledge.queries import KnowledgeAnswer


def present_answer(answer: KnowledgeAnswer, reader: Reader) -> tuple[str, tuple[Block, ...]]:
    """The answer as it stands in the documents, with its sources; what to do next where it may not have helped."""
    if not answer.answered:
        text = reader.say("knowledge.no_answer")
        return text, (ButtonsBlock(buttons=(reader.saying("press.open_ticket", "primary"),)),)
    blocks: list[Block] = []
    if answer.language and language_of(answer.language) != language_of(reader.language):
        blocks.append(TextBlock(text=reader.say("knowledge.other_language"), tone="muted"))
    sources = (
        Citation(
            number=citation.number,
            document=str(citation.document),
            title=citation.title,
            section=citation.section,
            passage=citation.passage,
        )
        for citation in answer.citations
    )
    blocks.append(CitationsBlock(items=tuple(sources)))
    if not reader.inside:
        blocks.append(ButtonsBlock(buttons=(reader.saying("press.still_broken"),)))
    return answer.text, tuple(blocks)
