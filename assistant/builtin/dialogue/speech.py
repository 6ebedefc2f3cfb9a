"""Turns of speech, as patterns from data: going on from the last answer, repeating an order, pointing at something."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml


def says(what: str, text: str) -> bool:
    """Whether the text has one of the turns of speech filed under `what`."""
    return turn_of_speech(what).search(text.strip()) is not None


@cache
def turn_of_speech(what: str) -> re.Pattern[str]:
    """The pattern filed under `what`; raises KeyError where there is none."""
    return re.compile("|".join(_data()[what]), re.IGNORECASE)


@cache
def _data() -> dict[str, list[str]]:
    text = files("assistant.builtin.dialogue").joinpath("speech.yaml").read_text(encoding="utf-8")
    data: dict[str, list[str]] = yaml.safe_load(text)
    return data
