"""How a command ends: 0 done, 2 refused, 1 a fault; with a sentence that says what to do, and never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer

DONE, FAULT, REFUSED = 0, 1, 2
INTERRUPTED = 130


def finish(command: Callable[[], int], as_json: bool = False) -> None:
    """Runs the command and leaves with its exit code; whatever it raises is told in Chinese and English."""
    from core.database.leaving import leave_on_signals
    from core.errors import Refusal

    leave_on_signals()
    _log()
    try:
        code = command()
        sys.stdout.flush()
    except Refusal as refusal:
        code = _tell(refusal, as_json)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; what is left of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAULT
    except Exception as error:
        code = _tell_fault(error, as_json)
    raise typer.Exit(code)


def say_both(key: str, **facts: object) -> str:
    """A sentence in Chinese and, below it, in English: nobody is signed in yet whose language could be known."""
    from assistant.replies.words import say

    return "\n".join(say(f"terminal.{key}", language, **facts) for language in ("zh", "en"))


def tell(key: str, **facts: object) -> None:
    """Prints a sentence in the language of the person's environment."""
    from assistant.cli.help import terminal_language
    from assistant.replies.words import say

    print(say(f"terminal.{key}", terminal_language(), **facts), flush=True)


def _tell(refusal: object, as_json: bool) -> int:
    from assistant.replies.present import present_refusal
    from core.errors import Refusal, Unavailable

    assert isinstance(refusal, Refusal)
    sentences = [present_refusal(refusal, language)[0] for language in ("zh", "en")]
    _print_error(refusal.code, refusal.kind, sentences, as_json)
    return FAULT if isinstance(refusal, Unavailable) or refusal.code in _SETTINGS_WRONG else REFUSED


# Wrong settings are a fault of the installation, not a no of the books.
_SETTINGS_WRONG = frozenset({"SettingUnfit", "DatabaseUrlInvalid"})


def _tell_fault(error: Exception, as_json: bool) -> int:
    import logging

    logging.getLogger(__name__).info("fault", exc_info=error)
    first_line = str(error).strip().split("\n", 1)[0][:300]
    _print_error("Fault", "fault", say_both("fault", kind=type(error).__name__, said=first_line).split("\n"), as_json)
    return FAULT


def _print_error(code: str, kind: str, sentences: list[str], as_json: bool) -> None:
    if as_json:
        import orjson

        zh, en = sentences[0], sentences[-1]
        print(orjson.dumps({"error": {"code": code, "kind": kind, "zh": zh, "en": en}}).decode())
    print("\n".join(sentences), file=sys.stderr)


def _log() -> None:
    import logging

    level = os.environ.get("ZHANGGUI_LOG_LEVEL", "error").upper()
    known = logging.getLevelNamesMapping().get(level, logging.ERROR)
    logging.basicConfig(level=known, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
