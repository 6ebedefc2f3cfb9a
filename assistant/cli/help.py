"""The help texts of the command line, in the language of the person's environment."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path


def terminal_language() -> str:
    """zh or en, by LC_ALL, LC_MESSAGES or LANG; en when they say neither."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "en"


def text(key: str) -> str:
    """The help text of a command or an option."""
    return _texts(terminal_language())[key]


@cache
def _texts(language: str) -> dict[str, str]:
    # Apart from all other words: reading those takes longer than `zhanggui --help` should.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    source = Path(__file__).with_name("words") / f"{language}.yaml"
    texts: dict[str, str] = yaml.load(source.read_text(encoding="utf-8"), loader)
    return texts
