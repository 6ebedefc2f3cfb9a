""" "Export to Excel" after an answer that carried files: the same files again. No planner is asked."""

from __future__ import annotations

from assistant.conversation.language import asks_for_file
from assistant.conversation.loading import Waiting
from assistant.history import TurnRecord
from assistant.replies.blocks import FileBlock
from assistant.replies.words import say
from assistant.turn import TurnOutcome
from core.actor import Actor


def file_again(waiting: Waiting, actor: Actor) -> TurnOutcome | None:
    """The files of the last answer out of the books, or None where none are asked for, or it had none.

    What was only talk does not come between; another answer does, because then "it" is that one.
    """
    if not asks_for_file(waiting.text):
        return None
    last = next((record for record in reversed(waiting.transcript) if record.calls), None)
    files = _files(last) if last is not None and last.user_id == actor.user_id else ()
    if not files:
        return None
    return TurnOutcome(text=say("turn.file_again", actor.language), blocks=files, language=actor.language)


def _files(record: TurnRecord) -> tuple[FileBlock, ...]:
    return tuple(FileBlock.model_validate(block) for block in record.reply["blocks"] if block["type"] == "file")
