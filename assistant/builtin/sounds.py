"""How Chinese characters sound (pinyin without tones), character by character, for misspelt and romanised names.

A character with several readings has the one that names use (重 is chong, 行 is hang).
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_CHINESE = re.compile("[\u4e00-\u9fff]+")
_IN_NAMES = {
    "重": "chong", "长": "chang", "行": "hang", "都": "du", "厦": "xia", "朝": "chao", "乐": "le", "藏": "zang",
    "单": "dan", "血": "xue", "调": "tiao", "曾": "zeng", "解": "jie", "和": "he", "大": "da", "会": "hui",
}  # fmt: skip


def is_chinese(text: str) -> bool:
    """Whether the text is made of Chinese characters alone."""
    return _CHINESE.fullmatch(text) is not None


def syllables(text: str) -> list[str]:
    """The syllable of each character; empty for one that has none."""
    table = sound_table()
    return [table.get(character, "") for character in text]


@cache
def sound_table() -> dict[str, str]:
    """Character → syllable, for the common Chinese characters."""
    package = find_spec("pypinyin")
    assert package is not None
    assert package.origin is not None
    # Importing the package would read its phrases too, which takes longer than all the rest of a start.
    readings: dict[str, str] = json.loads(
        Path(package.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8")
    )
    table = {
        chr(int(code)): _plain(sounds.partition(",")[0])
        for code, sounds in readings.items()
        if 0x4E00 <= int(code) <= 0x9FFF
    }
    return table | _IN_NAMES


def _plain(reading: str) -> str:
    spelled = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    return "".join(one for one in spelled if "a" <= one <= "z")
